//! Roles of syntax nodes, assigned by the captures of a language's query.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::str::FromStr;

use tree_sitter::Node;

use super::nodes::Nodes;
use super::pattern::{Below, Captured, Patterns};

/// The role of a node: the capture name before the dot. See `docs/adding-a-language.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    Name,
    SelfName,
    String,
    Hole,
    Same,
    Member,
    Index,
    Call,
    Argument,
    Object,
    Entry,
    Spread,
    Define,
    Pattern,
    Binding,
    Assign,
    Class,
    Function,
    Parameter,
    Return,
    Namespace,
    Import,
    Export,
    Condition,
    Logical,
    Code,
    Case,
    Group,
    Choice,
    Typed,
}

/// A part of a role: the capture name after the dot. `Itself` is the node that has the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Itself,
    Name,
    Object,
    Key,
    Function,
    Receiver,
    Method,
    Arguments,
    Label,
    Value,
    Type,
    Body,
    Inner,
    Target,
    Bindings,
    Alias,
    Super,
    Field,
    Module,
    Default,
    Whole,
    Wildcard,
    Piped,
    Items,
}

impl Role {
    /// The role's bit in a set of roles.
    pub(crate) fn bit(self) -> u32 {
        1 << self as u32
    }
}

macro_rules! from_names {
    ($kind:ident { $($name:literal => $variant:ident),* $(,)? }) => {
        impl FromStr for $kind {
            type Err = String;

            fn from_str(name: &str) -> Result<Self, String> {
                match name {
                    $($name => Ok(Self::$variant),)*
                    _ => Err(format!("no capture is called `{name}`")),
                }
            }
        }
    };
}

from_names!(Role {
    "name" => Name, "self" => SelfName, "string" => String, "hole" => Hole, "same" => Same, "member" => Member,
    "index" => Index, "call" => Call, "argument" => Argument, "object" => Object, "entry" => Entry, "spread" => Spread,
    "define" => Define, "pattern" => Pattern, "binding" => Binding, "assign" => Assign, "class" => Class,
    "function" => Function, "parameter" => Parameter, "return" => Return, "namespace" => Namespace,
    "import" => Import, "export" => Export, "condition" => Condition, "logical" => Logical,
    "code" => Code, "case" => Case, "group" => Group, "choice" => Choice, "typed" => Typed,
});

from_names!(Part {
    "name" => Name, "object" => Object, "key" => Key, "function" => Function, "receiver" => Receiver,
    "method" => Method, "arguments" => Arguments, "label" => Label, "value" => Value, "type" => Type, "body" => Body,
    "inner" => Inner, "target" => Target, "bindings" => Bindings, "alias" => Alias, "super" => Super,
    "field" => Field, "module" => Module, "default" => Default, "whole" => Whole, "wildcard" => Wildcard,
    "piped" => Piped, "items" => Items,
});

/// A query with its captures resolved to roles.
pub(crate) struct Captures {
    patterns: Option<Patterns>,
    names: Vec<(Role, Part)>,
    /// Roles determined by the node kind alone. Most nodes are plain names, and a table lookup is free.
    by_kind: Vec<u32>,
    /// What the patterns inspect below a node.
    pub(crate) below: Option<Below>,
}

impl Captures {
    /// A query without patterns.
    pub(crate) fn none() -> Self {
        Self { patterns: None, names: Vec::new(), by_kind: Vec::new(), below: None }
    }

    pub(crate) fn new(source: &str, language: &tree_sitter::Language) -> Result<Self, String> {
        let mut patterns = Patterns::parse(source, language)?;
        let names = patterns
            .captures
            .iter()
            .map(|name| match name.split_once('.') {
                Some((role, part)) => Ok((role.parse()?, part.parse()?)),
                None => Ok((name.parse()?, Part::Itself)),
            })
            .collect::<Result<Vec<(Role, Part)>, String>>()?;
        let mut by_kind = vec![0; language.node_kind_count()];
        for (kind, capture) in patterns.take_plain() {
            by_kind[kind as usize] |= names[capture as usize].0.bit();
        }
        let below = Some(patterns.below());
        Ok(Self { patterns: Some(patterns), names, by_kind, below })
    }

    /// Whether any pattern assigns the role.
    #[cfg(test)]
    pub(crate) fn has_role(&self, role: Role) -> bool {
        self.names.contains(&(role, Part::Itself))
    }

    /// The roles of a node kind, regardless of children.
    pub(crate) fn roles_of_kind(&self, kind: u16) -> u32 {
        self.by_kind.get(kind as usize).copied().unwrap_or_default()
    }

