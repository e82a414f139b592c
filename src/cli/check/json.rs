//! The JSON output of `check`.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::json;

use super::finding::{Finding, Report, Summary};

/// The JSON output. Within a version, fields are only ever added.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    version: u32,
    findings: Vec<&'a Report>,
    summary: &'a Summary,
    problems: &'a [String],
}

/// Writes findings, summary and problems as one JSON object.
pub fn write(out: &mut dyn Write, findings: &[Finding], summary: &Summary, problems: &[String]) -> io::Result<()> {
    let findings = findings.iter().map(|finding| &finding.report).collect();
    let output = Output { version: 1, findings, summary, problems };
    out.write_all(json::pretty(&output)?.as_bytes())
}
