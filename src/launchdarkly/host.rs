//! The API host.

use std::fmt;

use url::Url;

use crate::hosts;

use super::Error;

/// Base URL of the API: scheme and host, optionally with a port and a path prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host(Url);

impl Host {
    /// Variables that name the host (the Terraform provider's and `ldcli`'s); the first one set wins.
    pub const VARIABLES: [&str; 2] = ["LAUNCHDARKLY_API_HOST", "LD_BASE_URI"];

    /// Parses a host such as `https://app.launchdarkly.com`. The scheme, a trailing slash and a trailing `/api/v2` are
    /// optional.
    ///
    /// # Errors
    /// [`Error::InvalidHost`]; also for plain `http` to a remote host, which would expose the token.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let invalid =
            |host: &str, reason: &str| Error::InvalidHost { host: host.to_owned(), reason: reason.to_owned() };
        let trimmed = text.trim().trim_end_matches('/');
        let trimmed = trimmed.strip_suffix("/api/v2").unwrap_or(trimmed);
        if trimmed.is_empty() {
            return Err(invalid(trimmed, "it is empty"));
        }
        let with_scheme = if trimmed.contains("://") { trimmed.to_owned() } else { format!("https://{trimmed}") };
        let mut url = Url::parse(&with_scheme).map_err(|error| invalid("the given text", &error.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            let _ = url.set_password(None);
            let _ = url.set_username("");
            return Err(invalid(url.as_str(), "it contains a user name or password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid(trimmed, "it contains a query or fragment"));
        }
        let host = Self(url);
        match host.0.scheme() {
            "https" => Ok(host),
            "http" if host.is_loopback() => Ok(host),
            "http" => Err(invalid(trimmed, "plain http would send the access token unencrypted; use https")),
            _ => Err(invalid(trimmed, "the scheme must be https")),
        }
    }

    /// The host named by [`Host::VARIABLES`]; `None` if neither is set.
    ///
    /// # Errors
    /// [`Error::InvalidHost`].
    pub fn from_environment() -> Result<Option<Self>, Error> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`Host::from_environment`], with injected variables.
    ///
    /// # Errors
    /// [`Error::InvalidHost`].
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Error> {
        Self::VARIABLES
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.trim().is_empty())
            .map(|value| Self::parse(&value))
            .transpose()
    }

    /// Scheme and host of LaunchDarkly's web application, without a trailing slash.
    pub fn site(&self) -> String {
        self.0.as_str().trim_end_matches('/').to_owned()
    }

    /// Whether the host is this machine, such as the simulator. Proxies are not used then.
    pub fn is_loopback(&self) -> bool {
        hosts::is_loopback(&self.0)
    }

    /// Whether the connection is unencrypted, which is allowed on loopback only.
    pub(super) fn is_plain_http(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// URL of an API path; percent-encodes the segments.
    pub(super) fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["api", "v2"]).extend(segments);
        }
        url
    }
}

impl Default for Host {
    fn default() -> Self {
        let url = Url::parse("https://app.launchdarkly.com").expect("a constant, parsed in every test run");
        Self(url)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.site())
    }
}

#[cfg(test)]
mod tests;
