//! Lightly structured text, rendered as Markdown or plain text.
//!
//! All text is escaped, so that a flag's name or description cannot inject headings, links, images or HTML into an editor,
//! also where the editor's renderer makes links of bare addresses. A link leads to https or a file of the workspace.

use std::fmt::Write;

use crate::hosts;
use crate::text::{is_unprintable, printable, push_escaped};

/// A span of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    Text(String),
    Strong(String),
    Code(String),
    Link { text: String, url: String },
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// Emphasized: in Markdown by bold text, as editors that show the source of hovers do not hide the marks of headings.
    Heading(Vec<Span>),
    Paragraph(Vec<Span>),
    /// Consecutive lines form a paragraph with line breaks.
    Line(Vec<Span>),
    /// Consecutive items form a tight list.
    Item(Vec<Span>),
}

impl Span {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn strong(text: impl Into<String>) -> Self {
        Self::Strong(text.into())
    }

    pub fn code(text: impl Into<String>) -> Self {
        Self::Code(text.into())
    }
}

/// Splits a text into spans, with code between backticks. For trusted text only.
pub(super) fn spans(text: &str) -> Vec<Span> {
    let pieces = text.split('`').enumerate().filter(|(_, piece)| !piece.is_empty());
    pieces.map(|(at, piece)| if at % 2 == 1 { Span::code(piece) } else { Span::text(piece) }).collect()
}

/// Renders as CommonMark.
pub(super) fn markdown(blocks: &[Block]) -> String {
    render(blocks, Marks { heading: "**", line_break: "  \n" }, |line| {
        let mut text = String::new();
        for (at, span) in line.iter().enumerate() {
            let piece = match span {
                Span::Text(plain) => escape(plain, at == 0),
                Span::Strong(plain) => format!("**{}**", escape(plain.trim(), false)),
                Span::Code(code) => code_span(code),
                Span::Link { text: label, url } if !is_link(url) => escape(label, at == 0),
                Span::Link { text: label, url } => format!("[{}]({})", link_label(label), link_target(url)),
            };
            if text.ends_with('`') && piece.starts_with('`') {
                text.push(' ');
            }
            text.push_str(&piece);
        }
        text
    })
}

/// Renders as plain text; links follow their text in angle brackets.
pub(super) fn plain_text(blocks: &[Block]) -> String {
    render(blocks, Marks { heading: "", line_break: "\n" }, |line| {
        let pieces = line.iter().map(|span| match span {
            Span::Text(text) | Span::Strong(text) => one_line(text),
            Span::Code(text) => printable(text).into_owned(),
            Span::Link { text, url } if !is_link(url) => one_line(text),
            Span::Link { text, url } => format!("{} <{}>", one_line(text), link_target(url)),
        });
        pieces.collect()
    })
}

/// What a rendering puts around and between lines.
struct Marks {
    /// Before and after a heading.
    heading: &'static str,
    /// Between consecutive lines.
    line_break: &'static str,
}

fn render(blocks: &[Block], marks: Marks, line: impl Fn(&[Span]) -> String) -> String {
    let mut text = String::new();
    let mut previous: Option<&Block> = None;
    for block in blocks {
        let separator = match (previous, block) {
            (None, _) => "",
            (Some(Block::Item(_)), Block::Item(_)) => "\n",
            (Some(Block::Line(_)), Block::Line(_)) => marks.line_break,
            _ => "\n\n",
        };
        text.push_str(separator);
        previous = Some(block);
        match block {
            Block::Heading(spans) => {
                text.push_str(marks.heading);
                text.push_str(line(spans).trim_end());
                text.push_str(marks.heading);
            }
            Block::Paragraph(spans) | Block::Line(spans) => text.push_str(&line(spans)),
            Block::Item(spans) => {
                text.push_str("- ");
                text.push_str(&line(spans));
            }
        }
    }
    text
}

/// Escapes CommonMark syntax, and nothing else: many editors show the escapes. Addresses become code, since renderers make
/// links of them, some also where they are escaped.
fn escape(text: &str, at_line_start: bool) -> String {
    let text = one_line(text);
    let text = if at_line_start { text.trim_start() } else { &text };
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut plain = String::new();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            plain.push(' ');
        }
        if is_address(word) {
            escaped.push_str(&escape_marks(&plain, at_line_start && escaped.is_empty(), false));
            escaped.push_str(&code_span(word));
            plain.clear();
        } else {
            plain.push_str(word);
        }
    }
    escaped.push_str(&escape_marks(&plain, at_line_start && escaped.is_empty(), false));
    escaped
}

/// A link's text. VS Code's renderer takes brackets of it for links, although they are escaped.
fn link_label(text: &str) -> String {
    escape_marks(&one_line(text), false, true)
}

/// Whether a word could become a link.
fn is_address(word: &str) -> bool {
    word.contains("//") || word.contains('@') || word.to_ascii_lowercase().contains("www.")
}

