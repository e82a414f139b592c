//! Comments of a text, and a check that an insertion adds a comment only.
//!
//! Both use the grammar: comment marks in a string, a template or a macro do not count.

mod plain;

use std::hash::{DefaultHasher, Hash, Hasher};

use tree_sitter::{Parser, Tree};

use super::extract::language_of_text;
use super::languages::compiled;
use super::{Language, embedded, limits};
use crate::text::ByteRange;

/// The comments of a text, in order. Files without a grammar and markup are searched for the marks of comments.
pub fn comments(language: Option<Language>, text: &str) -> Vec<ByteRange> {
    let Some(parsed) = language.and_then(|language| Parsed::of(language, text)) else {
        return plain::comments(language, text);
    };
    let mut found: Vec<ByteRange> = parsed.trees.iter().flat_map(|(_, tree)| comment_nodes(tree)).collect();
    if parsed.is_markup {
        let is_code = |at: usize| parsed.code.iter().any(|range| range.start <= at && at < range.end);
        found.extend(plain::markup_comments(text).into_iter().filter(|range| !is_code(range.start)));
    }
    found.sort();
    found
}

/// The code of a text, to compare it with the same text after an insertion.
pub struct Code<'t> {
    language: Language,
    text: &'t str,
    before: Vec<Vec<(u32, u16, u64)>>,
    errors: usize,
}

impl<'t> Code<'t> {
    /// The code of a text; `None` if there is no grammar that reads it.
    pub fn of(language: Language, text: &'t str) -> Option<Self> {
        let parsed = Parsed::of(language, text)?;
        let before = parsed.trees.iter().map(|(_, tree)| shape(tree, text)).collect();
        Some(Self { language, text, before, errors: parsed.trees.iter().map(|(_, tree)| errors(tree)).sum() })
    }

    /// Whether an insertion adds a comment and leaves the rest of the program as it is. `mark` is a part of the inserted
    /// text that must be in the comment.
    pub fn stays_with(&self, at: usize, inserted: &str, mark: &str) -> bool {
        let (Some(start), Some(end)) = (self.text.get(..at), self.text.get(at..)) else { return false };
        let text = [start, inserted, end].concat();
        let Some(within) = inserted.find(mark) else { return false };
        let mark = ByteRange::new(at + within, at + within + mark.len());
        let Some(parsed) = Parsed::of(self.language, &text) else { return false };
        let holds = |range: ByteRange| range.start <= mark.start && mark.end <= range.end;
        parsed.trees.iter().flat_map(|(_, tree)| comment_nodes(tree)).any(holds)
            && parsed.trees.iter().map(|(_, tree)| errors(tree)).sum::<usize>() <= self.errors
            && parsed.trees.len() == self.before.len()
            && parsed.trees.iter().zip(&self.before).all(|((_, tree), before)| shape(tree, &text) == *before)
    }
}

/// The trees of a text's code.
pub(super) struct Parsed {
    /// With their languages.
    pub(super) trees: Vec<(Language, Tree)>,
    /// Whether the code stands within markup.
    is_markup: bool,
    code: Vec<ByteRange>,
}

impl Parsed {
    pub(super) fn of(language: Language, text: &str) -> Option<Self> {
        let language = language_of_text(language, text);
        let Some(parts) = embedded::parts(language, text) else {
            return Some(Self {
                trees: vec![(language, tree(language, text, None)?)],
                is_markup: false,
                code: Vec::new(),
            });
        };
        let ranges = parts.iter().flat_map(|part| &part.ranges);
        let code = ranges.map(|range| ByteRange::new(range.start_byte, range.end_byte)).collect();
        let tree = |part: &embedded::Part| Some((part.language, tree(part.language, text, Some(&part.ranges))?));
        let trees = parts.iter().map(tree).collect::<Option<_>>()?;
        Some(Self { trees, is_markup: true, code })
    }
}

fn tree(language: Language, text: &str, ranges: Option<&[tree_sitter::Range]>) -> Option<Tree> {
    let grammar = &compiled(language)?.parser;
    let mut parser = Parser::new();
    if u32::try_from(text.len()).is_err() || limits::refusal(language, text, ranges.unwrap_or_default()).is_some() {
        return None;
    }
    parser.set_language(grammar).ok()?;
    if let Some(ranges) = ranges {
        parser.set_included_ranges(ranges).ok()?;
    }
    limits::parse(&mut parser, text, None).ok()
}

/// Calls `visit` with each node and its depth, in order; it returns whether to visit the children.
fn walk(tree: &Tree, mut visit: impl FnMut(tree_sitter::Node<'_>, u32) -> bool) {
    let mut cursor = tree.walk();
    let mut depth = 0;
    loop {
        if visit(cursor.node(), depth) && cursor.goto_first_child() {
            depth += 1;
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            depth -= 1;
        }
    }
}

fn is_comment(node: tree_sitter::Node<'_>) -> bool {
    node.is_named() && node.kind().contains("comment")
}

fn comment_nodes(tree: &Tree) -> Vec<ByteRange> {
    let mut found = Vec::new();
    // The PHP grammar parses comment marks in the page text after `?>` as comments.
    let mut is_page = false;
    walk(tree, |node, _| {
        match node.kind() {
            "?>" | "php_end_tag" => is_page = true,
            "php_tag" => is_page = false,
            _ => {}
        }
        let is_comment = is_comment(node);
        if is_comment && !is_page {
            found.push(ByteRange::new(node.start_byte(), node.end_byte()));
        }
        // Before version 3.12, Python takes no comment in the braces of an f-string.
        let is_in_text = |node: tree_sitter::Node<'_>| node.parent().is_some_and(|text| text.kind() == "string");
        let is_braces = node.kind() == "interpolation" && is_in_text(node);
        !(is_comment || is_braces)
    });
    found
}

fn errors(tree: &Tree) -> usize {
    let mut count = 0;
    walk(tree, |node, _| {
        count += usize::from(node.is_error() || node.is_missing());
        node.has_error()
    });
    count
}

/// Every node but comments: its depth, kind, and the text of leaves. Expressions of JSX that hold a comment alone and the
/// blanks around them render nothing and are left out.
fn shape(tree: &Tree, text: &str) -> Vec<(u32, u16, u64)> {
    let mut nodes = Vec::new();
    walk(tree, |node, depth| {
        let content = &text[node.byte_range()];
        let renders_nothing = match node.kind() {
            "jsx_text" => content.trim().is_empty() && content.contains('\n'),
            "jsx_expression" => {
                let mut cursor = node.walk();
                node.named_child_count() > 0 && node.named_children(&mut cursor).all(is_comment)
            }
            // Line ends that a grammar lists as terminators grow with comments between them.
            _ => !node.is_named() && content.trim().is_empty(),
        };
        if is_comment(node) || renders_nothing {
            return false;
        }
        let is_leaf = node.child_count() == 0;
        let mut hasher = DefaultHasher::new();
        if is_leaf {
            content.hash(&mut hasher);
        }
        nodes.push((depth, node.kind_id(), hasher.finish()));
        true
    });
    nodes
}

#[cfg(test)]
mod tests;
