//! Incremental facts of an open document.

use std::collections::HashSet;
use std::sync::Arc;

use tree_sitter::{InputEdit, Parser, Point, Range, Tree};

use super::captures::Part::{Body, Itself, Value};
use super::captures::{Captures, Marks, Role};
use super::embedded::{self, Part};
use super::extract::{Collected, Regions};
use super::facts::FileFacts;
use super::languages::{Compiled, compiled};
use super::limits::Refusal;
use super::nodes::{Limits, Nodes, Splitter};
use super::uses::{Comparison, Uses};
use super::{Language, extract, limits, uses};

/// Maximum number of attempts to collect facts when a region cannot be extracted on its own; the last one uses no
/// regions.
const ATTEMPTS: usize = 4;

/// Number of edits for which a tree with fewer errors is kept.
const PATIENCE: u32 = 100;
/// A larger replacement, in bytes, discards the kept tree: the text is another one.
const LARGE: usize = 4_000;
/// Parts of a component or template with less code are re-extracted each time.
const SHORT_PART: usize = 1_000;

/// State of a document between edits: its tree, and the facts of the regions that an edit leaves unchanged.
///
/// [`Incremental::facts`] returns the same as [`extract`], faster. If the text has syntax errors, tree-sitter may
/// produce another tree by following edits than from scratch; the facts are those of that tree.
#[derive(Default)]
pub struct Incremental {
    /// One per embedded part of the document; a single one for plain source files.
    parts: Vec<Followed>,
    limits: Limits,
}

/// A part with its tree, and the position of its state if it is kept.
type PartTree = (Part, Tree, Option<usize>);

/// State of one part.
struct Followed {
    language: Language,
    parser: Parser,
    /// The latest text with the fewest errors.
    basis: Option<Basis>,
    /// The latest text, if it has more errors.
    broken: Option<(Arc<str>, Tree)>,
    regions: Regions,
}

/// A text with its tree. While an edit breaks the syntax, the tree from before the edit is kept: an error can discard
/// much of the tree, which would have to be rebuilt once the error is fixed.
struct Basis {
    text: Arc<str>,
    tree: Tree,
    errors: usize,
    age: u32,
}

impl Incremental {
    /// Returns the facts of a text.
    pub fn facts(&mut self, language: Language, text: &Arc<str>) -> FileFacts {
        self.follow(language, text).map_or_else(|| extract(language, text), |(facts, _)| facts)
    }

    /// What the code of a text does with values. Fast after [`Incremental::facts`] of the same text, whose trees it uses.
    pub fn uses(&mut self, language: Language, text: &Arc<str>) -> Uses {
        let language = extract::language_of_text(language, text);
        let Some((trees, _)) = self.trees(language, text) else { return extract::extract_uses(language, text).1 };
        let mut found = Uses::default();
        for (part, tree, _) in &trees {
            if let Some(compiled) = compiled(part.language) {
                compiled.uses().find(tree, text, &mut found);
            }
        }
        found
    }

    /// The comparison with the literal at an offset of a text. Fast for the same reason.
    pub fn comparison_at(&mut self, language: Language, text: &Arc<str>, offset: usize) -> Option<Comparison> {
        let language = extract::language_of_text(language, text);
        let Some((trees, _)) = self.trees(language, text) else { return uses::comparison_at(language, text, offset) };
        let mut trees = trees.iter();
        trees.find_map(|(part, tree, _)| compiled(part.language)?.uses().find_at(part.language, tree, text, offset))
    }

    /// Updates the trees of all parts; `None` if the language has no grammar.
    fn trees(&mut self, language: Language, text: &Arc<str>) -> Option<(Vec<PartTree>, Option<Refusal>)> {
        u32::try_from(text.len()).ok()?;
        let trees = match embedded::parts(language, text) {
            Some(parts) => parts,
            None if compiled(language).is_none() => return None,
            None => vec![Part { language, ranges: Vec::new() }],
        };
        let mut long = 0;
        let mut refusal = None;
        let trees = trees.into_iter().filter_map(|part| {
            let length = |range: &Range| range.end_byte - range.start_byte;
            let is_short = !part.ranges.is_empty() && part.ranges.iter().map(length).sum::<usize>() < SHORT_PART;
            let tree = if is_short {
                Followed::new(part.language)?.parse(&part, text)
            } else {
                self.part(long, part.language)?.parse(&part, text)
            };
            let tree = tree.map_err(|reason| refusal = Some(reason)).ok()?;
            long += usize::from(!is_short);
            Some((part, tree, (!is_short).then(|| long - 1)))
        });
        let trees = trees.collect();
        self.parts.truncate(long);
        Some((trees, refusal))
    }

    /// Updates the trees and collects their facts; `None` if the language has no grammar.
    fn follow(&mut self, language: Language, text: &Arc<str>) -> Option<(FileFacts, Vec<(Part, Tree)>)> {
        let language = extract::language_of_text(language, text);
        let (mut trees, refusal) = self.trees(language, text)?;
        self.parts.iter_mut().for_each(|part| part.regions.next_edit());
        for attempt in 1..=ATTEMPTS {
            let mut collected = Collected::of(language);
            let mut must_repeat = false;
            for (part, tree, at) in &trees {
                let Some(Compiled { captures, .. }) = compiled(part.language) else { continue };
                let followed = at.and_then(|at| self.parts.get_mut(at)).filter(|_| attempt < ATTEMPTS);
                match followed {
                    Some(followed) => {
                        let errors = followed.collect(captures, text, tree, &mut collected, self.limits);
                        must_repeat |= followed.regions.must_repeat();
                        followed.keep(text, tree, errors);
                    }
                    None => add_whole(captures, part.language, text, tree, &mut collected),
                }
            }
            if !must_repeat {
                let trees = trees.drain(..).map(|(part, tree, _)| (part, tree)).collect();
                return Some((FileFacts { refusal, ..collected.finish(text) }, trees));
            }
        }
        None
    }

