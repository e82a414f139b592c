//! `textDocument/diagnostic`, and the diagnostics that are pushed.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::json;

use crate::ide;
use crate::server::context::FileContext;
use crate::server::convert;
use crate::server::proto::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport,
};
use crate::server::session::{File, Snapshot};

/// All diagnostics of a file, converted.
pub(in crate::server) fn diagnostics(snapshot: &Snapshot, file: &File) -> Vec<Diagnostic> {
    if file.exclusion().is_some() {
        return Vec::new();
    }
    let Some(context) = FileContext::new(snapshot, file) else { return Vec::new() };
    let found = ide::diagnostics(&context.analysis(), context.path());
    let converted = |found: &ide::Diagnostic| {
        convert::diagnostic(&snapshot.capabilities, &context, context.path(), context.range(found.range), found)
    };
    found.iter().filter(|found| context.holds(found.range)).map(converted).collect()
}

/// `textDocument/diagnostic`. Returns `unchanged` if the client already has these diagnostics.
pub(in crate::server) fn pull_diagnostics(
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

/// Equal for equal diagnostics.
pub(in crate::server) fn fingerprint(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    json!(items).to_string().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
