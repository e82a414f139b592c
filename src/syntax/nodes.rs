//! The nodes of a tree as a flat list.
//!
//! Walking with tree-sitter's cursor costs tens of nanoseconds per step, and patterns visit each node's children many
//! times. One walk fills the list; everything after it is a memory access.

use tree_sitter::{Node, TreeCursor};

mod regions;

pub(crate) use regions::{Limits, RegionKey, Splitter};

/// The kind of error nodes.
const ERROR: u16 = u16::MAX;

/// Every node of a tree in pre-order.
pub(crate) struct Nodes<'tree> {
    list: Vec<Entry<'tree>>,
    /// Keys of the regions, in order; see [`Nodes::split`].
    regions: Vec<RegionKey>,
}

/// A node with the properties that patterns test.
pub(crate) struct Entry<'tree> {
    pub(crate) node: Node<'tree>,
    pub(crate) kind: u16,
    /// Field of the parent; 0 means none.
    pub(crate) field: u16,
    pub(crate) named: bool,
    pub(crate) extra: bool,
    /// Whether its children were split off as regions, all or some.
    pub(crate) is_split: bool,
    /// One-based index in the list of regions; 0 for a node that is listed with its descendants.
    region: u32,
    /// Index after the last descendant.
    pub(crate) end: u32,
}

impl<'tree> Entry<'tree> {
    /// The node at the cursor, with its children listed until `end`.
    fn at(cursor: &TreeCursor<'tree>, end: u32) -> Self {
        let node = cursor.node();
        Self {
            node,
            kind: node.kind_id(),
            field: cursor.field_id().map_or(0, |field| field.get()),
            named: node.is_named(),
            extra: node.is_extra(),
            is_split: false,
            region: 0,
            end,
        }
    }
}

impl<'tree> Nodes<'tree> {
    /// Lists the tree below `root`.
    pub(crate) fn below(root: Node<'tree>) -> Self {
        let mut list: Vec<Entry<'tree>> = Vec::with_capacity(root.descendant_count());
        let mut cursor = root.walk();
        let mut open: Vec<u32> = Vec::new();
        loop {
            let at = list.len() as u32;
            list.push(Entry::at(&cursor, at + 1));
            if cursor.goto_first_child() {
                open.push(at);
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return Self { list, regions: Vec::new() };
                }
                let end = list.len() as u32;
                if let Some(parent) = open.pop() {
                    list[parent as usize].end = end;
                }
            }
        }
    }

    /// Number of nodes.
    pub(crate) fn len(&self) -> u32 {
        self.list.len() as u32
    }

    /// The node at an index below [`Nodes::len`].
    pub(crate) fn get(&self, at: u32) -> &Entry<'tree> {
        &self.list[at as usize]
    }

    /// Whether a node stands for a region whose descendants are not listed.
    pub(crate) fn is_region(&self, at: u32) -> bool {
        self.list[at as usize].region != 0
    }

    /// Key of a region.
    pub(crate) fn region(&self, entry: &Entry<'tree>) -> Option<RegionKey> {
        self.regions.get((entry.region as usize).checked_sub(1)?).copied()
    }

    /// Number of error nodes, and of regions with errors.
    pub(crate) fn errors(&self) -> usize {
        let listed = self.list.iter().filter(|entry| entry.kind == ERROR || entry.node.is_missing());
        listed.count() + self.regions.iter().filter(|region| region.has_error).count()
    }

    /// The nodes whose children were split off.
    pub(crate) fn split_nodes(&self) -> impl Iterator<Item = &Entry<'tree>> {
        self.list.iter().filter(|entry| entry.is_split)
    }

    /// Indices of a node's children.
    pub(crate) fn children(&self, at: u32) -> impl Iterator<Item = u32> {
        let end = self.get(at).end;
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let here = next;
            (here < end).then(|| {
                next = self.get(here).end;
                here
            })
        })
    }
}
