//! C# in Razor views.

use super::Finder;
use crate::syntax::Language;

impl Finder<'_> {
    /// Blocks `@{ … }`, `@code { … }`, heads such as `@if (…)`, expressions `@(…)` and `@name.name(…)`, `@inject` and
    /// `@using` lines.
    pub(super) fn razor(&mut self) {
        let bytes = self.text.as_bytes();
        self.scripts();
        let mut from = 0;
        while let Some(at) = memchr::memchr(b'@', bytes.get(from..).unwrap_or_default()).map(|at| from + at) {
            let before = at.checked_sub(1).map(|at| bytes[at]);
            let is_address = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'@');
            from = if is_address || self.is_in_part(at) { at + 1 } else { self.razor_code(at + 1) };
        }
    }

    /// The code after an `@`; returns where to continue.
    fn razor_code(&mut self, start: usize) -> usize {
        let text = self.text;
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let open = start + length + skip_blanks(&rest[length..]);
        let end_of = |open: usize| balanced(text, open).unwrap_or(open);
        let code = match &rest[..length] {
            "" if rest.starts_with('*') => return rest.find("*@").map_or(text.len(), |end| start + end + 2),
            "" if rest.starts_with('{') => return self.razor_block(start),
            "" if rest.starts_with('(') => (start, end_of(start)),
            "" | "section" => return open,
            "code" | "functions" => return self.razor_block(open),
            "model" | "inherits" | "page" | "namespace" => return line_end(text, start),
            "inject" => (start + length, line_end(text, start)),
            "using" if !text[open..].starts_with('(') => (start, line_end(text, start)),
            // The grammar reports a head without a body as an error, but its expression is still extracted.
            "if" | "while" | "for" | "foreach" | "switch" | "lock" | "using" => (open, end_of(open)),
            "await" => (open, expression_end(text, open)),
            _ => (start, expression_end(text, start)),
        };
        self.push(Language::CSharp, code.0, code.1);
        code.1
    }

    /// The content of a block; returns its end.
    fn razor_block(&mut self, open: usize) -> usize {
        let Some(end) = balanced(self.text, open) else { return open };
        self.push(Language::CSharp, open + 1, end - 1);
        end
    }
}

fn skip_blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn line_end(text: &str, from: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at)
}

/// The offset after the bracket that closes the one at `open`; skips strings.
fn balanced(text: &str, open: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(open)?, b'(' | b'{' | b'[') {
        return None;
    }
    let mut depth = 0;
    let mut quoted = None;
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        match (quoted, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(quote), byte) if byte == quote || byte == b'\n' => quoted = None,
            (Some(_), _) => {}
            (None, b'"') => quoted = Some(byte),
            (None, b'(' | b'{' | b'[') => depth += 1,
            (None, b')' | b'}' | b']') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The end of an implicit expression: names, calls and indexes without spaces.
fn expression_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' => match balanced(text, at) {
                Some(end) => at = end,
                None => return at,
            },
            b'.' | b'?'
                if !bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'_' | b'.')) =>
            {
                return at;
            }
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'?' | b'!') || byte >= 0x80 => {
                at += 1
            }
            _ => return at,
        }
    }
    at
}
