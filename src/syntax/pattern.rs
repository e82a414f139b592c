//! Tree patterns, written in tree-sitter's query language and matched by our own code.
//!
//! tree-sitter's own matcher analyses every pattern against the whole grammar when a query is made: 0.2 to 0.4 s for C#,
//! Ruby or TypeScript, more than a scan takes. This one knows the part of the language that our queries use: nested nodes,
//! fields, `(_)`, strings, `[…]`, `?`, anchors, `!field`, captures and `#any-of?`. The tests compile every query with
//! tree-sitter as well, so that a node kind that does not exist is noticed.

use tree_sitter::{Language, Node, TreeCursor};

/// Patterns of one query, by the kind of node they start at.
pub(crate) struct Patterns {
    patterns: Vec<Pattern>,
    by_kind: Vec<Vec<u16>>,
    /// Capture names in the order of their ids.
    pub(crate) captures: Vec<String>,
}

struct Pattern {
    root: NodePattern,
    /// Captures whose text must be one of some.
    any_of: Vec<(u16, Vec<String>)>,
}

/// A pattern for one node.
#[derive(Debug, Clone, Default)]
struct NodePattern {
    /// `None` is any named node.
    kinds: Option<Vec<u16>>,
    anonymous: bool,
    children: Vec<ChildPattern>,
    without_fields: Vec<u16>,
    last_anchored: bool,
    captures: Vec<u16>,
}

/// A pattern for a child: one of some.
#[derive(Debug, Clone)]
struct ChildPattern {
    field: Option<u16>,
    anchored: bool,
    optional: bool,
    alternatives: Vec<NodePattern>,
}

/// A capture's id and the node.
type Captured<'t> = (u16, Node<'t>);

/// A child with the field it is in.
type Child<'t> = (Node<'t>, Option<u16>);

impl Patterns {
    /// Reads a query.
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

    /// Kinds whose only pattern content is a capture: `(kind) @capture`. They are taken out of the patterns to match.
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

    /// Calls `found` with the captures of every match that starts at `node`.
    pub(crate) fn matches<'t>(
        &self,
        node: Node<'t>,
        cursor: &mut TreeCursor<'t>,
        text: &str,
        found: &mut dyn FnMut(&[Captured<'t>]),
    ) {
        let Some(list) = self.by_kind.get(node.kind_id() as usize) else { return };
        for at in list {
            let pattern = &self.patterns[*at as usize];
            for captures in pattern.root.matches(node, cursor) {
                let fits = pattern.any_of.iter().all(|(capture, words)| {
                    captures
                        .iter()
                        .filter(|(id, _)| id == capture)
                        .all(|(_, node)| words.iter().any(|word| text.get(node.byte_range()) == Some(word)))
                });
                if fits {
                    found(&captures);
                }
            }
        }
    }
}

impl NodePattern {
    /// Every way to match a node: the captures of each.
    fn matches<'t>(&self, node: Node<'t>, cursor: &mut TreeCursor<'t>) -> Vec<Vec<Captured<'t>>> {
        let kind_fits = match &self.kinds {
            Some(kinds) => kinds.contains(&node.kind_id()),
            None => node.is_named(),
        };
        if !kind_fits {
            return Vec::new();
        }
        let own: Vec<Captured<'t>> = self.captures.iter().map(|capture| (*capture, node)).collect();
        if self.children.is_empty() && self.without_fields.is_empty() {
            return vec![own];
        }
        let children = children_of(node, cursor);
        if self.without_fields.iter().any(|field| children.iter().any(|child| child.1 == Some(*field))) {
            return Vec::new();
        }
        let mut results = Vec::new();
        self.match_children(&children, 0, 0, cursor, &own, &mut results);
        results
    }

    fn match_children<'t>(
        &self,
        children: &[Child<'t>],
        pattern: usize,
        from: usize,
        cursor: &mut TreeCursor<'t>,
        captures: &[Captured<'t>],
        results: &mut Vec<Vec<Captured<'t>>>,
    ) {
        let Some(wanted) = self.children.get(pattern) else {
            if !self.last_anchored || children[from..].iter().all(|child| !child.0.is_named()) {
                results.push(captures.to_vec());
            }
            return;
        };
        let before = results.len();
        for (at, child) in children.iter().enumerate().skip(from) {
            let skipped = &children[from..at];
            let anonymous = wanted.alternatives.iter().any(|alternative| alternative.anonymous);
            if wanted.anchored && skipped.iter().any(|child| anonymous || child.0.is_named() && !child.0.is_extra()) {
                break;
            }
            if wanted.field.is_some() && wanted.field != child.1 {
                continue;
            }
            for alternative in &wanted.alternatives {
                for inner in alternative.matches(child.0, cursor) {
                    let mut all = captures.to_vec();
                    all.extend(inner);
                    self.match_children(children, pattern + 1, at + 1, cursor, &all, results);
                }
            }
        }
        if wanted.optional && results.len() == before {
            self.match_children(children, pattern + 1, from, cursor, captures, results);
        }
    }
}

fn children_of<'t>(node: Node<'t>, cursor: &mut TreeCursor<'t>) -> Vec<Child<'t>> {
    let mut children = Vec::new();
    cursor.reset(node);
    if cursor.goto_first_child() {
        loop {
            children.push((cursor.node(), cursor.field_id().map(|field| field.get())));
            if !cursor.goto_next_sibling() {
                break;
            }
        }
    }
    children
}

/// Reads the query language.
struct Reader<'s> {
    source: &'s str,
    at: usize,
    language: &'s Language,
    captures: Vec<String>,
}

impl Reader<'_> {
    /// The next character that is no blank and no comment.
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
