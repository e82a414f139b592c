//! Completion: keys, constants that hold keys, properties of sets of flags, and values of variations, each where it is
//! expected and nowhere else.
//!
//! [`target`] finds out what is expected at the cursor, `items` lists it. Most positions are dismissed by a look at the
//! text around the cursor: the editor asks while anything is typed.

mod items;
mod probe;
mod spot;
mod target;
#[cfg(test)]
mod tests;
mod values;

use crate::text::ByteRange;

use super::{Analysis, Card, SourceFile, TextEdit, card};
use target::Target;

/// What is offered at a cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Completions {
    /// What is replaced, up to the cursor, by clients that insert.
    pub insert: ByteRange,
    /// What is replaced, all of it.
    pub replace: ByteRange,
    /// In the order of their `sort_text`, but for equal ones.
    pub items: Vec<Completion>,
    /// There are more that match what was typed so far: ask again once more is typed.
    pub is_incomplete: bool,
}

/// One offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// What is shown.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// More about it, in a few words: `boolean · on in Production`.
    pub detail: Option<String>,
    /// The flag's or the variation's name.
    pub description: Option<String>,
    /// What typed text is compared with.
    pub filter_text: String,
    /// Orders the offers.
    pub sort_text: String,
    /// The flag is archived or deprecated.
    pub is_deprecated: bool,
    /// The text that is inserted.
    pub new_text: String,
    /// Another edit that it needs, which touches but does not overlap what is replaced.
    pub also: Option<TextEdit>,
    /// The key of the flag.
    pub flag: String,
}

/// Kinds of offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// A key.
    Key,
    /// A constant that holds a key.
    Constant,
    /// A property of a set of flags.
    Property,
    /// A value of a variation.
    Value,
}

/// What can be written at an offset of a file; `None`, fast, where nothing of ours is expected.
pub fn completions(analysis: &Analysis<'_>, path: &str, offset: usize) -> Option<Completions> {
    let catalog = analysis.catalog?;
    let file = analysis.files.file(path)?;
    let target = target::target(analysis, &file, offset)?;
    let replace = target.range();
    let insert = ByteRange::new(replace.start, offset.max(replace.start));
    let typed = insert.of(&file.text);
    let (items, is_incomplete) = match &target {
        Target::Key { kind, .. } => items::keys(catalog, &file, replace, *kind, typed),
        Target::Property { property, .. } => items::properties(analysis, catalog, property, typed),
        Target::Constant { kind, .. } => items::constants(analysis, catalog, &file, offset, *kind, typed),
        Target::Value { key, in_string, .. } => (values::values(catalog, &file, key, *in_string), false),
    };
    (!items.is_empty()).then_some(Completions { insert, replace, items, is_incomplete })
}

/// The documentation of an offer; `None` where the flag is gone.
pub fn completion_card(analysis: &Analysis<'_>, key: &str) -> Option<Card> {
    analysis.catalog?.flag(key)?;
    Some(card(analysis, key))
}

/// Whether a text could be a key, or the start of one.
fn is_key_like(text: &str) -> bool {
    text.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_' | '.'))
}

/// The text after an offset on its line.
fn rest_of_line(file: &SourceFile, offset: usize) -> &str {
    file.text.get(offset..).and_then(|rest| rest.split(['\n', '\r']).next()).unwrap_or_default()
}
