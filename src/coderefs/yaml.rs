//! YAML as a tree with positions, with limits against hostile input.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{LineColumn, Problem};

/// Maximum nesting depth.
const DEPTH: usize = 40;
/// Maximum number of values, counting those of an alias each time.
const VALUES: usize = 200_000;
/// Maximum number of bytes of all texts, counting those of an alias each time. The file has at most 1 MiB.
const BYTES: usize = 4 << 20;

/// A value with its position.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) place: LineColumn,
    pub(super) value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A scalar of any type, and whether it is unquoted.
    Text(String, bool),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Text of a scalar that is neither empty nor `null`.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text, plain) if !(*plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")) => {
                Some(text)
            }
            _ => None,
        }
    }

    /// Whether the value is empty or `null`.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Text(..)) && self.text().is_none()
    }

    pub(super) fn items(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn entries(&self) -> Option<&[(Node, Node)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Value of a key in a map. Keys are compared case-insensitively, as in the scanner.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        let named = |entry: &&(Node, Node)| entry.0.text().is_some_and(|key| key.eq_ignore_ascii_case(name));
        self.entries()?.iter().find(named).map(|(_, value)| value).filter(|value| !value.is_null())
    }

    /// Type of the value, for "found …" messages.
    pub(super) fn words(&self) -> &'static str {
        match self.value {
            Value::Text(..) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// Parses the first document, if any.
pub(super) fn read(text: &str) -> Result<Option<Node>, Problem> {
    let mut reader = Reader { parser: Parser::new_from_str(text), anchors: HashMap::new(), cost: Cost::default() };
    loop {
        match reader.next()? {
            (Event::DocumentStart(_), _) => {
                let first = reader.next()?;
                return reader.node(first, 0).map(Some);
            }
            (Event::StreamEnd, _) => return Ok(None),
            _ => {}
        }
    }
}

/// Numbers of values and bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    values: usize,
    bytes: usize,
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// The values by the number of their anchor, each with its cost.
    anchors: HashMap<usize, (Node, Cost)>,
    cost: Cost,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, LineColumn), Problem> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, place(&span.start))),
            Some(Err(error)) => {
                let message = format!("invalid YAML: {}", error.info());
                Err(Problem { place: place(error.marker()), message })
            }
            None => Ok((Event::StreamEnd, LineColumn { line: 1, column: 1 })),
        }
    }

    fn count(&mut self, more: Cost, place: LineColumn) -> Result<(), Problem> {
        self.cost = Cost { values: self.cost.values + more.values, bytes: self.cost.bytes + more.bytes };
        let message = match self.cost {
            Cost { values, .. } if values > VALUES => format!("the file has more than {VALUES} values; shorten it"),
            Cost { bytes, .. } if bytes > BYTES => {
                format!("the texts of the file have more than {} MiB, with those of aliases; shorten it", BYTES >> 20)
            }
            _ => return Ok(()),
        };
        Err(Problem { place, message })
    }

    fn node(&mut self, (event, place): (Event<'t>, LineColumn), depth: usize) -> Result<Node, Problem> {
        if depth > DEPTH {
            return Err(Problem { place, message: format!("values are nested more than {DEPTH} deep; flatten them") });
        }
        let before = self.cost;
        let bytes = if let Event::Scalar(text, ..) = &event { text.len() } else { 0 };
        self.count(Cost { values: 1, bytes }, place)?;
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, _) => {
                (anchor, Value::Text(text.into_owned(), style == ScalarStyle::Plain))
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd | Event::StreamEnd, _) => break,
                        next => items.push(self.node(next, depth + 1)?),
                    }
                }
                (anchor, Value::List(items))
            }
            Event::MappingStart(anchor, _) => {
                let mut entries = Vec::new();
                loop {
                    match self.next()? {
                        (Event::MappingEnd | Event::StreamEnd, _) => break,
                        next => {
                            let name = self.node(next, depth + 1)?;
                            let next = self.next()?;
                            entries.push((name, self.node(next, depth + 1)?));
                        }
                    }
                }
                (anchor, Value::Map(entries))
            }
            Event::Alias(anchor) => {
                let Some((_, cost)) = self.anchors.get(&anchor) else {
                    return Err(Problem { place, message: "undefined YAML anchor".into() });
                };
                // Counted before it is copied.
                self.count(*cost, place)?;
                let value = self.anchors.get(&anchor).map(|(node, _)| node.value.clone());
                return Ok(Node { place, value: value.unwrap_or(Value::List(Vec::new())) });
            }
            _ => (0, Value::Text(String::new(), true)),
        };
        let node = Node { place, value };
        if anchor > 0 {
            let Cost { values, bytes } = self.cost;
            let cost = Cost { values: values - before.values, bytes: bytes - before.bytes };
            // The anchor has a copy of the value.
            self.count(cost, place)?;
            self.anchors.insert(anchor, (node.clone(), cost));
        }
        Ok(node)
    }
}

fn place(marker: &Marker) -> LineColumn {
    LineColumn { line: marker.line(), column: marker.col() + 1 }
}
