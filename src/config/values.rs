//! Validation of single values and names.

/// Names that look like a secret. Rejected in every source; their values are never shown.
const SECRETS: &[&str] =
    &["token", "accesstoken", "apitoken", "apikey", "sdkkey", "password", "secret", "authorization"];

/// Names that look like the path of a program.
const PROGRAMS: &[&str] = &["server", "path", "command", "binary", "program", "executable", "args", "env"];

/// Hosts of LaunchDarkly: commercial, European and federal.
const LAUNCHDARKLY: &[&str] = &["app.launchdarkly.com", "app.eu.launchdarkly.com", "app.launchdarkly.us"];

/// Validates a key against LaunchDarkly's grammar: a letter or digit, then letters, digits, `_`, `.` and `-`.
pub(super) fn key_of(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-');
    (text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.chars().all(fits)).then(|| text.to_owned())
}

/// Normalizes a base URL to scheme, host, port and path, without a trailing slash.
pub(super) fn base_url(text: &str) -> Option<String> {
    let text = text.trim();
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = url::Url::parse(&text).ok()?;
    let fits =
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none() && url.fragment().is_none();
    fits.then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// Whether a base URL is one of LaunchDarkly's own instances, and only that.
pub(super) fn is_launchdarkly(base: &str) -> bool {
    let Ok(url) = url::Url::parse(base) else { return false };
    let is_plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    url.scheme() == "https" && is_plain && url.host_str().is_some_and(|host| LAUNCHDARKLY.contains(&host))
}

/// A URL for display, without its password; any other text as it is.
pub fn shown_url(text: &str) -> String {
    let Ok(mut url) = url::Url::parse(text) else { return text.to_owned() };
    if url.password().is_none() || url.set_password(Some("***")).is_err() {
        return text.to_owned();
    }
    url.as_str().trim_end_matches('/').to_owned()
}

/// Whether a base URL is on this machine, without a user name that could be taken for the host.
pub(super) fn is_loopback(base: &str) -> bool {
    let url = url::Url::parse(base).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

pub(super) fn is_secret(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    SECRETS.contains(&plain(last).as_str())
}

pub(super) fn is_program(name: &str) -> bool {
    name.split('.').any(|part| PROGRAMS.contains(&plain(part).as_str()))
}

/// Strips case and separators, for spelling suggestions.
fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Maximum length of a misspelled name that gets a suggestion, in bytes.
const LONGEST_NAME: usize = 60;

/// The most similar name, if any is close.
pub(super) fn suggestion<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let wanted = plain(name);
    let distance = |candidate: &str| {
        let candidate = plain(candidate);
        match wanted.len() >= 3 && candidate.starts_with(&wanted) {
            true => 1,
            false => strsim::damerau_levenshtein(&wanted, &candidate),
        }
    };
    let (nearest, far) = names.map(|candidate| (candidate, distance(candidate))).min_by_key(|(_, far)| *far)?;
    (far <= (wanted.chars().count() / 3).max(1)).then_some(nearest)
}
