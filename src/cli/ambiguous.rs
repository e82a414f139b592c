//! Warnings about names that match several flags.

use crate::index::Reference;
use crate::text::{LineIndex, PositionEncoding};
use crate::workspace::ScannedFile;

use super::Terminal;
use super::workspace::shown;

/// Warns about the ambiguous names in a file.
pub fn warn(file: &ScannedFile, terminal: &Terminal) {
    let mut ambiguous = file.references.ambiguous().peekable();
    if ambiguous.peek().is_none() {
        return;
    }
    let lines = LineIndex::new(&file.text);
    for name in ambiguous {
        let at = lines.position(&file.text, name.range.start, PositionEncoding::Utf32);
        let place = format!("{}:{}:{}", shown(&file.absolute), at.line + 1, at.character + 1);
        terminal.warning(&format!("{place}: ambiguous: {}", words(name, &file.text)));
    }
}

/// `newFlow matches new-flow and new.flow`.
pub fn words(name: &Reference, text: &str) -> String {
    let written = name.range.of(text);
    match name.ambiguous_keys() {
        [first @ .., last] if !first.is_empty() => format!("{written} matches {} and {last}", first.join(", ")),
        keys => format!("{written} matches {}", keys.join(", ")),
    }
}
