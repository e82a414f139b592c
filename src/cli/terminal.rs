use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::ColorChoice;

/// What a subcommand writes to. Results go to [`Terminal::out`]; warnings, errors and progress to stderr.
pub struct Terminal {
    out: BufWriter<AutoStream<io::StdoutLock<'static>>>,
    choice: anstream::ColorChoice,
    color: bool,
}

impl Terminal {
    /// Takes stdout for as long as it lives.
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

    /// Where results go. Buffered: [`Terminal::flush`] before waiting for something. ANSI styles are dropped where the
    /// reader has no colour.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Whether styles written to [`Terminal::out`] reach the reader.
    pub fn has_color(&self) -> bool {
        self.color
    }

    /// Whether stdout is a terminal that is likely to know links.
    pub fn has_links(&self) -> bool {
        self.color && io::stdout().is_terminal()
    }

    /// Columns of the terminal; 140 where stdout is none.
    pub fn width(&self) -> usize {
        terminal_size::terminal_size().map_or(140, |(width, _)| usize::from(width.0).max(40))
    }

    /// Whether a person watches stderr, so that a progress bar makes sense.
    pub fn shows_progress(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Sends what was written so far.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Tells of something that went wrong but did not end the work.
    pub fn warning(&self, message: &str) {
        self.tell(AnsiColor::Yellow, "warning", message);
    }

    /// Tells why the command did not do what it was asked for.
    pub fn error(&self, message: &str) {
        self.tell(AnsiColor::Red, "error", message);
    }

    /// Tells something worth knowing that is neither result nor problem.
    pub fn note(&self, message: &str) {
        self.tell(AnsiColor::Cyan, "note", message);
    }

    fn tell(&self, color: AnsiColor, label: &str, message: &str) {
        let style = Style::new().fg_color(Some(color.into())).bold();
        let mut stderr = AutoStream::new(io::stderr().lock(), self.choice);
        // With stderr gone there is nobody left to tell.
        let _ = writeln!(stderr, "{style}{label}{style:#}: {message}");
    }
}
