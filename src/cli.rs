//! Command line: one file per subcommand.
//!
//! Results go to stdout, everything else (warnings, progress, logs) to stderr. Exit codes: 0 success without findings, 1
//! findings, 2 the command could not run or has invalid arguments. A closed stdout (`| head`) ends the program silently.

mod aliases;
mod ambiguous;
mod check;
mod demo;
mod doctor;
mod drawing;
mod explain;
pub mod flag;
mod flags;
mod json;
mod login;
mod logout;
mod lsp;
mod progress;
mod question;
mod refs;
mod scanned;
mod schema;
mod simulate;
mod source;
mod terminal;
mod workspace;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

pub use terminal::Terminal;

use crate::flags::plural;
use crate::logging;
use crate::text::{is_unprintable, printable};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "flagwise", version, about, long_about = LONG_ABOUT, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: GlobalArguments,

    /// Run the language server on stdin and stdout, like `flagwise lsp`
    #[arg(long)]
    stdio: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every subcommand.
#[derive(Debug, clap::Args)]
pub struct GlobalArguments {
    /// When to use color
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", display_order = 900)]
    color: ColorChoice,

    /// Log level: off, error, warn, info, debug or trace (`FLAGWISE_LOG` accepts detailed filters)
    #[arg(long, global = true, value_enum, value_name = "LEVEL", display_order = 901)]
    log_level: Option<LogLevel>,

    /// Log to this file instead of stderr
    #[arg(long, global = true, value_name = "FILE", display_order = 902)]
    log_file: Option<PathBuf>,
}

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Log level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the language server on stdin and stdout
    Lsp(lsp::Arguments),
    /// Check source code for unknown, archived, deprecated and stale flags
    Check(check::Arguments),
    /// List all flag references
    Refs(refs::Arguments),
    /// Explain why a location is, or is not, a flag reference
    Explain(explain::Arguments),
    /// Show and change single flags
    Flag(Box<flag::Arguments>),
    /// Export the flags of a project to a file, list stale ones
    Flags(flags::Arguments),
    /// Run an embedded LaunchDarkly API with sample flags
    Simulate(simulate::Arguments),
    /// Show flagwise's features with sample flags, without an account
    Demo(demo::Arguments),
    /// Show the version, the settings with their sources, and whether the API can be reached
    Doctor(doctor::Arguments),
    /// Sign in to LaunchDarkly, or show who is signed in
    Login(login::Arguments),
    /// Sign out: remove the token that `flagwise login` keeps
    Logout(logout::Arguments),
    /// Print the JSON schema of flagwise.toml
    Schema(schema::Arguments),
}

const LONG_ABOUT: &str = "\
flagwise is a language server for LaunchDarkly feature flags: hovers with the flag's state, diagnostics for unknown, \
archived, deprecated and stale flags, and quick fixes. The same analysis runs on the command line and in CI.";

const EXAMPLES: &str = "\
Examples:
  flagwise demo                               Show the features, no account needed
  flagwise check                              Check this folder against LaunchDarkly
  flagwise check --flags flags.json src       The same, with the flags of a file
  flagwise flags export -o flags.json         Write such a file
  flagwise refs --format jsonl                List all flag references
  flagwise flag off KEY --env production      Turn a flag off, after a preview and a confirmation
  flagwise login                              Sign in with the browser or a token
  flagwise doctor                             Show the configuration and the next step

Environment:
  LAUNCHDARKLY_ACCESS_TOKEN or LD_ACCESS_TOKEN    API access token (reader role, unless you change flags),
                                                  instead of the one of `flagwise login`
  LAUNCHDARKLY_API_HOST or LD_BASE_URI            Base URL of the API, for the EU and federal instances

Exit status: 0 no findings, 1 findings, 2 error.";

/// URL of the repository.
const REPOSITORY: &str = "https://github.com/flagwise/flagwise";

/// Exit code of a command that could not run or has invalid arguments.
pub const COULD_NOT_RUN: u8 = 2;

/// Runs the command line of this process and returns its exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            print_usage(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(COULD_NOT_RUN));
        }
    };
    let mut terminal = Terminal::new(cli.global.color);
    let command = match (cli.command, cli.stdio) {
        (Some(command), false) => command,
        (None, true) => Command::Lsp(lsp::Arguments::default()),
        (Some(Command::Lsp(arguments)), true) => Command::Lsp(arguments),
        (Some(_), true) => {
            terminal.error("`--stdio` starts the language server and cannot be combined with another command");
            return ExitCode::from(COULD_NOT_RUN);
        }
        (None, false) => {
            terminal.error("no command given");
            terminal::print_lines_to_stderr(&format!("\n{}", Cli::command().render_help()));
            return ExitCode::from(COULD_NOT_RUN);
        }
    };
    // The `logLevel` setting is for the server; the output of commands is not mixed with log messages by default.
    let is_command = !matches!(command, Command::Lsp(_));
    let plain = is_command && cli.global.log_level.is_none() && cli.global.log_file.is_none();
    let level = cli.global.log_level.map(LogLevel::name).or(is_command.then_some("warn"));
    let log = logging::LogOptions { level, default_level: "info", file: cli.global.log_file.as_deref(), plain };
    if let Err(error) = logging::start(log) {
        terminal.warning(&format!("logging is disabled: {error}"));
    }
    if let Command::Lsp(arguments) = command {
        // The terminal holds the lock of stdout, which the server's threads write to.
        drop(terminal);
        lsp::run(arguments);
    }
    let outcome = command.run(&mut terminal).and_then(|code| match terminal.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(code),
    });
    match outcome {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Print the partial results before the error.
            let _ = terminal.flush();
            terminal.error(&format!("{error:#}"));
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

impl Command {
    fn run(self, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
        match self {
            Self::Lsp(arguments) => lsp::run(arguments),
            Self::Check(arguments) => check::run(arguments, terminal),
            Self::Refs(arguments) => refs::run(arguments, terminal),
            Self::Explain(arguments) => explain::run(arguments, terminal),
            Self::Flag(arguments) => flag::run(*arguments, terminal),
            Self::Flags(arguments) => flags::run(arguments, terminal),
            Self::Simulate(arguments) => simulate::run(arguments, terminal),
            Self::Demo(arguments) => demo::run(arguments, terminal),
            Self::Doctor(arguments) => doctor::run(arguments, terminal),
            Self::Login(arguments) => login::run(arguments, terminal),
            Self::Logout(arguments) => logout::run(arguments, terminal),
            Self::Schema(arguments) => schema::run(arguments, terminal),
        }
    }
}

impl LogLevel {
    fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// Prints the help or the errors of the command line. File names of a repository can be arguments: `flagwise check *`.
fn print_usage(error: &clap::Error) {
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let foreign: Vec<String> = arguments.filter(|argument| argument.contains(is_unprintable)).collect();
    // Printing fails only if the output is closed; the exit code is still right.
    if foreign.is_empty() {
        let _ = error.print();
        return;
    }
    let mut text = error.render().to_string();
    for argument in &foreign {
        text = text.replace(argument.as_str(), &printable(argument));
    }
    terminal::print_lines_to_stderr(&text);
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
