//! Requests answered from a snapshot.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use serde_json::json;

use crate::ide;
use crate::workspace;

use super::commands::ExplainArguments;
use super::convert;
use super::proto::{
    CodeActionParams, CodeActionResponse, CodeActionTriggerKind, Diagnostic, DocumentDiagnosticParams,
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, Hover, HoverContents,
    HoverParams, MarkupContent, MarkupKind, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
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
    let trigger = match params.context.trigger_kind {
        Some(CodeActionTriggerKind::INVOKED) => ide::Trigger::Invoked,
        _ => ide::Trigger::Automatic,
    };
    let actions: Vec<_> = ide::code_actions(&file.ide, &view, range, trigger)
        .iter()
        .filter(|action| is_wanted(params, action.kind.lsp_name()))
        .filter_map(|action| convert::code_action(&file, &view, &snapshot.capabilities, action))
        .collect();
    (!actions.is_empty()).then_some(actions)
}

/// Result of `flagwise.explain`.
#[derive(Debug, Serialize)]
pub(super) struct Explained {
    /// The explanation as Markdown, with links to other files.
    pub(super) markdown: String,
    /// The explanation as plain text.
    pub(super) text: String,
}

/// `flagwise.explain`: why a location is, or is not, a flag reference. Reads other files involved, open ones from the
/// session.
pub(super) fn explain(snapshot: &Snapshot, arguments: &ExplainArguments) -> Option<Explained> {
    let file = snapshot.file(&arguments.uri)?;
    let Some(view) = file.view() else {
        let reason =
            if file.skipped { "the settings ignore it (`ignoredPaths`)" } else { "it is larger than `maxFileSize`" };
        let text = format!("not taken as a flag: the file is not looked at, as {reason}");
        return Some(Explained { markdown: text.clone(), text });
    };
    let roots = snapshot.folders().iter().filter_map(|folder| folder.root.clone());
    let around = roots.filter(|root| file.open.path.as_ref().is_some_and(|path| path.starts_with(root)));
    let root = around.max_by_key(|root| root.as_os_str().len());
    let path = file.relative.clone().unwrap_or_default();
    let own = view.text.clone();
    let read = |other: &str| {
        if other == path {
            return Some(own.clone());
        }
        let place = root.as_ref()?.join(other);
        let open = snapshot.documents().find(|(_, open)| open.path.as_ref() == Some(&place));
        match open {
            Some((_, open)) => Some(open.document.text()),
            None => workspace::read_text(&place).ok().map(|text| text.text),
        }
    };
    let catalog = file.ide.catalog.as_ref();
    let source = catalog.map(|catalog| format!("project {}", catalog.project.key));
    let question = ide::Question {
        file: &view,
        path: &path,
        offset: convert::offset(&file, &view, arguments.position),
        known: &file.known(),
        source: source.as_deref(),
        parse_limit: file.ide.settings.max_file_size,
        read: &read,
    };
    let index = file.index_with_text();
    let mut explanation = ide::explain(&index, &question);
    if let Some((catalog, site)) = catalog.zip(ide::explained_site(&view, question.offset)) {
        let state = if catalog.flag(&site.key).is_some() { "known" } else { "unknown" };
        explanation.rows.push(("catalog", format!("{state}: project {}", catalog.project.key)));
    }
    let link = |step: &crate::index::Step| {
        let uri = Uri::from_file_path(root.as_ref()?.join(&step.path))?;
        Some(format!("{}#L{}", uri.as_str(), step.line))
    };
    Some(Explained { markdown: explanation.markdown(&link), text: explanation.plain_text(&str::to_owned) })
}

/// Whether a code action kind was requested, directly or by a parent kind.
fn is_wanted(params: &CodeActionParams, kind: &str) -> bool {
    let holds = |asked: &str| {
        asked.is_empty() || kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    params.context.only.as_ref().is_none_or(|only| only.iter().any(|asked| holds(asked.as_str())))
}

/// All diagnostics of a file, converted.
pub(super) fn diagnostics(snapshot: &Snapshot, file: &File) -> Vec<Diagnostic> {
    let Some(view) = file.view() else { return Vec::new() };
    let found = ide::diagnostics(&file.ide, &view);
    found.iter().map(|found| convert::diagnostic(file, &view, &snapshot.capabilities, found)).collect()
}

/// `textDocument/diagnostic`. Returns `unchanged` if the client already has these diagnostics.
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
