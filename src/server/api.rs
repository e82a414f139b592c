use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use crate::launchdarkly::{Client, ClientOptions, Error, Host, TokenOrigin, TokenSource};

use super::options::Environment;

/// Access to LaunchDarkly: the token, and one client for each host. The only place of the server that holds a token.
pub(super) struct Api {
    environment: Environment,
    from_editor: Mutex<Option<SecretString>>,
    clients: Mutex<HashMap<(String, Option<String>), Client>>,
}

impl Api {
    pub(super) fn new(environment: Environment) -> Self {
        Self { environment, from_editor: Mutex::default(), clients: Mutex::default() }
    }

    /// Takes over a token from the editor, or forgets it.
    pub(super) fn set_token(&self, token: Option<SecretString>) {
        let token = token.filter(|token| !token.expose_secret().trim().is_empty());
        *self.from_editor.lock().unwrap_or_else(PoisonError::into_inner) = token;
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The token in use: the editor's, else that of the environment.
    pub(super) fn token(&self) -> Option<TokenSource> {
        let from_editor = self.from_editor.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match from_editor {
            Some(token) => Some(TokenSource { token, origin: TokenOrigin::Editor }),
            None => TokenSource::from_variables(|name| (self.environment)(name)),
        }
    }

    /// A client of a host, through a proxy where one is named; `None` without a token.
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

/// What to say where a token is needed and there is none.
pub(super) const NO_TOKEN: &str = "No LaunchDarkly access token is set. Set LAUNCHDARKLY_ACCESS_TOKEN (or \
    LD_ACCESS_TOKEN) in the environment of your editor, or hand one over with your editor's flagwise plug-in.";
