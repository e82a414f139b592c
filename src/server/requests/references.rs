//! `textDocument/references`.

use crate::ide;
use crate::server::context::{FileContext, FolderContext, projects_of};
use crate::server::proto::{Location, ReferenceParams};
use crate::server::session::{Snapshot, source_key};
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
    let others = snapshot.folders().iter().filter(|folder| folder.root.as_deref() != file.root());
    for folder in others.filter(|folder| folder.root.is_some()) {
        let is_same =
            |project: &&Option<&str>| file.source.is_some() && source_key(&folder.settings, **project) == file.source;
        for project in projects_of(folder).iter().filter(is_same) {
            let Some(context) = FolderContext::new(snapshot, folder, *project) else { continue };
            for of_file in ide::references_to(&context.analysis(), *project, &keys, with_declarations) {
                found.extend(context.locations(&of_file.path, &of_file.ranges));
            }
        }
    }
    Some(found.finish())
}
