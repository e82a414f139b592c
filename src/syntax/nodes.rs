//! The nodes of a tree in one flat list.
//!
//! Walking with tree-sitter's cursor costs tens of nanoseconds a step, and the patterns look at each node's children many
//! times: one walk fills the list, everything after it is a look into memory.

use tree_sitter::Node;

mod cut;

pub(crate) use cut::{ChunkKey, Cutter, Limits};

/// The kind of nodes that are syntax errors.
const ERROR: u16 = u16::MAX;

/// Every node of a tree, parents before their children, in the order of the text.
pub(crate) struct Nodes<'tree> {
    list: Vec<Entry<'tree>>,
    /// What stands for the contents of chunks, in their order; see [`Nodes::cut`].
    chunks: Vec<ChunkKey>,
}

/// A node with what patterns ask about it.
pub(crate) struct Entry<'tree> {
    pub(crate) node: Node<'tree>,
    pub(crate) kind: u16,
    /// The field of the parent that it is in; 0 is none.
    pub(crate) field: u16,
    pub(crate) named: bool,
    pub(crate) extra: bool,
    /// Its children were cut off: they are chunks, all or some.
    pub(crate) is_cut: bool,
    /// One more than its position in the list of chunks; 0 for a node that is listed with all that is below it.
    chunk: u32,
    /// Position after its last descendant.
    pub(crate) end: u32,
}

impl<'tree> Nodes<'tree> {
    /// Lists the tree below `root`.
    pub(crate) fn below(root: Node<'tree>) -> Self {
        let mut list: Vec<Entry<'tree>> = Vec::with_capacity(root.descendant_count());
        let mut cursor = root.walk();
        let mut open: Vec<u32> = Vec::new();
        loop {
            let node = cursor.node();
            let at = list.len() as u32;
            list.push(Entry {
                node,
                kind: node.kind_id(),
                field: cursor.field_id().map_or(0, |field| field.get()),
                named: node.is_named(),
                extra: node.is_extra(),
                is_cut: false,
                chunk: 0,
                end: at + 1,
            });
            if cursor.goto_first_child() {
                open.push(at);
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return Self { list, chunks: Vec::new() };
                }
                let end = list.len() as u32;
                if let Some(parent) = open.pop() {
                    list[parent as usize].end = end;
                }
            }
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u32 {
        self.list.len() as u32
    }

    /// The node at a position, which must be less than [`Nodes::len`].
    pub(crate) fn get(&self, at: u32) -> &Entry<'tree> {
        &self.list[at as usize]
    }

    /// Whether a node stands for all that is below it, which is not listed.
    pub(crate) fn is_chunk(&self, at: u32) -> bool {
        self.list[at as usize].chunk != 0
    }

    /// What a chunk is known by.
    pub(crate) fn chunk(&self, entry: &Entry<'tree>) -> Option<ChunkKey> {
        self.chunks.get((entry.chunk as usize).checked_sub(1)?).copied()
    }

    /// How many nodes are errors, or are chunks with some.
    pub(crate) fn errors(&self) -> usize {
        let listed = self.list.iter().filter(|entry| entry.kind == ERROR || entry.node.is_missing());
        listed.count() + self.chunks.iter().filter(|chunk| chunk.has_error).count()
    }

    /// The nodes whose children were cut off.
    pub(crate) fn all_cut(&self) -> impl Iterator<Item = &Entry<'tree>> {
        self.list.iter().filter(|entry| entry.is_cut)
    }

    /// The positions of a node's children.
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
