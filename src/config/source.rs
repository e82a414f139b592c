//! The common form of TOML files and the editor's JSON, with positions for messages.

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Problem, Severity};

/// A value with its position.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub value: Value,
    pub place: Option<LineColumn>,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// Unset: JSON's `null`.
    Null,
    /// A type that no option has, described.
    Other(&'static str),
}

impl Value {
    /// Type of the value, for "found …" messages. Never the value itself: it may be a misplaced secret.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Boolean(_) => "a boolean",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Null => "nothing",
            Self::Other(words) => words,
        }
    }

    /// Whether the value counts as unset: editors send empty values for unset options.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Table(entries) => entries.is_empty(),
            Self::Integer(_) | Self::Boolean(_) | Self::Other(_) => false,
        }
    }
}

/// A `name = value` entry; the position is the name's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub name: String,
    pub place: Option<LineColumn>,
    pub node: Node,
}

/// One-based line and column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LineColumn {
    pub line: usize,
    pub column: usize,
}

/// Parses TOML. The problem has no file yet.
pub(super) fn parse_toml(text: &str) -> Result<Vec<Entry>, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match DeTable::parse(text) {
        Ok(table) => Ok(toml_entries(text, table.get_ref())),
        Err(error) => {
            let place = error.span().map(|span| place(text, span.start));
            Err(Problem {
                severity: Severity::Error,
                message: format!(
                    "invalid TOML: {}. The file is ignored until it is fixed; its previous values still apply",
                    error.message().trim_end_matches('.')
                ),
                file: None,
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                whole_file: true,
            })
        }
    }
}

/// Parses the editor's section; anything but an object is empty.
pub(super) fn from_json(section: &Json) -> Vec<Entry> {
    let Json::Object(object) = section else { return Vec::new() };
    // Some clients wrap the section in an object.
    if let (1, Some(inner @ Json::Object(_))) = (object.len(), object.get("flagwise")) {
        return from_json(inner);
    }
    json_entries(object)
}

fn json_entries(object: &serde_json::Map<String, Json>) -> Vec<Entry> {
    object.iter().map(|(name, value)| Entry { name: name.clone(), place: None, node: json_node(value) }).collect()
}

fn json_node(value: &Json) -> Node {
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean(*value),
        // Lua, Neovim's configuration language, serializes 30 as 30.0.
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::Integer(whole),
            (None, Some(number)) if number.fract() == 0.0 && number.abs() < 9e15 => Value::Integer(number as i64),
            _ => Value::Other("a number"),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(json_node).collect()),
        Json::Object(object) => Value::Table(json_entries(object)),
    };
    Node { value, place: None }
}

fn toml_entries(text: &str, table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<(usize, Entry)> = table
        .iter()
        .map(|(name, value)| {
            let start = name.span().start;
            let entry = Entry {
                name: name.get_ref().to_string(),
                place: Some(place(text, start)),
                node: toml_node(text, value),
            };
            (start, entry)
        })
        .collect();
    entries.sort_by_key(|(start, _)| *start);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn toml_node(text: &str, value: &Spanned<DeValue<'_>>) -> Node {
    let place = place(text, value.span().start);
    let value = match value.get_ref() {
        DeValue::String(value) => Value::Text(value.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number that is too large"),
        },
        DeValue::Float(_) => Value::Other("a number with a fraction"),
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(items) => Value::List(items.iter().map(|item| toml_node(text, item)).collect()),
        DeValue::Table(table) => Value::Table(toml_entries(text, table)),
    };
    Node { value, place: Some(place) }
}

fn place(text: &str, offset: usize) -> LineColumn {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    LineColumn { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}
