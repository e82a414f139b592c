//! String literals: delimiters and escapes of all languages.

use std::borrow::Cow;

/// The range of a string literal's content, without prefix and quotes.
///
/// Supports `"a"`, `'a'`, `` `a` ``, `"""a"""`, `r"a"`, `@"a"`, `$"a"`, `r#"a"#`, `R"x(a)x"`, `:a`, `:"a"`, `a:`,
/// `%q(a)`, `~s(a)`, `[[a]]` and bare words.
pub(crate) fn content(literal: &str) -> std::ops::Range<usize> {
    let bytes = literal.as_bytes();
    let end = literal.len();
    if let Some(rest) = literal.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        return 2..2 + rest.len();
    }
    if literal.starts_with('<') && literal.ends_with('>') {
        // `#include <a>`
        return 1..end - 1;
    }
    if bytes.first() == Some(&b':') && !matches!(bytes.get(1), Some(b'"' | b'\'')) {
        return 1..end;
    }
    if matches!(bytes.first(), Some(b'%' | b'~'))
        && let Some(open) =
            literal.find(|character: char| !character.is_ascii_alphabetic() && !"%~".contains(character))
        && !matches!(bytes[open], b'"' | b'\'')
    {
        let close = end.saturating_sub(1).max(open + 1);
        let width = literal[open..].chars().next().map_or(1, char::len_utf8);
        let start = (open + width).min(end);
        return match literal.get(start..close) {
            Some(_) => start..close,
            None => start..end,
        };
    }
    let Some(open) = literal.find(['"', '\'', '`']) else {
        let end = literal.strip_suffix(':').map_or(end, str::len);
        return 0..end;
    };
    let quote = bytes[open];
    let run = bytes[open..].iter().take_while(|byte| **byte == quote).count();
    let quotes = if run >= 3 && run * 2 <= end - open { run } else { 1 };
    let start = open + quotes;
    let mut close = end;
    while close > start && bytes[close - 1] == b'#' {
        close -= 1;
    }
    if literal[close.min(end)..].is_empty() && bytes.get(close.wrapping_sub(1)) == Some(&b':') {
        close -= 1;
    }
    if close >= start + quotes && bytes[close - quotes..close].iter().all(|byte| *byte == quote) {
        close -= quotes;
    }
    let raw_cpp = open > 0 && bytes[open - 1] == b'R';
    if raw_cpp && let (Some(left), Some(right)) = (literal[start..close].find('('), literal[start..close].rfind(')')) {
        return start + left + 1..(start + right).max(start + left + 1);
    }
    start.min(close)..close
}

/// Resolves the simple escapes in a literal's content. Keys have none in practice; unknown escapes are kept.
pub(crate) fn unescape(content: &str) -> Cow<'_, str> {
    if !content.contains('\\') {
        return Cow::Borrowed(content);
    }
    let mut value = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => value.push('\n'),
            Some('t') => value.push('\t'),
            Some('r') => value.push('\r'),
            Some('u') => {
                let rest = characters.as_str();
                let braced = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(digits, _)| digits);
                let digits = braced.or_else(|| rest.get(..4)).unwrap_or_default();
                match u32::from_str_radix(digits, 16).ok().and_then(char::from_u32) {
                    Some(decoded) => {
                        value.push(decoded);
                        let length = digits.len() + if braced.is_some() { 2 } else { 0 };
                        characters = rest.get(length..).unwrap_or_default().chars();
                    }
                    None => value.push('u'),
                }
            }
            Some(other) => value.push(other),
            None => value.push('\\'),
        }
    }
    Cow::Owned(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_of_each_form_of_literal_is_found() {
        for literal in [
            "\"a-b\"",
            "'a-b'",
            "`a-b`",
            "\"\"\"a-b\"\"\"",
            "r\"a-b\"",
            "f'a-b'",
            "@\"a-b\"",
            "$\"a-b\"",
            "r#\"a-b\"#",
            "R\"(a-b)\"",
            "R\"x(a-b)x\"",
            ":a-b",
            ":\"a-b\"",
            "%q(a-b)",
            "~s(a-b)",
            "[[a-b]]",
            "a-b",
            "a-b:",
            "\"a-b\":",
            "u8\"a-b\"",
            "<a-b>",
        ] {
            assert_eq!(&literal[content(literal)], "a-b", "{literal}");
        }
    }

    #[test]
    fn broken_and_empty_literals_give_ranges_inside_them() {
        for literal in [
            "",
            "\"",
            "''",
            "\"\"",
            "'''",
            "\"\"\"\"\"\"",
            ":",
            "%",
            "%q",
            "~s(",
            "[[",
            "R\"",
            "R\"(\"",
            "r#\"\"#",
            "#",
            "é",
            "'é",
            "<>",
            "%é",
            "\":",
            ":\"",
        ] {
            let range = content(literal);
            assert!(literal.get(range.clone()).is_some(), "{literal} {range:?}");
        }
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(unescape(r"a\-b"), "a-b");
        assert_eq!(unescape(r"a\u002db"), "a-b");
        assert_eq!(unescape(r"a\u{2d}b"), "a-b");
        assert_eq!(unescape("plain"), "plain");
        assert_eq!(unescape("\\"), "\\");
    }
}
