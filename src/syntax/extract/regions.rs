//! Regions: parts of a tree whose facts are kept while the rest of the file changes, see `nodes/split.rs`.
//!
//! A region is extracted without knowing what is around it: places and names there are put in where its facts are added to
//! those of the file. The few facts that depend on what is around say so in [`Reading`].

use std::collections::{HashMap, HashSet};

use super::functional::Modules;
use super::*;
use crate::syntax::fragment::{Around, Fragment};
use crate::syntax::nodes::RegionKey;

/// In a region, the function or type around it, or that there is none.
pub(in crate::syntax) const OUTER: u32 = u32::MAX;
/// Up to this depth, around a region and in it, nobody needs to ask how deep it is.
const SHALLOW: usize = NESTING_LIMIT / 2;
/// How many edits what is not in the text any more is remembered for: what was split is pasted, a bracket is closed.
const REMEMBERED: u32 = 4;

/// What is around a region, as far as its facts can depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outer {
    pub(super) function: Option<FunctionId>,
    pub(super) container: Option<TypeId>,
    /// How many names of types and objects it stands in.
    length: usize,
    /// Whether none of those is without a name.
    is_named: bool,
    /// A fingerprint of what names of modules mean there, where that matters.
    modules: Option<u64>,
}

/// What a region depends on in its context.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Its facts depend on where it stands.
    pub(super) place: bool,
    /// Its facts depend on more than the region.
    pub(super) unfit: bool,
    /// What it adds to what the function around it returns.
    pub(super) returns: Vec<Expr>,
}

/// The regions of one file.
#[derive(Default)]
pub(crate) struct Regions {
    known: HashMap<RegionKey, Known>,
    /// Regions that cannot be extracted on their own, see [`Regions::must_repeat`].
    unfit: HashSet<RegionKey>,
    found_unfit: bool,
    edit: u32,
}

struct Known {
    fragment: Fragment,
    /// Where the region stands, if its facts depend on it.
    outer: Option<Outer>,
    last_used: u32,
}

impl Regions {
    /// Whether the facts of a region were seen before.
    pub(crate) fn is_known(&self, key: &RegionKey) -> bool {
        self.known.contains_key(key)
    }

    /// The regions that cannot be extracted on their own.
    pub(crate) fn unfit(&self) -> &HashSet<RegionKey> {
        &self.unfit
    }

    /// Whether a region turned out not to be extractable on its own: the result must then be discarded.
    pub(crate) fn must_repeat(&mut self) -> bool {
        std::mem::take(&mut self.found_unfit)
    }

    /// Forgets what was not used for some edits.
    pub(crate) fn next_edit(&mut self) {
        let now = self.edit;
        self.known.retain(|_, known| now - known.last_used < REMEMBERED);
        if self.unfit.len() > self.known.len() + 1_000 {
            self.unfit.clear();
        }
        self.edit += 1;
    }
}

impl Outer {
    fn fits(self, other: Option<Self>) -> bool {
        let shape = |outer: Self| {
            (outer.function.is_some(), outer.container.is_some(), outer.length, outer.is_named, outer.modules)
        };
        match other {
            Some(other) => shape(self) == shape(other),
            None => self.length <= SHALLOW,
        }
    }
}

impl<'tree> Extractor<'tree, '_> {
    /// Adds what a region says.
    pub(super) fn add_region(&mut self, node: Node<'tree>, key: RegionKey) {
        let Some((regions, captures, parser)) = self.regions.take() else { return };
        let path = self.containers.get(self.local_base..).unwrap_or_default();
        let modules = self.modules_here();
        let outer = Outer {
            function: self.place.function,
            container: self.place.container,
            length: path.len(),
            is_named: !path.contains(&Name::default()),
            modules: modules.as_ref().map(Modules::fingerprint),
        };
        let start = node.start_byte() as u32;
        match regions.known.get_mut(&key).filter(|known| outer.fits(known.outer)) {
            Some(known) => {
                known.last_used = regions.edit;
                let around = Around { place: self.place, path };
                known.fragment.add_to(&mut self.facts, &mut self.names, start, around);
            }
            None => {
                let nodes = Nodes::below(node);
                let marks = captures.run(&nodes, self.text);
                let mut collected = Collected::default();
                collected.facts.language = self.facts.language;
                collected.add(captures, parser, self.text, &nodes, marks, Some((&outer, modules.as_ref())), None);
                let Collected { facts, names, reading } = collected;
                let fragment = Fragment::new(facts, names, reading.returns, start);
                let around = Around { place: self.place, path };
                fragment.add_to(&mut self.facts, &mut self.names, start, around);
                if reading.unfit {
                    regions.found_unfit = true;
                    regions.unfit.insert(key);
                } else if !key.has_error {
                    let depends = reading.place || outer.length > SHALLOW || modules.is_some();
                    let known = Known { fragment, outer: depends.then_some(outer), last_used: regions.edit };
                    regions.known.insert(key, known);
                }
            }
        }
        self.regions = Some((regions, captures, parser));
    }

    /// What is around the region: its facts depend on it from now on.
    pub(super) fn ask_place(&mut self) -> Outer {
        self.reading.place = true;
        let nothing = Outer { function: None, container: None, length: 0, is_named: true, modules: None };
        self.outer.copied().unwrap_or(nothing)
    }

    /// Whether types and objects are nested deeper here than the limit.
    pub(super) fn is_nested_too_deep(&mut self) -> bool {
        let own = self.containers.len().saturating_sub(self.local_base);
        if self.outer.is_none() || self.local_base > 0 {
            return own > NESTING_LIMIT;
        }
        // One stands for all around.
        self.reading.place |= own > SHALLOW;
        own - 1 + self.outer.map_or(0, |outer| outer.length) > NESTING_LIMIT
    }

    /// Whether a path has names only, and at least one.
    pub(super) fn is_place_with_name(&mut self, path: &[Name]) -> bool {
        let Some((Name::OUTER, own)) = path.split_first().map(|(first, own)| (*first, own)) else {
            return !path.is_empty() && !path.contains(&Name::default());
        };
        let outer = self.ask_place();
        outer.is_named && outer.length + own.len() > 0 && !own.contains(&Name::default())
    }
}
