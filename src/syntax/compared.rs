//! What a value in the source is compared with: the other operand of a comparison, or the subject of a `switch`, `case` or
//! `match` whose pattern it is.
//!
//! One walk upwards serves all grammars: they agree on the order of operator, pattern and body, and differ in names.

use tree_sitter::Node;

use super::Language;
use super::comments::Parsed;
use crate::text::ByteRange;

/// Operators that compare two values for equality.
const COMPARISONS: &[&str] =
    &["==", "===", "!=", "!==", "=:=", "=/=", "/=", "~=", "<>", "eq", "ne", "eql", "is", "=~="];
/// Methods that do.
const METHODS: &[&str] =
    &["equals", "equalsIgnoreCase", "contentEquals", "eq", "eql?", "equal?", "isEqualToString", "isEqual", "strcmp"];
/// Nodes that compare a subject with the patterns in them.
const CHOICES: &[&str] = &[
    "switch_statement",
    "switch_expression",
    "expression_switch_statement",
    "match_expression",
    "match_statement",
    "when_expression",
    "case_expr",
    "case_match",
    "case",
];
/// What separates the patterns of an arm from its body.
const BODIES: &[&str] = &[":", "=>", "->", "then"];
/// Nodes that belong to a literal, or to an expression as a whole.
const WRAPPED: &[&str] = &["parenthesized", "await", "when_subject", "try_expression", "postfix_await"];
/// How many nodes a value lies below what compares it.
const DEPTH: usize = 16;

/// The expression that the value at an offset is compared with; `None` where it is compared with nothing.
pub fn compared_with(language: Language, text: &str, offset: usize) -> Option<ByteRange> {
    let parsed = Parsed::of(language, text)?;
    parsed.trees.iter().find_map(|tree| {
        let node = tree.root_node().descendant_for_byte_range(offset, offset)?;
        let subject = subject_of(node, text)?;
        Some(ByteRange::new(subject.start_byte(), subject.end_byte()))
    })
}

fn subject_of<'tree>(value: Node<'tree>, text: &str) -> Option<Node<'tree>> {
    let mut child = value;
    for _ in 0..DEPTH {
        let parent = child.parent()?;
        if let Some(operand) = other_operand(parent, child, text).or_else(|| receiver(parent, child, text)) {
            return Some(bare(operand));
        }
        if CHOICES.contains(&parent.kind()) && child.kind() != "else" {
            let subject = subject(parent).filter(|subject| !holds(*subject, value))?;
            return Some(bare(subject));
        }
        if is_call_of(parent, "case", text) {
            // Elixir's `case` is a call with a block.
            let arguments = children(parent).find(|node| node.kind() == "arguments")?;
            let subject = arguments.named_child(0).filter(|subject| !holds(*subject, value))?;
            return Some(bare(subject));
        }
        let is_arguments = parent.kind().contains("argument");
        let is_pattern = parent.parent().is_some_and(|arm| arm.kind() == "stab_clause");
        let is_body = follows_body(parent, child) || child.kind() == "then";
        if is_body || is_arguments && !is_pattern && !is_of_method(parent, text) {
            return None;
        }
        child = parent;
    }
    None
}

/// The other side of a comparison that `child` is a side of.
fn other_operand<'tree>(parent: Node<'tree>, child: Node<'tree>, text: &str) -> Option<Node<'tree>> {
    if parent.child_count() > 5 {
        return None;
    }
    let all: Vec<Node<'tree>> = children(parent).collect();
    let at = all.iter().position(|node| *node == child)?;
    let is_operator = |node: &Node<'_>| COMPARISONS.contains(&text_of(*node, text).trim());
    let operator = all.iter().position(is_operator).filter(|operator| *operator != at)?;
    let others = all
        .iter()
        .enumerate()
        .filter(|(other, node)| node.is_named() && *other != operator && (*other < operator) != (at < operator));
    let (_, operand) =
        if at < operator { others.min_by_key(|(at, _)| *at)? } else { others.max_by_key(|(at, _)| *at)? };
    Some(*operand)
}

/// The receiver of a method that compares it with its argument: `color.equals("blue")`.
fn receiver<'tree>(parent: Node<'tree>, child: Node<'tree>, text: &str) -> Option<Node<'tree>> {
    let is_method = |node: &Node<'_>| METHODS.contains(&text_of(*node, text));
    let is_call = parent.kind() == "method_invocation" || parent.kind() == "message_expression";
    if !is_call || !children(parent).any(|node| is_method(&node)) {
        return None;
    }
    let fields = ["object", "receiver"].into_iter();
    let receiver = fields.filter_map(|field| parent.child_by_field_name(field)).next()?;
    (receiver != child).then_some(receiver)
}

/// Whether the arguments are those of a method that compares.
fn is_of_method(arguments: Node<'_>, text: &str) -> bool {
    let call = arguments.parent().filter(|call| call.kind() == "method_invocation");
    call.is_some_and(|call| children(call).any(|node| METHODS.contains(&text_of(node, text))))
}

/// What a choice is made by: the field for it, else the first expression.
fn subject(choice: Node<'_>) -> Option<Node<'_>> {
    let fields = ["subject", "value", "condition", "expr", "expression"].into_iter();
    let named = fields.filter_map(|field| choice.child_by_field_name(field)).next();
    named.or_else(|| choice.named_child(0))
}

/// Whether a child of an arm follows what separates patterns from the body.
fn follows_body(parent: Node<'_>, child: Node<'_>) -> bool {
    let before = children(parent).take_while(|node| *node != child);
    before.into_iter().any(|node| BODIES.contains(&node.kind()))
}

fn is_call_of(node: Node<'_>, name: &str, text: &str) -> bool {
    node.kind() == "call" && node.child_by_field_name("target").is_some_and(|target| text_of(target, text) == name)
}

/// An expression without parentheses and `await` around it.
fn bare(mut node: Node<'_>) -> Node<'_> {
    while WRAPPED.iter().any(|kind| node.kind().contains(kind)) || is_clause(node) {
        let Some(inner) = node.named_child(0).filter(|_| node.named_child_count() == 1) else { break };
        node = inner;
    }
    node
}

/// C++ wraps the condition of a `switch`, Go and Erlang lists of one.
fn is_clause(node: Node<'_>) -> bool {
    matches!(node.kind(), "condition_clause" | "expression_list" | "expression_statement" | "switch_subject")
}

fn holds(outer: Node<'_>, inner: Node<'_>) -> bool {
    outer.start_byte() <= inner.start_byte() && inner.end_byte() <= outer.end_byte()
}

fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    (0..node.child_count()).filter_map(move |at| node.child(at))
}

fn text_of<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    text.get(node.byte_range()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
