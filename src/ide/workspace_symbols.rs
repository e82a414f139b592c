//! Workspace symbols: the flags of a project that the workspace names, found by key or name.

use std::cmp::Reverse;
use std::sync::Arc;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::flags::{Catalog, Flag, FlagState};
use crate::index::{FirstPlace, FirstPlaces};
use crate::text::ByteRange;

use super::words;

/// A flag with its first place in the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagSymbol {
    /// The key, and the name where it says more: `new-checkout (New checkout)`. Editors search in it.
    pub name: String,
    /// The kind of its values.
    pub kind: FlagSymbolKind,
    /// `on in Production`, `archived`, or the project.
    pub container: String,
    /// Whether the flag is archived or deprecated.
    pub is_deprecated: bool,
    /// How well it matches: higher is better.
    pub score: u32,
    /// The file in which it is defined first, else used first.
    pub path: Arc<str>,
    /// The place in it.
    pub range: ByteRange,
}

/// Kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagSymbolKind {
    /// Booleans.
    Boolean,
    /// Strings.
    String,
    /// Numbers.
    Number,
    /// JSON values.
    Json,
    /// Not known, or several.
    Other,
}

/// The flags that match a query, best first; all of them, in order of their keys, for an empty one. Flags without a place in
/// the workspace are left out.
pub fn workspace_symbols(catalog: &Catalog, places: &FirstPlaces, query: &str, most: usize) -> Vec<FlagSymbol> {
    let found = matching(places.keys().filter_map(|key| catalog.flag(key)).map(|flag| &**flag), query.trim());
    let keys: Vec<&str> = found.iter().map(|(_, flag)| flag.key.as_str()).collect();
    let symbol = |(at, place): (usize, FirstPlace)| {
        let (score, flag) = &found[at];
        FlagSymbol {
            name: name(flag),
            kind: kind(flag),
            container: state(catalog, flag),
            is_deprecated: !matches!(flag.state(), FlagState::Live),
            score: *score,
            path: place.path,
            range: place.range,
        }
    };
    places.of(&keys, most).into_iter().map(symbol).collect()
}

/// The flags whose key or name matches, best first.
pub(super) fn matching<'c>(flags: impl Iterator<Item = &'c Flag>, query: &str) -> Vec<(u32, &'c Flag)> {
    if query.is_empty() {
        return flags.map(|flag| (0, flag)).collect();
    }
    let pattern = Pattern::new(query, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
    let scored = flags.filter_map(|flag| {
        // What is typed is most often a part of the key.
        let (key, name) = (score(flag.key.as_str()).map(|score| score + 1), score(&flag.name));
        Some((key.max(name)?, flag))
    });
    let mut found: Vec<_> = scored.collect();
    found.sort_by_key(|(score, flag)| (Reverse(*score), flag.key.as_str().len()));
    found
}

/// The key, and the name unless it is the key in other letters.
fn name(flag: &Flag) -> String {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (key, name) = (words::plain(flag.key.as_str()), words::plain(flag.name.trim()));
    if name.is_empty() || letters(&name) == letters(&key) { key } else { format!("{key} ({name})") }
}

fn kind(flag: &Flag) -> FlagSymbolKind {
    match words::kind(flag) {
        "boolean" => FlagSymbolKind::Boolean,
        "string" => FlagSymbolKind::String,
        "number" => FlagSymbolKind::Number,
        "JSON" => FlagSymbolKind::Json,
        _ => FlagSymbolKind::Other,
    }
}

/// The state in the first environment, as far as it is loaded; else the project.
fn state(catalog: &Catalog, flag: &Flag) -> String {
    match flag.state() {
        FlagState::Archived { .. } => return "archived".to_owned(),
        FlagState::Deprecated { .. } => return "deprecated".to_owned(),
        FlagState::Live => {}
    }
    let in_first = catalog.environments.iter().find_map(|environment| {
        let config = flag.environments.get(&environment.key)?;
        let state = if config.on { "on" } else { "off" };
        Some(format!("{state} in {}", words::plain(words::name_of(environment))))
    });
    in_first.unwrap_or_else(|| words::plain(catalog.project.name.trim()))
}

#[cfg(test)]
mod tests;
