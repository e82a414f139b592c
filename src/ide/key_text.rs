//! Keys as code writes them: in strings, as symbols and as names of properties, and the edits that write another.

use crate::index::{Form, Reference};
use crate::syntax::Language;
use crate::text::ByteRange;

use super::{SourceFile, TextEdit};

/// Whether a range is the key itself, in quotes or behind the colon of a symbol, and not a name for it.
pub(super) fn is_literal(file: &SourceFile, range: ByteRange, key: &str) -> bool {
    let is_mark = |before| matches!(before, '"' | '\'' | '`' | ':');
    file.text.get(range.start..range.end) == Some(key) && character_before(file, range).is_some_and(is_mark)
}

/// Whether the text of a range stands in quotes.
pub(super) fn is_quoted(file: &SourceFile, range: ByteRange) -> bool {
    character_before(file, range).is_some_and(|before| matches!(before, '"' | '\'' | '`'))
}

/// What replaces the text of a range that is a key: keys need no escapes, but symbols, atoms and labels such as `:my_key`,
/// `my_key` and `my_key:` need quotes for `my-key`.
pub(super) fn written(file: &SourceFile, range: ByteRange, key: &str) -> String {
    let after = file.text.get(range.end..).and_then(|rest| rest.chars().next());
    let is_symbol = character_before(file, range) == Some(':') || after == Some(':');
    match file.language {
        _ if is_quoted(file, range) => key.to_owned(),
        // A capital begins a variable.
        Some(Language::Erlang) if !is_word(key) || !key.starts_with(|first: char| first.is_ascii_lowercase()) => {
            format!("'{key}'")
        }
        Some(language) if is_symbol && !is_word(key) && has_symbols(language) => format!("\"{key}\""),
        _ => key.to_owned(),
    }
}

/// The edit that gives a property another name, which need not be an identifier. The local name that a pattern or a short
/// entry of an object has is kept. `None` for a name that stands for a constant.
pub(super) fn property_edit(file: &SourceFile, reference: &Reference, name: &str) -> Option<TextEdit> {
    let (mut range, annotation) = (reference.range, None);
    if is_quoted(file, range) {
        return Some(TextEdit { range, new_text: name.to_owned(), annotation });
    }
    let key = if is_property_name(name) { name.to_owned() } else { format!("\"{name}\"") };
    let before = file.text.get(..range.start)?.trim_end();
    let new_text = match reference.form {
        Form::SetProperty if before.ends_with('.') && is_property_name(name) => key,
        Form::SetProperty if before.ends_with('.') => {
            // `flags?.newCart` is `flags?.["new-cart"]`.
            let is_optional = before.ends_with("?.");
            range.start = before.len() - usize::from(!is_optional);
            format!("[{key}]")
        }
        Form::SetProperty | Form::Destructured | Form::Mention => {
            let after = file.text.get(range.end..)?.trim_start();
            if after.starts_with(':') { key } else { format!("{key}: {}", range.of(&file.text)) }
        }
        Form::TypeMember => key,
        _ => return None,
    };
    Some(TextEdit { range, new_text, annotation })
}

/// Whether a language has names for texts that stand without quotes: Ruby's and Elixir's symbols, labels of entries.
fn has_symbols(language: Language) -> bool {
    matches!(language.family(), Language::Ruby | Language::Elixir | Language::JavaScript)
}

fn is_property_name(name: &str) -> bool {
    is_word(&name.replace('$', "_"))
}

fn is_word(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !text.starts_with(|first: char| first.is_ascii_digit())
}

fn character_before(file: &SourceFile, range: ByteRange) -> Option<char> {
    file.text.get(..range.start)?.chars().next_back()
}
