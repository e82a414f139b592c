//! The client and its options.

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Once, PoisonError, RwLock};
use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::transport::Gates;
use super::{Error, Host, OnWait, RetryPolicy, TokenSource, Wait, network};

/// Options of a [`Client`].
#[derive(Clone)]
pub struct ClientOptions {
    /// API host.
    pub host: Host,
    /// The access token.
    pub token: SecretString,
    /// Authorization scheme.
    pub authorization: Authorization,
    /// Retry policy.
    pub retry: RetryPolicy,
    /// Timeout of one attempt, including the response body.
    pub timeout: Duration,
    /// Maximum time in which nothing arrives.
    pub silence: Duration,
    /// Page size of the list of flags, 1 to 100 (the API's maximum).
    pub page_size: usize,
    /// PEM files with CA certificates to trust in addition to the system's. [`ClientOptions::new`] reads
    /// [`ClientOptions::CERTIFICATE_VARIABLES`] and skips unusable files.
    pub extra_certificates: Vec<PathBuf>,
    /// URL of a proxy that replaces the environment's.
    pub proxy: Option<String>,
    /// Called before every wait.
    pub on_wait: Option<OnWait>,
    /// Renews a token that was rejected (401).
    pub renew: Option<Renew>,
}

/// Returns the successor of a rejected token, or `None` if there is none. The rejected request is then sent once more.
pub type Renew = Arc<dyn Fn(SecretString) -> BoxFuture<'static, Option<SecretString>> + Send + Sync>;

/// Authorization scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Authorization {
    /// The bare token, for access tokens.
    #[default]
    AccessToken,
    /// `Bearer TOKEN`, for OAuth tokens.
    Bearer,
}

impl ClientOptions {
    /// Variables that name files of additional CA certificates.
    pub const CERTIFICATE_VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];

    /// Default options: LaunchDarkly's commercial host, a timeout of 60 s, 15 s without data, and the additional
    /// certificates of the environment. Proxies come from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`) except for loopback hosts.
    pub fn new(token: SecretString) -> Self {
        let named = Self::CERTIFICATE_VARIABLES.iter().filter_map(std::env::var_os).map(PathBuf::from);
        let mut extra_certificates: Vec<PathBuf> = named.filter(|path| !path.as_os_str().is_empty()).collect();
        extra_certificates.dedup();
        // The variable may be set for another program or be stale: an unusable file is not fatal.
        extra_certificates.retain(|path| match certificates(path) {
            Ok(_) => true,
            Err(error) => {
                tracing::warn!("{error}");
                false
            }
        });
        Self {
            host: Host::default(),
            token,
            authorization: Authorization::default(),
            retry: RetryPolicy::default(),
            timeout: Duration::from_secs(60),
            silence: Duration::from_secs(15),
            page_size: 100,
            extra_certificates,
            proxy: None,
            on_wait: None,
            renew: None,
        }
    }

    /// As [`ClientOptions::new`], for a host that the token was given for.
    pub fn of(host: Host, source: &TokenSource) -> Self {
        Self { host, authorization: source.authorization, ..Self::new(source.token.clone()) }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientOptions")
            .field("host", &self.host)
            .field("token", &self.token)
            .field("authorization", &self.authorization)
            .field("retry", &self.retry)
            .field("timeout", &self.timeout)
            .field("silence", &self.silence)
            .field("page_size", &self.page_size)
            .field("extra_certificates", &self.extra_certificates)
            .finish_non_exhaustive()
    }
}

/// A client of one LaunchDarkly host with one token. Cheap to clone; clones share connections and limits.
#[derive(Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
    pub(super) on_wait: Option<OnWait>,
    /// Whether a write that had no effect is sent again.
    pub(super) repeats_writes: bool,
}

/// State shared by the clones of a client.
pub(super) struct Shared {
    pub http: reqwest::Client,
    pub host: Host,
    /// The current token with its header; replaced when it is renewed.
    credential: RwLock<Credential>,
    scheme: Authorization,
    renew: Option<Renew>,
    /// One renewal at a time.
    renewing: tokio::sync::Mutex<()>,
    pub retry: RetryPolicy,
    pub page_size: usize,
    /// One permit per request in flight.
    pub in_flight: Semaphore,
    pub gates: Gates,
    /// Whether the host has ever responded.
    pub answered: AtomicBool,
}

/// A token and the value of its header.
#[derive(Clone)]
pub(super) struct Credential {
    token: SecretString,
    pub header: HeaderValue,
}

impl Credential {
    fn new(token: SecretString, scheme: Authorization) -> Result<Self, Error> {
        let header = authorization_header(&token, scheme)?;
        Ok(Self { token, header })
    }
}

