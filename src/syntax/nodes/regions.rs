//! Splitting a tree into incremental regions.
//!
//! A region is a child of a node that no pattern inspects, or at least not at this child: its facts depend on its own
//! text, and nothing outside depends on it. Examples are members of types and statements of files and large functions.
//! The patterns determine these nodes, in every language alike.

use std::collections::HashSet;

use tree_sitter::{Node, TreeCursor};
use xxhash_rust::xxh3::xxh3_64;

use super::{Entry, Nodes};
use crate::syntax::captures::Captures;
use crate::syntax::pattern::{Child, Looks};

/// Minimum sizes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Nodes with less text are not split.
    pub(crate) split_from: usize,
    /// Regions with more text are split themselves if possible.
    pub(crate) long: usize,
    /// Nodes with fewer descendants are cheaper than a region.
    pub(crate) few: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { split_from: 1_000, long: 3_000, few: 6 }
    }
}

/// Identity of a region: a hash of its text, with kind and size. Equal regions without errors have equal trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RegionKey {
    hash: u64,
    kind: (u16, u16),
    nodes: u32,
    /// Whether it has syntax errors: parsing the same text again may yield another tree.
    pub(crate) has_error: bool,
}

impl RegionKey {
    fn new(node: Node<'_>, text: &str) -> Option<Self> {
        // Haskell has two rules of the same name, for application of functions and of types.
        let kind = (node.kind_id(), node.grammar_id());
        let hash = xxh3_64(text.as_bytes().get(node.byte_range())?);
        Some(Self { hash, kind, nodes: node.descendant_count() as u32, has_error: node.has_error() })
    }
}

/// Decides where to split a tree.
pub(crate) struct Splitter<'c> {
    pub(crate) captures: &'c Captures,
    pub(crate) text: &'c str,
    pub(crate) limits: Limits,
    /// Whether the facts of a region are cached: then it is not split, whatever its length.
    pub(crate) is_known: &'c dyn Fn(&RegionKey) -> bool,
    /// Regions that cannot be extracted on their own.
    pub(crate) unfit: &'c HashSet<RegionKey>,
    /// Nodes that must not be split.
    pub(crate) whole: &'c HashSet<usize>,
}

/// A node whose descendants are being listed.
struct Open<'c> {
    at: u32,
    split: Option<Split<'c>>,
    /// It becomes a region itself if too little of it can be split off.
    attempt: Option<RegionKey>,
    regions_before: usize,
    /// Bytes in regions below it.
    saved: usize,
}

/// How the children of a node are split off.
struct Split<'c> {
    looks: Looks<'c>,
    last: Option<usize>,
    seen_named: bool,
}

impl<'tree> Nodes<'tree> {
    /// Lists the tree below `root`, with one entry per region.
    pub(crate) fn split(root: Node<'tree>, splitter: &Splitter<'_>) -> Self {
        let mut nodes = Self { list: Vec::new(), regions: Vec::new() };
        let mut cursor = root.walk();
        let mut open: Vec<Open<'_>> = Vec::new();
        loop {
            if nodes.enter(&cursor, splitter, &mut open) && cursor.goto_first_child() {
                continue;
            }
            loop {
                nodes.close(&cursor, &mut open);
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    return nodes;
                }
            }
        }
    }

    /// Lists the node at the cursor; returns whether its children are listed too.
    fn enter<'c>(&mut self, cursor: &TreeCursor<'tree>, splitter: &'c Splitter<'_>, open: &mut Vec<Open<'c>>) -> bool {
        let node = cursor.node();
        let at = self.list.len() as u32;
        let mut entry = Entry::at(cursor, at + 1);
        let length = node.end_byte().saturating_sub(node.start_byte());
        let mut attempt = None;
        if let Some(key) = open.last_mut().and_then(|parent| splitter.region(parent, &entry)) {
            if length < splitter.limits.long || (splitter.is_known)(&key) {
                self.regions.push(key);
                entry.region = self.regions.len() as u32;
                // Closed immediately, like a leaf.
                open.push(Open { at, split: None, attempt: None, regions_before: 0, saved: length });
                self.list.push(entry);
                return false;
            }
            attempt = Some(key);
        }
        let around = open.iter().rev().map(|outer| self.list[outer.at as usize].kind);
        let split = if length < splitter.limits.split_from { None } else { splitter.split(node, around) };
        entry.is_split = split.is_some();
        self.list.push(entry);
        open.push(Open { at, split, attempt, regions_before: self.regions.len(), saved: 0 });
        true
    }

    /// Closes the innermost open node, which is the one at the cursor.
    fn close(&mut self, cursor: &TreeCursor<'tree>, open: &mut Vec<Open<'_>>) {
        let Some(closed) = open.pop() else { return };
        let at = closed.at as usize;
        let mut saved = closed.saved;
        let node = cursor.node();
        let length = node.end_byte().saturating_sub(node.start_byte());
        if let Some(key) = closed.attempt.filter(|_| saved * 2 < length) {
            self.list.truncate(at + 1);
            self.regions.truncate(closed.regions_before);
            self.regions.push(key);
            self.list[at].is_split = false;
            self.list[at].region = self.regions.len() as u32;
            saved = length;
        }
        self.list[at].end = self.list.len() as u32;
        if let Some(parent) = open.last_mut() {
            parent.saved += saved;
        }
    }
}

impl Splitter<'_> {
    /// How the children of a node can be split off, if at all.
    fn split(&self, node: Node<'_>, around: impl Iterator<Item = u16> + Clone) -> Option<Split<'_>> {
        let below = self.captures.below.as_ref()?;
        // Kinds whose children the extractor reads by name.
        let is_read = |kind: &str| kind == "array" || kind.contains("generic") || kind.contains("scoped_type");
        let kind = node.kind_id();
        let fits = node.is_named()
            && node.child_count() > 1
            && self.captures.roles_of_kind(kind) == 0
            && !is_read(node.kind())
            && !self.whole.contains(&node.id());
        if !fits {
            return None;
        }
        let mut cursor = node.walk();
        let has_many = node.named_children(&mut cursor).filter(|child| !child.is_extra()).take(2).count() == 2;
        let looks = below.looks(kind, around, has_many);
        let last = (!looks.is_empty()).then(|| node.named_child((node.named_child_count() as u32).checked_sub(1)?));
        Some(Split { looks, last: last.flatten().map(|last| last.id()), seen_named: false })
    }

    /// The region of a child of a split node, if it is one.
    fn region(&self, parent: &mut Open<'_>, entry: &Entry<'_>) -> Option<RegionKey> {
        let split = parent.split.as_mut()?;
        let Entry { node, kind, named, extra, .. } = *entry;
        let first = !split.seen_named;
        split.seen_named |= named && !extra;
        if node.descendant_count() < self.limits.few {
            return None;
        }
        let last = split.last.is_none_or(|last| last == node.id());
        if split.looks.may_inspect(Child { kind, named, first, last }) {
            return None;
        }
        RegionKey::new(node, self.text).filter(|key| !self.unfit.contains(key))
    }
}
