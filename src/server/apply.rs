//! State-changing notifications, applied to the session in wire order.

mod notebook;

use std::path::PathBuf;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::text::{Document, Position, PositionRange, TextChange};

use super::capabilities::ResolvedClientCapabilities;
use super::parent;
use super::proto::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    Range, Uri,
};
use super::session::{Folder, OpenDocument};
use super::shared::{Event, Shared};
use super::uri::{self, DocumentKey, Origin};

/// Whether a notification changes the session, so that it must be applied in wire order.
pub(super) fn changes_state(method: &str) -> bool {
    matches!(
        method,
        "textDocument/didOpen"
            | "textDocument/didChange"
            | "textDocument/didClose"
            | "textDocument/didSave"
            | "notebookDocument/didOpen"
            | "notebookDocument/didChange"
            | "notebookDocument/didClose"
            | "notebookDocument/didSave"
            | "workspace/didChangeConfiguration"
            | "workspace/didChangeWatchedFiles"
            | "workspace/didChangeWorkspaceFolders"
    )
}

/// Applies `initialize`: capabilities, folders, settings, parent process.
pub(super) fn initialize(shared: &Arc<Shared>, params: &Value) {
    let capabilities = ResolvedClientCapabilities::from_initialize(params);
    let name = params.pointer("/clientInfo/name").and_then(Value::as_str).unwrap_or("an unnamed client");
    let version = params.pointer("/clientInfo/version").and_then(Value::as_str).unwrap_or_default();
    tracing::info!("serving {name} {version}: {capabilities:?}");
    if shared.options.follow_parent
        && let Some(process) = params.get("processId").and_then(Value::as_i64)
    {
        parent::watch(process, shared.parent_gone.clone());
    }
    let mut session = shared.session();
    session.capabilities = Arc::new(capabilities);
    session.editor_settings = params.get("initializationOptions").and_then(section);
    let folders = session.folders_mut();
    folders.extend(initial_folders(params));
    folders.push(Folder::outside());
}