impl Shared {
    /// The current token.
    pub(super) fn credential(&self) -> Credential {
        self.credential.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The successor of a rejected token: one that another request obtained meanwhile, or a new one.
    pub(super) async fn renewed(&self, rejected: &Credential) -> Option<Credential> {
        let renew = self.renew.as_ref()?;
        let _one = self.renewing.lock().await;
        let current = self.credential();
        if current.header != rejected.header {
            return Some(current);
        }
        let next = Credential::new(renew(rejected.token.clone()).await?, self.scheme).ok()?;
        *self.credential.write().unwrap_or_else(PoisonError::into_inner) = next.clone();
        Some(next)
    }
}

impl Client {
    /// Maximum number of requests in flight, over all clones.
    pub const MOST_IN_FLIGHT: usize = 6;

    /// Creates a client. Sends nothing.
    ///
    /// # Errors
    /// [`Error::InvalidToken`], [`Error::Certificates`], [`Error::Setup`].
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let credential = Credential::new(options.token.clone(), options.authorization)?;
        let http = connections(&options)?;
        let shared = Shared {
            http,
            host: options.host,
            credential: RwLock::new(credential),
            scheme: options.authorization,
            renew: options.renew,
            renewing: tokio::sync::Mutex::default(),
            retry: options.retry,
            page_size: options.page_size.clamp(1, 100),
            in_flight: Semaphore::new(Self::MOST_IN_FLIGHT),
            gates: Gates::default(),
            answered: AtomicBool::new(false),
        };
        Ok(Self { shared: Arc::new(shared), on_wait: options.on_wait, repeats_writes: true })
    }

    /// Returns the client with another wait callback.
    #[must_use]
    pub fn with_on_wait(&self, on_wait: impl Fn(&Wait) + Send + Sync + 'static) -> Self {
        Self { on_wait: Some(Arc::new(on_wait)), ..self.clone() }
    }

    /// Returns a client that sends a write once. Rate limits and conflicts are errors at once, so that the caller can
    /// check what it sends before it tries again.
    #[must_use]
    pub fn without_repeated_writes(&self) -> Self {
        Self { repeats_writes: false, ..self.clone() }
    }

    /// Remaining time of rate limits on flag changes.
    pub fn change_wait(&self) -> Duration {
        self.shared.gates.wait(super::patch::CHANGE_FLAG)
    }

    /// The API host.
    pub fn host(&self) -> &Host {
        &self.shared.host
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("host", &self.shared.host).finish_non_exhaustive()
    }
}

/// Installs rustls' crypto provider: ring, which builds everywhere without cmake.
fn install_tls_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that the program already installed one, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// The connections of a client, without a token.
pub(super) fn connections(options: &ClientOptions) -> Result<reqwest::Client, Error> {
    install_tls_provider();
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("flagwise/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .connect_timeout(options.timeout.min(options.silence).min(Duration::from_secs(10)))
        .read_timeout(options.silence)
        .timeout(options.timeout)
        // A redirect must not carry the token to another host, nor turn a PATCH into a GET.
        .redirect(reqwest::redirect::Policy::none());
    if options.host.is_loopback() {
        // Plain http is for the simulator on loopback: no proxy, and no system certificates, which a container
        // may lack.
        builder = builder.no_proxy();
        if options.host.is_plain_http() {
            builder = builder.tls_certs_only([]);
        }
    } else if let Some(proxy) = &options.proxy {
        let proxy =
            reqwest::Proxy::all(proxy).map_err(|_| Error::Setup("`proxy` is not the URL of a proxy".to_owned()))?;
        builder = builder.proxy(proxy);
    }
    for path in options.extra_certificates.iter().filter(|_| !options.host.is_plain_http()) {
        builder = builder.tls_certs_merge(certificates(path)?);
    }
    builder.build().map_err(|error| Error::Setup(network::cause(&error)))
}

fn authorization_header(token: &SecretString, scheme: Authorization) -> Result<HeaderValue, Error> {
    let token = token.expose_secret().trim();
    let invalid = |reason| Err(Error::InvalidToken { reason });
    if token.is_empty() {
        return invalid("it is empty");
    }
    if token.starts_with("sdk-") || token.starts_with("mob-") {
        return invalid("it is an SDK or mobile key, which the API refuses");
    }
    let text = match scheme {
        Authorization::AccessToken => SecretString::from(token),
        Authorization::Bearer => SecretString::from(format!("Bearer {}", token.trim_start_matches("Bearer "))),
    };
    match HeaderValue::from_str(text.expose_secret()) {
        Ok(mut value) => {
            value.set_sensitive(true);
            Ok(value)
        }
        Err(_) => invalid("it holds characters that no token has"),
    }
}

fn certificates(path: &std::path::Path) -> Result<Vec<reqwest::Certificate>, Error> {
    let failed = |reason: String| Error::Certificates { path: path.to_owned(), reason };
    let pem = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    let found = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| failed(error.to_string()))?;
    if found.is_empty() {
        return Err(failed("it holds no PEM certificate".to_owned()));
    }
    Ok(found)
}
