//! The hosts that need no introduction: LaunchDarkly's own instances, and this machine.

use url::{Host, Url};

/// LaunchDarkly's instances: commercial, European and federal. Without a trailing slash.
pub const LAUNCHDARKLY: [&str; 3] =
    ["https://app.launchdarkly.com", "https://app.eu.launchdarkly.com", "https://app.launchdarkly.us"];

/// Whether a URL leads to one of LaunchDarkly's instances: over https, on its own port, without a user name.
pub fn is_launchdarkly(url: &Url) -> bool {
    !has_user(url) && LAUNCHDARKLY.contains(&url.origin().ascii_serialization().as_str())
}

/// Whether a URL leads to this machine. One with a user name does not count: it could be taken for the host.
pub fn is_loopback(url: &Url) -> bool {
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    is_local && !has_user(url)
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_host_itself_counts() {
        let url = |text: &str| Url::parse(text).unwrap();
        for own in LAUNCHDARKLY {
            assert!(is_launchdarkly(&url(own)) && is_launchdarkly(&url(&format!("{own}/"))), "{own}");
        }
        for other in [
            "http://app.launchdarkly.com",
            "https://app.launchdarkly.com:8443",
            "https://app.launchdarkly.com@evil.example",
            "https://app.launchdarkly.com.evil.example",
            "https://me@app.launchdarkly.com",
        ] {
            assert!(!is_launchdarkly(&url(other)), "{other}");
        }
        for local in ["http://127.0.0.1:8080", "http://localhost", "https://a.localhost/x", "http://[::1]:1"] {
            assert!(is_loopback(&url(local)), "{local}");
        }
        for other in ["http://127.0.0.1.evil.example", "http://localhost:1@evil.example", "http://me@localhost"] {
            assert!(!is_loopback(&url(other)), "{other}");
        }
    }
}
