//! Inlay hints after keys: the name of a flag whose key says nothing, and the state in the first environment.

use std::sync::Arc;

use crate::config::InlayHints;
use crate::flags::{CatalogSource, Flag};
use crate::index::{EvidenceEnd, Reference};
use crate::text::ByteRange;

use super::{Analysis, SourceFile, state, words};

/// Maximum length of a name, in characters.
const NAME: usize = 40;

/// A hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    /// Where: after the key and its quote.
    pub offset: usize,
    /// Its text.
    pub label: String,
    /// What the flag does in all environments.
    pub tooltip: String,
    /// The flag.
    pub flag: Arc<str>,
}

/// The hints in a range of a file, in order, as far as the settings want them.
pub fn inlay_hints(analysis: &Analysis<'_>, path: &str, range: ByteRange) -> Vec<InlayHint> {
    let wanted = analysis.settings.inlay_hints;
    let Some(catalog) = analysis.catalog.filter(|catalog| catalog.source != CatalogSource::Keys) else {
        return Vec::new();
    };
    let Some(file) = analysis.files.file(path).filter(|_| wanted != InlayHints::Off) else { return Vec::new() };
    let resolved = file.references.resolved();
    let here = resolved
        .filter(|(_, reference)| reference.range.intersects(range) && reference.evidence.end != EvidenceEnd::Mention);
    let hints = here.filter_map(|(key, reference)| {
        let flag = catalog.flag(key)?;
        let name = if is_opaque(key) { name_of(flag) } else { None };
        let state = if wanted == InlayHints::All { state::alone(catalog, flag) } else { None };
        let label = match (name, state) {
            (Some(name), Some(state)) => format!("{name}: {state}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return None,
        };
        let all = state::in_all(catalog, flag).unwrap_or_else(|| "state not loaded".to_owned());
        let tooltip = format!("{}: {all}", words::plain(key));
        Some(InlayHint { offset: after(&file, reference), label, tooltip, flag: key.clone() })
    });
    hints.collect()
}

/// The flag's name, where it has one, in the length of a hint.
fn name_of(flag: &Flag) -> Option<String> {
    let name = flag.name.trim();
    if name.is_empty() || name == flag.key.as_str() {
        return None;
    }
    Some(match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", words::plain(name[..end].trim_end())),
        None => words::plain(name),
    })
}

/// The offset after a reference and the quote that closes it.
fn after(file: &SourceFile, reference: &Reference) -> usize {
    let range = reference.range;
    let before = file.text.get(..range.start).and_then(|text| text.chars().next_back());
    let next = file.text.get(range.end..).and_then(|text| text.chars().next());
    let is_quoted = matches!(next, Some('"' | '\'' | '`')) && next == before;
    range.end + usize::from(is_quoted)
}

/// Whether a key says nothing to a reader: it has no word of three letters but those that every key could have.
fn is_opaque(key: &str) -> bool {
    const COMMON: &[&str] = &["flag", "feature", "toggle", "exp", "experiment", "key"];
    let mut words = key.split(|character: char| !character.is_alphanumeric());
    let is_word = |word: &str| {
        let letters = word.trim_end_matches(|character: char| character.is_ascii_digit());
        let is_number = |character: char| character.is_ascii_hexdigit();
        let has_vowel = letters.to_lowercase().contains(['a', 'e', 'i', 'o', 'u', 'y']);
        letters.chars().count() >= 3
            && letters.chars().all(char::is_alphabetic)
            && (has_vowel || !letters.is_ascii())
            && !(letters.len() < word.len() && letters.chars().all(is_number))
            && !COMMON.contains(&letters.to_lowercase().as_str())
    };
    !words.any(is_word)
}

#[cfg(test)]
mod tests;
