use std::fmt;

use url::Url;

use super::Error;

/// Where the API lives: scheme and host, perhaps with a port and a path prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host(Url);

impl Host {
    /// The variables that name the host, the first that is set wins: the terraform provider's and `ldcli`'s.
    pub const VARIABLES: [&str; 2] = ["LAUNCHDARKLY_API_HOST", "LD_BASE_URI"];

    /// Reads a host as people write it: `https://app.launchdarkly.com`, with or without scheme, slash or `/api/v2` at
    /// the end.
    ///
    /// # Errors
    /// [`Error::InvalidHost`]; also for plain `http` to anything but this machine, which would send the token in the
    /// clear.
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
            return Err(invalid(url.as_str(), "it holds a user name or password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid(trimmed, "it holds a query or fragment"));
        }
        let host = Self(url);
        match host.0.scheme() {
            "https" => Ok(host),
            "http" if host.is_loopback() => Ok(host),
            "http" => Err(invalid(trimmed, "plain http would send the access token in the clear; use https")),
            _ => Err(invalid(trimmed, "the scheme must be https")),
        }
    }

    /// The host named by [`Host::VARIABLES`]; `None` where neither is set.
    ///
    /// # Errors
    /// [`Error::InvalidHost`].
    pub fn from_environment() -> Result<Option<Self>, Error> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`Host::from_environment`], with the variables given by a function.
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

    /// Scheme and host of LaunchDarkly's pages, without a slash at the end.
    pub fn site(&self) -> String {
        self.0.as_str().trim_end_matches('/').to_owned()
    }

    /// Whether it is this machine, as the simulator is. Proxies are not used then.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Whether nothing is encrypted, which is only allowed on this machine.
    pub(super) fn is_plain_http(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// The address of an API path, whose segments are percent-encoded here.
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
