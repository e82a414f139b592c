//! Escapes of foreign text: characters that control a terminal, end a line or change its direction.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

/// Foreign text for one line of output: control, newline, direction and invisible characters appear as `\n`, `\u{1b}`.
#[derive(Debug, Clone, Copy)]
pub struct Printable<'a>(pub &'a str);

impl Display for Printable<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&printable(self.0))
    }
}

/// The text of [`Printable`].
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// As [`printable`], with line ends and tabs kept, for text of several lines and for source code.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character| matches!(character, '\n' | '\t'))
}

/// Whether a character is not visible: control characters, line separators, marks of direction, characters
/// without width, and tags.
pub fn is_unprintable(character: char) -> bool {
    match character {
        ' '..='~' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        character => character.is_control(),
    }
}

/// Appends the escape of a character: `\n`, `\u{1b}`.
pub fn push_escaped(text: &mut String, character: char) {
    match character {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        other => {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}", other.escape_unicode());
        }
    }
}

fn escaped(text: &str, is_kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |character: char| is_unprintable(character) && !is_kept(character);
    let Some(first) = text.find(is_escaped) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for character in text[first..].chars() {
        if is_escaped(character) { push_escaped(&mut out, character) } else { out.push(character) }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_itself_is_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(printable(text), expected);
        check("plain, ünï 日本 ❤️ \\n", "plain, ünï 日本 ❤️ \\n");
        check("a\x1b[31mb\x07", "a\\u{1b}[31mb\\u{7}");
        check("a\r\n\tb", "a\\r\\n\\tb");
        check("\u{9b}31m\u{7f}\u{85}", "\\u{9b}31m\\u{7f}\\u{85}");
        check("\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}", "\\u{202e}\\u{2066}\\u{200f}\\u{61c}\\u{2028}");
        check("\u{feff}\u{200b}\u{e0041}", "\\u{feff}\\u{200b}\\u{e0041}");
        assert_eq!(printable_lines("a\n\tb\r\x1b"), "a\n\tb\\r\\u{1b}");
        assert_eq!(format!("[{:<4}]", Printable("\n")), "[\\n  ]");
    }
}
