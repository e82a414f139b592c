//! Open documents.

use std::sync::{Arc, OnceLock};

use ropey::Rope;

use super::{LineIndex, Position, PositionEncoding, PositionRange};

/// A change of an open document (LSP's `TextDocumentContentChangeEvent`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// The replaced range; `None` replaces the whole text.
    pub range: Option<PositionRange>,
    /// The new text.
    pub text: String,
}

/// An open document. A clone is cheap and does not see later changes.
#[derive(Debug, Clone)]
pub struct Document {
    rope: Rope,
    version: i32,
    language_id: Arc<str>,
    flat: Arc<OnceLock<(Arc<str>, Arc<LineIndex>)>>,
}

impl Document {
    /// Opens a document with the client's `language_id` and `version`.
    pub fn new(text: &str, version: i32, language_id: &str) -> Self {
        Self { rope: Rope::from_str(text), version, language_id: language_id.into(), flat: Arc::default() }
    }

    /// The client's version number of this text.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// The client's language id, such as `typescriptreact`.
    pub fn language_id(&self) -> &str {
        &self.language_id
    }

    /// The text as one string, built on first use and shared by clones of this version.
    pub fn text(&self) -> Arc<str> {
        self.flat().0.clone()
    }

    /// The line index of [`Document::text`].
    pub fn lines(&self) -> Arc<LineIndex> {
        self.flat().1.clone()
    }

    /// Applies changes in order, as LSP defines: each range refers to the text after the changes before it.
    pub fn apply(&mut self, version: i32, changes: &[TextChange], encoding: PositionEncoding) {
        for change in changes {
            match change.range {
                None => self.rope = Rope::from_str(&change.text),
                Some(range) => {
                    let start = char_index(&self.rope, range.start, encoding);
                    let end = char_index(&self.rope, range.end, encoding).max(start);
                    self.rope.remove(start..end);
                    self.rope.insert(start, &change.text);
                }
            }
        }
        self.version = version;
        self.flat = Arc::default();
    }

    fn flat(&self) -> &(Arc<str>, Arc<LineIndex>) {
        self.flat.get_or_init(|| {
            let text: Arc<str> = self.rope.to_string().into();
            let lines = Arc::new(LineIndex::new(&text));
            (text, lines)
        })
    }
}

/// The rope's character index of a position. Clamped to the text, as LSP requires.
fn char_index(rope: &Rope, position: Position, encoding: PositionEncoding) -> usize {
    let Ok(line_start) = rope.try_line_to_char(position.line as usize) else {
        return rope.len_chars();
    };
    let Some(line) = rope.get_line(position.line as usize) else {
        return rope.len_chars();
    };
    let wanted = position.character as usize;
    let mut units = 0;
    let mut count = 0;
    for character in line.chars() {
        let width = match encoding {
            PositionEncoding::Utf8 => character.len_utf8(),
            PositionEncoding::Utf16 => character.len_utf16(),
            PositionEncoding::Utf32 => 1,
        };
        if matches!(character, '\n' | '\r') || units + width > wanted {
            break;
        }
        units += width;
        count += 1;
    }
    line_start + count
}
