//! A lexer that knows brackets, words, strings and comments, and nothing else.

use super::rules::{Apostrophe, Backtick, Hash, Hole, Raw, Rules};
use super::{Found, Part, Word};

/// Brackets deeper than this are no code that anybody wrote.
const DEEPEST: usize = 2000;
/// LaunchDarkly's limit for keys, in characters.
const LONGEST_NAME: usize = 256;

/// Lexes a text; `None` where brackets do not match.
pub(super) fn lex(rules: &Rules, bytes: &[u8]) -> Option<Found> {
    let mut lexer = Lexer {
        rules,
        bytes,
        at: 0,
        here: Head::default(),
        open: Vec::new(),
        bodies_open: 0,
        found: Found::default(),
        renamed: None,
    };
    lexer.run()?;
    lexer.open.is_empty().then_some(lexer.found)
}

/// Whether a byte is part of a word; all of a character that is not ASCII is.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The hash of a word.
pub(super) fn hash(word: &[u8]) -> u32 {
    let mut hash = word.len() as u32;
    for byte in word {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    // The lowest bit is for something else.
    (hash ^ hash >> 15) & !1
}

struct Lexer<'t> {
    rules: &'t Rules,
    bytes: &'t [u8],
    at: usize,
    here: Head,
    open: Vec<Open>,
    /// How many bodies are around: words outside of them are of no interest.
    bodies_open: usize,
    found: Found,
    /// The word before an `as`.
    renamed: Option<u32>,
}

/// A bracket that is not closed yet.
struct Open {
    kind: Kind,
    at: usize,
    first_word: usize,
    first_part: usize,
    /// What stood before it.
    head: Head,
    is_body: bool,
    /// The statement in it that has begun: where, its first word and its first part.
    statement: (usize, usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paren,
    Bracket,
    Brace,
    /// An expression in a string, which goes on behind it.
    Hole(Quote),
}

/// How a string ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quote {
    byte: u8,
    count: u8,
    escapes: bool,
    doubles: bool,
    hole: Hole,
    lines: bool,
}

/// Where a word stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Span(u32, u32);

/// What stands between the last `;`, `{` or `}` and here, at one depth of brackets.
#[derive(Default, Clone, Copy)]
struct Head {
    /// The last byte that is no blank.
    last: u8,
    /// The byte before it.
    before: u8,
    /// The last word, where nothing but blanks follows.
    word: Span,
    /// The word before the last parenthesis.
    called: Span,
    parentheses: bool,
    /// It is about a type.
    is_type: bool,
    is_function: bool,
    equals: bool,
    /// The word before the first `=`.
    assigned: Span,
    /// The word before the first `:`, where no `=` is before.
    declared: Span,
    /// The name of the type.
    type_name: Span,
    wants_type_name: bool,
}

