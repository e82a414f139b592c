//! Errors of requests, with advice for the user.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::NetworkProblem;

/// Why a request failed. `Display` is one sentence for the user with the API's own message; [`Error::advice`] is the
/// next step. Contains no token and no response body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// 401: the token is wrong, expired or of the wrong kind.
    #[error("LaunchDarkly rejected the access token ({0})")]
    Unauthorized(Answer),
    /// 403: the token's role does not allow it.
    #[error("the access token may not {operation} ({answer})", answer = .0, operation = .0.operation)]
    Forbidden(Answer),
    /// 404: the project, environment or flag does not exist, or the token cannot see it.
    #[error("could not {operation}: not found ({answer})", answer = .0, operation = .0.operation)]
    NotFound(Answer),
    /// 405 on a flag change: the environment requires approval.
    #[error("this change needs approval ({0})")]
    ApprovalRequired(Answer),
    /// 405 elsewhere.
    #[error("LaunchDarkly does not allow to {operation} here ({answer})", answer = .0, operation = .0.operation)]
    MethodNotAllowed(Answer),
    /// 409 that is not transient: the key already exists, or the flag is a prerequisite of others.
    #[error("LaunchDarkly refused to {operation} because of a conflict ({answer})", answer = .0, operation = .0.operation)]
    Conflict(Answer),
    /// 409 `optimistic_locking_error`, repeatedly: concurrent changes of the same resource.
    #[error("the flag was changed by someone else at the same time ({0})")]
    OptimisticLock(Answer),
    /// 429 with a longer wait than the retry policy allows.
    #[error("LaunchDarkly's rate limit is reached ({answer})")]
    RateLimited {
        /// The API's response.
        answer: Answer,
        /// Wait that the API requests.
        wait: Duration,
    },
    /// 400, 413, 422 and other rejections of the request itself.
    #[error("LaunchDarkly refused to {operation} ({answer})", answer = .0, operation = .0.operation)]
    InvalidRequest(Answer),
    /// 5xx, after retries if they are safe.
    #[error("LaunchDarkly failed to {operation} ({answer})", answer = .0, operation = .0.operation)]
    Server(Answer),
    /// 3xx: the API is not at this host. Redirects are not followed, so that the token is not sent elsewhere.
    #[error("{host} redirects to {location} ({status})")]
    Redirected {
        /// The configured host.
        host: String,
        /// The status.
        status: u16,
        /// Scheme and host of the redirect's target.
        location: String,
    },
    /// No response, or a broken one.
    #[error("could not {operation} at {host}: {problem}")]
    Network {
        /// The attempted operation, as a verb phrase.
        operation: &'static str,
        /// The configured host.
        host: String,
        /// The cause.
        problem: NetworkProblem,
    },
    /// The response does not have the documented shape.
    #[error("unexpected response to \"{operation}\" at `{path}`: {detail}")]
    Decode {
        /// The attempted operation, as a verb phrase.
        operation: &'static str,
        /// Path of the offending field, such as `items[3].variations[0]._id`; `.` for the whole response.
        path: String,
        /// Expected and actual type.
        detail: String,
    },
    /// The host is invalid.
    #[error("`{host}` is not a valid host: {reason}")]
    InvalidHost {
        /// The given host, without a password.
        host: String,
        /// The reason.
        reason: String,
    },
    /// The token is invalid.
    #[error("the access token cannot be used: {reason}")]
    InvalidToken {
        /// The reason.
        reason: &'static str,
    },
    /// A file of additional CA certificates is unusable.
    #[error("the CA certificates of {} cannot be used: {reason}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// The HTTP client could not be created.
    #[error("could not set up the HTTP client: {0}")]
    Setup(String),
}

