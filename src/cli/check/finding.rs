//! The findings of `check` and their summary, in the units of the output.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::config::Severity;
use crate::ide::{Diagnostic, SourceFile};
use crate::text::{ByteRange, PositionEncoding};

/// A diagnostic with its location.
pub struct Finding {
    /// JSON fields.
    pub report: Report,
    /// Absolute path of the file.
    pub absolute: PathBuf,
    /// Text of the file.
    pub text: Arc<str>,
    /// Range of the key or identifier.
    pub range: ByteRange,
    /// Severity.
    pub severity: Severity,
}

/// An entry of `findings` in the JSON output. Lines and columns are one-based, columns count Unicode code points, the end is
/// exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Path with `/`, relative to the current folder if it is below it.
    pub path: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
    /// Rule code.
    pub code: &'static str,
    /// `error`, `warning`, `information` or `hint`.
    pub severity: &'static str,
    /// One or two sentences.
    pub message: String,
    /// The flag key.
    pub key: String,
    /// Project of the flag.
    pub project: String,
    /// Documentation of the rule.
    pub url: String,
    /// The flag's page in LaunchDarkly, if the flag exists.
    pub flag_url: Option<String>,
    /// Similar keys for an unknown one, best first.
    pub suggestions: Vec<String>,
}

impl Finding {
    /// Converts a diagnostic of a file.
    pub fn new(path: String, absolute: PathBuf, project: &str, file: &SourceFile, diagnostic: Diagnostic) -> Self {
        let place = file.lines.position_range(&file.text, diagnostic.range, PositionEncoding::Utf32);
        let report = Report {
            path,
            line: place.start.line + 1,
            column: place.start.character + 1,
            end_line: place.end.line + 1,
            end_column: place.end.character + 1,
            code: diagnostic.code,
            severity: diagnostic.severity.name(),
            message: diagnostic.message,
            key: diagnostic.key,
            project: project.to_owned(),
            url: diagnostic.href,
            flag_url: diagnostic.flag_url,
            suggestions: diagnostic.suggestions,
        };
        Self { report, absolute, text: file.text.clone(), range: diagnostic.range, severity: diagnostic.severity }
    }
}

/// Counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Files searched.
    pub files: usize,
    /// Files with references.
    pub files_with_flags: usize,
    /// References.
    pub references: usize,
    /// Different keys.
    pub flags: usize,
    /// Findings.
    pub findings: usize,
    /// Findings by rule.
    pub by_code: BTreeMap<&'static str, usize>,
    /// Findings by severity.
    pub by_severity: BTreeMap<&'static str, usize>,
    /// Duration in milliseconds.
    pub milliseconds: u64,
}

impl Summary {
    /// Adds the counts of findings.
    pub fn count(&mut self, findings: &[Finding]) {
        self.findings = findings.len();
        for finding in findings {
            *self.by_code.entry(finding.report.code).or_default() += 1;
            *self.by_severity.entry(finding.report.severity).or_default() += 1;
        }
    }

    /// Sets the duration.
    pub fn took(&mut self, time: Duration) {
        self.milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    }
}
