//! Sanitizes a line before it is written to a terminal, a log or the log of a CI job.

use std::borrow::Cow;

use super::printable::{is_unprintable, push_escaped};

/// A line of output, without its end, reduced to text, colors and links.
///
/// Color (SGR) and hyperlink (OSC 8) sequences are kept; every other unprintable character is escaped. A line cannot be a
/// command of GitHub Actions (`::error::`, `##[error]`), Azure Pipelines (`##vso[`) or TeamCity (`##teamcity[`).
pub fn terminal_line(line: &str) -> Cow<'_, str> {
    let is_suspect = |character| is_unprintable(character) && character != '\t';
    if !line.contains(is_suspect) && !line.contains("::") && !line.contains("##") {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line;
    let mut has_text = false;
    while let Some(character) = rest.chars().next() {
        if let Some(length) = own_sequence(rest) {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        let is_command = (!has_text && rest.starts_with("::")) || rest.starts_with("##") && opens_bracket(&rest[2..]);
        if is_suspect(character) || is_command {
            push_escaped(&mut out, character);
        } else {
            out.push(character);
        }
        has_text |= !character.is_whitespace();
        rest = &rest[character.len_utf8()..];
    }
    Cow::Owned(out)
}

/// Whether a `[` follows, behind letters: `##[`, `##vso[`.
fn opens_bracket(text: &str) -> bool {
    text.trim_start_matches(|character: char| character.is_ascii_alphanumeric() || "#._-".contains(character))
        .starts_with('[')
}

/// The length in bytes of a color or hyperlink sequence at the start.
fn own_sequence(text: &str) -> Option<usize> {
    let behind = text.strip_prefix('\u{1b}')?;
    let rest = if let Some(parameters) = behind.strip_prefix('[') {
        parameters
            .trim_start_matches(|character: char| character.is_ascii_digit() || character == ';')
            .strip_prefix('m')?
    } else {
        let url = behind.strip_prefix("]8;;")?;
        url.trim_start_matches(|character: char| character.is_ascii_graphic() && character != '\\')
            .strip_prefix("\u{1b}\\")?
    };
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colors_and_links_are_kept() {
        let check = |line: &str, expected: &str| assert_eq!(terminal_line(line), expected);
        check(
            "\u{1b}[1;31mred\u{1b}[0m \u{1b}]8;;https://a.b/c\u{1b}\\link\u{1b}]8;;\u{1b}\\",
            "\u{1b}[1;31mred\u{1b}[0m \u{1b}]8;;https://a.b/c\u{1b}\\link\u{1b}]8;;\u{1b}\\",
        );
        check("\u{1b}[2J\u{1b}]0;title\u{7}", "\\u{1b}[2J\\u{1b}]0;title\\u{7}");
        check("\u{1b}]8;;x\ny\u{1b}\\", "\\u{1b}]8;;x\\ny\\u{1b}\\");
        check("a\tb\r\u{9b}1m\u{202e}", "a\tb\\r\\u{9b}1m\\u{202e}");
    }

    #[test]
    fn no_line_is_a_command_of_ci() {
        let check = |line: &str, expected: &str| assert_eq!(terminal_line(line), expected);
        check("::error file=a::x.ts:1:2: key", "\\u{3a}:error file=a::x.ts:1:2: key");
        check(" \t::set-output name=a::b", " \t\\u{3a}:set-output name=a::b");
        check("\u{1b}[1m::warning::x", "\u{1b}[1m\\u{3a}:warning::x");
        check("a::b Foo::Bar", "a::b Foo::Bar");
        check("a.ts: ##[error]x", "a.ts: \\u{23}#[error]x");
        check("##vso[task.setvariable]x ##teamcity[y]", "\\u{23}#vso[task.setvariable]x \\u{23}#teamcity[y]");
        check("## heading [x]", "## heading [x]");
    }
}
