//! Access to LaunchDarkly: tokens and clients.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::credentials::{self, CredentialError, SignIn, Stores};
use crate::launchdarkly::{Client, Error, Host, StoreKind, TokenOrigin, TokenSource};

use super::options::Environment;

/// The tokens, and one client per host. The only place in the server that holds a token.
pub(super) struct Api {
    environment: Environment,
    stores: Stores,
    from_editor: Mutex<Option<EditorToken>>,
    /// What `credentials::token` returned last, by host.
    found: Mutex<HashMap<String, TokenSource>>,
    clients: Mutex<HashMap<(String, Option<String>), Client>>,
}

/// A token from the editor's secret store.
#[derive(Clone)]
struct EditorToken {
    token: SecretString,
    /// The host that it was given for; `None` for any that the user configures.
    host: Option<Host>,
}

impl Api {
    pub(super) fn new(environment: Environment, stores: Stores) -> Self {
        let (from_editor, found, clients) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { environment, stores, from_editor, found, clients }
    }

    /// Sets or removes the editor's token, which is sent only to `host` if there is one.
    pub(super) fn set_token(&self, token: Option<SecretString>, host: Option<Host>) {
        let token = token.filter(|token| !token.expose_secret().trim().is_empty());
        *lock(&self.from_editor) = token.map(|token| EditorToken { token, host });
        lock(&self.found).clear();
        lock(&self.clients).clear();
    }

    /// Finds the token of a host again: the user may have signed in or out meanwhile. May wait for the keyring and the
    /// network. Returns whether the token is another one than before.
    ///
    /// # Errors
    /// [`CredentialError`]; there is no token then.
    pub(super) async fn find_token(&self, host: &str, proxy: Option<&str>) -> Result<bool, CredentialError> {
        let Ok(parsed) = Host::parse(host) else { return Ok(false) };
        let from_editor = self.editor_token(&parsed);
        let environment = |name: &str| (self.environment)(name);
        let search = credentials::token(from_editor, &environment, &self.stores, &parsed, proxy);
        let (token, problem) = match tokio::time::timeout(STORE_PATIENCE, search).await {
            Ok(Ok(token)) => (token, None),
            Ok(Err(error)) => (None, Some(error)),
            Err(_) => (None, Some(CredentialError::NotSignedIn("the keyring did not answer. Unlock it".to_owned()))),
        };
        let is_other = {
            let mut found = lock(&self.found);
            let before = match &token {
                Some(token) => found.insert(host.to_owned(), token.clone()),
                None => found.remove(host),
            };
            let secret = |source: &Option<TokenSource>| source.as_ref().map(|it| it.token.expose_secret().to_owned());
            secret(&before) != secret(&token)
        };
        if is_other {
            lock(&self.clients).retain(|(of, _), _| of != host);
        }
        match problem {
            Some(error) => Err(error),
            None => Ok(is_other),
        }
    }

    /// Origin of the token for a host, as far as it is known without waiting.
    pub(super) fn token_origin(&self, host: &str) -> Option<TokenOrigin> {
        Some(self.known_token(host)?.origin)
    }

    /// Returns a client of a host, optionally through a proxy; `None` without a token.
    pub(super) fn client(&self, host: &str, proxy: Option<&str>) -> Option<Result<Client, Error>> {
        let key = (host.to_owned(), proxy.map(str::to_owned));
        if let Some(client) = lock(&self.clients).get(&key) {
            return Some(Ok(client.clone()));
        }
        let source = self.known_token(host)?;
        let made = Host::parse(host)
            .and_then(|host| Client::new(credentials::client_options(&source, &self.stores, host, key.1.clone())));
        if let Ok(client) = &made {
            lock(&self.clients).insert(key, client.clone());
        }
        Some(made)
    }

    /// Keeps a new sign-in in the keyring. May wait for the user to unlock it.
    pub(super) async fn keep(&self, host: Host, sign_in: SignIn) -> Result<StoreKind, CredentialError> {
        let stores = self.stores.clone();
        let kind = stores.preferred();
        let kept = tokio::task::spawn_blocking(move || stores.write(&host, &sign_in, kind)).await;
        match kept {
            Ok(kept) => Ok(kept.map(|()| kind)?),
            Err(error) => Err(CredentialError::NotSignedIn(format!("internal error: {error}"))),
        }
    }

    fn known_token(&self, host: &str) -> Option<TokenSource> {
        if let Some(found) = lock(&self.found).get(host) {
            return Some(found.clone());
        }
        // Before the first search.
        let editor = Host::parse(host).ok().and_then(|host| self.editor_token(&host));
        match editor {
            Some(token) => {
                let authorization = crate::launchdarkly::Authorization::AccessToken;
                Some(TokenSource { token, authorization, origin: TokenOrigin::Editor })
            }
            None => TokenSource::from_variables(|name| (self.environment)(name)),
        }
    }

    fn editor_token(&self, host: &Host) -> Option<SecretString> {
        let given = lock(&self.from_editor).clone()?;
        given.host.is_none_or(|own| own == *host).then_some(given.token)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Maximum wait for the keyring, which may ask the user, and for the renewal of a token.
const STORE_PATIENCE: Duration = Duration::from_secs(45);

/// Message for operations that require a token.
pub(super) const NO_TOKEN: &str = "No LaunchDarkly access token is set. Run `flagwise login` in a terminal, set \
    LAUNCHDARKLY_ACCESS_TOKEN (or LD_ACCESS_TOKEN) in the environment of your editor, or hand one over with your \
    editor's flagwise plug-in.";
