//! The block scanner of Python: statements by indentation.

use super::lexer::{hash, is_word};
use super::{Part, Scanned, Value, Word};

/// Maximum nesting depth of plausible code.
const DEEPEST: usize = 100;

/// Scans a text; `None` if brackets, quotes or indentation do not match.
pub(super) fn lex(bytes: &[u8]) -> Option<Scanned> {
    let mut reader = Reader { bytes, at: 0, lines: Vec::new(), found: Scanned::default() };
    while reader.at < bytes.len() {
        reader.line()?;
    }
    let Reader { lines, mut found, .. } = reader;
    let renamed = found.words.windows(3).filter(|words| words[1].hash() == hash(b"as"));
    found.aliases = renamed.map(|words| (words[0].hash(), words[2].hash())).collect();
    let first = lines.first().map_or(0, |line| line.indent);
    let mut nesting = Nesting { lines: &lines, length: bytes.len(), found: &mut found };
    let end = nesting.block(0, first, false, 0)?;
    (end == lines.len()).then_some(found)
}

/// A logical line: a simple statement, or the head of a compound one.
struct Line {
    start: usize,
    indent: usize,
    first_word: usize,
    last_word: usize,
    kind: LineKind,
    /// The defined value.
    value: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Simple,
    Decorator,
    /// `if …:`, `with …:`
    Head,
    /// `def …:`
    Function,
    /// `else:`, `except …:`, which continue the previous statement.
    Clause,
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    lines: Vec<Line>,
    found: Scanned,
}

