//! The common form of TOML files and the editor's JSON, with positions for messages.

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Affected, Problem, Severity};

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
        Ok(table) => Ok(toml_entries(&Places::new(text), table.get_ref())),
        Err(error) => {
            let place = error.span().map(|span| Places::new(text).of(span.start));
            Err(Problem {
                severity: Severity::Error,
                message: format!(
                    "invalid TOML: {}. The file is ignored until it is fixed; its previous values still apply",
                    error.message().trim_end_matches('.')
                ),
                file: None,
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                affects: Affected::File,
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

fn toml_entries(places: &Places<'_>, table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<(usize, Entry)> = table
        .iter()
        .map(|(name, value)| {
            let start = name.span().start;
            let entry = Entry {
                name: name.get_ref().to_string(),
                place: Some(places.of(start)),
                node: toml_node(places, value),
            };
            (start, entry)
        })
        .collect();
    entries.sort_by_key(|(start, _)| *start);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn toml_node(places: &Places<'_>, value: &Spanned<DeValue<'_>>) -> Node {
    let place = places.of(value.span().start);
    let value = match value.get_ref() {
        DeValue::String(value) => Value::Text(value.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number that is too large"),
        },
        DeValue::Float(_) => Value::Other("a number with a fraction"),
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(items) => Value::List(items.iter().map(|item| toml_node(places, item)).collect()),
        DeValue::Table(table) => Value::Table(toml_entries(places, table)),
    };
    Node { value, place: Some(place) }
}

/// Lines and columns of a text.
struct Places<'t> {
    text: &'t str,
    /// Offset in bytes and column, from 0, of the start of each line, and about every 1,024 bytes of a long one.
    marks: Vec<(usize, LineColumn)>,
}

impl<'t> Places<'t> {
    const STEP: usize = 1024;

    fn new(text: &'t str) -> Self {
        let mut here = LineColumn { line: 1, column: 1 };
        let mut marks = vec![(0, here)];
        let mut last = 0;
        for (at, character) in text.char_indices() {
            if at >= last + Self::STEP {
                marks.push((at, here));
                last = at;
            }
            here.column += 1;
            if character == '\n' {
                here = LineColumn { line: here.line + 1, column: 1 };
                marks.push((at + 1, here));
                last = at + 1;
            }
        }
        Self { text, marks }
    }

    fn of(&self, offset: usize) -> LineColumn {
        let after = self.marks.partition_point(|(start, _)| *start <= offset);
        let (start, place) = self.marks[after.saturating_sub(1)];
        let between = self.text.get(start..offset.min(self.text.len())).unwrap_or_default();
        LineColumn { column: place.column + between.chars().count(), ..place }
    }
}
