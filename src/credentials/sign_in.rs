//! A sign-in and its stored form, a JSON object.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::launchdarkly::{Authorization, Host, StoreKind, TokenOrigin, TokenSource};

/// A sign-in to one host. Prints without its secrets.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The host that the token was given for, as [`Host::site`].
    pub host: String,
    /// The token.
    pub grant: Grant,
}

/// How access was granted.
#[derive(Debug, Clone)]
pub enum Grant {
    /// An API access token.
    Token(SecretString),
    /// OAuth, in the browser.
    Browser {
        /// The access token.
        access: SecretString,
        /// Obtains the next tokens.
        refresh: Option<SecretString>,
        /// When the access token expires, since 1970; `None` if the server did not say.
        expires: Option<Duration>,
        /// Id of the registered client.
        client: String,
        /// Granted scopes, separated by spaces.
        scope: String,
    },
}

impl SignIn {
    /// A sign-in with an API access token.
    pub fn with_token(host: &Host, token: SecretString) -> Self {
        Self { host: host.site(), grant: Grant::Token(token) }
    }

    /// The token that is sent.
    pub fn token(&self) -> &SecretString {
        match &self.grant {
            Grant::Token(token) => token,
            Grant::Browser { access, .. } => access,
        }
    }

    /// The token with its origin.
    pub fn source(&self, kind: StoreKind) -> TokenSource {
        let authorization = match self.grant {
            Grant::Token(_) => Authorization::AccessToken,
            Grant::Browser { .. } => Authorization::Bearer,
        };
        TokenSource { token: self.token().clone(), authorization, origin: TokenOrigin::Stored(kind) }
    }

    /// Whether the token expires within a time from `now`.
    pub(super) fn expires_within(&self, time: Duration, now: Duration) -> bool {
        matches!(self.grant, Grant::Browser { expires: Some(expires), .. } if expires <= now + time)
    }

    /// The stored form.
    pub(super) fn to_json(&self) -> SecretString {
        let stored = match &self.grant {
            Grant::Token(token) => Stored { token: Some(token.expose_secret()), ..Stored::of(&self.host) },
            Grant::Browser { access, refresh, expires, client, scope } => Stored {
                access_token: Some(access.expose_secret()),
                refresh_token: refresh.as_ref().map(ExposeSecret::expose_secret),
                expires: expires.map(|expires| expires.as_secs()),
                client: Some(client),
                scope: Some(scope),
                ..Stored::of(&self.host)
            },
        };
        SecretString::from(serde_json::to_string(&stored).unwrap_or_default())
    }

    /// Reads the stored form; `None` if it has another form.
    pub(super) fn from_json(text: &str) -> Option<Self> {
        let read: Read = serde_json::from_str(text).ok()?;
        let grant = match (read.token, read.access_token) {
            (Some(token), None) => Grant::Token(token),
            (None, Some(access)) => Grant::Browser {
                access,
                refresh: read.refresh_token,
                expires: read.expires.map(Duration::from_secs),
                client: read.client?,
                scope: read.scope.unwrap_or_default(),
            },
            _ => return None,
        };
        Some(Self { host: read.host, grant })
    }
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Stored<'s> {
    host: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'s str>,
}

impl<'s> Stored<'s> {
    fn of(host: &'s str) -> Self {
        Self { host, ..Self::default() }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    host: String,
    token: Option<SecretString>,
    access_token: Option<SecretString>,
    refresh_token: Option<SecretString>,
    expires: Option<u64>,
    client: Option<String>,
    scope: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser() -> SignIn {
        SignIn {
            host: "https://app.launchdarkly.com".to_owned(),
            grant: Grant::Browser {
                access: SecretString::from("secret-a"),
                refresh: Some(SecretString::from("secret-r")),
                expires: Some(Duration::from_secs(1000)),
                client: "c".to_owned(),
                scope: "reader".to_owned(),
            },
        }
    }

    #[test]
    fn what_is_stored_is_read_back() {
        for sign_in in [SignIn::with_token(&Host::default(), SecretString::from("api-1")), browser()] {
            let stored = sign_in.to_json();
            let back = SignIn::from_json(stored.expose_secret()).unwrap();
            assert_eq!(back.to_json().expose_secret(), stored.expose_secret());
            assert_eq!(back.token().expose_secret(), sign_in.token().expose_secret());
        }
        for other in ["", "{}", "[]", r#"{"host":"https://a.example"}"#, r#"{"host":"h","accessToken":"a"}"#] {
            assert!(SignIn::from_json(other).is_none(), "{other}");
        }
    }

    #[test]
    fn no_secret_is_printed() {
        let printed = format!("{:?} {:?}", browser(), browser().source(StoreKind::File));
        assert!(!printed.contains("secret-"), "{printed}");
    }

    #[test]
    fn a_token_expires_when_it_says() {
        let within = |seconds, now| browser().expires_within(Duration::from_secs(seconds), Duration::from_secs(now));
        assert!(!within(60, 939) && within(60, 940) && within(0, 2000));
        let token = SignIn::with_token(&Host::default(), SecretString::from("api-1"));
        assert!(!token.expires_within(Duration::from_secs(60), Duration::from_secs(u64::MAX / 2)));
    }
}
