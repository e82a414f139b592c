//! Comments of texts without a grammar, by their marks.

use crate::syntax::Language;
use crate::text::ByteRange;

/// Marks that begin a comment up to the end of the line, in any language.
const LINE: &[&str] = &["//", "#", "--", "/*", "<!--", "{#", "@*", "%", ";"];
/// Comments of markup and its templates.
const MARKUP: &[(&str, &str)] = &[
    ("<!--", "-->"),
    ("{#", "#}"),
    ("@*", "*@"),
    ("<%#", "%>"),
    ("<%--", "--%>"),
    ("{{--", "--}}"),
    ("{{!--", "--}}"),
    ("{{!", "}}"),
];

/// The comments of a text: a mark outside of quotes, up to the end of its line. In YAML not within a block scalar.
pub(super) fn comments(language: Option<Language>, text: &str) -> Vec<ByteRange> {
    let is_yaml = language == Some(Language::Yaml);
    // An apostrophe begins comments here.
    let has_apostrophes = matches!(language, Some(Language::VisualBasic | Language::BrightScript));
    let mut found = Vec::new();
    let mut scalar: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let (at, content) = (start, line.trim_end());
        start += line.len();
        let indent = line.len() - line.trim_start().len();
        if content.is_empty() || scalar.is_some_and(|parent| indent > parent) {
            continue;
        }
        scalar = None;
        let begin = if is_yaml { yaml_comment(content) } else { line_comment(content, has_apostrophes) };
        if let Some(begin) = begin {
            found.push(ByteRange::new(at + begin, at + content.len()));
        }
        if is_yaml && opens_scalar(&content[..begin.unwrap_or(content.len())]) {
            scalar = Some(indent);
        }
    }
    found
}

/// Where a comment begins: at the first mark outside of quotes.
fn line_comment(line: &str, has_apostrophes: bool) -> Option<usize> {
    outside_of_quotes(line, if has_apostrophes { "\"" } else { "\"'`" }, |at| {
        let rest = &line[at..];
        (has_apostrophes && rest.starts_with('\'')) || LINE.iter().any(|mark| rest.starts_with(mark))
    })
}

fn yaml_comment(line: &str) -> Option<usize> {
    let is_begin = |at: usize| line[at..].starts_with('#') && (at == 0 || line[..at].ends_with([' ', '\t']));
    outside_of_quotes(line, "\"'", is_begin)
}

/// The first offset outside of quotes that `fits`. A quote within a word is an apostrophe.
fn outside_of_quotes(line: &str, quotes: &str, fits: impl Fn(usize) -> bool) -> Option<usize> {
    let mut open = None;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match open {
            Some(quote) if character == quote && before != '\\' => open = None,
            Some(_) => {}
            None if fits(at) => return Some(at),
            None if quotes.contains(character) && !(character == '\'' && before.is_alphanumeric()) => {
                open = Some(character);
            }
            None => {}
        }
        before = character;
    }
    None
}

/// Whether a line of YAML ends with the head of a block scalar: `run: |`, `- >-`.
fn opens_scalar(line: &str) -> bool {
    let Some(last) = line.split_whitespace().next_back() else { return false };
    let is_head = |rest: &str| rest.chars().all(|character| character.is_ascii_digit() || "+-".contains(character));
    last.strip_prefix(['|', '>']).is_some_and(is_head)
}

/// The comments of markup, in order.
pub(super) fn markup_comments(text: &str) -> Vec<ByteRange> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['<', '{', '@'])).map(|next| at + next) {
        let rest = &text[next..];
        let kind = MARKUP.iter().find(|(open, _)| rest.starts_with(open));
        let Some((open, close)) = kind else {
            at = next + 1;
            continue;
        };
        let end = rest[open.len()..].find(close).map_or(text.len(), |end| next + open.len() + end + close.len());
        found.push(ByteRange::new(next, end));
        at = end;
    }
    found
}