    /// State of the part at an index, reset if its language changed.
    fn part(&mut self, at: usize, language: Language) -> Option<&mut Followed> {
        if self.parts.get(at).is_none_or(|part| part.language != language) {
            self.parts.truncate(at);
            self.parts.push(Followed::new(language)?);
        }
        self.parts.get_mut(at)
    }
}

/// Adds the facts of a complete tree.
fn add_whole(captures: &Captures, language: Language, text: &str, tree: &Tree, collected: &mut Collected) {
    let Some(Followed { mut parser, .. }) = Followed::new(language) else { return };
    let nodes = Nodes::below(tree.root_node());
    collected.add(captures, &mut parser, text, &nodes, captures.run(&nodes, text), None, None);
}

impl Followed {
    fn new(language: Language) -> Option<Self> {
        let mut parser = Parser::new();
        parser.set_language(&compiled(language)?.parser).ok()?;
        Some(Self { language, parser, basis: None, broken: None, regions: Regions::default() })
    }

    /// Parses the text, or ranges of it.
    fn parse(&mut self, part: &Part, text: &Arc<str>) -> Result<Tree, Refusal> {
        if let Some(refusal) = limits::refusal(part.language, text, &part.ranges) {
            return Err(refusal);
        }
        // Text typed while the syntax is broken is closest to the broken text, a fix to the one before.
        let broken = self.broken.as_ref().zip(self.basis.as_ref()).filter(|((broken, _), basis)| {
            basis.text != *text && !difference(broken, text).is_some_and(|edit| could_mend(&edit, broken, text))
        });
        let before = match broken {
            Some(((broken, tree), _)) => Some((broken, tree)),
            None => self.basis.as_ref().map(|basis| (&basis.text, &basis.tree)),
        };
        let before = before.map(|(before, tree)| {
            let mut tree = tree.clone();
            difference(before, text).iter().for_each(|edit| tree.edit(edit));
            tree
        });
        // Ranges are in order, see `embedded`.
        self.parser.set_included_ranges(&part.ranges).map_err(|_| Refusal::Work)?;
        limits::parse(&mut self.parser, text, before.as_ref())
    }

    /// Collects the facts of a tree with the cached facts of its regions; returns the number of visible errors.
    fn collect(
        &mut self,
        captures: &Captures,
        text: &str,
        tree: &Tree,
        collected: &mut Collected,
        limits: Limits,
    ) -> usize {
        let mut whole = HashSet::new();
        loop {
            let is_known = |key: &_| self.regions.is_known(key);
            let splitter =
                Splitter { captures, text, limits, is_known: &is_known, unfit: self.regions.unfit(), whole: &whole };
            let nodes = Nodes::split(tree.root_node(), &splitter);
            let marks = captures.run(&nodes, text);
            let read = read_by_children(&nodes, &marks);
            if read.is_empty() {
                collected.add(captures, &mut self.parser, text, &nodes, marks, None, Some(&mut self.regions));
                return nodes.errors();
            }
            whole.extend(read);
        }
    }

    /// Continues from this tree unless it has more errors than the previous one.
    fn keep(&mut self, text: &Arc<str>, tree: &Tree, errors: usize) {
        if let Some(basis) = &mut self.basis
            && errors > basis.errors
            && basis.age < PATIENCE
            && difference(&basis.text, text)
                .is_none_or(|edit| edit.old_end_byte.max(edit.new_end_byte) - edit.start_byte < LARGE)
        {
            basis.age += 1;
            self.broken = Some((text.clone(), tree.clone()));
            return;
        }
        self.basis = Some(Basis { text: text.clone(), tree: tree.clone(), errors, age: 0 });
        self.broken = None;
    }
}

/// Whether an edit may fix a syntax error: one of brackets, quotes or comments.
fn could_mend(edit: &InputEdit, old: &str, new: &str) -> bool {
    let gone = old.as_bytes().get(edit.start_byte..edit.old_end_byte).unwrap_or_default();
    let come = new.as_bytes().get(edit.start_byte..edit.new_end_byte).unwrap_or_default();
    gone.iter().chain(come).any(|byte| b"(){}[]<>\"'`/*".contains(byte))
}

/// Split nodes whose children the extractor may read. Plain values are exempt: they have no role of their own.
fn read_by_children(nodes: &Nodes<'_>, marks: &Marks<'_, '_>) -> Vec<usize> {
    let split: HashSet<usize> = nodes.split_nodes().map(|entry| entry.node.id()).collect();
    let is_read = |role, part| !matches!((role, part), (Role::Return, Itself) | (_, Value | Body));
    let read = marks.captured().filter(|(node, role, part)| split.contains(node) && is_read(*role, *part));
    read.map(|(node, ..)| node).collect()
}

impl std::fmt::Debug for Incremental {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Incremental").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

/// The difference of two texts as one edit.
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

/// Length of the common prefix.
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