fn escape_marks(text: &str, at_line_start: bool, is_label: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let characters: Vec<char> = text.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        // The following text may be markup, which a trailing backslash would escape.
        let next = characters.get(at + 1).copied().unwrap_or('*');
        let is_mark = match character {
            '\\' => next.is_ascii_punctuation(),
            '`' | '*' | '~' | '[' | ']' | '<' | '|' => true,
            // Inside of a word it is literal: my_flag.
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '/' => is_label && before == '/',
            '@' => is_label,
            '&' => next == '#' || next.is_ascii_alphabetic(),
            '#' | '>' | '+' | '-' | '=' => at_line_start && at == 0,
            '.' | ')' => at_line_start && at > 0 && characters[..at].iter().all(char::is_ascii_digit),
            _ => false,
        };
        match character {
            '[' if is_label => escaped.push_str("&#91;"),
            ']' if is_label => escaped.push_str("&#93;"),
            _ if is_mark => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
        before = character;
    }
    escaped
}

/// Whether an address may be a link's target: a page of LaunchDarkly over https, of the simulator on this machine, or a
/// file of the workspace.
fn is_link(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| match url.scheme() {
        "https" => true,
        // Not of another machine.
        "file" => url.host().is_none(),
        "http" => hosts::is_loopback(&url),
        _ => false,
    })
}

/// A code span of arbitrary text, including backticks.
fn code_span(code: &str) -> String {
    let code = printable(code);
    if code.is_empty() {
        return "(empty)".to_owned();
    }
    let mut longest = 0;
    let mut run = 0;
    for character in code.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{code}{pad}{fence}")
}

/// A link's target without characters that would end it.
fn link_target(url: &str) -> String {
    let mut target = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            '(' | ')' | '<' | '>' | '\\' | '"' | '`' | '|' => {
                let _ = write!(target, "%{:02X}", character as u32);
            }
            character if character.is_whitespace() || character.is_control() => target.push_str("%20"),
            character => target.push(character),
        }
    }
    target
}

