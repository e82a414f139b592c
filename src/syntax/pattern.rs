//! Tree patterns: tree-sitter's query language, matched by our own code.
//!
//! tree-sitter's own matcher analyses every pattern against the whole grammar when a query is compiled: 0.2 to 0.4 s
//! for C#, Ruby or TypeScript, more than a scan takes. This one implements the subset that our queries use: nested
//! nodes, fields, `(_)`, strings, `[…]`, `?`, anchors, `!field`, captures and `#any-of?`. The tests also compile every
//! query with tree-sitter, which rejects unknown node kinds.

use std::ops::Range;

use tree_sitter::Language;

use super::nodes::Nodes;

mod below;

pub(crate) use below::{Below, Child, Looks};

/// The patterns of a query, by the kind of their root node.
pub(crate) struct Patterns {
    patterns: Vec<Pattern>,
    by_kind: Vec<Vec<u16>>,
    /// Capture names by id.
    pub(crate) captures: Vec<String>,
}

struct Pattern {
    root: NodePattern,
    /// Captures whose text must be one of a set.
    any_of: Vec<(u16, Vec<String>)>,
}

/// A pattern of one node.
#[derive(Debug, Clone, Default)]
struct NodePattern {
    /// `None` matches any named node.
    kinds: Option<Vec<u16>>,
    anonymous: bool,
    children: Vec<ChildPattern>,
    without_fields: Vec<u16>,
    last_anchored: bool,
    captures: Vec<u16>,
}

/// A pattern of a child: a list of alternatives.
#[derive(Debug, Clone)]
struct ChildPattern {
    field: Option<u16>,
    anchored: bool,
    optional: bool,
    alternatives: Vec<NodePattern>,
}

/// Capture id and node index.
pub(crate) type Captured = (u16, u32);

impl Patterns {
    /// Parses a query.
    pub(crate) fn parse(source: &str, language: &Language) -> Result<Self, String> {
        let mut reader = Reader { source, at: 0, language, captures: Vec::new() };
        let mut patterns = Vec::new();
        while reader.peek().is_some() {
            patterns.push(reader.pattern()?);
        }
        let mut by_kind = vec![Vec::new(); language.node_kind_count()];
        for (at, pattern) in patterns.iter().enumerate() {
            for kind in pattern.root.kinds.iter().flatten() {
                by_kind[*kind as usize].push(at as u16);
            }
        }
        Ok(Self { patterns, by_kind, captures: reader.captures })
    }

    /// Removes and returns the patterns that only capture a kind: `(kind) @capture`.
    pub(crate) fn take_plain(&mut self) -> Vec<(u16, u16)> {
        let mut plain = Vec::new();
        for (kind, list) in self.by_kind.iter_mut().enumerate() {
            list.retain(|at| {
                let root = &self.patterns[*at as usize].root;
                let is_plain = root.children.is_empty() && root.without_fields.is_empty();
                if is_plain {
                    plain.extend(root.captures.iter().map(|capture| (kind as u16, *capture)));
                }
                !is_plain
            });
        }
        plain
    }

    /// Whether a pattern begins with a kind of node.
    pub(crate) fn has_root(&self, kind: u16) -> bool {
        self.by_kind.get(kind as usize).is_some_and(|patterns| !patterns.is_empty())
    }

    /// What the patterns inspect below each kind of node.
    pub(crate) fn below(&self) -> Below {
        Below::new(self)
    }

    /// Calls `found` with the captures of every match rooted at the node `at`.
    pub(crate) fn matches(&self, nodes: &Nodes<'_>, at: u32, text: &str, found: &mut dyn FnMut(&[Captured])) {
        let Some(list) = self.by_kind.get(nodes.get(at).kind as usize) else { return };
        if list.is_empty() {
            return;
        }
        let mut matching = Matching { nodes, captured: Vec::new() };
        for pattern in list {
            let pattern = &self.patterns[*pattern as usize];
            pattern.root.matches(&mut matching, at, &mut |matching| {
                let captures = &matching.captured;
                let fits = pattern.any_of.iter().all(|(capture, words)| {
                    captures.iter().filter(|(id, _)| id == capture).all(|(_, at)| {
                        let text = text.get(nodes.get(*at).node.byte_range());
                        words.iter().any(|word| text == Some(word))
                    })
                });
                if fits {
                    found(captures);
                }
            });
        }
    }
}

