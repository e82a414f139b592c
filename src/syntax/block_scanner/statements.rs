//! Statements of bodies, and values of names.

use super::heads::Span;
use super::lexer::{Kind, Lexer, hash};
use super::{Part, Value};

/// Maximum number of lines of a value whose end is not detected.
const LINES: u8 = 3;

impl Lexer<'_> {
    /// Ends a statement of a body.
    pub(super) fn ends_statement(&mut self) {
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
        // The label of a branch, which the following statements need.
        let is_label = self.found.starts_with(first_word, b"case") || self.found.starts_with(first_word, b"default");
        self.push_part((start, self.at), first_word);
        self.found.parts.last_mut().into_iter().for_each(|part| part.is_needed = goes_on || is_label);
    }

    /// Whether the following statement continues the previous one, like `else`: neither can be skipped without the
    /// other.
    pub(super) fn goes_on(&mut self, start: usize, first_word: usize, first_part: usize) -> bool {
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

    /// Adds a part with the words since `first_word`.
    pub(super) fn push_part(&mut self, (start, end): (usize, usize), first_word: usize) {
        self.found.parts.push(Part {
            start: start as u32,
            end: end as u32,
            first_word: first_word as u32,
            last_word: self.found.words.len() as u32,
            is_kept: false,
            is_needed: false,
        });
    }

    /// Starts the value of the preceding name.
    pub(super) fn begins_value(&mut self) {
        self.ends_values(self.open.len());
        let name = |span: Span| if span == Span::default() { 0 } else { hash(self.text(span)) };
        let names = [name(self.here.word), name(self.here.declared)];
        if names != [0, 0] {
            self.begun.push((self.found.values.len(), self.open.len(), 0));
            let (start, first_word) = (self.at as u32, self.found.words.len() as u32);
            self.found.values.push(Value {
                names,
                start,
                end: start,
                first_word,
                last_word: first_word,
                scope: 0,
                has_text: false,
            });
        }
    }

    /// Ends the values that started at this bracket depth.
    pub(super) fn ends_values(&mut self, depth: usize) {
        while let Some((number, ..)) = self.begun.pop_if(|(_, begun, _)| *begun >= depth) {
            let value = &mut self.found.values[number];
            (value.end, value.last_word) = (self.at as u32, self.found.words.len() as u32);
        }
    }

    /// Ends a line and, in languages without `;`, values.
    pub(super) fn ends_line(&mut self) {
        self.here.declared = Span::default();
        let depth = self.open.len();
        let Some((_, begun, lines)) = self.begun.last_mut() else { return };
        if *begun == depth {
            *lines += 1;
            if *lines >= LINES {
                self.ends_values(depth);
            }
        }
    }
}
