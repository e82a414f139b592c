//! What patterns inspect below a node: where a tree can be split so that no match crosses the boundary.

use super::{ChildPattern, NodePattern, Patterns};

/// The patterns that inspect the children of each kind of node.
pub(crate) struct Below {
    by_kind: Vec<Vec<Look>>,
    /// Patterns that match any kind.
    any: Vec<Look>,
}

/// A pattern's inspection of the children of a node.
#[derive(Clone)]
struct Look {
    /// Kinds of the enclosing nodes, innermost first; `None` matches any.
    around: Vec<Option<Vec<u16>>>,
    children: Vec<Wanted>,
    /// Whether it matches only nodes with one child.
    only: bool,
}

/// A child that a pattern inspects.
#[derive(Clone)]
struct Wanted {
    /// `None` matches any named node.
    kinds: Option<Vec<u16>>,
    first: bool,
    last: bool,
}

/// The properties of a child that decide whether a pattern may inspect it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Child {
    pub(crate) kind: u16,
    pub(crate) named: bool,
    /// Whether it is the first named child.
    pub(crate) first: bool,
    /// Whether it is the last named child.
    pub(crate) last: bool,
}

/// The inspections that may apply to one node.
pub(crate) struct Looks<'b>(Vec<&'b Look>);

impl Below {
    pub(super) fn new(patterns: &Patterns) -> Self {
        let mut below = Self { by_kind: vec![Vec::new(); patterns.by_kind.len()], any: Vec::new() };
        for pattern in &patterns.patterns {
            below.add(&pattern.root, &[]);
        }
        below
    }

    fn add(&mut self, node: &NodePattern, around: &[Option<Vec<u16>>]) {
        if node.anonymous || node.children.is_empty() {
            return;
        }
        let wanted = |(at, child): (usize, &ChildPattern)| {
            let last = node.last_anchored && at + 1 == node.children.len();
            let named = child.alternatives.iter().filter(|alternative| !alternative.anonymous);
            let first = at == 0 && child.anchored;
            named.map(move |one| Wanted { kinds: one.kinds.clone(), first, last }).collect::<Vec<_>>()
        };
        let children = node.children.iter().enumerate().flat_map(wanted).collect();
        let only = node.last_anchored && matches!(node.children.as_slice(), [one] if one.anchored && !one.optional);
        let look = Look { around: around.to_vec(), children, only };
        match &node.kinds {
            Some(kinds) => kinds.iter().for_each(|kind| self.by_kind[*kind as usize].push(look.clone())),
            None => self.any.push(look),
        }
        let around: Vec<_> = [node.kinds.clone()].into_iter().chain(around.iter().cloned()).collect();
        for alternative in node.children.iter().flat_map(|child| &child.alternatives) {
            self.add(alternative, &around);
        }
    }

    /// The inspections that may apply to the children of a node of a kind. `around` are the kinds of the enclosing
    /// nodes, innermost first; `has_many` tells whether the node has more than one relevant child.
    pub(crate) fn looks(&self, kind: u16, around: impl Iterator<Item = u16> + Clone, has_many: bool) -> Looks<'_> {
        let fits = |look: &&Look| {
            let mut around = around.clone();
            let stands = look.around.iter().all(|wanted| match (wanted, around.next()) {
                (Some(kinds), Some(kind)) => kinds.contains(&kind),
                (None, Some(_)) => true,
                (_, None) => false,
            });
            stands && !(look.only && has_many)
        };
        let own = self.by_kind.get(kind as usize).into_iter().flatten();
        Looks(own.chain(&self.any).filter(fits).collect())
    }
}

impl Looks<'_> {
    /// Whether a pattern may inspect a child.
    pub(crate) fn may_inspect(&self, child: Child) -> bool {
        self.0.iter().flat_map(|look| &look.children).any(|wanted| {
            let kind_fits = match &wanted.kinds {
                Some(kinds) => kinds.contains(&child.kind),
                None => child.named,
            };
            kind_fits && (!wanted.first || child.first) && (!wanted.last || child.last)
        })
    }

    /// Whether no child is inspected.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
