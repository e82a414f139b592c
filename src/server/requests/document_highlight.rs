//! `textDocument/documentHighlight`.

use crate::ide;
use crate::server::context::FileContext;
use crate::server::proto::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};
use crate::server::session::Snapshot;

/// The places of a document that name the flag at a place; `None` where there is none.
pub(in crate::server) fn document_highlights(
    snapshot: &Snapshot,
    params: &DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let place = &params.text_document_position_params;
    let file = snapshot.file(&place.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let found = ide::document_highlights(&context.analysis(), context.path(), context.offset(place.position));
    let highlights = found.iter().filter(|highlight| context.holds(highlight.range)).map(|highlight| {
        let kind = match highlight.kind {
            ide::HighlightKind::Write => DocumentHighlightKind::WRITE,
            ide::HighlightKind::Read => DocumentHighlightKind::READ,
            ide::HighlightKind::Text => DocumentHighlightKind::TEXT,
        };
        DocumentHighlight { range: context.range(highlight.range), kind: Some(kind) }
    });
    Some(highlights.collect()).filter(|highlights: &Vec<_>| !highlights.is_empty())
}
