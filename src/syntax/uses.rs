//! What code does with values: comparisons with literals, and loops.
//!
//! Facts keep neither, since they would take memory in every file and matter to a few rules in few files. [`uses`] parses
//! one text when a rule asks. The patterns are the `uses.scm` of each language: `@subject` is a value that is compared with
//! `@literal`, or with the name `@key`; `@loop` is evaluated again and again.

use std::sync::Arc;

use tree_sitter::{Node, Tree};

use super::facts::FileFacts;
use super::language::Language;
use super::nodes::Nodes;
use super::pattern::Patterns;
use crate::text::ByteRange;

/// What the code of one file does with values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Facts of the whole text.
    pub facts: Arc<FileFacts>,
    /// Comparisons, in the order of the text.
    pub comparisons: Vec<Comparison>,
    /// Code that is evaluated once per iteration.
    pub loops: Vec<ByteRange>,
}

/// A value that is compared with a literal: by an operator, as a case, or as a key of an object that it is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The value, without parentheses, `await` and casts around it.
    pub subject: ByteRange,
    /// The literal, with its quotes.
    pub literal: ByteRange,
    /// The literal is a name that stands for its text: `{ dark: … }`.
    pub is_name: bool,
}

/// What the code of a text does with values. Parses the text.
pub fn uses(language: Language, text: &str) -> Uses {
    super::extract::extract_uses(language, text)
}

impl Uses {
    /// The same at other positions: `map` translates the start and the end of each range.
    pub(super) fn mapped(self, facts: Arc<FileFacts>, map: &dyn Fn(u32, u32) -> (u32, u32)) -> Self {
        let range = |range: ByteRange| {
            let (start, end) = map(range.start as u32, range.end as u32);
            ByteRange::new(start as usize, end as usize)
        };
        let comparisons = self.comparisons.into_iter().map(|comparison| Comparison {
            subject: range(comparison.subject),
            literal: range(comparison.literal),
            ..comparison
        });
        Self { facts, comparisons: comparisons.collect(), loops: self.loops.into_iter().map(range).collect() }
    }
}

/// The role of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Capture {
    Subject,
    Literal,
    Key,
    Loop,
    /// Used by a predicate only.
    Tested,
}

/// The compiled patterns of a language.
#[derive(Default)]
pub(crate) struct UsePatterns {
    patterns: Option<Patterns>,
    captures: Vec<Capture>,
}

impl UsePatterns {
    pub(crate) fn new(source: &str, language: &tree_sitter::Language) -> Result<Self, String> {
        let patterns = Patterns::parse(source, language)?;
        let capture = |name: &String| {
            Ok(match name.as_str() {
                "subject" => Capture::Subject,
                "literal" => Capture::Literal,
                "key" => Capture::Key,
                "loop" => Capture::Loop,
                "method" | "operator" => Capture::Tested,
                _ => return Err(format!("no capture is called `{name}`")),
            })
        };
        let captures = patterns.captures.iter().map(capture).collect::<Result<_, String>>()?;
        Ok(Self { patterns: Some(patterns), captures })
    }

    /// Adds what is found in a tree.
    pub(super) fn find(&self, tree: &Tree, text: &str, found: &mut Uses) {
        let Some(patterns) = &self.patterns else { return };
        let nodes = &Nodes::below(tree.root_node());
        for at in 0..nodes.len() {
            patterns.matches(nodes, at, text, &mut |captures| {
                let captured = |wanted: Capture| {
                    let mut with = captures.iter().filter(|(id, _)| self.captures[*id as usize] == wanted);
                    with.next().map(|(_, at)| nodes.get(*at).node)
                };
                found.loops.extend(captured(Capture::Loop).map(range_of));
                let key = captured(Capture::Key);
                if let (Some(subject), Some(literal)) = (captured(Capture::Subject), captured(Capture::Literal).or(key))
                {
                    let is_name = key.is_some();
                    let (one, other) = (range_of(unwrapped(subject)), range_of(unwrapped(literal)));
                    let is_literal = |range: ByteRange| range.of(text).starts_with(is_literal_start);
                    // `"dark" == theme`
                    let is_swapped = !is_name && is_literal(one) && !is_literal(other);
                    let (subject, literal) = if is_swapped { (other, one) } else { (one, other) };
                    found.comparisons.push(Comparison { subject, literal, is_name });
                }
            });
        }
        found.comparisons.sort_by_key(|comparison| (comparison.literal.start, comparison.subject.start));
        found.comparisons.dedup();
    }
}

fn is_literal_start(first: char) -> bool {
    first.is_ascii_digit() || matches!(first, '"' | '\'' | '`' | '@' | '<' | '-')
}

fn range_of(node: Node<'_>) -> ByteRange {
    ByteRange::new(node.start_byte(), node.end_byte())
}

/// The value below parentheses, `await` and casts. Nodes that may give another value, such as `??`, are kept.
fn unwrapped(mut node: Node<'_>) -> Node<'_> {
    /// In all grammars.
    const SAME: &[&str] = &[
        "parenthesized_expression",
        "condition_clause",
        "parens",
        "paren_expr",
        "tuple_expression",
        "await_expression",
        "await",
        "try_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "null_assertion_expression",
        "reference_expression",
        "literal",
    ];
    while SAME.contains(&node.kind())
        && (node.named_child_count() == 1 || matches!(node.kind(), "as_expression" | "satisfies_expression"))
        && let Some(inner) = node.named_child(0)
    {
        node = inner;
    }
    node
}
