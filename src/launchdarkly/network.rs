//! Classification of network failures.

use std::error::Error as StdError;
use std::fmt;

/// Cause of a network failure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkProblem {
    /// The host name does not resolve.
    Name,
    /// No connection: refused, unreachable, or rejected by the proxy.
    Connect(String),
    /// The server's certificate is not trusted.
    Certificate(String),
    /// No TLS connection: the server does not support TLS, or the handshake failed.
    Tls(String),
    /// Timeout.
    Timeout,
    /// The connection broke before the response was complete.
    Interrupted(String),
}

impl NetworkProblem {
    /// Whether the request cannot have reached the server, so that a write had no effect.
    pub fn is_before_sending(&self) -> bool {
        matches!(self, Self::Name | Self::Connect(_) | Self::Certificate(_) | Self::Tls(_))
    }

    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::Name => "Check the network connection and the host (LAUNCHDARKLY_API_HOST or LD_BASE_URI).",
            Self::Connect(_) => "Check the network connection, the host, and behind a proxy HTTPS_PROXY and NO_PROXY.",
            Self::Certificate(_) => {
                "If a company proxy inspects traffic, set SSL_CERT_FILE or NODE_EXTRA_CA_CERTS to its CA certificate."
            }
            Self::Tls(_) => {
                "Check the host and its port: LaunchDarkly is reached by https, and a proxy must let it pass."
            }
            Self::Timeout | Self::Interrupted(_) => "Check the network connection and try again.",
        }
    }

    /// Classifies an error of the HTTP library. The URL is removed from its text: it may contain proxy credentials.
    pub(super) fn of(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let text = cause(&error);
        if error.is_connect() || error.is_builder() {
            let all = chain(&error).to_lowercase();
            let has = |words: &[&str]| words.iter().any(|word| all.contains(word));
            if has(&["certificate"]) {
                Self::Certificate(text)
            } else if has(&["tls", "corrupt message", "handshake", "fatal alert", "peer is incompatible"]) {
                Self::Tls(text)
            } else if all.contains("dns") || all.contains("lookup") {
                Self::Name
            } else if error.is_timeout() {
                Self::Connect("no connection in time".to_owned())
            } else {
                Self::Connect(text)
            }
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Interrupted(text)
        }
    }
}

impl fmt::Display for NetworkProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => formatter.write_str("the host's name could not be resolved"),
            Self::Connect(detail) => write!(formatter, "no connection ({detail})"),
            Self::Certificate(detail) => write!(formatter, "the server's certificate is not trusted ({detail})"),
            Self::Tls(detail) => write!(formatter, "no secure connection ({detail})"),
            Self::Timeout => formatter.write_str("no answer in time"),
            Self::Interrupted(detail) => write!(formatter, "the connection broke ({detail})"),
        }
    }
}

/// The messages of an error and its sources.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// The message of the innermost source.
pub(super) fn cause(error: &dyn StdError) -> String {
    let mut deepest = error;
    while let Some(inner) = deepest.source() {
        deepest = inner;
    }
    deepest.to_string()
}
