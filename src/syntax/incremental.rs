//! The facts of an open document, kept up to date while it is edited.

use std::collections::HashSet;
use std::sync::Arc;

use tree_sitter::{InputEdit, Parser, Point, Tree};

use super::captures::{Captures, Part, Role};
use super::extract::{Chunks, Collected};
use super::facts::FileFacts;
use super::languages::{Compiled, compiled};
use super::nodes::{Cutter, Limits, Nodes};
use super::{Language, embedded, extract};

/// How often an extraction is begun again because a chunk cannot be looked at by itself.
const ATTEMPTS: usize = 3;

/// For how many edits a tree with fewer errors than the newest is kept.
const PATIENCE: u32 = 20;

/// What is kept of a document between two edits: its tree, and the facts of the parts that an edit leaves as they are.
///
/// [`Incremental::facts`] says what [`extract`] says, quicker. Where the text has syntax errors, tree-sitter may come to
/// another tree by following edits than by reading all at once; the facts are then those of the tree it came to.
#[derive(Default)]
pub struct Incremental {
    language: Option<Language>,
    parser: Option<Parser>,
    /// Where the next tree is come to from.
    basis: Option<Basis>,
    chunks: Chunks,
    limits: Limits,
}

/// A text with its tree. While an edit breaks the syntax it stays that from before the edit: an error can cost the parser
/// much of the tree, which would then be made anew when the error is gone.
struct Basis {
    text: Arc<str>,
    tree: Tree,
    errors: usize,
    age: u32,
}

impl Incremental {
    /// The facts of a text.
    pub fn facts(&mut self, language: Language, text: &Arc<str>) -> FileFacts {
        let spoken = extract::spoken(language, text);
        let is_whole = embedded::is_embedded(spoken) || u32::try_from(text.len()).is_err();
        match compiled(spoken) {
            Some(compiled) if !is_whole => {
                self.follow(spoken, compiled, text).map(|(facts, _)| facts).unwrap_or_default()
            }
            _ => extract(language, text),
        }
    }

    /// Follows the text to a new tree, and collects its facts.
    fn follow(&mut self, language: Language, compiled: &Compiled, text: &Arc<str>) -> Option<(FileFacts, Tree)> {
        if self.language != Some(language) {
            let mut parser = Parser::new();
            parser.set_language(&compiled.parser).ok()?;
            *self = Self { language: Some(language), parser: Some(parser), limits: self.limits, ..Self::default() };
        }
        let parser = self.parser.as_mut()?;
        let before = self.basis.as_ref().map(|basis| {
            let mut tree = basis.tree.clone();
            difference(&basis.text, text).iter().for_each(|edit| tree.edit(edit));
            tree
        });
        parser.set_included_ranges(&[]).ok()?;
        let tree = parser.parse(&**text, before.as_ref())?;
        let (facts, errors) = collect(language, &compiled.captures, parser, text, &tree, &mut self.chunks, self.limits);
        match &mut self.basis {
            Some(basis) if errors > basis.errors && basis.age < PATIENCE => basis.age += 1,
            basis => *basis = Some(Basis { text: text.clone(), tree: tree.clone(), errors, age: 0 }),
        }
        Some((facts, tree))
    }
}

impl std::fmt::Debug for Incremental {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Incremental").field("language", &self.language).finish_non_exhaustive()
    }
}

/// The facts of a tree, with what is known of its chunks; and how many errors show in it.
fn collect(
    language: Language,
    captures: &Captures,
    parser: &mut Parser,
    text: &str,
    tree: &Tree,
    chunks: &mut Chunks,
    limits: Limits,
) -> (FileFacts, usize) {
    let mut whole = HashSet::new();
    chunks.next_edit();
    for attempt in 0.. {
        let nodes = if attempt < ATTEMPTS {
            let is_known = |key: &_| chunks.is_known(key);
            let cutter = Cutter { captures, text, limits, is_known: &is_known, unfit: chunks.unfit(), whole: &whole };
            Nodes::cut(tree.root_node(), &cutter)
        } else {
            Nodes::below(tree.root_node())
        };
        let marks = captures.run(&nodes, text);
        let cut: HashSet<usize> = nodes.all_cut().map(|entry| entry.node.id()).collect();
        let before = whole.len();
        // What is a value may be cut: without a role it is none that is looked into. Anything else is read by its children.
        whole.extend(
            marks
                .captured()
                .filter(|(_, role, part)| {
                    !matches!((role, part), (Role::Return, Part::Itself) | (_, Part::Value | Part::Body))
                })
                .map(|(node, ..)| node)
                .filter(|node| cut.contains(node)),
        );
        if whole.len() > before {
            continue;
        }
        let mut collected = Collected::of(language);
        collected.add(captures, parser, text, &nodes, marks, None, Some(chunks));
        if !chunks.must_repeat() {
            return (collected.finish(), nodes.errors());
        }
    }
    (FileFacts::default(), 0)
}

/// What was replaced by what between two texts, as one edit.
fn difference(old: &str, new: &str) -> Option<InputEdit> {
    let (a, b) = (old.as_bytes(), new.as_bytes());
    if a == b {
        return None;
    }
    let mut start = common(a.chunks(64), b.chunks(64)) * 64;
    start += common(a[start..].iter(), b[start..].iter());
    while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
        start -= 1;
    }
    let (a, b) = (&a[start..], &b[start..]);
    let mut end = common(a.rchunks(64), b.rchunks(64)) * 64;
    end = end.min(a.len()).min(b.len());
    end += common(a[..a.len() - end].iter().rev(), b[..b.len() - end].iter().rev());
    while !old.is_char_boundary(old.len() - end) || !new.is_char_boundary(new.len() - end) {
        end -= 1;
    }
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    Some(InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(old, start),
        old_end_position: point(old, old_end),
        new_end_position: point(new, new_end),
    })
}

/// How many items are the same from the start.
fn common<T: PartialEq>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn point(text: &str, at: usize) -> Point {
    let before = &text.as_bytes()[..at];
    let row = memchr::memchr_iter(b'\n', before).count();
    Point { row, column: at - memchr::memrchr(b'\n', before).map_or(0, |line| line + 1) }
}

#[cfg(test)]
mod tests;
