//! Which braces begin a body, and which bodies are never left out.

use super::*;
use crate::syntax::extract::KEY_METHODS;

impl Lexer<'_> {
    /// Whether the brace here begins the body of a function, a branch or a loop.
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

    /// Whether what the brace here begins is never left out. What constructors assign tells the types of fields, and which of
    /// them hold keys; what the members of an enum are called is told by methods that are called so.
    pub(super) fn is_kept(&self) -> bool {
        const NAMES: &[&[u8]] = &[b"constructor", b"init", b"__construct", b"base", b"this", b"super"];
        let called = self.text(self.here.called);
        let is_type = |open: &Open| !called.is_empty() && self.text(open.head.type_name) == called;
        NAMES.contains(&called)
            || KEY_METHODS.iter().any(|name| name.as_bytes() == called)
            || self.open.iter().any(is_type)
    }
}
