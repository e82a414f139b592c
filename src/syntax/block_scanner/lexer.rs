//! A lexer of brackets, words, strings and comments.

use super::heads::{Head, Span};
use super::rules::{Apostrophe, Backtick, Hash, Hole, Raw, Rules};
use super::{Scanned, Word};

/// Maximum bracket depth of plausible code.
const DEEPEST: usize = 2000;

/// Scans a text; `None` if brackets do not match.
pub(super) fn lex(rules: &Rules, bytes: &[u8]) -> Option<Scanned> {
    let mut lexer = Lexer {
        rules,
        bytes,
        at: 0,
        here: Head::default(),
        open: Vec::new(),
        bodies_open: 0,
        kept_open: 0,
        found: Scanned::default(),
        renamed: None,
        begun: Vec::new(),
    };
    lexer.run()?;
    lexer.ends_values(0);
    lexer.open.is_empty().then_some(lexer.found)
}

/// Whether a byte is part of a word. All bytes of non-ASCII characters are.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The hash of a word.
pub(super) fn hash(word: &[u8]) -> u32 {
    let mut hash = word.len() as u32;
    for byte in word {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    // The lowest bit is reserved.
    (hash ^ hash >> 15) & !1
}

pub(super) struct Lexer<'t> {
    pub(super) rules: &'t Rules,
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    pub(super) here: Head,
    pub(super) open: Vec<Open>,
    /// Number of enclosing bodies; words outside of bodies are not collected.
    pub(super) bodies_open: usize,
    /// Number of enclosing blocks that are never skipped.
    kept_open: usize,
    pub(super) found: Scanned,
    /// The word before an `as`.
    pub(super) renamed: Option<u32>,
    /// Values that have begun: their indices, bracket depth, and lines since.
    pub(super) begun: Vec<(usize, usize, u8)>,
}

/// An open bracket.
pub(super) struct Open {
    pub(super) kind: Kind,
    pub(super) at: usize,
    first_word: usize,
    first_value: usize,
    /// The head before it.
    pub(super) head: Head,
    is_body: bool,
    /// Whether its contents are never skipped.
    keeps: bool,
    /// The current statement in it: start, first word and first part.
    pub(super) statement: (usize, usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paren,
    Bracket,
    Brace,
    /// An expression in a string, which continues after it.
    Hole(Quote),
}

/// Terminator of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) byte: u8,
    pub(super) count: u8,
    pub(super) escapes: bool,
    pub(super) doubles: bool,
    pub(super) hole: Hole,
    pub(super) lines: bool,
}

