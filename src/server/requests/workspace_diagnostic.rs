//! `workspace/diagnostic`, and the diagnostics of closed files that are pushed.

use crate::config::DiagnosticScope;
use crate::ide;
use crate::server::context::{FolderContext, Places, projects_of};
use crate::server::convert;
use crate::server::proto::{
    Diagnostic, FullDocumentDiagnosticReport, PreviousResultId, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};
use crate::server::session::Snapshot;
use crate::server::uri::DocumentKey;
use crate::text::ByteRange;

use super::diagnostic::{diagnostics, fingerprint};

/// Whether the diagnostics of closed files are wanted in some folder.
pub(in crate::server) fn wants_closed_files(snapshot: &Snapshot) -> bool {
    snapshot.folders().iter().any(|folder| folder.settings.diagnostic_scope == DiagnosticScope::Workspace)
}

/// The closed files that have diagnostics, in the folders where they are wanted.
pub(in crate::server) fn closed_diagnostics(snapshot: &Snapshot) -> Vec<(Uri, Vec<Diagnostic>)> {
    let mut all = Vec::new();
    for folder in snapshot.folders() {
        if folder.root.is_none() || folder.settings.diagnostic_scope != DiagnosticScope::Workspace {
            continue;
        }
        for project in projects_of(folder) {
            let Some(context) = FolderContext::new(snapshot, folder, project) else { continue };
            let mut paths = context.closed_files();
            paths.sort();
            all.extend(paths.iter().filter_map(|path| of_closed_file(snapshot, &context, path)));
        }
    }
    all
}

fn of_closed_file(snapshot: &Snapshot, context: &FolderContext<'_>, path: &str) -> Option<(Uri, Vec<Diagnostic>)> {
    let found = ide::diagnostics(&context.analysis(), path);
    if found.is_empty() {
        return None;
    }
    let ranges: Vec<ByteRange> = found.iter().map(|found| found.range).collect();
    let places = context.locations(path, &ranges);
    let uri = places.first()?.uri.clone();
    let places_of: &dyn Places = context;
    let converted = found
        .iter()
        .zip(places)
        .map(|(found, place)| convert::diagnostic(&snapshot.capabilities, places_of, path, place.range, found));
    Some((uri, converted.collect()))
}

/// The report of all files, open or not. `None` if the client has it already.
pub(in crate::server) fn workspace_report(
    snapshot: &Snapshot,
    previous: &[PreviousResultId],
) -> Option<WorkspaceDiagnosticReport> {
    let open = snapshot.documents().filter_map(|(_, open)| {
        let file = snapshot.file_of(open)?;
        let wanted = file.settings.diagnostic_scope == DiagnosticScope::Workspace;
        let version = i64::from(open.document.version());
        wanted.then(|| (open.uri.clone(), Some(version), diagnostics(snapshot, &file)))
    });
    let mut all: Vec<(Uri, Option<i64>, Vec<Diagnostic>)> = open.collect();
    all.extend(closed_diagnostics(snapshot).into_iter().map(|(uri, items)| (uri, None, items)));
    let mut is_news = false;
    let mut items = Vec::new();
    for (uri, version, diagnostics) in &all {
        let key = DocumentKey::new(uri);
        let before = previous.iter().find(|previous| DocumentKey::new(&previous.uri) == key);
        if before.is_none() && diagnostics.is_empty() {
            continue;
        }
        let (uri, version, result_id) = (uri.clone(), *version, fingerprint(diagnostics));
        if before.is_some_and(|before| before.value == result_id) {
            let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
            let report =
                WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report };
            items.push(WorkspaceDocumentDiagnosticReport::Unchanged(report));
        } else {
            is_news = true;
            items.push(full(uri, version, diagnostics.clone()));
        }
    }
    let nothing = fingerprint(&[]);
    for gone in previous.iter().filter(|previous| previous.value != nothing) {
        let key = DocumentKey::new(&gone.uri);
        if all.iter().all(|(uri, ..)| DocumentKey::new(uri) != key) {
            is_news = true;
            items.push(full(gone.uri.clone(), None, Vec::new()));
        }
    }
    is_news.then_some(WorkspaceDiagnosticReport { items })
}

fn full(uri: Uri, version: Option<i64>, items: Vec<Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    let result_id = Some(fingerprint(&items));
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report,
    })
}