/// Applies a state-changing notification and notifies the background tasks. Invalid parameters are logged and ignored.
pub(super) fn notification(shared: &Shared, method: &str, mut params: Value) {
    if method != "workspace/didChangeConfiguration" {
        uri::repair_all(&mut params);
    }
    let applied = match method {
        "textDocument/didOpen" => read(params).map(|params| did_open(shared, params)),
        "textDocument/didChange" => read(params).map(|params| did_change(shared, params)),
        "textDocument/didClose" => read(params).map(|params| did_close(shared, params)),
        "textDocument/didSave" => read(params).map(|params| did_save(shared, params)),
        "workspace/didChangeConfiguration" => {
            did_change_configuration(shared, &params);
            Ok(())
        }
        "workspace/didChangeWatchedFiles" => {
            did_change_watched_files(shared, &params);
            Ok(())
        }
        "workspace/didChangeWorkspaceFolders" => {
            did_change_folders(shared, &params);
            Ok(())
        }
        "notebookDocument/didOpen" => notebook::did_open(shared, &params),
        "notebookDocument/didChange" => notebook::did_change(shared, params),
        "notebookDocument/didClose" => notebook::did_close(shared, &params),
        "notebookDocument/didSave" => read(params).map(|params| notebook::did_save(shared, &params)),
        _ => Ok(()),
    };
    if let Err(error) = applied {
        tracing::warn!("ignoring {method} with invalid parameters: {error}");
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(params)
}

fn did_open(shared: &Shared, params: DidOpenTextDocumentParams) {
    let item = params.text_document;
    let document = Document::new(&item.text, item.version, &item.language_id);
    open(shared, OpenDocument::new(item.uri, document));
}

/// Opens a document, and adds it to its notebook if it is a cell.
fn open(shared: &Shared, document: OpenDocument) {
    let key = DocumentKey::new(&document.uri);
    {
        let mut session = shared.session();
        let notebook = document.notebook.clone();
        session.documents_mut().insert(key.clone(), document);
        if let Some(notebook) = notebook {
            session.change_notebook(&notebook, |notebook| {
                if !notebook.cells().contains(&key) {
                    notebook.cells_mut().push(key.clone());
                }
            });
        }
    }
    changed(shared, &key);
}

/// Reports a changed document, and the other cells of its notebook: they share its names.
fn changed(shared: &Shared, key: &DocumentKey) {
    for key in shared.snapshot().cells_with(key) {
        shared.send(Event::DocumentChanged(key));
    }
}

fn did_change(shared: &Shared, params: DidChangeTextDocumentParams) {
    let key = DocumentKey::new(&params.text_document.uri);
    let changes: Vec<_> = params
        .content_changes
        .into_iter()
        .map(|change| TextChange { range: change.range.map(position_range), text: change.text })
        .collect();
    {
        let mut session = shared.session();
        let encoding = session.capabilities.position_encoding;
        let Some(open) = session.documents_mut().get_mut(&key) else {
            tracing::warn!("ignoring a change of a document that is not open: {key:?}");
            return;
        };
        open.document.apply(params.text_document.version, &changes, encoding);
        open.changed();
        if let Some(notebook) = open.notebook.clone() {
            session.change_notebook(&notebook, |_| {});
        }
    }
    changed(shared, &key);
}

fn did_close(shared: &Shared, params: DidCloseTextDocumentParams) {
    close(shared, &DocumentKey::new(&params.text_document.uri));
}

/// Closes a document, and removes it from its notebook if it is a cell.
fn close(shared: &Shared, key: &DocumentKey) {
    let others: Vec<DocumentKey> = shared.snapshot().cells_with(key);
    let closed = {
        let mut session = shared.session();
        let closed = session.documents_mut().remove(key);
        if let Some(notebook) = closed.as_ref().and_then(|closed| closed.notebook.as_ref()) {
            session.change_notebook(notebook, |notebook| notebook.cells_mut().retain(|cell| cell != key));
        }
        closed
    };
    if let Some(closed) = closed {
        let path = closed.path.filter(|_| shared.snapshot().is_on_disk(&closed.origin));
        shared.send(Event::DocumentClosed(closed.uri, path));
        for other in others.into_iter().filter(|other| other != key) {
            shared.send(Event::DocumentChanged(other));
        }
    }
}

fn did_save(shared: &Shared, params: DidSaveTextDocumentParams) {
    file_changed(shared, &params.text_document.uri);
}

fn did_change_configuration(shared: &Shared, params: &Value) {
    // Clients that support `workspace/configuration` send `null` here; the section is requested afterwards.
    if let Some(settings) = params.get("settings").and_then(section) {
        shared.session().editor_settings = Some(settings);
    }
    shared.send(Event::SettingsChanged);
}

fn did_change_watched_files(shared: &Shared, params: &Value) {
    for uri in uris(params.get("changes")) {
        file_changed(shared, &uri);
    }
}

/// Reports a file that was changed, created or deleted on disk.
fn file_changed(shared: &Shared, uri: &Uri) {
    let is_on_disk = shared.snapshot().is_on_disk(&Origin::of_document(uri));
    if let Some(path) = uri::path_of(uri).filter(|_| is_on_disk) {
        shared.send(Event::FileChanged(path));
    }
}

/// The URIs of the entries of a list; an entry without a valid one is ignored.
fn uris(list: Option<&Value>) -> Vec<Uri> {
    let entries = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let uri = |entry: &Value| {
        let uri = entry.get("uri").and_then(Value::as_str).and_then(|uri| uri.parse().ok());
        if uri.is_none() {
            tracing::warn!("ignoring an entry without a valid URI: {entry}");
        }
        uri
    };
    entries.iter().filter_map(uri).collect()
}

fn did_change_folders(shared: &Shared, params: &Value) {
    {
        let mut session = shared.session();
        let folders = session.folders_mut();
        for removed in uris(params.pointer("/event/removed")) {
            let (root, key) = (uri::folder_path(&removed), DocumentKey::new(&removed));
            let is_other = |folder: &Folder| {
                let uri = folder.uri.as_deref().and_then(|uri| uri.parse::<Uri>().ok());
                uri.is_none_or(|uri| DocumentKey::new(&uri) != key) && (root.is_none() || folder.root != root)
            };
            folders.retain(is_other);
        }
        for added in uris(params.pointer("/event/added")) {
            let outside = folders.len().saturating_sub(1);
            folders.insert(outside, Folder::at(added.as_str(), uri::folder_path(&added)));
        }
    }
    shared.send(Event::SettingsChanged);
}

/// `workspaceFolders`, else `rootUri`, else `rootPath`; none in single-file mode.
fn initial_folders(params: &Value) -> Vec<Folder> {
    let folder = |uri: &Uri| Folder::at(uri.as_str(), uri::folder_path(uri));
    let mut params = params.clone();
    uri::repair_all(&mut params);
    let folders = uris(params.get("workspaceFolders"));
    if !folders.is_empty() {
        return folders.iter().map(folder).collect();
    }
    if let Some(uri) = params.get("rootUri").and_then(Value::as_str).and_then(|uri| uri.parse().ok()) {
        return vec![folder(&uri)];
    }
    let path = params.get("rootPath").and_then(Value::as_str).map(PathBuf::from);
    path.and_then(|path| Some(folder(&Uri::from_file_path(path)?))).into_iter().collect()
}

/// The settings in a value that is the section `flagwise` or contains it.
fn section(value: &Value) -> Option<Value> {
    let section = value.get("flagwise").unwrap_or(value);
    section.is_object().then(|| section.clone())
}

fn position_range(range: Range) -> PositionRange {
    let position = |position: super::proto::Position| Position { line: position.line, character: position.character };
    PositionRange { start: position(range.start), end: position(range.end) }
}
