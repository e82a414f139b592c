use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::config::Severity;
use crate::ide::{Diagnostic, FileView};
use crate::text::{ByteRange, PositionEncoding};

/// A diagnostic with its place, as `check` reports it.
pub struct Finding {
    /// The JSON part.
    pub report: Report,
    /// Where the file is.
    pub absolute: PathBuf,
    /// The file's text.
    pub text: Arc<str>,
    /// The key or identifier in that text.
    pub range: ByteRange,
    /// How loud it is.
    pub severity: Severity,
}

/// One entry of `findings` in the JSON output. Lines and columns count from 1, columns in Unicode code points; the end
/// is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The file: relative to the current folder where it lies below, with `/`.
    pub path: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
    /// The rule.
    pub code: &'static str,
    /// `error`, `warning`, `information` or `hint`.
    pub severity: &'static str,
    /// One or two sentences.
    pub message: String,
    /// The flag key.
    pub key: String,
    /// The project that the key was looked up in.
    pub project: String,
    /// The page about the rule.
    pub url: String,
    /// The flag's page at LaunchDarkly, where the flag exists.
    pub flag_url: Option<String>,
    /// Nearest keys of an unknown one, best first.
    pub suggestions: Vec<String>,
}

impl Finding {
    /// Places a diagnostic of a file.
    pub fn new(path: String, absolute: PathBuf, project: &str, file: &FileView, diagnostic: Diagnostic) -> Self {
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

/// What was looked at and how much was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Files looked at.
    pub files: usize,
    /// Files that name a flag.
    pub files_with_flags: usize,
    /// Places that name a flag.
    pub references: usize,
    /// Different keys that are named.
    pub flags: usize,
    /// Findings.
    pub findings: usize,
    /// Findings by rule.
    pub by_code: BTreeMap<&'static str, usize>,
    /// Findings by severity.
    pub by_severity: BTreeMap<&'static str, usize>,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

impl Summary {
    /// Counts the findings.
    pub fn count(&mut self, findings: &[Finding]) {
        self.findings = findings.len();
        for finding in findings {
            *self.by_code.entry(finding.report.code).or_default() += 1;
            *self.by_severity.entry(finding.report.severity).or_default() += 1;
        }
    }

    /// Notes the time taken.
    pub fn took(&mut self, time: Duration) {
        self.milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    }
}
