//! Jupyter notebooks on disk: the code of their cells, JSON strings in an `.ipynb` file.
//!
//! The cells are decoded and parsed as one text, since they share their names. The facts are those of that text, with
//! byte ranges translated to the file.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Language;
use super::extract::{extract as extract_code, extract_uses as extract_uses_of_code};
use super::facts::FileFacts;
use super::fragment::Fragment;
use super::uses::Uses;
use crate::text::ByteRange;

/// Cell magics whose cells are code in the notebook's language.
const CODE_MAGICS: [&str; 4] = ["%%time", "%%timeit", "%%capture", "%%prun"];

#[derive(Deserialize)]
struct Notebook<'t> {
    #[serde(borrow, default)]
    cells: Vec<Cell<'t>>,
    /// Of notebooks in the format before version 4.
    #[serde(borrow, default)]
    worksheets: Vec<Worksheet<'t>>,
    #[serde(default)]
    metadata: serde_json::Value,
}

#[derive(Deserialize)]
struct Worksheet<'t> {
    #[serde(borrow, default)]
    cells: Vec<Cell<'t>>,
}

#[derive(Deserialize)]
struct Cell<'t> {
    #[serde(default)]
    cell_type: Cow<'t, str>,
    #[serde(borrow, default)]
    source: Option<&'t RawValue>,
    /// `source` before version 4.
    #[serde(borrow, default)]
    input: Option<&'t RawValue>,
}

/// The code of all cells, with the positions of its parts in the file.
struct Code {
    text: String,
    parts: Vec<Part>,
}

/// A run of characters as they are in the file, or one escaped character.
#[derive(Clone, Copy)]
struct Part {
    /// Byte range in the code.
    at: usize,
    /// Byte range in the file.
    start: usize,
    end: usize,
}

/// The code of a notebook on disk.
pub struct NotebookCode {
    /// The language of its kernel.
    pub language: Language,
    code: Code,
}

impl NotebookCode {
    /// The code of all cells; `None` if the notebook is malformed, or in a language that is not parsed.
    pub fn of(text: &str) -> Option<Self> {
        let notebook: Notebook<'_> = serde_json::from_str(text).ok()?;
        let language = language_of(&notebook.metadata).filter(|_| u32::try_from(text.len()).is_ok())?;
        let mut code = Code { text: String::new(), parts: Vec::new() };
        let sheets = notebook.worksheets.iter().flat_map(|sheet| &sheet.cells);
        for cell in notebook.cells.iter().chain(sheets).filter(|cell| cell.cell_type == "code") {
            if let Some(source) = cell.source.or(cell.input) {
                code.add_cell(language, text, source);
            }
        }
        Some(Self { language, code })
    }

    /// The code as one text.
    pub fn text(&self) -> &str {
        &self.code.text
    }

    /// The byte in the file of a byte of the code.
    pub fn in_file(&self, at: usize) -> usize {
        self.code.in_file(at as u32, at as u32).0 as usize
    }

    /// The range in the file of a range of the code.
    pub(super) fn range_in_file(&self, range: ByteRange) -> ByteRange {
        let (start, end) = self.code.in_file(range.start as u32, range.end as u32);
        ByteRange::new(start as usize, end as usize)
    }

    /// The byte of the code of a byte in the file; `None` outside of code.
    pub(super) fn in_code(&self, at: usize) -> Option<usize> {
        let part = self.code.parts.iter().find(|part| part.start <= at && at <= part.end)?;
        Some(part.at + (at - part.start))
    }
}

/// The facts of a notebook; none if it is malformed, or in a language that is not parsed.
pub(super) fn extract(text: &str) -> FileFacts {
    let Some(NotebookCode { language, code }) = NotebookCode::of(text) else {
        return FileFacts { language: Some(Language::Notebook), ..FileFacts::default() };
    };
    Fragment::mapped(extract_code(language, &code.text), &|start, end| code.in_file(start, end))
}

/// The same with what the code does with values.
pub(super) fn extract_uses(text: &str) -> (FileFacts, Uses) {
    let Some(notebook) = NotebookCode::of(text) else { return (extract(text), Uses::default()) };
    let (facts, uses) = extract_uses_of_code(notebook.language, &notebook.code.text);
    let facts = Fragment::mapped(facts, &|start, end| notebook.code.in_file(start, end));
    (facts, uses.mapped(&|range| notebook.range_in_file(range)))
}

