//! Terminal output with color detection.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::ColorChoice;

/// Output of a subcommand. Results go to [`Terminal::out`]; warnings, errors and progress to stderr.
pub struct Terminal {
    out: BufWriter<AutoStream<io::StdoutLock<'static>>>,
    choice: anstream::ColorChoice,
    color: bool,
}

impl Terminal {
    /// Locks stdout until dropped.
    pub fn new(color: ColorChoice) -> Self {
        let choice = match color {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            ColorChoice::Always => anstream::ColorChoice::AlwaysAnsi,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        let stderr_choice = match color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            _ => choice,
        };
        Self {
            out: BufWriter::new(AutoStream::new(io::stdout().lock(), choice)),
            choice: stderr_choice,
            color: choice != anstream::ColorChoice::Never,
        }
    }

    /// Writer of results. Buffered: [`Terminal::flush`] before blocking. ANSI styles are removed if colors are disabled.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Whether [`Terminal::out`] keeps styles.
    pub fn has_color(&self) -> bool {
        self.color
    }

    /// Whether stdout is a terminal that likely supports hyperlinks.
    pub fn has_links(&self) -> bool {
        self.color && io::stdout().is_terminal()
    }

    /// Width of the terminal in columns; 140 if stdout is not a terminal.
    pub fn width(&self) -> usize {
        terminal_size::terminal_size().map_or(140, |(width, _)| usize::from(width.0).max(40))
    }

    /// Whether stderr is interactive, so that a progress bar makes sense.
    pub fn shows_progress(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Flushes the results.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Prints a warning: a problem that did not end the command.
    pub fn warning(&self, message: &str) {
        self.print(AnsiColor::Yellow, "warning", message);
    }

    /// Prints the error that ended the command.
    pub fn error(&self, message: &str) {
        self.print(AnsiColor::Red, "error", message);
    }

    /// Prints a note: information that is neither a result nor a problem.
    pub fn note(&self, message: &str) {
        self.print(AnsiColor::Cyan, "note", message);
    }

    fn print(&self, color: AnsiColor, label: &str, message: &str) {
        let style = Style::new().fg_color(Some(color.into())).bold();
        let mut stderr = AutoStream::new(io::stderr().lock(), self.choice);
        // Fails only if stderr is closed.
        let _ = writeln!(stderr, "{style}{label}{style:#}: {message}");
    }
}
