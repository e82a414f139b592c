//! `textDocument/prepareRename` and `textDocument/rename`.

use crate::ide::{self, RenameOptions, RenameRefusal, SourceChange};
use crate::server::context::{FileContext, FolderContext, Places, others_with_project_of};
use crate::server::convert;
use crate::server::proto::{
    Error, ErrorCode, PrepareRenameResponse, RenameParams, Result, TextDocumentPositionParams, WorkspaceEdit,
};
use crate::server::session::{File, Snapshot};

/// LSP's `RequestFailed`: the message is for the user.
const REQUEST_FAILED: ErrorCode = ErrorCode::ServerError(-32803);

/// Whether a place can be renamed: `None` off the text of a key, an error at one that cannot.
pub(in crate::server) fn prepare_rename(
    snapshot: &Snapshot,
    place: &TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let Some(file) = renamable_file(snapshot, place) else { return Ok(None) };
    let Some(context) = FileContext::new(snapshot, &file) else { return Ok(None) };
    let target = ide::prepare_rename(&context.analysis(), context.path(), context.offset(place.position));
    let target = target.map_err(refused)?;
    Ok(target.map(|target| PrepareRenameResponse::RangeWithPlaceholder {
        range: context.range(target.range),
        placeholder: target.key.to_string(),
    }))
}

/// Renames the key at a place in its folder, and in the other folders with the same project.
pub(in crate::server) fn rename(snapshot: &Snapshot, params: &RenameParams) -> Result<Option<WorkspaceEdit>> {
    let place = &params.text_document_position;
    let Some(file) = renamable_file(snapshot, place) else { return Ok(None) };
    let Some(context) = FileContext::new(snapshot, &file) else { return Ok(None) };
    let offset = context.offset(place.position);
    let Some(target) = ide::prepare_rename(&context.analysis(), context.path(), offset).map_err(refused)? else {
        return Ok(None);
    };
    let context = context.completed().ok_or_else(incomplete)?;
    let options = RenameOptions { confirms: snapshot.capabilities.navigation.confirmed_renames };
    let change = ide::rename(&context.analysis(), context.path(), offset, &params.new_name, options);
    let Some(change) = change.map_err(refused)? else { return Ok(None) };
    let mut others: Vec<(FolderContext<'_>, SourceChange)> = Vec::new();
    for (folder, project) in others_with_project_of(snapshot, &file) {
        let context = FolderContext::new(snapshot, folder, project).ok_or_else(incomplete)?.completed();
        let change = ide::rename_key(&context.analysis(), project, &target.key, &params.new_name, options);
        let change = change.map_err(refused)?;
        others.push((context, change));
    }
    let own: (&dyn Places, &SourceChange) = (&context, &change);
    let others = others.iter().map(|(context, change)| (context as &dyn Places, change));
    let changes: Vec<_> = std::iter::once(own).chain(others).collect();
    let edit = convert::workspace_edit(&snapshot.capabilities, &changes);
    edit.map(Some).ok_or_else(|| failed("A file has changed meanwhile, so nothing was renamed; try again.".to_owned()))
}

/// The document at a place, if it is what the workspace has at its path: not a revision of it, say.
fn renamable_file(snapshot: &Snapshot, place: &TextDocumentPositionParams) -> Option<File> {
    let file = snapshot.file(&place.text_document.uri)?;
    (file.is_indexed || file.relative().is_none()).then_some(file)
}

fn refused(refusal: RenameRefusal) -> Error {
    failed(refusal.to_string())
}

fn incomplete() -> Error {
    failed(
        "The workspace is still being searched for flags, so not all places of the key are known; try again."
            .to_owned(),
    )
}

fn failed(message: String) -> Error {
    Error { code: REQUEST_FAILED, message: message.into(), data: None }
}