/// The code of a cell for the parser, of the same length. Magics, such as `%matplotlib inline`, become
/// comments; so does a cell in another language.
pub fn cell_code(language: Option<Language>, cell: &str) -> Cow<'_, str> {
    let magic = cell.trim_start();
    if language != Some(Language::Python) || !magic.contains(['%', '!', '?']) {
        return Cow::Borrowed(cell);
    }
    let is_foreign = magic.starts_with("%%") && !CODE_MAGICS.iter().any(|name| magic.starts_with(name));
    let mut code = String::with_capacity(cell.len());
    let mut is_open = false;
    for line in cell.split_inclusive('\n') {
        let start = line.len() - line.trim_start().len();
        let is_for_notebook = is_foreign || !is_open && line[start..].starts_with(['%', '!', '?']);
        match line[start..].chars().next() {
            Some(first) if is_for_notebook && first.len_utf8() == 1 && first != '\n' && first != '\r' => {
                code.push_str(&line[..start]);
                code.push('#');
                code.push_str(&line[start + 1..]);
            }
            // Keeps the length.
            Some(first) if is_foreign && first.len_utf8() > 1 => {
                code.push_str(&line[..start]);
                code.push('#');
                code.extend(std::iter::repeat_n(' ', first.len_utf8() - 1));
                code.push_str(&line[start + first.len_utf8()..]);
            }
            _ => code.push_str(line),
        }
        // There are no magics in a string of several lines, or after a continued line.
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        is_open = (is_open && !line.trim_end().is_empty()) != (quotes % 2 == 1) || line.trim_end().ends_with('\\');
    }
    Cow::Owned(code)
}

/// The language of the notebook's kernel; Python by default.
fn language_of(metadata: &serde_json::Value) -> Option<Language> {
    let given = ["/kernelspec/language", "/language_info/name"].iter().find_map(|at| metadata.pointer(at)?.as_str());
    let Some(given) = given.map(str::to_ascii_lowercase) else { return Some(Language::Python) };
    let name = match given.as_str() {
        "c#" | "csharp" | "polyglot-notebook" => "csharp",
        "c++" | "c++17" | "c++14" | "c++11" => "cpp",
        name if name.starts_with("python") || name == "ipython" => "python",
        name => name,
    };
    Language::of_language_id(name).filter(|language| *language != Language::Notebook)
}

impl Code {
    /// Adds the code of a cell: a text or a list of texts.
    fn add_cell(&mut self, language: Language, file: &str, source: &RawValue) {
        let first_part = self.parts.len();
        let start = self.text.len();
        match serde_json::from_str::<Vec<&RawValue>>(source.get()) {
            Ok(lines) => lines.iter().for_each(|line| self.add_text(file, line)),
            Err(_) => self.add_text(file, source),
        }
        if self.parts.len() == first_part {
            return;
        }
        if let Cow::Owned(code) = cell_code(Some(language), &self.text[start..]) {
            self.text.replace_range(start.., &code);
        }
        self.text.push('\n');
    }

    /// Adds a JSON text, without its escapes.
    fn add_text(&mut self, file: &str, json: &RawValue) {
        let raw = json.get();
        // Both are parts of one string.
        let offset = (raw.as_ptr() as usize).wrapping_sub(file.as_ptr() as usize);
        let Some(inner) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else { return };
        let base = offset + 1;
        let mut at = 0;
        while at < inner.len() {
            let run = memchr::memchr(b'\\', &inner.as_bytes()[at..]).map_or(inner.len(), |length| at + length);
            if run > at {
                self.push(&inner[at..run], base + at, base + run);
                at = run;
                continue;
            }
            let (character, length) = escaped(&inner[at..]);
            let mut bytes = [0; 4];
            self.push(character.encode_utf8(&mut bytes), base + at, base + at + length);
            at += length;
        }
    }

    fn push(&mut self, text: &str, start: usize, end: usize) {
        self.parts.push(Part { at: self.text.len(), start, end });
        self.text.push_str(text);
    }

    /// Translates a byte range of the code to the file.
    fn in_file(&self, start: u32, end: u32) -> (u32, u32) {
        let part_at = |at: usize| {
            let next = self.parts.partition_point(|part| part.at <= at);
            self.parts.get(next.saturating_sub(1)).copied()
        };
        let (start, end) = (start as usize, end as usize);
        let Some(first) = part_at(start) else { return (0, 0) };
        let new_start = (first.start + (start - first.at)).min(first.end);
        if end <= start {
            return (new_start as u32, new_start as u32);
        }
        // The end of a range is that of its last character.
        let Some(last) = part_at(end - 1) else { return (0, 0) };
        let length =
            self.parts.get(self.parts.partition_point(|part| part.at < end)).map_or(self.text.len(), |next| next.at);
        let is_whole = end >= length;
        let new_end = if is_whole { last.end } else { (last.start + (end - last.at)).min(last.end) };
        (new_start as u32, (new_end as u32).max(new_start as u32))
    }
}

/// The character of a JSON escape at the start of a text, and the length of the escape.
fn escaped(text: &str) -> (char, usize) {
    let unit = |at: usize| u32::from_str_radix(text.get(at..at + 4)?, 16).ok();
    match text.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'u') => match (unit(2), text.get(6..8), unit(8)) {
            (Some(high @ 0xd800..=0xdbff), Some("\\u"), Some(low @ 0xdc00..=0xdfff)) => {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
            }
            (Some(code), ..) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
            (None, ..) => (char::REPLACEMENT_CHARACTER, 2),
        },
        Some(other) if other.is_ascii() => (char::from(*other), 2),
        _ => ('\\', 1),
    }
}

#[cfg(test)]
mod tests;
