//! Requests answered from a snapshot.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use serde::Serialize;
use serde_json::json;

use crate::ide;

use super::commands::ExplainArguments;
use super::context::FileContext;
use super::convert;
use super::proto::{
    CodeActionParams, CodeActionResponse, CodeActionTriggerKind, Diagnostic, DocumentDiagnosticParams,
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, Hover, HoverContents,
    HoverParams, MarkupContent, MarkupKind, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};
use super::session::{File, Snapshot};

/// `textDocument/hover`.
pub(super) fn hover(snapshot: &Snapshot, params: &HoverParams) -> Option<Hover> {
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

/// `textDocument/codeAction`.
pub(super) fn code_actions(snapshot: &Snapshot, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let file = snapshot.file(&params.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let range = context.byte_range(params.range);
    let trigger = match params.context.trigger_kind {
        Some(CodeActionTriggerKind::INVOKED) => ide::Trigger::Invoked,
        _ => ide::Trigger::Automatic,
    };
    // Without diagnostics there is nothing to fix.
    let is_offered = |action: &&ide::CodeAction| action.fixes.is_none() || file.exclusion().is_none();
    let actions: Vec<_> = ide::code_actions(&context.analysis(), context.path(), range, trigger)
        .iter()
        .filter(is_offered)
        .filter(|action| is_wanted(params, action.kind.lsp_name()))
        .filter_map(|action| convert::code_action(&context, action))
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
    if let Some(exclusion) = file.exclusion() {
        let (root, path) = (file.root().unwrap_or(Path::new("")), file.open.path.as_deref().unwrap_or(Path::new("")));
        let reason = exclusion.reason(root, path, |path: &Path| path.to_string_lossy().into_owned());
        let explanation = ide::Explanation::of_excluded_file(reason);
        let markdown = explanation.markdown(&|_| None);
        return Some(Explained { markdown, text: explanation.plain_text(&str::to_owned) });
    }
    let context = FileContext::new(snapshot, &file)?;
    let catalog = file.catalog.as_ref();
    let source = catalog.map(|catalog| format!("project {}", catalog.project.key));
    let question = ide::Question {
        path: context.path(),
        offset: context.offset(arguments.position),
        known: &file.known(),
        source: source.as_deref(),
        parse_limit: file.settings.max_file_size,
    };
    let mut explanation = ide::explain(&context.analysis(), &question)?;
    let key = ide::explained_reference(context.source(), question.offset).and_then(|reference| reference.key());
    if let Some((catalog, key)) = catalog.zip(key) {
        let state = if catalog.flag(key).is_some() { "known" } else { "unknown" };
        explanation.rows.push(("catalog", format!("{state}: project {}", catalog.project.key)));
    }
    let link = |step: &crate::index::Step| {
        let (uri, _) = context.uri(&step.path)?;
        Some(format!("{}#L{}", uri.as_str(), step.line))
    };
    Some(Explained { markdown: explanation.markdown(&link), text: explanation.plain_text(&str::to_owned) })
}

/// Whether a code action kind was requested, directly or by a parent kind.
fn is_wanted(params: &CodeActionParams, kind: &str) -> bool {
    let holds = |requested: &str| {
        requested.is_empty()
            || kind.strip_prefix(requested).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    params.context.only.as_ref().is_none_or(|only| only.iter().any(|requested| holds(requested.as_str())))
}

/// All diagnostics of a file, converted.
pub(super) fn diagnostics(snapshot: &Snapshot, file: &File) -> Vec<Diagnostic> {
    if file.exclusion().is_some() {
        return Vec::new();
    }
    let Some(context) = FileContext::new(snapshot, file) else { return Vec::new() };
    let found = ide::diagnostics(&context.analysis(), context.path());
    found.iter().filter(|found| context.holds(found.range)).map(|found| convert::diagnostic(&context, found)).collect()
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