/// One line: white space becomes a space, which is not repeated, and unprintable characters are escaped.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unprintable(character) && !matches!(character, '\n' | '\r' | '\t') {
            push_escaped(&mut line, character);
            continue;
        }
        let character = if character.is_whitespace() { ' ' } else { character };
        if character != ' ' || !line.ends_with(' ') {
            line.push(character);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag as CommonTag, TagEnd};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(markdown(&[Block::Paragraph(vec![Span::text(text)])]), expected);
    }

    #[test]
    fn marks_in_texts_are_escaped_and_ordinary_text_is_left_alone() {
        check("my_flag-key, version 2.0 (new!)", "my_flag-key, version 2.0 (new!)");
        check("a | b", "a \\| b");
        check("<script>alert(1)</script>", "\\<script>alert(1)\\</script>");
        check("**bold** and _slanted_ and `code`", "\\*\\*bold\\*\\* and \\_slanted\\_ and \\`code\\`");
        check("[click](http://evil.example)", "`[click](http://evil.example)`");
        check("![image](x)", "!\\[image\\](x)");
        check("# heading", "\\# heading");
        check("- item", "\\- item");
        check("1. item", "1\\. item");
        check("> quote", "\\> quote");
        check("first\n\n# second\r\nthird\u{0}", "first # second third\\u{0}");
        check("&lt; R&D", "&lt; R&D".replace("&lt", "\\&lt").replace("&D", "\\&D").as_str());
        check("ends with \\", "ends with \\\\");
        check("C:\\temp \\* ~~gone~~", "C:\\temp \\\\\\* \\~\\~gone\\~\\~");
    }

    /// VS Code's hovers are rendered by marked, which links bare addresses and mail; its preview by markdown-it, which links
    /// them also where they are escaped.
    #[test]
    fn bare_addresses_are_no_links() {
        check("see https://evil.example/a.", "see `https://evil.example/a.`");
        check("HTTP://x ftp://y //z", "`HTTP://x` `ftp://y` `//z`");
        check("# WWW.evil.example", "\\# `WWW.evil.example`");
        check("ann@evil.example, *b*", "`ann@evil.example,` \\*b\\*");
        check("<img src=https://evil.example/x.png>", "\\<img `src=https://evil.example/x.png>`");
        check("![a][b]\n\n[b]: https://evil.example", "!\\[a\\]\\[b\\] \\[b\\]: `https://evil.example`");
        let spans = vec![Span::code("a"), Span::text("//b")];
        assert_eq!(markdown(&[Block::Paragraph(spans)]), "`a` `//b`");
    }

    /// marked takes the escapes of brackets out of a link's text before it reads that.
    #[test]
    fn no_link_or_image_is_in_the_text_of_a_link() {
        let label = "[x](command:evil) ![i](https://evil.example) a@b.example";
        let link = Span::Link { text: label.to_owned(), url: "https://own.example".to_owned() };
        let expected =
            "[&#91;x&#93;(command:evil) !&#91;i&#93;(https:/\\/evil.example) a\\@b.example](https://own.example)";
        assert_eq!(markdown(&[Block::Paragraph(vec![link])]), expected);
    }

    #[test]
    fn unprintable_characters_are_escaped() {
        check("a\u{1b}[31m\u{202e}b", "a\\u{1b}\\[31m\\u{202e}b");
    }

    #[test]
    fn only_https_and_files_are_links() {
        let link = |url: &str| {
            let link = Span::Link { text: "go".to_owned(), url: url.to_owned() };
            markdown(&[Block::Paragraph(vec![link])])
        };
        for url in ["https://app.launchdarkly.com/x", "http://127.0.0.1:80/x", "http://localhost/x", "file:///a/b.ts"] {
            assert_eq!(link(url), format!("[go]({url})"));
        }
        let foreign = ["http://evil.example", "command:x", "vscode://x", "javascript:x", "data:x", "file://host/x", ""];
        for url in foreign.into_iter().chain(["http://127.0.0.1.evil.example/", "http://localhost:1@evil.example/"]) {
            assert_eq!(link(url), "go", "{url}");
        }
    }

    #[test]
    fn code_spans_hold_any_backticks() {
        let code = |text: &str| markdown(&[Block::Paragraph(vec![Span::code(text)])]);
        assert_eq!(code("plain"), "`plain`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(""), "(empty)");
        assert_eq!(code("a\nb"), "`a\\nb`");
    }

    #[test]
    fn links_cannot_be_left_early() {
        let link = Span::Link { text: "a]b".to_owned(), url: "https://x.example/a b)(<c>".to_owned() };
        assert_eq!(
            markdown(&[Block::Paragraph(vec![link.clone()])]),
            "[a&#93;b](https://x.example/a%20b%29%28%3Cc%3E)"
        );
        assert_eq!(plain_text(&[Block::Heading(vec![link])]), "a]b <https://x.example/a%20b%29%28%3Cc%3E>");
    }

    #[test]
    fn items_stand_close_together() {
        let item = |text: &str| Block::Item(vec![Span::strong(text)]);
        let blocks = [Block::Heading(vec![Span::text("T")]), item("a"), item("b"), Block::Paragraph(spans("x `y` z"))];
        assert_eq!(markdown(&blocks), "**T**\n\n- **a**\n- **b**\n\nx `y` z");
        assert_eq!(plain_text(&blocks), "T\n\n- a\n- b\n\nx y z");
    }

    #[test]
    fn lines_are_broken_where_they_end() {
        let line = |text: &str| Block::Line(vec![Span::text(text)]);
        let blocks = [Block::Paragraph(vec![Span::text("x")]), line("a"), line("b"), Block::Paragraph(spans("y"))];
        assert_eq!(markdown(&blocks), "x\n\na  \nb\n\ny");
        assert_eq!(plain_text(&blocks), "x\n\na\nb\n\ny");
    }

    /// What a reader of CommonMark sees, and whether anything but text, emphasis of ours and code is in it.
    fn read(markdown: &str) -> (String, Vec<String>) {
        let mut seen = String::new();
        let mut others = Vec::new();
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Text(text) | Event::Code(text) => seen.push_str(&text),
                Event::Start(CommonTag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => others.push(format!("{other:?}")),
            }
        }
        (seen, others)
    }

    fn trimmed(text: &str) -> String {
        text.trim().to_owned()
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_mark(text in "[ -~\\n\\té`*_\\[\\]<>&#|~+=.0-9)-]{0,40}") {
            let markdown = markdown(&[Block::Paragraph(vec![Span::text(text.as_str())])]);
            let (seen, others) = read(&markdown);
            prop_assert_eq!(trimmed(&seen), trimmed(&one_line(&text)), "{}", markdown);
            prop_assert_eq!(others, Vec::<String>::new(), "{}", markdown);
        }

        #[test]
        fn no_text_leaves_its_place(name in "[ -~`\\n]{1,20}", code in "[!-~`]{1,20}", rest in "[ -~]{0,20}") {
            let spans = vec![Span::text("in "), Span::code(code.as_str()), Span::text(": "), Span::text(rest.as_str())];
            let (seen, others) = read(&markdown(&[Block::Paragraph(spans)]));
            prop_assert_eq!(trimmed(&seen), trimmed(&format!("in {code}: {}", one_line(&rest))));
            prop_assert_eq!(others, Vec::<String>::new());
            let link = Span::Link { text: name.clone(), url: format!("https://x.example/{rest}") };
            let (seen, others) = read(&markdown(&[Block::Paragraph(vec![link])]));
            prop_assert_eq!(trimmed(&seen), trimmed(&one_line(&name)));
            prop_assert_eq!(others.len(), 2, "the link's start and end: {:?}", others);
        }
    }
}