impl Lexer<'_> {
    fn run(&mut self) -> Option<()> {
        let mut line_starts = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => {
                    line_starts = true;
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

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn text(&self, span: Span) -> &[u8] {
        &self.bytes[span.0 as usize..span.1 as usize]
    }

    /// To the end of the line.
    fn line(&mut self) {
        self.at = memchr::memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |length| self.at + length);
    }

    /// A line for the preprocessor, and those it goes on in; its words count.
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

    fn words_of(&mut self, start: usize, end: usize) {
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
        // What can stand before a quote.
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

    /// Takes note of something that is neither a word nor a bracket.
    fn mark(&mut self, byte: u8) {
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
                    if self.here.assigned == Span::default() {
                        self.here.assigned = self.here.word;
                    }
                    if self.bodies_open == 0 {
                        for span in
                            [self.here.word, self.here.declared].into_iter().filter(|span| *span != Span::default())
                        {
                            self.found.assigned.push((hash(self.text(span)), self.at as u32));
                        }
                    }
                    self.here.equals = true;
                }
                self.mark(byte);
                self.at += 1;
            }
            b':' if self.here.declared == Span::default() && self.here.assigned == Span::default() => {
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

    /// A statement of a body ends here.
    fn ends_statement(&mut self) {
        let Some(open) = self.open.last() else { return };
        let (start, first_word, first_part) = open.statement;
        if self.bodies_open > 0 && open.kind == Kind::Brace && self.rules.semicolons {
            self.push_statement(start, first_word, first_part);
        }
        let next = (self.at, self.found.words.len(), self.found.parts.len());
        self.open.iter_mut().last().into_iter().for_each(|open| open.statement = next);
    }

    fn push_statement(&mut self, start: usize, first_word: usize, first_part: usize) {
        let goes_on = self.goes_on(start, first_word, first_part);
        // The label of a branch, without which what follows has none.
        let is_label = self.found.starts_with(first_word, b"case") || self.found.starts_with(first_word, b"default");
        let name = |span: Span| self.bytes.get(span.0 as usize..span.1 as usize).filter(|name| !name.is_empty());
        let names = [self.here.assigned, self.here.declared].map(|span| name(span).map_or(0, hash));
        let defines = if self.here.assigned == Span::default() || is_label { [0, 0] } else { names };
        self.push_part((start, self.at), first_word, defines);
        self.found.parts.last_mut().into_iter().for_each(|part| part.is_needed = goes_on || is_label);
    }

    /// Whether what begins here goes on with the statement before, as `else` does: then neither can be without the other.
    fn goes_on(&mut self, start: usize, first_word: usize, first_part: usize) -> bool {
        let (is_else, is_while) =
            (self.found.starts_with(first_word, b"else"), self.found.starts_with(first_word, b"while"));
        let before = self.found.parts[..first_part].last().filter(|before| before.end as usize == start);
        let does = before.is_some_and(|before| self.found.starts_with(before.first_word as usize, b"do"));
        let goes_on = before.is_some() && (is_else || is_while && does);
        if goes_on && let Some(before) = self.found.parts[..first_part].last_mut() {
            before.is_needed = true;
        }
        goes_on
    }

    fn push_part(&mut self, (start, end): (usize, usize), first_word: usize, defines: [u32; 2]) {
        self.found.parts.push(Part {
            start: start as u32,
            end: end as u32,
            first_word: first_word as u32,
            last_word: self.found.words.len() as u32,
            scope: 0,
            defines,
            is_kept: false,
            is_needed: false,
        });
    }

    fn opens(&mut self, kind: Kind) -> Option<()> {
        if kind == Kind::Paren {
            self.here.called = self.here.word;
        }
        let is_body = kind == Kind::Brace && (self.bodies_open > 0 || self.is_body());
        self.bodies_open += usize::from(is_body);
        let head = std::mem::take(&mut self.here);
        self.here.last = match kind {
            Kind::Paren => b'(',
            Kind::Bracket => b'[',
            Kind::Brace | Kind::Hole(_) => b'{',
        };
        let first_word = self.found.words.len();
        let first_part = self.found.parts.len();
        self.at += 1;
        let statement = (self.at, first_word, first_part);
        self.open.push(Open { kind, at: self.at, first_word, first_part, head, is_body, statement });
        (self.open.len() <= DEEPEST).then_some(())
    }

    fn closes(&mut self, kind: Kind) -> Option<()> {
        let open = self.open.pop()?;
        let at = self.at;
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
                    self.found.end_scope(open.first_part);
                    self.push_part((open.at, at), open.first_word, [0, 0]);
                }
                // The next statement begins, or this one goes on.
                let Head { assigned, declared, .. } = self.here;
                self.here = Head { last: b'}', assigned, declared, ..Head::default() };
            }
        }
        Some(())
    }

    /// Whether the brace here begins the body of a function, a branch or a loop.
    fn is_body(&self) -> bool {
        let head = &self.here;
        if head.is_type {
            return false;
        }
        let word = self.text(head.word);
        let is_body = match head.last {
            b')' => true,
            b'>' if matches!(head.before, b'=' | b'-') => true,
            b'=' => self.rules.equals_block,
            b'a' => {
                const BLOCKS: &[&[u8]] = &[
                    b"else", b"do", b"try", b"finally", b"catch", b"async", b"unsafe", b"loop", b"defer", b"get",
                    b"set",
                ];
                BLOCKS.contains(&word) || self.has_result()
            }
            b'>' | b']' | b'?' | b'*' | b'&' | b'!' => self.has_result(),
            _ => false,
        };
        is_body && !self.constructs()
    }

    /// `f(…): Type {`, `f(…) -> Type {`, `f(…) throws Problem {`.
    fn has_result(&self) -> bool {
        let head = &self.here;
        let word = self.text(head.word);
        if !head.parentheses || matches!(word, b"return" | b"in" | b"of" | b"case" | b"default" | b"yield" | b"new") {
            return false;
        }
        match self.rules.function_word {
            Some(_) => head.is_function,
            None => !head.equals,
        }
    }

    /// Constructors are never left out: what they assign tells the types of fields, and which of them hold keys.
    fn constructs(&self) -> bool {
        const NAMES: &[&[u8]] = &[b"constructor", b"init", b"__construct", b"base", b"this", b"super"];
        let called = self.text(self.here.called);
        let is_type = |open: &Open| !called.is_empty() && self.text(open.head.type_name) == called;
        NAMES.contains(&called) || self.open.iter().any(is_type)
    }

    /// A string that begins at a quote.
    fn quoted(&mut self, byte: u8) -> Option<()> {
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
                // In a script only templates have holes.
                _ if self.rules.regex && !is_template || triple => Hole::None,
                hole => hole,
            },
            lines: triple || byte == b'`' || self.rules.long_strings,
        };
        self.at += usize::from(quote.count);
        self.string(quote)
    }

    /// The rest of a string, up to its end or an expression in it.
    fn string(&mut self, quote: Quote) -> Option<()> {
        let start = self.at;
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                return None;
            };
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
                    // No string: an apostrophe in a text.
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

    /// The words of a string that could be names: `"$NAME"`, the property in `flags["newCart"]`, and whatever is in a long
    /// one, whose holes are not looked for.
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

    /// `'x'`, `'\n'`; anything else with an apostrophe is a lifetime, a label or a separator.
    fn character(&mut self) {
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
    fn sharp_string(&mut self, byte: u8) -> Option<()> {
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

    /// `r"…"`, `r#"…"#`, `R"x(…)x"`, `#"…"#`, at what follows the letter. Moves only where there is one.
    fn raw_string(&mut self) -> Option<()> {
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
    fn heredoc(&mut self) -> Option<()> {
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

    /// Whether a slash begins a regular expression, and is no division and no end of an element.
    fn is_regex(&self) -> bool {
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

    fn regex(&mut self) {
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