/// A partial match.
struct Matching<'n, 't> {
    nodes: &'n Nodes<'t>,
    captured: Vec<Captured>,
}

/// Continuation of a match.
type Then<'f> = &'f mut dyn FnMut(&mut Matching<'_, '_>);

impl NodePattern {
    /// Calls `then` for every way to match the node `at`.
    fn matches(&self, matching: &mut Matching<'_, '_>, at: u32, then: Then<'_>) {
        let nodes = matching.nodes;
        let entry = nodes.get(at);
        let kind_fits = match &self.kinds {
            Some(kinds) => kinds.contains(&entry.kind),
            None => entry.named,
        };
        if !kind_fits
            || self.without_fields.iter().any(|field| nodes.children(at).any(|child| nodes.get(child).field == *field))
        {
            return;
        }
        let before = matching.captured.len();
        matching.captured.extend(self.captures.iter().map(|capture| (*capture, at)));
        if self.children.is_empty() && self.without_fields.is_empty() {
            then(matching);
        } else {
            self.match_children(matching, 0, at + 1..entry.end, &mut 0, then);
        }
        matching.captured.truncate(before);
    }

    /// Matches the child patterns from `pattern` on against the children in `range`; counts the matches in `done`.
    fn match_children(
        &self,
        matching: &mut Matching<'_, '_>,
        pattern: usize,
        range: Range<u32>,
        done: &mut usize,
        then: Then<'_>,
    ) {
        let nodes = matching.nodes;
        let mut next = range.start;
        let Some(wanted) = self.children.get(pattern) else {
            while self.last_anchored && next < range.end {
                let child = nodes.get(next);
                if child.named {
                    return;
                }
                next = child.end;
            }
            *done += 1;
            return then(matching);
        };
        let before = *done;
        let anonymous = wanted.alternatives.iter().any(|alternative| alternative.anonymous);
        while next < range.end {
            let child = nodes.get(next);
            if wanted.field.is_none_or(|field| field == child.field) {
                for alternative in &wanted.alternatives {
                    alternative.matches(matching, next, &mut |matching| {
                        self.match_children(matching, pattern + 1, child.end..range.end, done, then);
                    });
                }
            }
            if wanted.anchored && (anonymous || child.named && !child.extra) {
                break;
            }
            next = child.end;
        }
        if wanted.optional && *done == before {
            self.match_children(matching, pattern + 1, range, done, then);
        }
    }
}

/// A parser of the query language.
struct Reader<'s> {
    source: &'s str,
    at: usize,
    language: &'s Language,
    captures: Vec<String>,
}

