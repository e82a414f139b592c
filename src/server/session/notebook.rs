//! Notebooks: their open cells, combined to one document.
//!
//! The cells of a notebook share their names, so they are analyzed as one document: the cells in the notebook's language,
//! one after the other. A position in a cell is offset by the lines of the cells before it.

use std::collections::HashMap;

use crate::syntax::{Language, cell_code};
use crate::text::{ByteRange, Document};

use super::super::proto::Uri;
use super::super::uri::DocumentKey;
use super::OpenDocument;

/// The open cells of a notebook.
#[derive(Debug, Clone, Default)]
pub struct Notebook {
    /// The open cells, in order.
    cells: Vec<DocumentKey>,
    /// The order of all cells, open or not, if the client sends it. Otherwise it is that of the numbers in their URIs.
    order: Option<Vec<DocumentKey>>,
    whole: Option<OpenDocument>,
    parts: HashMap<DocumentKey, CellInNotebook>,
}

/// A cell, and its place in the combined document.
#[derive(Debug, Clone)]
pub struct CellInNotebook {
    /// URI of the cell.
    pub uri: Uri,
    /// Version of the cell.
    pub version: i32,
    /// Its first line in the combined document, from 0.
    pub first_line: u32,
    /// Its byte range in the combined document.
    pub range: ByteRange,
}

impl Notebook {
    /// The cells in order.
    pub fn cells(&self) -> &[DocumentKey] {
        &self.cells
    }

    /// Mutable access to the cells, in order.
    pub fn cells_mut(&mut self) -> &mut Vec<DocumentKey> {
        &mut self.cells
    }

    /// Mutable access to the order that the client sends.
    pub fn order_mut(&mut self) -> &mut Option<Vec<DocumentKey>> {
        &mut self.order
    }

    /// Whether the notebook is closed.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.order.is_none()
    }

    /// All cells in the notebook's language as one document.
    pub fn whole(&self) -> Option<&OpenDocument> {
        self.whole.as_ref()
    }

    /// The place of a cell; `None` if it is in another language than the notebook.
    pub fn cell(&self, key: &DocumentKey) -> Option<&CellInNotebook> {
        self.parts.get(key)
    }

    /// The cell at an offset of the combined document, in bytes.
    pub fn cell_at(&self, offset: usize) -> Option<&CellInNotebook> {
        self.parts.values().find(|cell| cell.range.touches(offset))
    }

    /// Joins the current texts of the cells.
    pub fn update(&mut self, documents: &HashMap<DocumentKey, OpenDocument>) {
        self.cells.retain(|key| documents.contains_key(key));
        match &self.order {
            Some(order) => {
                let place = |key: &DocumentKey| order.iter().position(|other| other == key).unwrap_or(usize::MAX);
                self.cells.sort_by_cached_key(place);
            }
            None => self.cells.sort_by_cached_key(|key| documents.get(key).map(|open| number_of(&open.uri))),
        }
        let open: Vec<(&DocumentKey, &OpenDocument)> =
            self.cells.iter().filter_map(|key| Some((key, documents.get(key)?))).collect();
        self.parts.clear();
        let Some(language) = most_frequent(open.iter().map(|(_, open)| open.document.language_id())) else {
            self.whole = None;
            return;
        };
        let (mut text, mut line) = (String::new(), 0);
        for (key, cell) in open.iter().filter(|(_, cell)| cell.document.language_id() == language) {
            let start = text.len();
            let source = cell.document.text();
            text.push_str(&cell_code(Language::of_language_id(language), &source));
            let range = ByteRange::new(start, text.len());
            text.push('\n');
            let (uri, version) = (cell.uri.clone(), cell.document.version());
            self.parts.insert((*key).clone(), CellInNotebook { uri, version, first_line: line, range });
            line += cell.document.lines().line_count() as u32;
        }
        let Some((_, first)) = open.first() else { return };
        let document = Document::new(&text, 0, language);
        match &mut self.whole {
            Some(whole) => {
                whole.document = document;
                whole.changed();
            }
            None => {
                self.whole = Some(first.with_document(document));
            }
        }
    }
}

/// The number of a cell in VS Code's URIs, `#W12s…`; cells are numbered as they are made.
fn number_of(uri: &Uri) -> (u64, String) {
    let fragment = uri.fragment().map(|fragment| fragment.as_str().to_owned()).unwrap_or_default();
    let digits: String =
        fragment.trim_start_matches(char::is_alphabetic).chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u64::MAX), fragment)
}

fn most_frequent<'t>(languages: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for language in languages.filter(|id| Language::of_language_id(id).is_some()) {
        match counts.iter_mut().find(|(other, _)| *other == language) {
            Some((_, count)) => *count += 1,
            None => counts.push((language, 1)),
        }
    }
    // The first of equally frequent ones.
    counts.iter().rev().max_by_key(|(_, count)| *count).map(|(language, _)| *language)
}
