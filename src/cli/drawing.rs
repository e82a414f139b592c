//! Rendering of findings with source excerpts.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};

use crate::config::Severity;
use crate::text::{printable, printable_lines};

use super::Terminal;

/// A finding to render like a compiler diagnostic.
#[derive(Debug, Clone)]
pub struct Drawn<'a> {
    /// Severity.
    pub severity: Severity,
    /// Rule code.
    pub code: &'a str,
    /// URL of the rule's documentation.
    pub url: &'a str,
    /// Message.
    pub message: &'a str,
    /// Path for display.
    pub path: &'a str,
    /// Absolute path, for links.
    pub absolute: &'a Path,
    /// One-based line.
    pub line: usize,
    /// One-based column in characters.
    pub column: usize,
    /// The file's text.
    pub text: &'a str,
    /// Range to underline.
    pub range: Range<usize>,
    /// URL of the flag's page.
    pub flag_url: Option<&'a str>,
}

/// Rendering options.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to use ANSI styles.
    pub color: bool,
    /// Whether to use terminal hyperlinks.
    pub links: bool,
    /// Width of the terminal in columns.
    pub width: usize,
}

impl Style {
    /// Options for stdout.
    pub fn of(terminal: &Terminal) -> Self {
        Self { color: terminal.has_color(), links: terminal.has_links(), width: terminal.width() }
    }
}

/// Renders one finding, followed by an empty line.
pub fn write(out: &mut dyn Write, drawn: &Drawn, style: Style) -> io::Result<()> {
    let (line, span) = window(drawn.text, drawn.range.clone());
    let (line, span) = printable_window(line, span);
    let (path, message) = (printable(drawn.path), printable(drawn.message));
    let flag_url = drawn.flag_url.map(printable);
    let level = match drawn.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint | Severity::Off => Level::HELP.with_name("hint"),
    };
    let column = line[..span.start].chars().count() + 1;
    let snippet = Snippet::<Annotation>::source(&line)
        .path(&*path)
        .line_start(drawn.line)
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = level.primary_title(&*message).id(drawn.code).id_url(drawn.url).element(snippet);
    if let Some(url) = &flag_url {
        group = group.element(Level::NOTE.with_name("flag").message(&**url));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let text = renderer.hyperlink(style.links).term_width(style.width).render(&[group]);
    // The renderer counts columns from the start of its input, which may be a part of the line.
    let rendered = format!("{path}:{}:{column}", drawn.line);
    let mut place = format!("{path}:{}:{}", drawn.line, drawn.column);
    if style.links {
        let url = url::Url::from_file_path(drawn.absolute).map(String::from).unwrap_or_default();
        place = format!("\u{1b}]8;;{url}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\");
    }
    writeln!(out, "{}\n", text.replacen(&rendered, &place, 1))
}

/// A line of code with its unprintable characters escaped, and the range in it.
fn printable_window(line: &str, span: Range<usize>) -> (String, Range<usize>) {
    let mut text = printable_lines(&line[..span.start]).into_owned();
    let start = text.len();
    text.push_str(&printable_lines(&line[span.clone()]));
    let end = text.len();
    text.push_str(&printable_lines(&line[span.end..]));
    (text, start..end)
}

/// The line around a range, and the range in it. A very long line, as in minified files, is truncated around the range.
fn window(text: &str, range: Range<usize>) -> (&str, Range<usize>) {
    /// Bytes to keep on either side.
    const NEAR: usize = 400;
    let is_end = |character: char| matches!(character, '\n' | '\r');
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(range.start.saturating_sub(NEAR));
    let start = text[start..range.start].rfind(is_end).map_or(start, |at| start + at + 1);
    let limit = boundary((range.end + NEAR).min(text.len()));
    let end = text[range.end..limit].find(is_end).map_or(limit, |at| range.end + at);
    (&text[start..end], range.start - start..range.end - start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_that_of_the_file_also_in_a_long_line() {
        let line = format!("{}'key'", "x".repeat(3000));
        let text = format!("one\n{line}\n");
        let drawn = Drawn {
            severity: Severity::Warning,
            code: "unknown-flag",
            url: "",
            message: "No such flag",
            path: "a.ts",
            absolute: Path::new("/a.ts"),
            line: 2,
            column: 3002,
            text: &text,
            range: 3005..3008,
            flag_url: Some("https://example.com/key"),
        };
        let mut out = Vec::new();
        write(&mut out, &drawn, Style { color: false, links: false, width: 80 }).unwrap();
        let out = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[0], "warning[unknown-flag]: No such flag");
        assert_eq!(lines[1].trim_start(), "--> a.ts:2:3002");
        assert!(
            out.contains("'key'") && out.contains("^^^") && out.contains("= flag: https://example.com/key"),
            "{out}"
        );
        assert!(lines.iter().all(|line| line.len() < 100), "{out}");
    }

    #[test]
    fn the_window_is_the_line_or_the_part_of_it_near_the_range() {
        let text = "one\ntwo 'key' two\r\nthree";
        let at = text.find("key").unwrap();
        let (line, span) = window(text, at..at + 3);
        assert_eq!((line, &line[span]), ("two 'key' two", "key"));

        let long = format!("{}'key'{}", "ü".repeat(3000), "ü".repeat(3000));
        let at = long.find("key").unwrap();
        let (line, span) = window(&long, at..at + 3);
        assert_eq!(&line[span], "key");
        assert!(line.len() < 1000);
    }
}
