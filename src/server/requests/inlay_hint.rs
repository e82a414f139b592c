//! `textDocument/inlayHint`.

use crate::ide;
use crate::server::context::FileContext;
use crate::server::proto::{InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip};
use crate::server::session::Snapshot;
use crate::text::{ByteRange, printable};

/// `textDocument/inlayHint`.
pub(in crate::server) fn inlay_hints(snapshot: &Snapshot, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let file = snapshot.file(&params.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let range = context.byte_range(params.range);
    let hints = ide::inlay_hints(&context.analysis(), context.path(), range).into_iter();
    let place = |offset| ByteRange::new(offset, offset);
    let hints = hints.filter(|hint| context.holds(place(hint.offset))).map(|hint| InlayHint {
        position: context.range(place(hint.offset)).start,
        label: InlayHintLabel::String(printable(&hint.label).into_owned()),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::String(printable(&hint.tooltip).into_owned())),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    let hints: Vec<_> = hints.collect();
    (!hints.is_empty()).then_some(hints)
}
