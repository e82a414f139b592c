//! `textDocument/definition`, `textDocument/declaration` and `textDocument/typeDefinition`.

use crate::ide::{self, DefinitionKind, DefinitionTarget};
use crate::server::context::FileContext;
use crate::server::proto::{GotoDefinitionParams, GotoDefinitionResponse, LocationLink};
use crate::server::session::Snapshot;

/// The definitions at a place: links where the client has them, else locations.
pub(in crate::server) fn definitions(
    snapshot: &Snapshot,
    params: &GotoDefinitionParams,
    kind: DefinitionKind,
) -> Option<GotoDefinitionResponse> {
    let place = &params.text_document_position_params;
    let file = snapshot.file(&place.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let found = ide::definitions(&context.analysis(), context.path(), context.offset(place.position), kind)?;
    if !snapshot.capabilities.navigation.definition_links {
        let locations = found.targets.iter().flat_map(|target| context.locations(&target.path, &[target.selection]));
        let locations: Vec<_> = locations.collect();
        return (!locations.is_empty()).then_some(GotoDefinitionResponse::Array(locations));
    }
    let origin = context.range(found.origin);
    let link = |target: &DefinitionTarget| {
        let mut locations = context.locations(&target.path, &[target.range, target.selection]).into_iter();
        let (whole, selection) = (locations.next()?, locations.next()?);
        Some(LocationLink {
            origin_selection_range: Some(origin),
            target_uri: whole.uri,
            target_range: whole.range,
            target_selection_range: selection.range,
        })
    };
    let links: Vec<_> = found.targets.iter().filter_map(link).collect();
    (!links.is_empty()).then_some(GotoDefinitionResponse::Link(links))
}
