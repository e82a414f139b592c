//! `textDocument/references`.

use crate::ide;
use crate::server::context::{FileContext, FolderContext, others_with_project_of};
use crate::server::proto::{Location, ReferenceParams};
use crate::server::session::Snapshot;
use crate::server::streaming::Parts;

/// The references to the flag at a place: in its folder, then in the other folders with the same project.
pub(in crate::server) fn references(
    snapshot: &Snapshot,
    params: &ReferenceParams,
    mut found: Parts<Location>,
) -> Option<Vec<Location>> {
    let place = &params.text_document_position;
    let file = snapshot.file(&place.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let keys = ide::flags_at(&context.analysis(), context.path(), context.offset(place.position));
    if keys.is_empty() {
        return None;
    }
    let with_declarations = params.context.include_declaration;
    let project = file.settings.project_of(context.path());
    for of_file in ide::references_to(&context.analysis(), project, &keys, with_declarations) {
        found.extend(context.locations(&of_file.path, &of_file.ranges));
    }
    for (folder, project) in others_with_project_of(snapshot, &file) {
        let Some(context) = FolderContext::new(snapshot, folder, project) else { continue };
        for of_file in ide::references_to(&context.analysis(), project, &keys, with_declarations) {
            found.extend(context.locations(&of_file.path, &of_file.ranges));
        }
    }
    Some(found.finish())
}
