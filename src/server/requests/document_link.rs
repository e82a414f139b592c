//! `textDocument/documentLink`.

use crate::ide;
use crate::server::context::FileContext;
use crate::server::proto::{DocumentLink, DocumentLinkParams};
use crate::server::session::Snapshot;
use crate::text::printable;

/// `textDocument/documentLink`.
pub(in crate::server) fn document_links(snapshot: &Snapshot, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let file = snapshot.file(&params.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let links = ide::document_links(&context.analysis(), context.path()).into_iter();
    let links = links.filter(|link| context.holds(link.range)).filter_map(|link| {
        Some(DocumentLink {
            range: context.range(link.range),
            target: Some(link.url.parse().ok()?),
            tooltip: snapshot.capabilities.link_tooltips.then(|| printable(&link.tooltip).into_owned()),
            data: None,
        })
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then_some(links)
}
