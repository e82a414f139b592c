//! `textDocument/hover`.

use crate::ide;
use crate::server::context::FileContext;
use crate::server::proto::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};
use crate::server::session::Snapshot;

/// `textDocument/hover`.
pub(in crate::server) fn hover(snapshot: &Snapshot, params: &HoverParams) -> Option<Hover> {
    let place = &params.text_document_position_params;
    let file = snapshot.file(&place.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let hover = ide::hover(&context.analysis(), context.path(), context.offset(place.position))?;
    let (kind, value) = if snapshot.capabilities.hover_markdown {
        (MarkupKind::Markdown, hover.card.markdown())
    } else {
        (MarkupKind::PlainText, hover.card.plain_text())
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(context.range(hover.range)),
    })
}