    /// Matches the patterns at every node of a tree.
    pub(crate) fn run<'tree>(&self, nodes: &Nodes<'tree>, text: &str) -> Marks<'tree, '_> {
        let mut marks = Marks { nodes: NodeMap::default(), by_kind: &self.by_kind };
        self.run_into(&mut marks, nodes, text);
        marks
    }

    /// Adds the roles of another tree's nodes.
    pub(crate) fn run_into<'tree>(&self, marks: &mut Marks<'tree, '_>, nodes: &Nodes<'tree>, text: &str) {
        let Some(patterns) = &self.patterns else { return };
        for at in (0..nodes.len()).filter(|at| !nodes.is_region(*at)) {
            patterns.matches(nodes, at, text, &mut |captures| self.add(nodes, marks, captures));
        }
    }

    /// Adds the captures of one match: the node of each role gets the role's parts.
    fn add<'tree>(&self, nodes: &Nodes<'tree>, marks: &mut Marks<'tree, '_>, captures: &[Captured]) {
        for (id, at) in captures {
            let (role, Part::Itself) = self.names[*id as usize] else { continue };
            let list = marks.nodes.entry(nodes.get(*at).node.id()).or_default();
            let at = list.iter().position(|mark: &Mark<'_>| mark.role == role).unwrap_or_else(|| {
                list.push(Mark { role, parts: Vec::new() });
                list.len() - 1
            });
            for (id, at_part) in captures {
                let (other, part) = self.names[*id as usize];
                let node = nodes.get(*at_part).node;
                if other == role && part != Part::Itself && !list[at].parts.contains(&(part, node)) {
                    list[at].parts.push((part, node));
                }
            }
        }
    }
}

/// The roles of the nodes of a tree.
pub(crate) struct Marks<'tree, 'language> {
    nodes: NodeMap<Vec<Mark<'tree>>>,
    by_kind: &'language [u32],
}

/// A role of a node with its parts.
pub(crate) struct Mark<'tree> {
    pub(crate) role: Role,
    parts: Vec<(Part, Node<'tree>)>,
}

impl<'tree> Mark<'tree> {
    /// The first node captured as `part`.
    pub(crate) fn part(&self, part: Part) -> Option<Node<'tree>> {
        self.parts.iter().find(|(name, _)| *name == part).map(|(_, node)| *node)
    }

    /// Every part, in the order of the matches and of their captures.
    pub(crate) fn all_parts(&self) -> &[(Part, Node<'tree>)] {
        &self.parts
    }

    /// Every node captured as `part`.
    pub(crate) fn parts(&self, part: Part) -> impl Iterator<Item = Node<'tree>> {
        self.parts.iter().filter(move |(name, _)| *name == part).map(|(_, node)| *node)
    }
}

impl<'tree> Marks<'tree, '_> {
    /// Whether the node has the role.
    pub(crate) fn is(&self, node: Node<'tree>, role: Role) -> bool {
        let flags = self.by_kind.get(node.kind_id() as usize).copied().unwrap_or_default();
        flags & role.bit() != 0 || self.get(node, role).is_some()
    }

    /// The roles of a node as bits, see [`Role::bit`]; `list` is the result of [`Marks::all`].
    pub(crate) fn roles(&self, kind: u16, list: &[Mark<'tree>]) -> u32 {
        let by_kind = self.by_kind.get(kind as usize).copied().unwrap_or_default();
        list.iter().fold(by_kind, |roles, mark| roles | mark.role.bit())
    }

    /// The role of a node, if assigned by a pattern with parts.
    pub(crate) fn get(&self, node: Node<'tree>, role: Role) -> Option<&Mark<'tree>> {
        self.nodes.get(&node.id())?.iter().find(|mark| mark.role == role)
    }

    /// The nodes with embedded code, see `@code`.
    pub(crate) fn code(&self) -> impl Iterator<Item = Node<'tree>> {
        let marks = self.nodes.values().flatten().filter(|mark| mark.role == Role::Code);
        marks.filter_map(|mark| mark.part(Part::Inner))
    }

    /// Every captured node with role and part.
    pub(crate) fn captured(&self) -> impl Iterator<Item = (usize, Role, Part)> {
        self.nodes.iter().flat_map(|(node, marks)| {
            marks.iter().flat_map(|mark| {
                let parts = mark.parts.iter().map(|(part, node)| (node.id(), mark.role, *part));
                parts.chain([(*node, mark.role, Part::Itself)])
            })
        })
    }

    /// All roles of a node that were assigned by patterns with parts.
    pub(crate) fn all(&self, node: Node<'tree>) -> &[Mark<'tree>] {
        self.nodes.get(&node.id()).map_or(&[], Vec::as_slice)
    }
}

/// A map by node id. Ids are addresses: one multiplication distributes them well enough.
pub(crate) type NodeMap<T> = HashMap<usize, T, BuildHasherDefault<NodeHasher>>;

/// See [`NodeMap`].
#[derive(Debug, Default)]
pub(crate) struct NodeHasher(u64);

impl Hasher for NodeHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_usize(&mut self, id: usize) {
        let spread = (id as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}
