//! The text output of `check`.

use std::io::{self, Write};

use anstyle::Style;

use crate::cli::{drawing, plural};
use crate::text::Printable;

use super::finding::{Finding, Summary};

/// Writes one finding.
pub fn write(out: &mut dyn Write, finding: &Finding, style: drawing::Style) -> io::Result<()> {
    let report = &finding.report;
    let drawn = drawing::Drawn {
        severity: finding.severity,
        code: report.code,
        url: &report.url,
        message: &report.message,
        path: &report.path,
        absolute: &finding.absolute,
        line: report.line as usize,
        column: report.column as usize,
        text: &finding.text,
        range: finding.range.into(),
        flag_url: report.flag_url.as_deref(),
    };
    drawing::write(out, &drawn, style)
}

/// Writes the summary line.
pub fn write_summary(out: &mut dyn Write, summary: &Summary, scope: &str, color: bool) -> io::Result<()> {
    let bold = if color { Style::new().bold() } else { Style::new() };
    let searched = format!(
        "{}; {}, {} with {}, {}",
        Printable(scope),
        plural(summary.files, "file"),
        plural(summary.flags, "flag"),
        plural(summary.references, "reference"),
        seconds(summary.milliseconds),
    );
    if summary.findings == 0 {
        return writeln!(out, "{bold}No findings{bold:#}: {searched}");
    }
    let codes: Vec<String> = summary.by_code.iter().map(|(code, count)| format!("{count} {code}")).collect();
    writeln!(out, "{bold}{}{bold:#} ({}): {searched}", plural(summary.findings, "finding"), codes.join(", "))
}

fn seconds(milliseconds: u64) -> String {
    if milliseconds < 1000 { format!("{milliseconds} ms") } else { format!("{:.1} s", milliseconds as f64 / 1000.0) }
}
