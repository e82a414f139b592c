//! `notebookDocument/…`: cells of notebooks, for clients that synchronize notebooks as such.

use serde_json::Value;

use crate::text::Document;

use super::super::proto::{DidSaveNotebookDocumentParams, TextDocumentItem, Uri};
use super::super::session::OpenDocument;
use super::super::shared::Shared;
use super::super::uri::DocumentKey;
use super::{close, did_change as change_text, file_changed, open, read, uris};

/// Opens a notebook with its cells.
pub(super) fn did_open(shared: &Shared, params: &Value) -> Result<(), serde_json::Error> {
    let notebook: Uri = read(params["notebookDocument"]["uri"].clone())?;
    open_cells(shared, &notebook, params.get("cellTextDocuments"));
    order(shared, &notebook, |cells| *cells = keys(params.pointer("/notebookDocument/cells"), "document"));
    Ok(())
}

/// Applies changes of the order of cells, then of their texts.
pub(super) fn did_change(shared: &Shared, mut params: Value) -> Result<(), serde_json::Error> {
    let notebook: Uri = read(params["notebookDocument"]["uri"].clone())?;
    if let Some(structure) = params.pointer("/change/cells/structure") {
        open_cells(shared, &notebook, structure.get("didOpen"));
        if let Some(array) = structure.get("array") {
            let number = |name: &str| array.get(name).and_then(Value::as_u64).unwrap_or(0) as usize;
            let (start, count, new) = (number("start"), number("deleteCount"), keys(array.get("cells"), "document"));
            order(shared, &notebook, |cells| {
                let start = start.min(cells.len());
                let end = start.saturating_add(count).min(cells.len());
                cells.splice(start..end, new);
            });
        }
        for cell in uris(structure.get("didClose")) {
            close(shared, &DocumentKey::new(&cell));
        }
    }
    let texts = params.pointer_mut("/change/cells/textContent").and_then(Value::as_array_mut);
    for text in texts.into_iter().flatten() {
        let change =
            serde_json::json!({ "textDocument": text["document"].take(), "contentChanges": text["changes"].take() });
        match read(change) {
            Ok(change) => change_text(shared, change),
            Err(error) => tracing::warn!("ignoring an invalid change of a cell: {error}"),
        }
    }
    Ok(())
}

/// Closes a notebook with all cells.
pub(super) fn did_close(shared: &Shared, params: &Value) -> Result<(), serde_json::Error> {
    let notebook: Uri = read(params["notebookDocument"]["uri"].clone())?;
    let notebook = DocumentKey::new(&notebook);
    let of_notebook = shared.session().notebooks().get(&notebook).map(|open| open.cells().to_vec()).unwrap_or_default();
    shared.session().change_notebook(&notebook, |notebook| *notebook.order_mut() = None);
    for cell in of_notebook.into_iter().chain(uris(params.get("cellTextDocuments")).iter().map(DocumentKey::new)) {
        close(shared, &cell);
    }
    Ok(())
}

/// A saved notebook counts as a change on disk.
pub(super) fn did_save(shared: &Shared, params: &DidSaveNotebookDocumentParams) {
    file_changed(shared, &params.notebook_document.uri);
}

/// Opens the cells of a list; an invalid one is ignored.
fn open_cells(shared: &Shared, notebook: &Uri, list: Option<&Value>) {
    for cell in list.and_then(Value::as_array).into_iter().flatten() {
        match read::<TextDocumentItem>(cell.clone()) {
            Ok(item) => {
                let document = Document::new(&item.text, item.version, &item.language_id);
                open(shared, OpenDocument::cell_of(notebook, item.uri, document));
            }
            Err(error) => tracing::warn!("ignoring an invalid cell: {error}"),
        }
    }
}

/// Changes the order of the cells of a notebook. Cells without a text, as of Markdown, may be in it.
fn order(shared: &Shared, notebook: &Uri, change: impl FnOnce(&mut Vec<DocumentKey>)) {
    let notebook = DocumentKey::new(notebook);
    let mut session = shared.session();
    session.change_notebook(&notebook, |notebook| {
        change(notebook.order_mut().get_or_insert_default());
    });
    let first = session.notebooks().get(&notebook).and_then(|notebook| notebook.cells().first().cloned());
    drop(session);
    if let Some(first) = first {
        super::changed(shared, &first);
    }
}

fn keys(list: Option<&Value>, property: &str) -> Vec<DocumentKey> {
    let cells = list.and_then(Value::as_array).into_iter().flatten();
    // An invalid one keeps its place, so that later changes count the same.
    cells
        .map(|cell| {
            let uri = cell.get(property).and_then(Value::as_str).and_then(|uri| uri.parse::<Uri>().ok());
            uri.map_or_else(DocumentKey::default, |uri| DocumentKey::new(&uri))
        })
        .collect()
}
