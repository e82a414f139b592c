//! Block heads: the tokens before a brace decide what kind of block it opens.

use super::lexer::{Lexer, Open};
use crate::syntax::extract::KEY_METHODS;

/// A word's range.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span(pub(super) u32, pub(super) u32);

/// The tokens since the last `;`, `{` or `}` at one bracket depth.
#[derive(Default, Clone, Copy)]
pub(super) struct Head {
    /// The last non-blank byte.
    pub(super) last: u8,
    /// The byte before it.
    pub(super) before: u8,
    /// The last word, if only blanks follow.
    pub(super) word: Span,
    /// The word before the last parenthesis.
    pub(super) called: Span,
    pub(super) parentheses: bool,
    /// Whether it is the head of a type.
    pub(super) is_type: bool,
    pub(super) is_function: bool,
    pub(super) equals: bool,
    /// The word before the first `:` of the line.
    pub(super) declared: Span,
    /// The name of the type.
    pub(super) type_name: Span,
    pub(super) wants_type_name: bool,
}

impl Lexer<'_> {
    /// Whether the brace opens the body of a function, branch or loop.
    pub(super) fn is_body(&self) -> bool {
        let head = &self.here;
        if head.is_type {
            return false;
        }
        let word = self.text(head.word);
        match head.last {
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
        }
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

    /// Whether the block is never skipped. Assignments in constructors determine the types of fields and which of them
    /// hold keys; enum members are resolved through methods with these names.
    pub(super) fn is_kept(&self) -> bool {
        const NAMES: &[&[u8]] = &[b"constructor", b"init", b"__construct", b"base", b"this", b"super"];
        let called = self.text(self.here.called);
        let is_type = |open: &Open| !called.is_empty() && self.text(open.head.type_name) == called;
        NAMES.contains(&called)
            || KEY_METHODS.iter().any(|name| name.as_bytes() == called)
            || self.open.iter().any(is_type)
    }
}
