//! Warnings about names that match several flags.

use crate::index::Ambiguity;
use crate::text::{LineIndex, PositionEncoding};
use crate::workspace::ScannedFile;

use super::Terminal;
use super::workspace::shown;

/// Warns about the ambiguous names in a file.
pub fn warn(file: &ScannedFile, terminal: &Terminal) {
    if file.sites.ambiguous.is_empty() {
        return;
    }
    let lines = LineIndex::new(&file.text);
    for name in file.sites.ambiguous.iter() {
        let at = lines.position(&file.text, name.range.start, PositionEncoding::Utf32);
        let place = format!("{}:{}:{}", shown(&file.absolute), at.line + 1, at.character + 1);
        terminal.warning(&format!("{place}: ambiguous: {}", words(name, &file.text)));
    }
}

/// `newFlow matches new-flow and new.flow`.
pub fn words(name: &Ambiguity, text: &str) -> String {
    let written = name.range.of(text);
    match name.keys.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{written} matches {} and {last}", first.join(", ")),
        keys => format!("{written} matches {}", keys.join(", ")),
    }
}
