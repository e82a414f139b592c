//! The values of a flag's variations, as literals of a language.

use serde_json::Value;

use crate::flags::{Catalog, FlagState};
use crate::ide::{SourceFile, words};
use crate::syntax::Language;

use super::{Completion, CompletionKind};

/// The values that a flag can have, in the order of its variations. `in_string` is whether the cursor is between quotes:
/// then they are texts, without quotes.
pub(super) fn values(catalog: &Catalog, file: &SourceFile, key: &str, in_string: bool) -> Vec<Completion> {
    let (Some(flag), Some(language)) = (catalog.flag(key), file.language) else { return Vec::new() };
    let all = flag.variations.iter().enumerate().filter_map(|(at, variation)| {
        let new_text = match &variation.value {
            Value::String(text) if in_string => escaped(language, text, None),
            _ if in_string => return None,
            value => literal(language, value)?,
        };
        let name = variation.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        Some(Completion {
            label: words::plain(&new_text),
            kind: CompletionKind::Value,
            detail: Some(format!("{} of {}", variation_name(at, name), words::plain(key))),
            description: None,
            filter_text: format!("{new_text} {}", name.unwrap_or_default()).trim_end().to_owned(),
            sort_text: format!("{at:04}"),
            is_deprecated: !matches!(flag.state(), FlagState::Live),
            new_text,
            also: None,
            flag: key.to_owned(),
        })
    });
    all.collect()
}

fn variation_name(at: usize, name: Option<&str>) -> String {
    name.map_or_else(|| format!("variation {}", at + 1), |name| format!("`{}`", words::plain(name)))
}

/// A value as an expression; `None` where the language has no literal for it.
fn literal(language: Language, value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(boolean(language, *value).to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(string(language, text)),
        // JSON is JavaScript.
        Value::Object(_) | Value::Array(_) | Value::Null => {
            (language.family() == Language::JavaScript).then(|| value.to_string())
        }
    }
}

fn boolean(language: Language, value: bool) -> &'static str {
    match (language, value) {
        (Language::Python | Language::Notebook | Language::Haskell, true) => "True",
        (Language::Python | Language::Notebook | Language::Haskell, false) => "False",
        (Language::ObjectiveC, true) => "YES",
        (Language::ObjectiveC, false) => "NO",
        (_, true) => "true",
        (_, false) => "false",
    }
}

fn string(language: Language, text: &str) -> String {
    let quoted = escaped(language, text, Some('"'));
    match language {
        Language::ObjectiveC => format!("@\"{quoted}\""),
        Language::Erlang => format!("<<\"{quoted}\">>"),
        Language::Apex => format!("'{}'", escaped(language, text, Some('\''))),
        _ => format!("\"{quoted}\""),
    }
}

/// A text within quotes; all kinds of quotes are escaped where the kind is not known.
fn escaped(language: Language, text: &str, quote: Option<char>) -> String {
    let interpolates = |character: char| match language {
        Language::Php | Language::Kotlin | Language::Dart => character == '$',
        Language::Ruby | Language::Elixir => character == '#',
        _ => false,
    };
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\\' => result.push_str("\\\\"),
            '"' | '\'' | '`' if quote.is_none_or(|quote| quote == character) => result.extend(['\\', character]),
            _ if interpolates(character) => result.extend(['\\', character]),
            _ => result.push(character),
        }
    }
    result
}
