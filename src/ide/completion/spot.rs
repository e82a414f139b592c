//! What surrounds a cursor, as far as the text tells without a parser.

use crate::text::ByteRange;

/// How far back a call's opening bracket is looked for, in bytes.
const NEARBY: usize = 2_000;

/// What stands between something and its member.
const SEPARATORS: &[&str] = &["?.", ".", "::", "->"];

/// A cursor in a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    /// The first byte after the opening quote.
    pub(super) start: usize,
    /// The closing quote, if the line has one.
    pub(super) end: Option<usize>,
    pub(super) quote: char,
}

/// A cursor at a name, which may be empty: the word, and the chain of names that it ends, `Flags.NEW`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) word: ByteRange,
    pub(super) chain: ByteRange,
}

impl Quoted {
    /// The string around an offset, quotes being paired from the start of its line.
    pub(super) fn at(text: &str, offset: usize) -> Option<Self> {
        let line_start = text.get(..offset)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let before = text.get(line_start..offset)?;
        // What is open before the offset: quotes with their content's start, and code inside of strings.
        let mut open: Vec<Option<(usize, char)>> = Vec::new();
        let mut characters = before.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            match (open.last().copied().flatten(), character) {
                (Some(_), '\\') => _ = characters.next(),
                (Some(_), '$' | '#') if next == Some('{') => {
                    characters.next();
                    open.push(None);
                }
                (Some((_, quote)), _) if character == quote => _ = open.pop(),
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => open.push(Some((line_start + at + 1, character))),
                (None, '{') if !open.is_empty() => open.push(None),
                (None, '}') => _ = open.pop(),
                (None, _) => {}
            }
        }
        let (start, quote) = open.last().copied().flatten()?;
        let rest = text.get(offset..)?.split(['\n', '\r']).next()?;
        Some(Self { start, end: rest.find(quote).map(|at| offset + at), quote })
    }

    /// What stands before the string on its line or the ones before, without the literal's prefix.
    pub(super) fn before<'t>(&self, text: &'t str) -> &'t str {
        let before = text.get(..self.start - self.quote.len_utf8()).unwrap_or_default();
        before.trim_end_matches(['@', '$', '<']).trim_end()
    }
}

impl Named {
    /// The names around an offset.
    pub(super) fn at(text: &str, offset: usize) -> Option<Self> {
        let (before, after) = (text.get(..offset)?, text.get(offset..)?);
        let word_start = before.trim_end_matches(is_word).len();
        let mut rest = after.trim_start_matches(is_word);
        let word_end = text.len() - rest.len();
        while let Some(member) = SEPARATORS.iter().find_map(|separator| rest.strip_prefix(separator)) {
            rest = member.trim_start_matches(is_word);
        }
        let end = text.len() - rest.len();
        let mut start = word_start;
        while let Some(qualifier) = without_separator(&text[..start]) {
            let name = qualifier.trim_end_matches(is_word).len();
            if name == qualifier.len() {
                break;
            }
            start = name;
        }
        Some(Self { word: ByteRange::new(word_start, word_end), chain: ByteRange::new(start, end) })
    }

    /// The name before the word, where the word is a member of something: `flags` of `flags.new`.
    pub(super) fn qualifier<'t>(&self, text: &'t str) -> Option<&'t str> {
        let before = without_separator(text.get(..self.word.start)?)?;
        let before = before.strip_suffix("()").unwrap_or(before);
        let name = &before[before.trim_end_matches(is_word).len()..];
        (!name.is_empty()).then_some(name)
    }

    /// What stands before the chain.
    pub(super) fn before<'t>(&self, text: &'t str) -> &'t str {
        text.get(..self.chain.start).unwrap_or_default().trim_end()
    }

    /// Whether the word is a name that a pattern takes out of a value: `const { new`.
    pub(super) fn is_in_pattern(&self, text: &str) -> bool {
        let before = nearby(text.get(..self.word.start).unwrap_or_default());
        let is_entry =
            |character: char| is_word(character) || character.is_whitespace() || ",:=\"'-.".contains(character);
        let Some(head) = before.trim_end_matches(is_entry).strip_suffix('{') else { return false };
        let head = head.trim_end();
        ["const", "let", "var", "(", ","].iter().any(|opener| head.ends_with(opener))
    }
}