impl Reader<'_> {
    /// The next character, skipping whitespace and comments.
    fn peek(&mut self) -> Option<char> {
        loop {
            let rest = &self.source[self.at..];
            let next = rest.chars().next()?;
            if next.is_whitespace() {
                self.at += next.len_utf8();
            } else if next == ';' {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else {
                return Some(next);
            }
        }
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.eat(wanted) { Ok(()) } else { Err(self.error(&format!("`{wanted}` expected"))) }
    }

    fn error(&self, message: &str) -> String {
        let line = self.source[..self.at].matches('\n').count() + 1;
        let text = self.source.lines().nth(line - 1).unwrap_or_default();
        format!("line {line}: {message} in `{text}`")
    }

    fn word(&mut self) -> String {
        self.peek();
        let rest = &self.source[self.at..];
        let end =
            rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | '?')).unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        word
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let rest = &self.source[self.at..];
        let end = rest.find('"').ok_or_else(|| self.error("a string without an end"))?;
        let text = rest[..end].to_owned();
        self.at += end + 1;
        Ok(text)
    }

    fn pattern(&mut self) -> Result<Pattern, String> {
        let start = self.at;
        if self.eat('(') && self.peek() == Some('(') {
            let root = self.node()?;
            let mut any_of = Vec::new();
            while self.eat('(') {
                self.expect('#')?;
                if self.word() != "any-of?" {
                    return Err(self.error("no predicate but #any-of? is known"));
                }
                self.expect('@')?;
                let capture = self.capture_id();
                let mut words = Vec::new();
                while self.peek() == Some('"') {
                    words.push(self.string()?);
                }
                self.expect(')')?;
                any_of.push((capture, words));
            }
            self.expect(')')?;
            return Ok(Pattern { root, any_of });
        }
        self.at = start;
        Ok(Pattern { root: self.node()?, any_of: Vec::new() })
    }

    fn capture_id(&mut self) -> u16 {
        let name = self.word();
        let at = self.captures.iter().position(|other| *other == name).unwrap_or_else(|| {
            self.captures.push(name);
            self.captures.len() - 1
        });
        at as u16
    }

    /// A node with its captures.
    fn node(&mut self) -> Result<NodePattern, String> {
        let mut node = if self.peek() == Some('"') {
            let text = self.string()?;
            NodePattern { kinds: Some(self.kinds(&text, false)?), anonymous: true, ..NodePattern::default() }
        } else {
            self.named_node()?
        };
        self.add_captures(&mut node);
        Ok(node)
    }

    fn add_captures(&mut self, node: &mut NodePattern) {
        while self.eat('@') {
            let capture = self.capture_id();
            node.captures.push(capture);
        }
    }

    fn named_node(&mut self) -> Result<NodePattern, String> {
        self.expect('(')?;
        let kind = self.word();
        let kinds = if kind == "_" { None } else { Some(self.kinds(&kind, true)?) };
        let mut node = NodePattern { kinds, ..NodePattern::default() };
        let mut anchored = false;
        loop {
            match self.peek() {
                Some(')') => break,
                Some('.') => {
                    self.at += 1;
                    anchored = true;
                    continue;
                }
                Some('!') => {
                    self.at += 1;
                    let field = self.word();
                    node.without_fields.push(self.field(&field)?);
                    continue;
                }
                None => return Err(self.error("a pattern without an end")),
                _ => {}
            }
            let mut child = self.child()?;
            child.anchored = std::mem::take(&mut anchored);
            node.children.push(child);
        }
        node.last_anchored = anchored;
        self.expect(')')?;
        Ok(node)
    }

    fn child(&mut self) -> Result<ChildPattern, String> {
        let mut field = None;
        if self.peek().is_some_and(|next| next.is_alphabetic()) {
            let name = self.word();
            field = Some(self.field(&name)?);
            self.expect(':')?;
        }
        let mut alternatives = Vec::new();
        if self.eat('[') {
            while !self.eat(']') {
                alternatives.push(self.node()?);
            }
        } else {
            let bare = if self.peek() == Some('"') { self.node()? } else { self.named_node()? };
            alternatives.push(bare);
        }
        let optional = self.eat('?');
        while self.eat('@') {
            let capture = self.capture_id();
            alternatives.iter_mut().for_each(|alternative| alternative.captures.push(capture));
        }
        Ok(ChildPattern { field, anchored: false, optional, alternatives })
    }

    fn kinds(&self, name: &str, named: bool) -> Result<Vec<u16>, String> {
        let language = self.language;
        let fits = |id: &u16| language.node_kind_is_named(*id) == named && language.node_kind_for_id(*id) == Some(name);
        let kinds: Vec<u16> = (0..language.node_kind_count() as u16).filter(fits).collect();
        if kinds.is_empty() { Err(self.error(&format!("no node is called `{name}`"))) } else { Ok(kinds) }
    }

    fn field(&self, name: &str) -> Result<u16, String> {
        let field = self.language.field_id_for_name(name).map(|field| field.get());
        field.ok_or_else(|| self.error(&format!("no field is called `{name}`")))
    }
}