impl Error {
    /// The next step for the user, in one or two sentences.
    pub fn advice(&self) -> String {
        match self {
            Self::Unauthorized(_) => {
                "Sign in again with `flagwise login`. If LAUNCHDARKLY_ACCESS_TOKEN or LD_ACCESS_TOKEN \
                is set, or a token in your editor, correct or remove it: it takes precedence. It must be an API access \
                token (`api-…`, made under Account settings > Authorization), not an SDK key, and must belong to this \
                host."
                    .to_owned()
            }
            Self::Forbidden(_) => "Ask an administrator for a role that allows this, or use a token that has one: a \
                token with the reader role cannot change flags."
                .to_owned(),
            Self::NotFound(_) => {
                "Check the keys of project, environment and flag. The flag may have been deleted: refresh.".to_owned()
            }
            Self::ApprovalRequired(_) => {
                "Open the flag in LaunchDarkly and request approval for the change there.".to_owned()
            }
            Self::MethodNotAllowed(_) => "Make this change in LaunchDarkly itself.".to_owned(),
            Self::Conflict(_) => "Refresh to see the current state, then try again.".to_owned(),
            Self::OptimisticLock(_) => "Nothing was changed. Refresh to see what changed, then try again.".to_owned(),
            Self::RateLimited { wait, .. } => {
                format!("Nothing was changed. Try again in {} s.", wait.as_secs_f64().ceil().max(1.0))
            }
            Self::InvalidRequest(_) => "Nothing was changed. The message says what LaunchDarkly did not accept; \
                refresh if the flag may have changed since."
                .to_owned(),
            Self::Server(_) => "Try again later; https://status.launchdarkly.com lists known problems.".to_owned(),
            Self::Redirected { location, .. } => {
                format!("Set LAUNCHDARKLY_API_HOST to {location} if that is LaunchDarkly, otherwise check your proxy.")
            }
            Self::Network { problem, .. } => problem.advice().to_owned(),
            Self::Decode { .. } => "Update flagwise; if it is the newest version, report this message. A proxy that \
                answers in LaunchDarkly's place can also cause it."
                .to_owned(),
            Self::InvalidHost { .. } => "Set LAUNCHDARKLY_API_HOST (or LD_BASE_URI) to something like \
                https://app.launchdarkly.com, https://app.eu.launchdarkly.com or https://app.launchdarkly.us."
                .to_owned(),
            Self::InvalidToken { .. } => "Set LAUNCHDARKLY_ACCESS_TOKEN to an API access token (`api-…`), made under \
                Account settings > Authorization in LaunchDarkly."
                .to_owned(),
            Self::Certificates { .. } => {
                "SSL_CERT_FILE and NODE_EXTRA_CA_CERTS must name a file of PEM certificates.".to_owned()
            }
            Self::Setup(_) => "Install your system's CA certificates (often the package `ca-certificates`) or set \
                SSL_CERT_FILE, and check the proxy settings of your environment."
                .to_owned(),
        }
    }

    /// Error and advice as one line for a message box.
    pub fn message(&self) -> String {
        let text = self.to_string();
        let mut characters = text.chars();
        let capitalised: String = match characters.next() {
            // An address is not a word.
            Some(first) if !text.starts_with("http") => first.to_uppercase().chain(characters).collect(),
            Some(_) => text,
            None => text,
        };
        format!("{capitalised}. {}", self.advice())
    }

    /// Whether the token or its role is the cause, so that retrying with the same token is pointless.
    pub fn is_about_the_token(&self) -> bool {
        matches!(self, Self::Unauthorized(_) | Self::Forbidden(_) | Self::InvalidToken { .. })
    }

    /// Whether LaunchDarkly was unreachable: continue with the cache and retry later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::Server(_) | Self::Network { .. })
    }
}

/// The API's response to a failed request (`code` and `message` of its error bodies; both may be missing).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The attempted operation, as a verb phrase: `list flags`.
    pub operation: &'static str,
    /// HTTP status.
    pub status: u16,
    /// `code`, such as `optimistic_locking_error`.
    pub code: Option<String>,
    /// `message`, or the status's meaning if the body has none.
    pub message: String,
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.status, self.message.trim_end_matches('.'))
    }
}
