//! Sign-ins: where the access token comes from, where it is kept between runs, how it is obtained and renewed.
//!
//! Precedence, the same in editors and on the command line: the token of the editor's secret store, the environment
//! variables ([`TokenSource::VARIABLES`]), the sign-in stored by `flagwise login` for the host. The configuration of
//! `ldcli` is not one of them: `flagwise login` copies its token once, if the user says so.
//!
//! A stored sign-in belongs to one host and is read for that host only. It is kept in the keyring of the operating
//! system, or in a file that only the user can read if the user chose that ([`Stores`]). Tokens are
//! [`SecretString`](secrecy::SecretString)s and never part of an error or log message.

mod browser;
mod ldcli;
mod loopback;
mod proof;
mod sign_in;
mod stores;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};

use crate::launchdarkly::{
    Authorization, AuthorizationServer, ClientOptions, Host, OAuthError, StoreKind, TokenOrigin, TokenSource,
};

pub use browser::{BrowserSignIn, Scope};
pub use ldcli::LdcliToken;
pub use sign_in::{Grant, SignIn};
pub use stores::{StoreError, Stores};

/// A token is renewed this long before it expires, so that no request meets an expired one.
const MARGIN: Duration = Duration::from_secs(60);

/// Why there is no usable token although one was stored, or why a sign-in failed. The next step is part of the text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// A store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A browser sign-in cannot be renewed.
    #[error("the sign-in to {host} has expired. Run `flagwise login`")]
    Expired {
        /// The host.
        host: String,
    },
    /// A step of OAuth failed.
    #[error(transparent)]
    OAuth(#[from] OAuthError),
    /// The user did not finish the sign-in.
    #[error("{0}")]
    NotSignedIn(String),
}

/// Returns the token for a host, in order of precedence: the editor's, the environment's, the stored one. A stored token
/// that is about to expire is renewed.
///
/// # Errors
/// [`CredentialError`], only if neither the editor nor the environment has a token.
pub async fn token(
    from_editor: Option<SecretString>,
    environment: &(dyn Fn(&str) -> Option<String> + Sync),
    stores: &Stores,
    host: &Host,
    proxy: Option<&str>,
) -> Result<Option<TokenSource>, CredentialError> {
    if let Some(token) = from_editor {
        let authorization = Authorization::AccessToken;
        return Ok(Some(TokenSource { token, authorization, origin: TokenOrigin::Editor }));
    }
    if let Some(source) = TokenSource::from_variables(environment) {
        return Ok(Some(source));
    }
    let Some((sign_in, kind)) = read(stores, host).await? else { return Ok(None) };
    if !sign_in.expires_within(MARGIN, now()) {
        return Ok(Some(sign_in.source(kind)));
    }
    match renew(stores, host, proxy, None).await {
        Ok(source) => Ok(Some(source)),
        // Without a network the token may still be good for a moment.
        Err(CredentialError::OAuth(OAuthError::Connection(error))) => {
            tracing::info!("the token was not renewed: {error}");
            Ok(Some(sign_in.source(kind)))
        }
        Err(error) => Err(error),
    }
}

/// Options of a client that renews a stored token when it is rejected.
pub fn client_options(source: &TokenSource, stores: &Stores, host: Host, proxy: Option<String>) -> ClientOptions {
    let renews = source.origin.is_stored() && source.authorization == Authorization::Bearer;
    let renewal = renews.then(|| {
        let (stores, host, proxy) = (stores.clone(), host.clone(), proxy.clone());
        let renewal: crate::launchdarkly::Renew = Arc::new(move |rejected| {
            let (stores, host, proxy) = (stores.clone(), host.clone(), proxy.clone());
            Box::pin(async move {
                match renew(&stores, &host, proxy.as_deref(), Some(&rejected)).await {
                    Ok(source) => Some(source.token),
                    Err(error) => {
                        tracing::info!("the rejected token was not renewed: {error}");
                        None
                    }
                }
            })
        });
        renewal
    });
    ClientOptions { proxy, renew: renewal, ..ClientOptions::of(host, source) }
}

/// Signs out: removes the sign-in of a host from all stores, and revokes its tokens if it came from the browser. Returns
/// where it was, and why it could not be revoked.
///
/// # Errors
/// [`StoreError`].
pub async fn sign_out(
    stores: &Stores,
    host: &Host,
    proxy: Option<&str>,
) -> Result<(Vec<StoreKind>, Option<OAuthError>), StoreError> {
    let (in_background, of) = (stores.clone(), host.clone());
    let removed = blocking(move || in_background.remove(&of)).await?;
    let mut problem = None;
    for (sign_in, _) in &removed {
        let Grant::Browser { access, refresh, client, .. } = &sign_in.grant else { continue };
        let revoked = async {
            let server = AuthorizationServer::discover(host, proxy).await?;
            // Revoking a refresh token ends its access tokens; RFC 7009 only recommends it.
            for token in refresh.iter().chain([access]) {
                server.revoke(token, client).await?;
            }
            Ok(())
        };
        problem = revoked.await.err();
    }
    Ok((removed.into_iter().map(|(_, kind)| kind).collect(), problem))
}

/// Renews the stored tokens of a host, one process at a time: the server may accept a refresh token only once. Returns
/// the current token if another process has renewed it since `rejected`.
async fn renew(
    stores: &Stores,
    host: &Host,
    proxy: Option<&str>,
    rejected: Option<&SecretString>,
) -> Result<TokenSource, CredentialError> {
    let expired = || CredentialError::Expired { host: host.to_string() };
    let locking = stores.clone();
    let _lock = blocking(move || locking.lock()).await?;
    let (sign_in, kind) = read(stores, host).await?.ok_or_else(expired)?;
    let is_new = match rejected {
        Some(rejected) => sign_in.token().expose_secret() != rejected.expose_secret(),
        None => !sign_in.expires_within(MARGIN, now()),
    };
    if is_new {
        return Ok(sign_in.source(kind));
    }
    let Grant::Browser { refresh: Some(refresh), client, scope, .. } = &sign_in.grant else { return Err(expired()) };
    let server = AuthorizationServer::discover(host, proxy).await?;
    let parameters =
        [("grant_type", "refresh_token"), ("refresh_token", refresh.expose_secret()), ("client_id", client)];
    let tokens = match server.tokens("renew the sign-in", &parameters).await {
        Err(error) if error.is_expired() => return Err(expired()),
        tokens => tokens?,
    };
    let renewed = SignIn {
        host: sign_in.host.clone(),
        grant: Grant::Browser {
            // A server that does not rotate refresh tokens sends none.
            refresh: Some(tokens.refresh.unwrap_or_else(|| refresh.clone())),
            access: tokens.access,
            expires: tokens.lifetime.map(|lifetime| now() + lifetime),
            client: client.clone(),
            scope: tokens.scope.unwrap_or_else(|| scope.clone()),
        },
    };
    let (source, writing, of) = (renewed.source(kind), stores.clone(), host.clone());
    blocking(move || writing.write(&of, &renewed, kind)).await?;
    Ok(source)
}

async fn read(stores: &Stores, host: &Host) -> Result<Option<(SignIn, StoreKind)>, StoreError> {
    let (stores, host) = (stores.clone(), host.clone());
    blocking(move || stores.read(&host)).await
}

/// Runs work that may wait for the disk, a lock or the keyring.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(StoreError::internal(&error)),
    }
}

/// Time since 1970.
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
