//! What stands at a place that is no site, for telling why it is none.

use crate::syntax::facts::{Argument, CallFact, Expr, FileFacts, Name, Text};
use crate::syntax::languages::sdk_of;
use crate::syntax::{Language, extract};
use crate::text::ByteRange;

/// What stands at a place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Neither a string nor a name.
    Nothing,
    /// A name that is used, or a word outside of code.
    Word {
        /// The word.
        text: String,
        /// The call that it is an argument of.
        argument: Option<ArgumentOf>,
    },
    /// A string between quotes.
    Quoted {
        /// The value.
        value: String,
        /// Its content in the text.
        range: ByteRange,
        /// The call that it is an argument of.
        argument: Option<ArgumentOf>,
    },
}

/// The call around an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgumentOf {
    /// What is called, as written.
    pub callee: String,
    /// The last step of it.
    pub name: String,
    /// The language's SDK table has a method of this name.
    pub in_table: bool,
    /// One of those methods takes its key where this argument is.
    pub takes_key: bool,
}

/// The modules of LaunchDarkly's SDKs that a text imports.
pub fn sdk_imports(language: Language, text: &str) -> Vec<String> {
    let facts = extract(language, text);
    let Some(table) = sdk_of(language) else { return Vec::new() };
    let modules = facts.imports.iter().map(|import| facts.text(import.module));
    let mut modules: Vec<String> = modules.filter(|module| table.is_sdk_module(module)).map(str::to_owned).collect();
    modules.dedup();
    modules
}

/// What stands at a byte offset of a text.
pub fn place_at(language: Option<Language>, text: &str, offset: usize) -> Place {
    let facts = language.map(|language| extract(language, text)).unwrap_or_default();
    let mut around: Vec<(&CallFact, &Argument)> = facts
        .calls
        .iter()
        .flat_map(|call| facts.arguments(call).iter().map(move |argument| (call, argument)))
        .filter(|(_, argument)| argument.start as usize <= offset && offset < argument.end as usize)
        .collect();
    // The innermost first: an object literal's entry before the object.
    around.sort_by_key(|(_, argument)| argument.end - argument.start);
    let argument_of = |(call, argument): &(&CallFact, &Argument)| describe(&facts, text, call, argument);
    let is_here = |string: Text| string.start as usize <= offset + 1 && offset <= string.end as usize;
    for pair in &around {
        if let Expr::Text(string) = pair.1.value
            && is_here(string)
        {
            let value = facts.text(string.value).to_owned();
            return Place::Quoted { value, range: string.range(), argument: Some(argument_of(pair)) };
        }
    }
    let defined = facts.definitions.iter().find_map(|definition| match definition.value {
        Expr::Text(string) if is_here(string) => Some(string),
        _ => None,
    });
    if let Some(string) = defined {
        return Place::Quoted { value: facts.text(string.value).to_owned(), range: string.range(), argument: None };
    }
    if let Some(range) = quoted_at(text, offset) {
        return Place::Quoted { value: range.of(text).to_owned(), range, argument: None };
    }
    let word = word_at(text, offset).of(text).to_owned();
    if word.is_empty() {
        return Place::Nothing;
    }
    let argument = around.first().filter(|(_, argument)| matches!(argument.value, Expr::Path(_)));
    Place::Word { text: word, argument: argument.map(argument_of) }
}

fn describe(facts: &FileFacts, text: &str, call: &CallFact, argument: &Argument) -> ArgumentOf {
    let name = facts.callee_name(call).to_owned();
    let steps = facts.path(call.callee);
    let written = match (steps.first(), steps.last()) {
        (Some(first), Some(last)) => text.get(first.start as usize..last.end as usize).unwrap_or_default(),
        _ => "",
    };
    let callee: String = written.split_whitespace().collect();
    let table = facts.language.and_then(sdk_of);
    let methods: Vec<_> = table.iter().flat_map(|table| table.named(&name)).map(|(_, method)| method).collect();
    let takes_key = methods.iter().any(|method| {
        let slot = method.key;
        if argument.label != Name::default() {
            return slot.label == Some(facts.text(argument.label));
        }
        argument.property == Name::default() && slot.position == Some(argument.position)
    });
    let callee = if callee.is_empty() || callee.len() > 60 { name.clone() } else { callee };
    ArgumentOf { callee, name, in_table: !methods.is_empty(), takes_key }
}

/// The content of the quotes around an offset on its line, quotes being paired from the line's start.
fn quoted_at(text: &str, offset: usize) -> Option<ByteRange> {
    let start = text.get(..offset)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let bytes = text[start..].split(['\n', '\r']).next()?.as_bytes();
    let mut from = 0;
    while let Some(open) = bytes[from..].iter().position(|byte| b"\"'`".contains(byte)).map(|at| from + at) {
        let Some(length) = bytes[open + 1..].iter().position(|byte| *byte == bytes[open]) else {
            // An apostrophe, or the start of a string of several lines.
            from = open + 1;
            continue;
        };
        let close = open + 1 + length;
        if (open..=close).contains(&(offset - start)) {
            return Some(ByteRange::new(start + open + 1, start + close));
        }
        from = close + 1;
    }
    None
}

/// The word around or right before an offset; empty where there is none.
fn word_at(text: &str, offset: usize) -> ByteRange {
    let (Some(before), Some(after)) = (text.get(..offset), text.get(offset..)) else { return ByteRange::new(0, 0) };
    let is_word = |character: char| character.is_alphanumeric() || character == '_' || character == '$';
    let start = before.trim_end_matches(is_word).len();
    ByteRange::new(start, text.len() - after.trim_start_matches(is_word).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_of_a_text_has_an_answer() {
        let text = "import x from 'y';\nf(a, 'é-b', { key: \"c\" }); // don't 'd'\nconst e = `g`;";
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
            for language in [None, Some(Language::TypeScript), Some(Language::Python)] {
                if let Place::Quoted { range, value, .. } = place_at(language, text, offset) {
                    assert_eq!(range.of(text), value);
                    assert!(range.start <= offset + 1 && offset <= range.end);
                }
            }
        }
        let at = text.find("-b").unwrap();
        let Place::Quoted { value, argument, .. } = place_at(Some(Language::TypeScript), text, at) else { panic!() };
        assert_eq!((value.as_str(), argument.unwrap().callee.as_str()), ("é-b", "f"));
    }
}
