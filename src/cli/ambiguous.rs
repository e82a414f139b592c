//! Names that could mean several flags: told, and not guessed.

use crate::index::Ambiguity;
use crate::text::{LineIndex, PositionEncoding};
use crate::workspace::ScannedFile;

use super::Terminal;
use super::workspace::shown;

/// Tells the ambiguous names of a file.
pub fn tell(file: &ScannedFile, terminal: &Terminal) {
    if file.sites.ambiguous.is_empty() {
        return;
    }
    let lines = LineIndex::new(&file.text);
    for name in file.sites.ambiguous.iter() {
        let at = lines.position(&file.text, name.range.start, PositionEncoding::Utf32);
        let place = format!("{}:{}:{}", shown(&file.absolute), at.line + 1, at.character + 1);
        terminal.warning(&format!("{place}: {}; it is not guessed which", words(name, &file.text)));
    }
}

/// `newFlow could be new-flow or new.flow`.
pub fn words(name: &Ambiguity, text: &str) -> String {
    let written = name.range.of(text);
    match name.keys.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{written} could be {} or {last}", first.join(", ")),
        keys => format!("{written} could be {}", keys.join(", ")),
    }
}
