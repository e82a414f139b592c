//! Signing in with the browser: OAuth's authorization code grant with PKCE (RFC 8252, for programs on the user's machine).

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::loopback::{Loopback, Redirect};
use super::{CredentialError, Grant, SignIn, now, proof};
use crate::launchdarkly::{AuthorizationServer, Host};

/// What the sign-in asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Reading flags.
    #[default]
    Reader,
    /// Changing flags too.
    Writer,
}

impl Scope {
    /// LaunchDarkly's name of the scope.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Writer => "writer",
        }
    }
}

/// A sign-in that waits for the user.
pub struct BrowserSignIn {
    server: AuthorizationServer,
    host: Host,
    loopback: Loopback,
    client: String,
    scope: String,
    state: SecretString,
    verifier: SecretString,
    page: Url,
}

impl BrowserSignIn {
    /// Time for the user to sign in.
    pub const PATIENCE: Duration = Duration::from_secs(300);

    /// Finds the authorization server of a host, registers with it, and listens for its answer.
    ///
    /// # Errors
    /// [`CredentialError::OAuth`], and [`CredentialError::NotSignedIn`] without a free port.
    pub async fn start(host: &Host, proxy: Option<&str>, scope: Scope) -> Result<Self, CredentialError> {
        let server = AuthorizationServer::discover(host, proxy).await?;
        let loopback = Loopback::bind().await.map_err(|error| {
            CredentialError::NotSignedIn(format!("cannot listen on 127.0.0.1 for the browser's answer: {error}"))
        })?;
        let redirect = loopback.redirect_uri();
        // Without `offline_access` there is no refresh token.
        let scope = format!("{} offline_access", scope.name());
        // The port differs each time, and a server may insist on the registered address: a client a sign-in.
        let client = server.register(&redirect, &scope).await?;
        let (state, verifier) = (proof::random(), proof::random());
        let page = server.sign_in_page(&[
            ("response_type", "code"),
            ("client_id", &client),
            ("redirect_uri", &redirect),
            ("scope", &scope),
            ("state", state.expose_secret()),
            ("code_challenge", &proof::challenge(verifier.expose_secret())),
            ("code_challenge_method", "S256"),
        ]);
        Ok(Self { server, host: host.clone(), loopback, client, scope, state, verifier, page })
    }

    /// The page to open in the browser; on the host. It may be shown, but not kept: it contains the state.
    pub fn page(&self) -> &Url {
        &self.page
    }

    /// Waits for the user and exchanges the answer for tokens.
    ///
    /// # Errors
    /// [`CredentialError::NotSignedIn`] if the user refuses or `patience` has passed, [`CredentialError::OAuth`].
    pub async fn finish(self, patience: Duration) -> Result<SignIn, CredentialError> {
        let redirect_uri = self.loopback.redirect_uri();
        let failed = |problem: String| Err(CredentialError::NotSignedIn(problem));
        let redirect = match tokio::time::timeout(patience, self.loopback.receive(&self.state)).await {
            Ok(Ok(redirect)) => redirect,
            Ok(Err(error)) => return failed(format!("the browser's answer was not received: {error}")),
            Err(_) => return failed("the browser did not answer in time. Run `flagwise login` again".to_owned()),
        };
        let Redirect { code, error, description, issuer } = redirect;
        if issuer.is_some_and(|issuer| issuer != self.server.issuer) {
            return failed("the browser's answer is from another server. Run `flagwise login` again".to_owned());
        }
        if let Some(error) = error {
            let description = description.map_or_else(String::new, |text| format!(": {text}"));
            return failed(format!("LaunchDarkly did not sign you in ({error}{description})"));
        }
        let code = code.unwrap_or_default();
        let tokens = self
            .server
            .tokens(
                "sign you in",
                &[
                    ("grant_type", "authorization_code"),
                    ("code", code.expose_secret()),
                    ("redirect_uri", &redirect_uri),
                    ("client_id", &self.client),
                    ("code_verifier", self.verifier.expose_secret()),
                ],
            )
            .await?;
        let grant = Grant::Browser {
            access: tokens.access,
            refresh: tokens.refresh,
            expires: tokens.lifetime.map(|lifetime| now() + lifetime),
            client: self.client,
            scope: tokens.scope.unwrap_or(self.scope),
        };
        Ok(SignIn { host: self.host.site(), grant })
    }
}