/// The names that may take what stands at the end of a text as an argument, innermost first: the name before the bracket
/// that is open there, and a label.
pub(super) fn callees(before: &str) -> Vec<&str> {
    let before = nearby(before);
    let mut found = Vec::new();
    if let Some(labelled) = before.trim_end().strip_suffix([':', '=']) {
        found.extend(last_word(labelled));
    }
    let mut depth = 0usize;
    let mut has_message = false;
    for (at, character) in before.char_indices().rev() {
        match character {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth > 0 => depth -= 1,
            '(' => {
                found.extend(last_word(before[..at].trim_end()));
                break;
            }
            // Objective-C's `[client boolVariationForKey:`.
            '[' if !has_message => {
                has_message = true;
                let words = before[at + 1..].split_whitespace();
                found.extend(words.filter_map(|word| last_word(word.split_once(':')?.0)));
            }
            ';' if depth == 0 => break,
            _ => {}
        }
    }
    found
}

/// Operators that compare for equality, of all languages.
const COMPARISONS: &[&str] = &["==", "!=", "=:=", "=/=", "/=", "~=", "<>"];
/// Methods that do.
const METHODS: &[&str] = &["equals", "equalsIgnoreCase", "contentEquals", "isEqualToString", "isEqual"];

/// Whether what stands at the end of a text is compared with something, as far as the text tells.
pub(super) fn is_compared(before: &str) -> bool {
    const WORDS: &[&str] = &["case", "when", "is", "eq", "ne"];
    let before = before.trim_end();
    COMPARISONS.iter().any(|operator| before.ends_with(operator))
        || last_word(before).is_some_and(|word| WORDS.contains(&word))
        || before.ends_with(['(', ':']) && callees(before).into_iter().any(|callee| METHODS.contains(&callee))
}

/// Whether a literal between two texts could be compared, or a pattern: more than [`is_compared`], as the operator may
/// follow it, and other patterns be around it.
pub(super) fn may_be_compared(before: &str, after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\t']);
    if is_compared(before) || COMPARISONS.iter().any(|operator| after.starts_with(operator)) {
        return true;
    }
    let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line_end = after.find(['\n', '\r']).unwrap_or(after.len());
    let arms = ["case ", "when ", "=>", "->", "then"];
    let has_arm = arms.iter().any(|arm| before[line_start..].contains(arm) || after[..line_end].contains(arm));
    let ends = [",", "|", ":", "=>", "->", "then", "\n", "\r"];
    has_arm && (after.is_empty() || ends.iter().any(|end| after.starts_with(end)))
}

/// The brackets that the last statement of a text leaves open, closed.
pub(super) fn closers(before: &str) -> String {
    let mut open = Vec::new();
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(opened), _) if character == opened => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(') => open.push(')'),
            (None, '[') => open.push(']'),
            (None, ')' | ']') => _ = open.pop(),
            _ => {}
        }
    }
    open.into_iter().rev().collect()
}

/// A text without the separator of members at its end.
fn without_separator(text: &str) -> Option<&str> {
    SEPARATORS.iter().find_map(|separator| text.strip_suffix(separator))
}

fn last_word(text: &str) -> Option<&str> {
    let word = &text[text.trim_end_matches(is_word).len()..];
    (!word.is_empty()).then_some(word)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// The end of a text.
fn nearby(text: &str) -> &str {
    let mut start = text.len().saturating_sub(NEARBY);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_of_a_text_has_an_answer() {
        let text = "f(a?.b, 'é-b', { key: \"c\" }); // don't 'd'\nconst { e } = `g`;\r\ncase 'é";
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
            if let Some(quoted) = Quoted::at(text, offset) {
                assert!(quoted.start <= offset && quoted.end.is_none_or(|end| offset <= end));
                quoted.before(text);
            }
            let named = Named::at(text, offset).unwrap();
            assert!(named.word.touches(offset) && named.chain.contains_range(named.word));
            named.qualifier(text);
            named.is_in_pattern(text);
            callees(&text[..offset]);
            closers(&text[..offset]);
        }
    }

    #[test]
    fn the_open_call_is_found() {
        assert_eq!(callees("a(b(c), d(e, "), ["d"]);
        assert_eq!(callees("boolVariation(forKey: "), ["forKey", "boolVariation"]);
        assert_eq!(callees("a(b); "), [""; 0]);
        assert_eq!(closers("if (f(\"a)\", [x"), "]))");
    }
}
