use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::json;

use crate::ide;

use super::convert;
use super::proto::{
    CodeActionParams, CodeActionResponse, Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, Hover, HoverContents, HoverParams, MarkupContent,
    MarkupKind, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport,
};
use super::session::{File, Snapshot};

/// `textDocument/hover`.
pub(super) fn hover(snapshot: &Snapshot, params: &HoverParams) -> Option<Hover> {
    let place = &params.text_document_position_params;
    let file = snapshot.file(&place.text_document.uri)?;
    let view = file.view()?;
    let hover = ide::hover(&file.ide, &view, convert::offset(&file, &view, place.position))?;
    let (kind, value) = if snapshot.capabilities.hover_markdown {
        (MarkupKind::Markdown, hover.card.markdown())
    } else {
        (MarkupKind::PlainText, hover.card.plain_text())
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(convert::range(&file, &view, hover.range)),
    })
}

/// `textDocument/codeAction`.
pub(super) fn code_actions(snapshot: &Snapshot, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let file = snapshot.file(&params.text_document.uri)?;
    let view = file.view()?;
    let range = convert::byte_range(&file, &view, params.range);
    let actions: Vec<_> = ide::code_actions(&file.ide, &view, range)
        .iter()
        .filter(|action| is_wanted(params, action.kind.lsp_name()))
        .filter_map(|action| convert::code_action(&file, &view, &snapshot.capabilities, action))
        .collect();
    (!actions.is_empty()).then_some(actions)
}

/// Whether a kind was asked for: an asked kind stands for itself and its sub-kinds.
fn is_wanted(params: &CodeActionParams, kind: &str) -> bool {
    let holds = |asked: &str| {
        asked.is_empty() || kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    params.context.only.as_ref().is_none_or(|only| only.iter().any(|asked| holds(asked.as_str())))
}

/// Everything to tell about a file, in the client's terms.
pub(super) fn diagnostics(snapshot: &Snapshot, file: &File) -> Vec<Diagnostic> {
    let Some(view) = file.view() else { return Vec::new() };
    let found = ide::diagnostics(&file.ide, &view);
    found.iter().map(|found| convert::diagnostic(file, &view, &snapshot.capabilities, found)).collect()
}

/// `textDocument/diagnostic`: says `unchanged` where the client has these diagnostics already.
pub(super) fn pull_diagnostics(
    snapshot: &Snapshot,
    params: &DocumentDiagnosticParams,
) -> DocumentDiagnosticReportResult {
    let file = snapshot.file(&params.text_document.uri);
    let items = file.map(|file| diagnostics(snapshot, &file)).unwrap_or_default();
    let result_id = fingerprint(&items);
    let report = if params.previous_result_id.as_ref() == Some(&result_id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
        })
    };
    DocumentDiagnosticReportResult::Report(report)
}

fn fingerprint(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    json!(items).to_string().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
