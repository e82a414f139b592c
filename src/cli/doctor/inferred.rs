//! Key positions inferred from use, as `flagwise doctor` lists them.

use serde::Serialize;

use crate::cli::Terminal;
use crate::cli::aliases;
use crate::cli::plural;
use crate::cli::progress::Progress;
use crate::cli::source::{Source, SourceArguments};
use crate::cli::workspace::Workspace;
use crate::index::Confidence;
use crate::workspace::{ScanOptions, scan};

/// An argument that receives flag keys and hardly anything else.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InferredPosition {
    /// The function or method.
    callee: String,
    /// The keyword of the argument, or its position counted from 1.
    argument: String,
    /// Distinct keys that it receives.
    known_keys: usize,
    /// Distinct other strings that it receives.
    other_strings: usize,
    /// Severity of an unknown key there.
    severity: &'static str,
}

/// The inferred key positions of the workspace; none if its flags are not available.
pub fn inferred_positions(workspace: &Workspace, terminal: &Terminal) -> Vec<InferredPosition> {
    let Ok(source) = Source::load(&SourceArguments::default(), workspace, terminal) else { return Vec::new() };
    let options = ScanOptions {
        base: Some(workspace.root.clone()),
        ignored_paths: workspace.settings.ignored_paths.clone(),
        flag_lists: workspace.settings.flag_file.iter().cloned().collect(),
        parse_limit: workspace.settings.max_file_size,
        shards: crate::workspace::shards_folder(),
        ..ScanOptions::default()
    };
    let progress = Progress::new(terminal, "Scanning");
    let known = aliases::declared(workspace, &source);
    let scan = scan(std::slice::from_ref(&workspace.root), &options, &known, &|scanned| {
        progress.update(scanned.files, Some(scanned.total), || plural(scanned.files, "file"));
    });
    progress.finish();
    let positions = scan.index.learned_positions();
    let position = |position: &crate::index::LearnedPosition| InferredPosition {
        callee: position.callee.to_string(),
        argument: position.argument.to_string(),
        known_keys: position.known,
        other_strings: position.other,
        severity: workspace.settings.severity_of_inferred(position.confidence == Confidence::Tentative).name(),
    };
    positions.into_iter().map(position).collect()
}

impl InferredPosition {
    /// The position on one line.
    pub fn line(&self) -> String {
        let Self { callee, argument, known_keys, other_strings, severity } = self;
        let (keys, others) = (plural(*known_keys, "key"), plural(*other_strings, "other string"));
        format!("{callee}, argument {argument}: {keys}, {others} ({severity})")
    }
}
