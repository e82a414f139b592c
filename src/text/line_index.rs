//! Line starts, and conversion between offsets and positions.

use super::ByteRange;

/// The unit of columns (LSP's `positionEncoding`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PositionEncoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, LSP's default.
    #[default]
    Utf16,
    /// Unicode code points.
    Utf32,
}

/// A position: zero-based line, zero-based column in the units of a [`PositionEncoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// Zero-based column in code units.
    pub character: u32,
}

/// A half-open range of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PositionRange {
    /// First position.
    pub start: Position,
    /// One past the last position.
    pub end: Position,
}

/// The start offsets of lines. Lines end with `\n`, `\r\n` or a lone `\r`, as in LSP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
    length: usize,
}

impl LineIndex {
    /// Indexes `text` in one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let lone_or_newline = bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
            if lone_or_newline {
                starts.push(at + 1);
            }
        }
        Self { starts, length: bytes.len() }
    }

    /// Number of lines; a text without a line ending has one.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The zero-based line of `offset`; offsets past the end are on the last line.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The range of a line with its line ending; `None` past the last line.
    pub fn line_range(&self, line: usize) -> Option<ByteRange> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(self.length);
        Some(ByteRange::new(start, end))
    }

    /// Converts a byte offset of `text`, the text that was indexed. An offset past the end or inside a character is
    /// moved back to the nearest boundary.
    pub fn position(&self, text: &str, offset: usize, encoding: PositionEncoding) -> Position {
        let mut offset = offset.min(self.length);
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let before = &text[self.starts[line]..offset];
        let character = match encoding {
            PositionEncoding::Utf8 => before.len(),
            PositionEncoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            PositionEncoding::Utf32 => before.chars().count(),
        };
        Position { line: line as u32, character: character as u32 }
    }

    /// Converts a byte range; see [`LineIndex::position`].
    pub fn position_range(&self, text: &str, range: ByteRange, encoding: PositionEncoding) -> PositionRange {
        PositionRange {
            start: self.position(text, range.start, encoding),
            end: self.position(text, range.end, encoding),
        }
    }

    /// Converts a position to a byte offset of `text`, the text that was indexed. As LSP requires, columns past the end
    /// of a line are moved before its line ending, lines past the end to the end of the text, and a column inside a
    /// character to its first byte.
    pub fn offset(&self, text: &str, position: Position, encoding: PositionEncoding) -> usize {
        let Some(range) = self.line_range(position.line as usize) else {
            return self.length;
        };
        let line = range.of(text).trim_end_matches(['\n', '\r']);
        let wanted = position.character as usize;
        let mut units = 0;
        for (at, character) in line.char_indices() {
            let width = match encoding {
                PositionEncoding::Utf8 => character.len_utf8(),
                PositionEncoding::Utf16 => character.len_utf16(),
                PositionEncoding::Utf32 => 1,
            };
            if units + width > wanted {
                return range.start + at;
            }
            units += width;
        }
        range.start + line.len()
    }
}
