//! Strings, characters and regular expressions, which may contain unbalanced brackets.

use super::lexer::{Kind, Lexer, Quote, is_word};
use super::rules::{Backtick, Hole, Raw};

/// Maximum length of a key in LaunchDarkly, in characters.
const LONGEST_NAME: usize = 256;

impl Lexer<'_> {
    /// A string that starts at a quote.
    pub(super) fn quoted(&mut self, byte: u8) -> Option<()> {
        let run = self.bytes[self.at..].iter().take_while(|other| **other == byte).count();
        let triple = self.rules.triple && run >= 3 && byte != b'`';
        let is_template = byte == b'`' && self.rules.backtick == Backtick::Template;
        let quote = Quote {
            byte,
            count: if triple && self.rules.raw == Raw::CSharp {
                run.min(250) as u8
            } else if triple {
                3
            } else {
                1
            },
            escapes: byte != b'`' && !triple || is_template,
            doubles: false,
            hole: match self.rules.hole {
                Hole::Brace => Hole::None,
                // In scripts only templates have interpolation.
                _ if self.rules.regex && !is_template || triple => Hole::None,
                hole => hole,
            },
            lines: triple || byte == b'`' || self.rules.long_strings,
        };
        self.at += usize::from(quote.count);
        self.string(quote)
    }

    /// The rest of a string, up to its end or an interpolation.
    pub(super) fn string(&mut self, quote: Quote) -> Option<()> {
        let start = self.at;
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte == quote.byte {
                let run = self.bytes[self.at..].iter().take(250).take_while(|other| **other == byte).count();
                if quote.doubles && run >= 2 {
                    self.at += 2;
                    continue;
                }
                if run >= usize::from(quote.count) {
                    self.string_words(start, quote);
                    // `""""` ends a string whose last character is a quote.
                    self.at += if quote.count > 1 { run } else { 1 };
                    self.mark(b'"');
                    return Some(());
                }
                self.at += run;
                continue;
            }
            let next = self.peek(1);
            match byte {
                b'\n' if !quote.lines => {
                    // Not a string: an apostrophe in text.
                    self.at = start;
                    self.mark(b'"');
                    return Some(());
                }
                b'\\' if quote.hole == Hole::Backslash && next == Some(b'(') => {
                    self.at += 1;
                    return self.opens(Kind::Hole(quote));
                }
                b'\\' if quote.escapes => self.at += 2,
                b'$' if quote.hole == Hole::Dollar && next == Some(b'{') => {
                    self.string_words(start, quote);
                    self.at += 1;
                    return self.opens(Kind::Hole(quote));
                }
                b'{' | b'}' if quote.hole == Hole::Brace && next == Some(byte) => self.at += 2,
                b'{' if quote.hole == Hole::Brace => {
                    return self.opens(Kind::Hole(quote));
                }
                _ => self.at += 1,
            }
        }
    }

    /// The words of a string that may be names: `"$NAME"`, the property in `flags["newCart"]`, and everything in a long
    /// string, whose interpolations are not parsed.
    fn string_words(&mut self, start: usize, quote: Quote) {
        let text = &self.bytes[start..self.at];
        if self.bodies_open == 0 || text.is_empty() {
            return;
        }
        if quote.count > 1 {
            return self.words_of(start, self.at);
        }
        if self.rules.regex {
            if text.len() <= LONGEST_NAME && text.iter().all(|byte| is_word(*byte)) {
                self.words_of(start, self.at);
            }
        } else if quote.hole == Hole::Dollar {
            for dollar in memchr::memchr_iter(b'$', text) {
                let length = text[dollar + 1..].iter().take_while(|byte| is_word(**byte)).count();
                self.words_of(start + dollar + 1, start + dollar + 1 + length);
            }
        }
    }

    /// `'x'`, `'\n'`; any other apostrophe is a lifetime, a label or a separator.
    pub(super) fn character(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let window = &rest[..rest.len().min(12)];
        let end = match window {
            [b'\\', _, after @ ..] => after.iter().position(|byte| *byte == b'\'').map(|at| at + 2),
            [first, after @ ..] => {
                let width = match first {
                    0xf0.. => 4,
                    0xe0.. => 3,
                    0xc0.. => 2,
                    _ => 1,
                };
                (after.get(width - 1) == Some(&b'\'')).then_some(width)
            }
            [] => None,
        };
        self.at += end.map_or(1, |length| length + 2);
        self.mark(b'"');
    }

    /// `@"…"`, `$"…"`, `$@"…"`, and raw strings with one `$`.
    pub(super) fn sharp_string(&mut self, byte: u8) -> Option<()> {
        let prefix = self.bytes[self.at..].iter().take_while(|byte| matches!(byte, b'@' | b'$')).count();
        if self.peek(prefix) != Some(b'"') {
            self.mark(byte);
            self.at += 1;
            return Some(());
        }
        let marks = &self.bytes[self.at..self.at + prefix];
        let is_verbatim = marks.contains(&b'@');
        let has_holes = marks.iter().filter(|byte| **byte == b'$').count() == 1;
        self.at += prefix;
        let run = self.bytes[self.at..].iter().take(250).take_while(|byte| **byte == b'"').count();
        let is_raw = run >= 3 && !is_verbatim;
        let quote = Quote {
            byte: b'"',
            count: if is_raw { run as u8 } else { 1 },
            escapes: !is_verbatim && !is_raw,
            doubles: is_verbatim,
            hole: if has_holes && !is_raw { Hole::Brace } else { Hole::None },
            lines: is_verbatim || is_raw,
        };
        self.at += usize::from(quote.count);
        self.string(quote)
    }

    /// `r"…"`, `r#"…"#`, `R"x(…)x"`, `#"…"#`, after the letter. Does not advance otherwise.
    pub(super) fn raw_string(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
        let quote = *rest.get(hashes)?;
        let mut end = Vec::new();
        let start = match self.rules.raw {
            Raw::Cpp => {
                let open = rest.iter().take(20).position(|byte| *byte == b'(')?;
                end.push(b')');
                end.extend_from_slice(rest.get(1..open)?);
                end.push(b'"');
                open + 1
            }
            _ if !matches!(quote, b'"' | b'\'') => return None,
            _ => {
                let run = rest[hashes..].iter().take(3).take_while(|byte| **byte == quote).count();
                let count = if run == 3 && self.rules.triple { 3 } else { 1 };
                end.extend(std::iter::repeat_n(quote, count));
                end.extend(std::iter::repeat_n(b'#', hashes));
                hashes + count
            }
        };
        let length = memchr::memmem::find(rest.get(start..)?, &end)?;
        let from = self.at;
        self.words_of(from + start, from + start + length);
        self.at = from + start + length + end.len();
        Some(())
    }

    /// `<<<END … END`.
    pub(super) fn heredoc(&mut self) -> Option<()> {
        let start = self.at;
        let rest = &self.bytes[start + 3..];
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'"' | b'\'')).count();
        let name: Vec<u8> = rest[blanks..].iter().copied().take_while(|byte| is_word(*byte)).collect();
        if name.is_empty() {
            self.mark(b'<');
            self.at += 3;
            return Some(());
        }
        loop {
            self.line();
            if self.at >= self.bytes.len() {
                return None;
            }
            self.at += 1;
            let line = self.bytes[self.at..].trim_ascii_start();
            if line.starts_with(&name) && line.get(name.len()).is_none_or(|byte| !is_word(*byte)) {
                self.at = self.bytes.len() - line.len() + name.len();
                self.words_of(start, self.at);
                self.mark(b'"');
                return Some(());
            }
        }
    }

    /// Whether a slash starts a regular expression, rather than being a division or closing an element.
    pub(super) fn is_regex(&self) -> bool {
        let head = &self.here;
        match head.last {
            b'a' => {
                let word = self.text(head.word);
                matches!(
                    word,
                    b"return"
                        | b"typeof"
                        | b"case"
                        | b"in"
                        | b"of"
                        | b"delete"
                        | b"void"
                        | b"throw"
                        | b"else"
                        | b"do"
                        | b"await"
                )
            }
            b')' | b']' | b'}' | b'"' | b'<' => false,
            b'>' => head.before == b'=',
            _ => true,
        }
    }

    pub(super) fn regex(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut in_class = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => {
                    self.at += 1;
                    return self.mark(b'"');
                }
                b'\n' => break,
                _ => {}
            }
            self.at += 1;
        }
        // A division after all.
        self.at = start + 1;
        self.mark(b'/');
    }
}