impl Lexer<'_> {
    fn run(&mut self) -> Option<()> {
        let mut line_starts = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => {
                    line_starts = true;
                    self.ends_line();
                    self.at += 1;
                    continue;
                }
                b' ' | b'\t' | b'\r' => {
                    self.at += 1;
                    continue;
                }
                b'#' if self.rules.hash == Hash::Directive && line_starts => self.directive(),
                b'#' if self.rules.hash == Hash::Comment && self.peek(1) != Some(b'[') => self.line(),
                b'/' if self.peek(1) == Some(b'/') => self.line(),
                b'/' if self.peek(1) == Some(b'*') => self.comment()?,
                _ if is_word(byte) => self.word(),
                _ => self.punctuation(byte)?,
            }
            line_starts = false;
        }
        Some(())
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    pub(super) fn text(&self, span: Span) -> &[u8] {
        &self.bytes[span.0 as usize..span.1 as usize]
    }

    /// Skips to the end of the line.
    pub(super) fn line(&mut self) {
        self.at = memchr::memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |length| self.at + length);
    }

    /// A preprocessor line with its continuations; its words count.
    fn directive(&mut self) {
        loop {
            let start = self.at;
            self.line();
            let line = &self.bytes[start..self.at];
            self.words_of(start, self.at);
            if !line.trim_ascii_end().ends_with(b"\\") || self.at >= self.bytes.len() {
                return;
            }
            self.at += 1;
        }
    }

    pub(super) fn words_of(&mut self, start: usize, end: usize) {
        if self.bodies_open == 0 {
            return;
        }
        for word in self.bytes[start..end].split(|byte| !is_word(*byte)).filter(|word| !word.is_empty()) {
            self.found.words.push(Word::new(hash(word), false));
        }
    }

    fn comment(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            let rest = self.bytes.get(self.at..)?;
            if rest.starts_with(b"/*") && (depth == 0 || self.rules.nested_comments) {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Some(());
                }
            } else {
                self.at += 1 + memchr::memchr2(b'*', b'/', rest.get(1..)?)?;
            }
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        self.at += length;
        let word = &rest[..length];
        if self.bodies_open > 0 {
            let is_argument = self.open.last().is_none_or(|open| open.kind != Kind::Brace);
            let is_called = word[0].is_ascii_lowercase() && self.peek(0) == Some(b'(');
            self.found.words.push(Word::new(hash(word), !is_argument && !is_called));
        } else if let Some(renamed) = self.renamed.take() {
            self.found.aliases.push((renamed, hash(word)));
        } else if word == b"as" {
            self.renamed = Some(hash(self.text(self.here.word)));
        }
        let span = Span(start as u32, self.at as u32);
        let head = &mut self.here;
        if std::mem::take(&mut head.wants_type_name) {
            head.type_name = span;
        }
        match word {
            b"class" | b"interface" | b"enum" | b"struct" | b"record" | b"namespace" | b"module" | b"object"
            | b"trait" | b"impl" | b"protocol" | b"extension" | b"union" | b"mod" | b"extern" | b"package"
            | b"mixin" => {
                head.is_type = true;
                head.wants_type_name = true;
            }
            b"func" | b"fn" | b"function" | b"fun" | b"def" => head.is_function = true,
            _ => {}
        }
        // Possible string prefixes.
        let next = self.peek(0);
        let is_prefix = match self.rules.raw {
            Raw::Rust | Raw::Dart => matches!(word, b"r" | b"br" | b"cr") && matches!(next, Some(b'"' | b'#' | b'\'')),
            Raw::Cpp => matches!(word, b"R" | b"LR" | b"uR" | b"UR" | b"u8R") && next == Some(b'"'),
            _ => false,
        };
        if is_prefix && self.raw_string().is_some() {
            return self.mark(b'"');
        }
        let head = &mut self.here;
        (head.before, head.last, head.word) = (head.last, b'a', span);
    }

    /// Records a byte that is neither a word nor a bracket.
    pub(super) fn mark(&mut self, byte: u8) {
        let head = &mut self.here;
        (head.before, head.last, head.word) = (head.last, byte, Span::default());
        head.wants_type_name = false;
    }

    fn punctuation(&mut self, byte: u8) -> Option<()> {
        match byte {
            b'(' => self.opens(Kind::Paren)?,
            b'[' => self.opens(Kind::Bracket)?,
            b'{' => self.opens(Kind::Brace)?,
            b')' => self.closes(Kind::Paren)?,
            b']' => self.closes(Kind::Bracket)?,
            b'}' => self.closes(Kind::Brace)?,
            b';' => {
                self.at += 1;
                self.ends_values(self.open.len());
                self.ends_statement();
                self.here = Head { last: b';', ..Head::default() };
            }
            b'"' => self.quoted(b'"')?,
            b'\'' if self.rules.apostrophe == Apostrophe::String => self.quoted(b'\'')?,
            b'\'' if self.rules.apostrophe == Apostrophe::Character => self.character(),
            b'`' if self.rules.backtick != Backtick::Nothing => self.quoted(b'`')?,
            b'/' if self.rules.regex && self.is_regex() => self.regex(),
            b'@' | b'$' if self.rules.raw == Raw::CSharp => self.sharp_string(byte)?,
            b'#' if self.rules.raw == Raw::Swift && self.raw_string().is_some() => self.mark(b'"'),
            b'<' if self.rules.raw == Raw::Php && self.bytes[self.at..].starts_with(b"<<<") => self.heredoc()?,
            b'=' => {
                let is_compared = self.peek(1) == Some(b'=') || matches!(self.here.last, b'=' | b'!' | b'<' | b'>');
                if !is_compared && self.peek(1) != Some(b'>') {
                    self.begins_value();
                    self.here.equals = true;
                }
                self.mark(byte);
                self.at += 1;
            }
            b':' if self.here.declared == Span::default() => {
                self.here.declared = self.here.word;
                self.mark(byte);
                self.at += 1;
            }
            _ => {
                self.mark(byte);
                self.at += 1;
            }
        }
        Some(())
    }

    pub(super) fn opens(&mut self, kind: Kind) -> Option<()> {
        if kind == Kind::Paren {
            self.here.called = self.here.word;
        }
        let keeps = self.bodies_open == 0 && kind == Kind::Brace && self.is_kept();
        let is_body = kind == Kind::Brace && !keeps && self.kept_open == 0 && (self.bodies_open > 0 || self.is_body());
        self.kept_open += usize::from(keeps);
        self.bodies_open += usize::from(is_body);
        let head = std::mem::take(&mut self.here);
        self.here.last = match kind {
            Kind::Paren => b'(',
            Kind::Bracket => b'[',
            Kind::Brace | Kind::Hole(_) => b'{',
        };
        let first_word = self.found.words.len();
        // A function named like a key accessor can determine the keys of enum members.
        if is_body && self.bodies_open == 1 && head.called != Span::default() {
            let name = Word::new(hash(self.text(head.called)), false);
            self.found.words.push(name);
            self.found.names.push(first_word as u32);
        }
        let first_part = self.found.parts.len();
        self.at += 1;
        let statement = (self.at, self.found.words.len(), first_part);
        let first_value = self.found.values.len();
        self.open.push(Open { kind, at: self.at, first_word, first_value, head, is_body, keeps, statement });
        (self.open.len() <= DEEPEST).then_some(())
    }

    fn closes(&mut self, kind: Kind) -> Option<()> {
        let open = self.open.pop()?;
        let at = self.at;
        self.kept_open -= usize::from(open.keeps);
        self.ends_values(self.open.len() + 1);
        if let Kind::Hole(quote) = open.kind {
            let fits = if quote.hole == Hole::Backslash { Kind::Paren } else { Kind::Brace };
            self.here = open.head;
            self.at += 1;
            return if fits == kind { self.string(quote) } else { None };
        }
        if open.kind != kind {
            return None;
        }
        self.here = open.head;
        self.at += 1;
        match kind {
            Kind::Paren => {
                self.here.parentheses = true;
                self.mark(b')');
            }
            Kind::Bracket => self.mark(b']'),
            _ => {
                if open.is_body {
                    let (start, first_word, first_part) = open.statement;
                    self.goes_on(start, first_word, first_part);
                    self.bodies_open -= 1;
                    self.found.end_scope(open.first_value);
                    self.push_part((open.at, at), open.first_word);
                }
                self.here = Head { last: b'}', ..Head::default() };
            }
        }
        Some(())
    }
}
