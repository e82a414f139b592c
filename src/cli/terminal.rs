//! Terminal output with color detection. All output passes [`terminal_line`], see [`Lines`].

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::ColorChoice;
use crate::text::{printable, printable_lines, terminal_line};

/// Output of a subcommand. Results go to [`Terminal::out`]; warnings, errors and progress to stderr.
pub struct Terminal {
    out: Lines<BufWriter<AutoStream<io::StdoutLock<'static>>>>,
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
            out: Lines::new(BufWriter::new(AutoStream::new(io::stdout().lock(), choice))),
            choice: stderr_choice,
            color: choice != anstream::ColorChoice::Never,
        }
    }

    /// Writer of results. Buffered: [`Terminal::flush`] before blocking. ANSI styles are removed if colors are disabled.
    /// Foreign text within a line must be [`Printable`](crate::text::Printable), JSON made by [`super::json`].
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
        // Quoted line ends are escaped, so a message is one line. Fails only if stderr is closed.
        let message = printable(message);
        let _ = writeln!(stderr, "{style}{label}{style:#}: {}", terminal_line(&message));
    }
}

/// Prints several lines, such as the help.
pub(super) fn print_lines_to_stderr(text: &str) {
    let mut stderr = io::stderr().lock();
    for line in text.lines() {
        let _ = writeln!(stderr, "{}", terminal_line(&printable_lines(line)));
    }
}

/// Passes lines on once they are complete, each made safe by [`terminal_line`].
struct Lines<W: Write> {
    inner: W,
    line: Vec<u8>,
}

impl<W: Write> Lines<W> {
    fn new(inner: W) -> Self {
        Self { inner, line: Vec::new() }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.inner.write_all(terminal_line(&String::from_utf8_lossy(&line)).as_bytes())
    }
}

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                Some(end) => {
                    self.line.extend_from_slice(end);
                    self.pass_on()?;
                    self.inner.write_all(b"\n")?;
                }
                None => self.line.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for Lines<W> {
    fn drop(&mut self) {
        // Fails only if the output is closed.
        let _ = self.flush();
    }
}
