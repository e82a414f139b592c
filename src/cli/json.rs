//! JSON for standard output: exact values, safe to print to a terminal.

use std::fmt::Write;

use serde::Serialize;

use crate::text::is_unprintable;

/// A value on one line.
pub fn line(value: &impl Serialize) -> serde_json::Result<String> {
    Ok(format!("{}\n", safe(&serde_json::to_string(value)?)))
}

/// A value on several lines.
pub fn pretty(value: &impl Serialize) -> serde_json::Result<String> {
    Ok(format!("{}\n", safe(&serde_json::to_string_pretty(value)?)))
}

/// Escapes unprintable characters of a JSON text as `\u009b`, and `##`, which opens commands of CI systems. Both only occur
/// within strings.
pub fn safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut before = ' ';
    for character in json.chars() {
        let is_second_mark = character == '#' && before == '#';
        if is_second_mark || is_unprintable(character) && character != '\n' {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
        before = character;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_printable_and_the_value_is_exact() {
        let value =
            serde_json::json!({ "a\u{202e}": ["\u{1b}\n\u{9b}\u{7f}", "\u{e0041}\u{feff}", "##[error]x", "ünï"] });
        for text in [line(&value).unwrap(), pretty(&value).unwrap()] {
            assert!(!text.contains(|character| is_unprintable(character) && character != '\n'), "{text:?}");
            assert!(
                text.contains("\\u009b\\u007f") && text.contains("\\udb40\\udc41") && !text.contains("##"),
                "{text}"
            );
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        }
    }
}
