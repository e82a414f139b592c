//! What code does with values: comparisons with literals, and loops.
//!
//! Facts keep neither, since they would take memory in every file and matter to a few rules in few files, and to completion
//! at one place: [`ParsedText`](super::ParsedText) finds them when asked. The patterns are the `uses.scm` of each language:
//! `@subject` is a value that is compared with `@literal`, or with the name `@key`; `@loop` is evaluated again and again.

use tree_sitter::{Node, Tree};

use super::LiteralValue;
use super::comments::Parsed;
use super::language::Language;
use super::languages::compiled;
use super::nodes::Nodes;
use super::notebook::NotebookCode;
use super::pattern::{Captured, Patterns};
use crate::text::ByteRange;

/// What the code of one file does with values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
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

/// How many nodes a literal lies below what compares it.
const DEPTH: usize = 16;

/// The comparison with the literal at an offset. Parses the text.
pub(super) fn comparison_at(language: Language, text: &str, offset: usize) -> Option<Comparison> {
    if language == Language::Notebook {
        let code = NotebookCode::of(text)?;
        let found = comparison_at(code.language, code.text(), code.in_code(offset)?)?;
        return Some(found.mapped(&|range| code.range_in_file(range)));
    }
    let parsed = Parsed::of(language, text)?;
    parsed.trees.iter().find_map(|(language, tree)| compiled(*language)?.uses().find_at(*language, tree, text, offset))
}

impl Uses {
    /// The same at other positions: `map` translates the start and the end of each range.
    pub(super) fn mapped(self, map: &dyn Fn(ByteRange) -> ByteRange) -> Self {
        let comparisons = self.comparisons.into_iter().map(|comparison| comparison.mapped(map));
        Self { comparisons: comparisons.collect(), loops: self.loops.into_iter().map(map).collect() }
    }
}

impl Comparison {
    /// The same at another position.
    fn mapped(self, map: &dyn Fn(ByteRange) -> ByteRange) -> Self {
        Self { subject: map(self.subject), literal: map(self.literal), ..self }
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
                found.loops.extend(self.captured(Capture::Loop, nodes, captures).map(range_of));
                found.comparisons.extend(self.comparison(nodes, captures, text));
            });
        }
        found.comparisons.sort_by_key(|comparison| (comparison.literal.start, comparison.subject.start));
        found.comparisons.dedup();
    }

    /// The innermost comparison of a tree with the literal at an offset.
    pub(super) fn find_at(&self, language: Language, tree: &Tree, text: &str, offset: usize) -> Option<Comparison> {
        let patterns = self.patterns.as_ref()?;
        let mut around = tree.root_node().descendant_for_byte_range(offset, offset)?;
        for _ in 0..DEPTH {
            if patterns.has_root(around.kind_id()) {
                let nodes = &Nodes::below(around);
                let mut found = None;
                patterns.matches(nodes, 0, text, &mut |captures| {
                    let comparison = self.comparison(nodes, captures, text);
                    found = found.or(comparison.filter(|comparison| {
                        let is_literal =
                            || comparison.is_name || LiteralValue::of(language, comparison.literal.of(text)).is_some();
                        comparison.literal.touches(offset) && is_literal()
                    }));
                });
                if found.is_some() {
                    return found;
                }
            }
            around = around.parent()?;
        }
        None
    }

    fn comparison(&self, nodes: &Nodes<'_>, captures: &[Captured], text: &str) -> Option<Comparison> {
        let subject = self.captured(Capture::Subject, nodes, captures)?;
        let key = self.captured(Capture::Key, nodes, captures);
        let literal = self.captured(Capture::Literal, nodes, captures).or(key)?;
        let is_name = key.is_some();
        let (one, other) = (range_of(unwrapped(subject)), range_of(unwrapped(literal)));
        let is_literal = |range: ByteRange| range.of(text).starts_with(is_literal_start);
        // `"dark" == theme`
        let is_swapped = !is_name && is_literal(one) && !is_literal(other);
        let (subject, literal) = if is_swapped { (other, one) } else { (one, other) };
        Some(Comparison { subject, literal, is_name })
    }

    /// The node of a match with a role.
    fn captured<'t>(&self, wanted: Capture, nodes: &Nodes<'t>, captures: &[Captured]) -> Option<Node<'t>> {
        let (_, at) = captures.iter().find(|(id, _)| self.captures[*id as usize] == wanted)?;
        Some(nodes.get(*at).node)
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

#[cfg(test)]
mod tests;