impl Reader<'_> {
    /// Reads a logical line; blank lines are skipped.
    fn line(&mut self) -> Option<()> {
        let (start, mut indent) = (self.at, 0);
        while let Some(blank @ (b' ' | b'\t' | b'\r' | b'\x0c')) = self.bytes.get(self.at) {
            indent = if *blank == b'\t' { (indent / 8 + 1) * 8 } else { indent + usize::from(*blank == b' ') };
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            None => return Some(()),
            Some(b'\n') => {
                self.at += 1;
                return Some(());
            }
            Some(b'#') => {
                self.skip_line();
                return Some(());
            }
            _ => {}
        }
        let first_word = self.found.words.len();
        let is_decorator = self.bytes[self.at] == b'@';
        let (ends_in_colon, assigned, declared) = self.statement()?;
        let word = |at: usize| self.found.words.get(first_word + at).map(|word| word.hash());
        let is = |names: &[&[u8]]| word(0).is_some_and(|word| names.iter().any(|name| hash(name) == word));
        let is_async = is(&[b"async"]);
        let kind = match ends_in_colon {
            _ if is_decorator => LineKind::Decorator,
            _ if is(&[b"elif", b"else", b"except", b"finally"]) => LineKind::Clause,
            true if is(&[b"def"]) || is_async && word(1) == Some(hash(b"def")) => LineKind::Function,
            true => LineKind::Head,
            false => LineKind::Simple,
        };
        let names = match (kind, assigned) {
            (LineKind::Head, _) if is(&[b"for"]) => [word(1).unwrap_or_default(), 0],
            (LineKind::Simple, Some(assigned)) => [assigned, declared.unwrap_or_default()],
            _ => [0, 0],
        };
        let (end, last_word) = (self.at, self.found.words.len());
        let value = (names != [0, 0]).then(|| {
            let (first_word, last_word) = (first_word as u32, last_word as u32);
            self.found.values.push(Value {
                names,
                start: start as u32,
                end: end as u32,
                first_word,
                last_word,
                scope: 0,
                has_text: false,
            });
            self.found.values.len() - 1
        });
        self.lines.push(Line { start, indent, first_word, last_word, kind, value });
        Some(())
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at = memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |length| self.at + length + 1);
    }

    /// Reads to the end of a statement; returns whether it ends with a colon, the word before its first `=`, and the
    /// one before its first `:`.
    fn statement(&mut self) -> Option<(bool, Option<u32>, Option<u32>)> {
        let mut depth = 0_usize;
        let (mut last, mut word) = (b' ', None);
        let (mut assigned, mut declared) = (None, None);
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' if depth == 0 => {
                    self.at += 1;
                    break;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b'\x0c' => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.skip_line();
                    // The line break counts.
                    self.at -= usize::from(self.bytes[self.at - 1] == b'\n');
                    continue;
                }
                b'\\' => {
                    self.at += 1;
                    self.skip_line();
                    continue;
                }
                b'"' | b'\'' => {
                    let prefix = &self.bytes[self.at.saturating_sub(2)..self.at];
                    self.string(last == b'a' && prefix.iter().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T')))?;
                }
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
                b'=' if depth == 0 => {
                    let is_compared = self.bytes.get(self.at + 1) == Some(&b'=') || b"=!<>".contains(&last);
                    if !is_compared {
                        assigned = assigned.or(word);
                    }
                }
                b':' if depth == 0 && assigned.is_none() => declared = declared.or(word),
                _ if is_word(byte) => {
                    let rest = &self.bytes[self.at..];
                    let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
                    let is_called = byte.is_ascii_lowercase() && rest.get(length) == Some(&b'(');
                    let hashed = hash(&rest[..length]);
                    self.found.words.push(Word::new(hashed, depth == 0 && !is_called));
                    self.at += length;
                    (last, word) = (b'a', Some(hashed));
                    continue;
                }
                _ => {}
            }
            if !matches!(byte, b'"' | b'\'') {
                self.at += 1;
            }
            (last, word) = (byte, None);
        }
        (depth == 0).then_some((last == b':', assigned, declared))
    }

    /// A string; words in interpolations count.
    fn string(&mut self, has_holes: bool) -> Option<()> {
        let quote = self.bytes[self.at];
        let rest = &self.bytes[self.at..];
        let is_triple = rest.starts_with(&[quote; 3]);
        self.at += if is_triple { 3 } else { 1 };
        let start = self.at;
        loop {
            let rest = self.bytes.get(self.at..)?;
            match *rest.first()? {
                b'\\' => self.at += 2,
                b'\n' if !is_triple => return None,
                byte if byte == quote && (!is_triple || rest.starts_with(&[quote; 3])) => {
                    let words = self.bytes[start..self.at].split(|byte| !is_word(*byte));
                    let words = words.filter(|word| has_holes && !word.is_empty());
                    self.found.words.extend(words.map(|word| Word::new(hash(word), false)));
                    self.at += if is_triple { 3 } else { 1 };
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
    }
}

/// Groups lines into blocks.
struct Nesting<'l> {
    lines: &'l [Line],
    length: usize,
    found: &'l mut Scanned,
}

impl Nesting<'_> {
    /// The statements of equal indentation from a line on; returns the line after them. `None` for invalid indentation.
    fn block(&mut self, from: usize, indent: usize, in_function: bool, depth: usize) -> Option<usize> {
        let mut at = from;
        let mut kept = None;
        while let Some(line) = self.lines.get(at).filter(|line| line.indent >= indent) {
            if line.indent != indent || depth > DEEPEST {
                return None;
            }
            let (next, is_simple) = self.statement(at, in_function, depth)?;
            if in_function {
                let number = self.push(at, next);
                // A block cannot be empty.
                if is_simple || kept.is_none() {
                    kept = Some(number);
                }
            }
            at = next;
        }
        if let Some(kept) = kept {
            self.found.parts[kept].is_needed = true;
        }
        Some(at)
    }

    /// Reads a statement; returns the line after it, and whether it is simple.
    fn statement(&mut self, from: usize, in_function: bool, depth: usize) -> Option<(usize, bool)> {
        let mut at = from;
        while self.lines.get(at).is_some_and(|line| line.kind == LineKind::Decorator) {
            at += 1;
        }
        let head = self.lines.get(at)?;
        let is_simple = head.kind == LineKind::Simple && at == from;
        loop {
            let is_function = self.lines[at].kind == LineKind::Function;
            let first_line = at;
            at += 1;
            if let Some(inner) = self.lines.get(at).filter(|inner| inner.indent > head.indent) {
                at = self.block(at, inner.indent, in_function || is_function, depth + 1)?;
            }
            if is_function {
                self.end_scope(first_line, at);
            }
            let goes_on = |next: &&Line| next.indent == head.indent && next.kind == LineKind::Clause;
            if self.lines.get(at).filter(goes_on).is_none() {
                return Some((at, is_simple && at == from + 1));
            }
        }
    }

    /// Ends the scope of names in a function at the line `next`.
    fn end_scope(&mut self, from: usize, next: usize) {
        let scope = self.lines[next - 1].last_word as u32;
        for value in self.lines[from..next].iter().filter_map(|line| line.value) {
            let value = &mut self.found.values[value];
            value.scope = if value.scope == 0 { scope } else { value.scope };
        }
    }

    /// Adds the statement that spans some lines; returns its index.
    fn push(&mut self, from: usize, next: usize) -> usize {
        let line = &self.lines[from];
        let end = self.lines.get(next).map_or(self.length, |line| line.start);
        self.found.parts.push(Part {
            start: line.start as u32,
            end: end as u32,
            first_word: line.first_word as u32,
            last_word: self.lines[next - 1].last_word as u32,
            is_kept: false,
            is_needed: false,
        });
        self.found.parts.len() - 1
    }
}
