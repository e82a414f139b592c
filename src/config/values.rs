//! Validation of single values and names.

use std::path::Path;

use crate::hosts;

/// Names that look like a secret. Rejected in every source; their values are never shown.
const SECRETS: &[&str] =
    &["token", "accesstoken", "apitoken", "apikey", "sdkkey", "password", "secret", "authorization"];

/// Names that look like the path of a program.
const PROGRAMS: &[&str] = &["server", "path", "command", "binary", "program", "executable", "args", "env"];

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
    url::Url::parse(base).is_ok_and(|url| hosts::is_launchdarkly(&url))
}

/// A URL for display, without its password; any other text as it is.
pub fn shown_url(text: &str) -> String {
    let Ok(mut url) = url::Url::parse(text) else { return text.to_owned() };
    if url.password().is_none() || url.set_password(Some("***")).is_err() {
        return text.to_owned();
    }
    url.as_str().trim_end_matches('/').to_owned()
}

/// Whether a base URL is on this machine.
pub(super) fn is_loopback(base: &str) -> bool {
    url::Url::parse(base).is_ok_and(|url| hosts::is_loopback(&url))
}

/// The user's configuration file in a sentence.
pub fn user_place(file: Option<&Path>) -> String {
    file.map_or_else(|| "your user file".to_owned(), |file| file.display().to_string())
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
