//! Limits of grammars, checked by a cheap count before a text is parsed.
//!
//! Some grammars have a scanner in C that aborts the process when its state exceeds 1 KiB. Others take minutes for
//! pathological code. Such a text is not parsed; quoted keys in it are still found.

use std::fmt;
use std::ops::ControlFlow;

use tree_sitter::{ParseOptions, ParseState, Parser, Range, Tree};

use super::{Language, machine_written};

/// State of a grammar's scanner, with the maximum that a text may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// Levels of indentation.
    Indentation(usize),
    /// Strings in `${}` of strings.
    Templates(usize),
    /// Bytes of the name that ends a heredoc.
    HeredocName(usize),
}

/// Why a text was not parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too many levels of indentation.
    Indentation(usize),
    /// Strings nested too deep.
    Templates(usize),
    /// A heredoc with too long a name.
    HeredocName(usize),
    /// The parser takes too long.
    Work,
    /// A bundle: long lines, written by a machine.
    Bundle,
    /// Long, and says at its top that it is generated.
    Generated,
}

impl Refusal {
    /// Whether it is the rule for files that machines write, and not a limit of the parser.
    pub fn is_rule(self) -> bool {
        matches!(self, Self::Bundle | Self::Generated)
    }

    /// Why a text is not parsed in a language.
    pub fn of(language: Language, text: &str) -> Option<Self> {
        // The code in a notebook is another text.
        if language == Language::Notebook { None } else { refusal(language, text, &[]) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Indentation(most) => write!(formatter, "its lines are indented more than {most} levels deep"),
            Self::Templates(most) => write!(formatter, "its string templates are nested more than {most} levels deep"),
            Self::HeredocName(most) => write!(formatter, "the name of a heredoc has more than {most} bytes"),
            Self::Work => formatter.write_str("it takes the parser too long"),
            Self::Bundle => formatter.write_str("it is a bundle: long, with lines of more than 500 bytes on average"),
            Self::Generated => formatter.write_str("it is long, and its first lines say that it is generated"),
        }
    }
}

impl Limit {
    /// Whether a text stays within the limit. Ambiguous text counts for more.
    fn allows(self, text: &[u8]) -> bool {
        match self {
            Self::Indentation(most) => indentation(text) <= most,
            Self::Templates(most) => templates(text) <= most,
            Self::HeredocName(most) => heredoc_name(text) <= most,
        }
    }

    fn refusal(self) -> Refusal {
        match self {
            Self::Indentation(most) => Refusal::Indentation(most),
            Self::Templates(most) => Refusal::Templates(most),
            Self::HeredocName(most) => Refusal::HeredocName(most),
        }
    }
}

/// Why a text, or ranges of it, must not be parsed with the grammar of a language.
pub(super) fn refusal(language: Language, text: &str, ranges: &[Range]) -> Option<Refusal> {
    let refusal = machine_written::refusal(text);
    let limits = language.limits();
    if refusal.is_some() || limits.is_empty() {
        return refusal;
    }
    let joined: Vec<u8>;
    let mut text = text.as_bytes();
    if !ranges.is_empty() {
        let parts = ranges.iter().map(|range| text.get(range.start_byte..range.end_byte).unwrap_or_default());
        joined = parts.collect::<Vec<_>>().concat();
        text = &joined;
    }
    limits.iter().find(|limit| !limit.allows(text)).map(|limit| limit.refusal())
}

/// Maximum number of the parser's progress reports, one per 100 operations: a constant, plus one per so many bytes of
/// text. Real code takes one or two operations per byte.
const REPORTS: usize = 4_000;
const BYTES_PER_REPORT: usize = 4;

/// Parses a text. Fails if the work is out of proportion to its length.
pub(super) fn parse(parser: &mut Parser, text: &str, before: Option<&Tree>) -> Result<Tree, Refusal> {
    let mut left = REPORTS + text.len() / BYTES_PER_REPORT;
    let mut progress = |_: &ParseState| {
        left = left.saturating_sub(1);
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let bytes = text.as_bytes();
    let options = ParseOptions::new().progress_callback(&mut progress);
    let tree = parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), before, Some(options));
    tree.ok_or_else(|| {
        parser.reset();
        Refusal::Work
    })
}

/// The maximum number of nested levels of indentation: the longest increasing subsequence of the lines' columns, as the
/// scanner counts them.
fn indentation(text: &[u8]) -> usize {
    let mut rising: Vec<u16> = Vec::new();
    let mut width = 0_u16;
    let mut is_start = true;
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\n' => (width, is_start) = (0, true),
            _ if !is_start => {}
            b' ' => width = width.wrapping_add(1),
            b'\t' => width = width.wrapping_add(8),
            b'\r' | 0x0c => width = 0,
            // The next line goes on counting.
            b'\\' if bytes.next_if(|next| matches!(next, b'\n' | b'\r')).is_some() => {
                bytes.next_if(|next| *next == b'\n');
            }
            _ => {
                is_start = false;
                let at = rising.partition_point(|other| *other < width);
                match rising.get_mut(at) {
                    Some(other) => *other = width,
                    None => rising.push(width),
                }
            }
        }
    }
    rising.len()
}

