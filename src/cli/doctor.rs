//! `flagwise doctor`: a health check of configuration, token and API.

mod inferred;
mod report;

use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use super::workspace::Workspace;
use super::{COULD_NOT_RUN, Terminal, json};
use crate::text::Printable;
use report::{Report, Status};

/// Options of `flagwise doctor`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Print one JSON object, for editors' health checks
    #[arg(long)]
    json: bool,
}

/// Runs `flagwise doctor`. Exit code 0 if flags are available from any source, else 2.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of(Path::new("."));
    let mut report = Report::of(&workspace, terminal);
    if report.can_work() {
        report.inferred = inferred::inferred_positions(&workspace, terminal);
    }
    if arguments.json {
        terminal.out().write_all(json::pretty(&report)?.as_bytes())?;
    } else {
        print(&report, terminal)?;
    }
    Ok(if report.can_work() { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_RUN) })
}

fn print(report: &Report, terminal: &mut Terminal) -> anyhow::Result<()> {
    let color = terminal.has_color();
    let style = |style: Style| if color { style } else { Style::new() };
    let bold = style(Style::new().bold());
    let out = terminal.out();
    writeln!(out, "{bold}flagwise {}{bold:#} ({})\n", report.version, report.platform)?;
    for check in &report.checks {
        let (mark, mark_color) = match check.status {
            Status::Ok => ("ok  ", AnsiColor::Green),
            Status::Info => ("info", AnsiColor::Cyan),
            Status::Warning => ("warn", AnsiColor::Yellow),
            Status::Error => ("FAIL", AnsiColor::Red),
        };
        let mark_style = style(Style::new().fg_color(Some(mark_color.into())).bold());
        writeln!(out, "{mark_style}{mark}{mark_style:#}  {:<10} {}", check.name, Printable(&check.message))?;
    }
    writeln!(out, "\n{bold}Settings{bold:#} of {}", Printable(&report.root))?;
    for setting in &report.settings {
        let value = json::safe(&setting.value.to_string());
        writeln!(out, "  {} = {value}  ({})", setting.name, Printable(&setting.origin))?;
    }
    if report.settings.is_empty() {
        writeln!(out, "  all defaults")?;
    }
    if !report.inferred.is_empty() {
        writeln!(out, "\n{bold}Inferred key positions{bold:#}")?;
    }
    for position in &report.inferred {
        writeln!(out, "  {}", Printable(&position.line()))?;
    }
    writeln!(out, "\n{bold}Next{bold:#}")?;
    for advice in &report.next {
        writeln!(out, "  • {}", Printable(advice))?;
    }
    Ok(())
}
