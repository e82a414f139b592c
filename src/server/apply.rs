//! State-changing notifications, applied to the session in wire order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::WORKSPACE_FILE;
use crate::text::{Document, Position, PositionRange, TextChange};

use super::aliases;
use super::capabilities::ResolvedClientCapabilities;
use super::parent;
use super::proto::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, Range, Uri,
};
use super::session::{Folder, OpenDocument};
use super::shared::{Event, Shared};
use super::uri::{self, DocumentKey};

/// Whether a notification changes the session, so that it must be applied in wire order.
pub(super) fn changes_state(method: &str) -> bool {
    matches!(
        method,
        "textDocument/didOpen"
            | "textDocument/didChange"
            | "textDocument/didClose"
            | "textDocument/didSave"
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
    repair_uri(&mut params);
    let applied = match method {
        "textDocument/didOpen" => read(params).map(|params| did_open(shared, params)),
        "textDocument/didChange" => read(params).map(|params| did_change(shared, params)),
        "textDocument/didClose" => read(params).map(|params| did_close(shared, params)),
        "textDocument/didSave" => read(params).map(|params| did_save(shared, params)),
        "workspace/didChangeConfiguration" => {
            did_change_configuration(shared, &params);
            Ok(())
        }
        "workspace/didChangeWatchedFiles" => read(params).map(|params| did_change_watched_files(shared, params)),
        "workspace/didChangeWorkspaceFolders" => read(params).map(|params| did_change_folders(shared, params)),
        _ => Ok(()),
    };
    if let Err(error) = applied {
        tracing::warn!("ignoring {method} with invalid parameters: {error}");
    }
}

/// Repairs `textDocument.uri` if the client did not escape it.
pub(super) fn repair_uri(params: &mut Value) {
    let Some(uri) = params.pointer_mut("/textDocument/uri") else { return };
    if let Some(repaired) = uri.as_str().and_then(uri::repaired) {
        *uri = repaired.into();
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(params)
}

fn did_open(shared: &Shared, params: DidOpenTextDocumentParams) {
    let item = params.text_document;
    let key = DocumentKey::new(&item.uri);
    let document = Document::new(&item.text, item.version, &item.language_id);
    shared.session().documents_mut().insert(key.clone(), OpenDocument::new(item.uri, document));
    shared.send(Event::DocumentChanged(key));
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
    }
    shared.send(Event::DocumentChanged(key));
}

fn did_close(shared: &Shared, params: DidCloseTextDocumentParams) {
    let key = DocumentKey::new(&params.text_document.uri);
    if let Some(closed) = shared.session().documents_mut().remove(&key) {
        shared.send(Event::DocumentClosed(closed.uri));
    }
}

fn did_save(shared: &Shared, params: DidSaveTextDocumentParams) {
    if let Some(path) = uri::path_of(&params.text_document.uri) {
        file_changed(shared, &path);
    }
}

fn did_change_configuration(shared: &Shared, params: &Value) {
    // Clients that support `workspace/configuration` send `null` here; the section is requested afterwards.
    if let Some(settings) = params.get("settings").and_then(section) {
        shared.session().editor_settings = Some(settings);
    }
    shared.send(Event::SettingsChanged);
}

fn did_change_watched_files(shared: &Shared, params: DidChangeWatchedFilesParams) {
    for path in params.changes.iter().filter_map(|change| uri::path_of(&change.uri)) {
        file_changed(shared, &path);
    }
}

/// Handles a file that was changed, created or deleted on disk, whichever side detected it.
pub(super) fn file_changed(shared: &Shared, path: &Path) {
    let is_settings = path.file_name().is_some_and(|name| name == WORKSPACE_FILE)
        || aliases::is_source(path)
        || shared.options.user_file.as_deref() == Some(path);
    if is_settings {
        shared.send(Event::SettingsChanged);
    }
    if shared.snapshot().folders().iter().any(|folder| folder.settings.flag_file.as_deref() == Some(path)) {
        shared.send(Event::RefreshFlags);
    }
    shared.send(Event::FileChanged(path.to_owned()));
}

fn did_change_folders(shared: &Shared, params: DidChangeWorkspaceFoldersParams) {
    {
        let mut session = shared.session();
        let folders = session.folders_mut();
        for removed in &params.event.removed {
            let root = uri::path_of(&removed.uri);
            folders.retain(|folder| folder.root.is_none() || folder.root != root);
        }
        for added in &params.event.added {
            let outside = folders.len().saturating_sub(1);
            folders.insert(outside, Folder::at(added.uri.as_str(), uri::path_of(&added.uri)));
        }
    }
    shared.send(Event::SettingsChanged);
}

/// `workspaceFolders`, else `rootUri`, else `rootPath`; none in single-file mode.
fn initial_folders(params: &Value) -> Vec<Folder> {
    let folder = |uri: &str| {
        let uri = uri::repaired(uri).unwrap_or_else(|| uri.to_owned());
        let root = uri.parse::<Uri>().ok().as_ref().and_then(uri::path_of);
        Folder::at(&uri, root)
    };
    if let Some(folders) = params.get("workspaceFolders").and_then(Value::as_array)
        && !folders.is_empty()
    {
        return folders.iter().filter_map(|entry| entry.get("uri")?.as_str()).map(folder).collect();
    }
    if let Some(uri) = params.get("rootUri").and_then(Value::as_str) {
        return vec![folder(uri)];
    }
    let path = params.get("rootPath").and_then(Value::as_str).map(PathBuf::from);
    path.and_then(|path| Some(folder(Uri::from_file_path(path)?.as_str()))).into_iter().collect()
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