/// The maximum number of strings open at once: their nesting depth, plus every `${` that the scanner may not close.
fn templates(text: &[u8]) -> usize {
    #[derive(Clone, Copy, PartialEq)]
    enum In {
        Code(usize),
        Text,
        Lines,
    }
    let mut stack: Vec<In> = Vec::new();
    let (mut unsure, mut opened, mut is_sure, mut most) = (0, 0, true, 0);
    let mut at = 0;
    let starts = |at: usize, what: &[u8]| text.get(at..).is_some_and(|rest| rest.starts_with(what));
    while let Some(byte) = text.get(at).copied() {
        at += 1;
        match (stack.last_mut(), byte) {
            (Some(In::Text | In::Lines), b'$') if text.get(at) == Some(&b'{') => {
                at += 1;
                opened += 1;
                stack.push(In::Code(0));
            }
            (Some(In::Text), b'\\') => at += 1,
            (Some(In::Lines), b'"') if !starts(at, b"\"\"") => {}
            (Some(top @ (In::Text | In::Lines)), b'"') => {
                if *top == In::Lines {
                    while text.get(at) == Some(&b'"') {
                        at += 1;
                    }
                }
                stack.pop();
                if stack.is_empty() {
                    if !is_sure {
                        unsure += opened;
                    }
                    (opened, is_sure) = (0, true);
                }
            }
            (Some(In::Text | In::Lines), _) => {}
            (_, b'"') => {
                let is_lines = starts(at, b"\"\"");
                at += if is_lines { 2 } else { 0 };
                stack.push(if is_lines { In::Lines } else { In::Text });
            }
            // Ambiguous: this code may be text.
            (Some(In::Code(_)), b'$') if text.get(at) == Some(&b'{') => opened += 1,
            (Some(In::Code(depth)), b'{') => *depth += 1,
            (Some(In::Code(0)), b'}') => _ = stack.pop(),
            (Some(In::Code(depth)), b'}') => *depth -= 1,
            // A character, a name or a comment may hold quotes.
            (Some(In::Code(_)), b'\'' | b'`' | b'/' | b'#') => is_sure = false,
            (None, b'\'') => {
                let length = match text.get(at) {
                    Some(b'\\') => 2,
                    _ => 1,
                };
                at += if text.get(at + length) == Some(&b'\'') { length + 1 } else { 0 };
            }
            (None, b'/') if matches!(text.get(at), Some(b'/' | b'*')) => {
                let end = if text.get(at) == Some(&b'/') { &b"\n"[..] } else { b"*/" };
                let rest = text.get(at + 1..).unwrap_or_default();
                let length = memchr::memmem::find(rest, end).map_or(rest.len(), |found| found + end.len());
                unsure += memchr::memmem::find_iter(&rest[..length], b"${").count();
                at += 1 + length;
            }
            (None, b'$') if text.get(at) == Some(&b'{') => unsure += 1,
            _ => {}
        }
        most = most.max(unsure + if is_sure { stack.len().div_ceil(2) } else { opened + 1 });
    }
    most.max(unsure + opened + usize::from(opened > 0))
}

/// The longest name that could end a heredoc.
fn heredoc_name(text: &[u8]) -> usize {
    let name = |at: usize| {
        let mut start = &text[at + 2..];
        while let Some(rest) = start.strip_prefix(b"-").or(start.strip_prefix(b"~")) {
            start = rest;
        }
        match start.first().filter(|first| b"\"'`".contains(first)) {
            Some(quote) => start[1..].iter().take_while(|byte| *byte != quote).count(),
            None => start
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || !byte.is_ascii())
                .count(),
        }
    };
    memchr::memmem::find_iter(text, b"<<").map(name).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_counts_levels_and_not_lines() {
        assert_eq!(indentation(b""), 0);
        assert_eq!(indentation(b"a\n  b\n  c\n    d\n  e\n    f\ng\n"), 3);
        assert_eq!(indentation(b"a\n \\\n  b\n    c\n\td\n        e\n"), 4);
        let deep: String = (0..600).map(|level| format!("{}if a:\n", " ".repeat(level))).collect();
        assert_eq!(indentation(deep.as_bytes()), 600);
    }

    #[test]
    fn templates_count_what_is_open_at_once() {
        let nested = |depth: usize| format!("val x = {}a{}", "\"${".repeat(depth), "}\"".repeat(depth));
        assert_eq!(templates(nested(5).as_bytes()), 5);
        assert_eq!(templates(format!("{}\n", nested(2)).repeat(1000).as_bytes()), 2);
        assert_eq!(templates("val x = \"\"\"a ${f { \"b\" }} \" $c\"\"\"\n".repeat(1000).as_bytes()), 2);
        assert!(templates("val x = '\"'; val y = \"${a}\"; // \"\n".repeat(1000).as_bytes()) <= 2);
        for odd in ["\"${ ", "\"${ ) \n", "\"${ '\"' }\" ", "${ \"", "\"${ // \"\n"] {
            assert!(templates(odd.repeat(1000).as_bytes()) >= 1000, "{odd}");
        }
    }

    #[test]
    fn heredoc_names_are_measured_in_bytes() {
        assert_eq!(heredoc_name(b"x = <<~EOS\n  <<-'two words'\n"), 9);
        assert_eq!(heredoc_name("x = <<é\n".as_bytes()), 2);
        assert_eq!(heredoc_name(b"a << b"), 0);
    }
}
