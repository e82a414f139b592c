//! Access to LaunchDarkly: token and clients.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use crate::launchdarkly::{Client, ClientOptions, Error, Host, TokenOrigin, TokenSource};

use super::options::Environment;

/// The token, and one client per host. The only place in the server that holds a token.
pub(super) struct Api {
    environment: Environment,
    from_editor: Mutex<Option<SecretString>>,
    clients: Mutex<HashMap<(String, Option<String>), Client>>,
}

impl Api {
    pub(super) fn new(environment: Environment) -> Self {
        Self { environment, from_editor: Mutex::default(), clients: Mutex::default() }
    }

    /// Sets or removes the editor's token.
    pub(super) fn set_token(&self, token: Option<SecretString>) {
        let token = token.filter(|token| !token.expose_secret().trim().is_empty());
        *self.from_editor.lock().unwrap_or_else(PoisonError::into_inner) = token;
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The current token: the editor's, else the environment's.
    pub(super) fn token(&self) -> Option<TokenSource> {
        let from_editor = self.from_editor.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match from_editor {
            Some(token) => Some(TokenSource { token, origin: TokenOrigin::Editor }),
            None => TokenSource::from_variables(|name| (self.environment)(name)),
        }
    }

    /// Returns a client of a host, optionally through a proxy; `None` without a token.
    pub(super) fn client(&self, host: &str, proxy: Option<&str>) -> Option<Result<Client, Error>> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (host.to_owned(), proxy.map(str::to_owned));
        if let Some(client) = clients.get(&key) {
            return Some(Ok(client.clone()));
        }
        let token = self.token()?.token;
        let made = Host::parse(host)
            .and_then(|host| Client::new(ClientOptions { host, proxy: key.1.clone(), ..ClientOptions::new(token) }));
        if let Ok(client) = &made {
            clients.insert(key, client.clone());
        }
        Some(made)
    }
}

/// Message for operations that require a token.
pub(super) const NO_TOKEN: &str = "No LaunchDarkly access token is set. Set LAUNCHDARKLY_ACCESS_TOKEN (or \
    LD_ACCESS_TOKEN) in the environment of your editor, or hand one over with your editor's flagwise plug-in.";
