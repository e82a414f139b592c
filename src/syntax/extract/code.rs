//! Code that the grammar leaves as text or as loose tokens, such as the arguments of a macro: it is parsed by itself and
//! read where it stands.

use tree_sitter::{Parser, Tree};

use crate::syntax::captures::{Captures, Marks};
use crate::syntax::limits;
use crate::syntax::nodes::Nodes;

/// Macros in macros deeper than this are not read.
const DEPTH_LIMIT: usize = 4;

/// Parses what `marks` has as `@code`, and what that holds in turn: the id of the node that holds it, and its tree.
pub(super) fn parse(
    captures: &Captures,
    parser: &mut Parser,
    marks: &Marks<'_, '_>,
    text: &str,
    trees: &mut Vec<(usize, Tree)>,
) {
    let mut next = 0;
    parse_all(parser, marks, text, trees);
    for _ in 1..DEPTH_LIMIT {
        let mut found = Vec::new();
        for (_, tree) in &trees[next..] {
            parse_all(parser, &captures.run(&Nodes::below(tree.root_node()), text), text, &mut found);
        }
        if found.is_empty() {
            break;
        }
        next = trees.len();
        trees.append(&mut found);
    }
}

fn parse_all(parser: &mut Parser, marks: &Marks<'_, '_>, text: &str, trees: &mut Vec<(usize, Tree)>) {
    for node in marks.code() {
        let fits = parser.set_included_ranges(&[node.range()]).is_ok();
        if fits && let Ok(tree) = limits::parse(parser, text, None) {
            trees.push((node.id(), tree));
        }
    }
}
