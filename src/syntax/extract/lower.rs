//! Expressions: what could lead to a key, in the small vocabulary of [`Expr`].

use tree_sitter::Node;

use super::Extractor;
use crate::syntax::captures::{Part, Role};
use crate::syntax::facts::*;
use crate::syntax::literal;

/// Chains and nestings deeper than this are not followed.
pub(super) const DEPTH_LIMIT: usize = 48;
/// Longer strings are no keys (LaunchDarkly's limit is 256 characters).
const LONGEST_KEY: usize = 256;
/// Functions that give back the object, string or function they are given.
const TRANSPARENT: &[&str] = &[
    "freeze",
    "seal",
    "useCallback",
    "memo",
    "forwardRef",
    "observer",
    "cache",
    "intern",
    "to_s",
    "to_sym",
    "dup",
    "to_string",
    "to_owned",
    "into",
    "String",
    "String::from",
    "str",
    "string",
    "std::string",
    "std::string_view",
    "string_view",
    "std::move",
    "TEXT",
    "pack",
    "FString",
    "FName",
    "QString",
    "QStringLiteral",
    "QLatin1String",
    "Cow::from",
    "Cow::Borrowed",
    "Arc::from",
    "Some",
    "MappingProxyType",
    "frozen",
];

impl<'tree> Extractor<'tree, '_> {
    /// The value of an expression.
    pub(super) fn lower(&mut self, node: Node<'tree>) -> Expr {
        if self.depth > DEPTH_LIMIT {
            return Expr::Other;
        }
        self.depth += 1;
        let value = self.lower_inner(node);
        self.depth -= 1;
        value
    }

    fn lower_inner(&mut self, node: Node<'tree>) -> Expr {
        let marks = self.marks;
        if let Some(code) = self.code.get(&node.id()) {
            let mut inner = code.get(0).node.named_child(0);
            // An expression by itself is no statement.
            while let Some(error) = inner.filter(|inner| inner.is_error() && inner.named_child_count() == 1) {
                inner = error.named_child(0);
            }
            return inner.map_or(Expr::Other, |inner| self.lower(inner));
        }
        if marks.is(node, Role::String) {
            return self.lower_string(node);
        }
        if marks.is(node, Role::Function) {
            return Expr::Function(self.function_id(node));
        }
        if marks.is(node, Role::Call) {
            if let Some(inner) = self.transparent_argument(node) {
                return self.lower(inner);
            }
            return Expr::Call(self.call_id(node));
        }
        if marks.is(node, Role::Member)
            || marks.is(node, Role::Index)
            || marks.is(node, Role::Name)
            || marks.is(node, Role::SelfName)
        {
            return Expr::Path(self.path_of(node));
        }
        if marks.is(node, Role::Same) {
            if let Some(choice) = self.text_or_else(node) {
                return choice;
            }
            let inner = self.inner(node);
            return inner.map_or(Expr::Other, |inner| self.lower(inner));
        }
        if marks.is(node, Role::Object) {
            return Expr::Object;
        }
        if let Some(mark) = marks.get(node, Role::Choice) {
            let values: Vec<Node<'tree>> = mark.parts(Part::Value).collect();
            if let [first, second] = values[..] {
                let choice = [self.lower(first), self.lower(second)];
                if choice != [Expr::Other; 2] {
                    self.facts.choices.push(choice);
                    return Expr::Choice(self.facts.choices.len() as u32 - 1);
                }
            }
        }
        Expr::Other
    }

    /// `key ?? "new-checkout"`: one of two values where one is a text or a constant. Of two others only the first counts,
    /// as its type is that of both.
    fn text_or_else(&mut self, node: Node<'tree>) -> Option<Expr> {
        let values: Vec<Node<'tree>> = self.marks.get(node, Role::Choice)?.parts(Part::Value).collect();
        let [first, second] = values[..] else { return None };
        let choice = [self.lower(first), self.lower(second)];
        let is_key = |value: &Expr| match value {
            Expr::Text(_) | Expr::Choice(_) => true,
            Expr::Path(path) => self
                .facts
                .path(*path)
                .get(1..)
                .and_then(<[Segment]>::last)
                .is_some_and(|step| self.names.text(step.name).starts_with(char::is_uppercase)),
            _ => false,
        };
        choice.iter().any(is_key).then(|| {
            self.facts.choices.push(choice);
            Expr::Choice(self.facts.choices.len() as u32 - 1)
        })
    }

    /// What stands inside parentheses, `await`, `as const` and the like.
    pub(super) fn inner(&self, node: Node<'tree>) -> Option<Node<'tree>> {
        self.marks.get(node, Role::Same).and_then(|mark| mark.part(Part::Inner)).or_else(|| node.named_child(0))
    }

    /// The node below parentheses and the like.
    pub(super) fn unwrap_same(&self, mut node: Node<'tree>) -> Node<'tree> {
        for _ in 0..DEPTH_LIMIT {
            match self.marks.is(node, Role::Same).then(|| self.inner(node)).flatten() {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }

    /// What a call of `Object.freeze`, `useCallback` or their kin is given: it is the value.
    fn transparent_argument(&mut self, node: Node<'tree>) -> Option<Node<'tree>> {
        let mark = self.marks.get(node, Role::Call)?;
        let callee = mark.part(Part::Method).or_else(|| mark.part(Part::Function))?;
        let name = self.node_text(callee);
        let last = name.rsplit(['.', ':']).next()?;
        if !TRANSPARENT.contains(&last) && !TRANSPARENT.contains(&name) {
            return None;
        }
        let first = mark.part(Part::Arguments).and_then(|arguments| arguments.named_child(0));
        let first = mark.part(Part::Piped).or(first).or_else(|| mark.part(Part::Value));
        let first = first.map(|first| {
            self.marks.get(first, Role::Argument).and_then(|argument| argument.part(Part::Value)).unwrap_or(first)
        });
        first.or_else(|| {
            let receiver = mark.part(Part::Receiver);
            receiver.or_else(|| self.marks.get(callee, Role::Member)?.part(Part::Object))
        })
    }

    fn lower_string(&mut self, node: Node<'tree>) -> Expr {
        let text = self.node_text(node);
        let content = literal::content(text);
        let (start, end) = (node.start_byte() + content.start, node.start_byte() + content.end);
        let mut cursor = node.walk();
        let hole = node.named_children(&mut cursor).find(|child| self.marks.is(*child, Role::Hole));
        if let Some(hole) = hole {
            // Some grammars leave `${` and `}` outside of the node.
            let before = self.text.get(start..hole.start_byte()).unwrap_or("?");
            let after = self.text.get(hole.end_byte()..end).unwrap_or("?");
            let whole = matches!(before, "" | "$" | "${" | "{" | "\\(") && matches!(after, "" | "}" | ")");
            let inner = whole.then(|| self.hole_value(hole)).flatten();
            return inner.map_or(Expr::Other, |inner| self.lower(inner));
        }
        match text.get(content) {
            Some(content) if content.len() <= LONGEST_KEY => {
                let value = self.names.intern(&literal::unescape(content));
                Expr::Text(Text { value, start: start as u32, end: end as u32 })
            }
            _ => Expr::Other,
        }
    }

    /// The expression in an interpolation's braces.
    fn hole_value(&self, hole: Node<'tree>) -> Option<Node<'tree>> {
        if [Role::Name, Role::Member, Role::Index, Role::Call, Role::Same].iter().any(|role| self.marks.is(hole, *role))
        {
            return Some(hole);
        }
        let mut cursor = hole.walk();
        let values = hole.named_children(&mut cursor).filter(|child| {
            [Role::Name, Role::Member, Role::Index, Role::String, Role::Call, Role::Same]
                .iter()
                .any(|role| self.marks.is(*child, *role))
        });
        let found: Vec<_> = values.collect();
        match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Gives a name to the function or object literal that is the value of something named.
    pub(super) fn attach(&mut self, value: Node<'tree>, name: Name) {
        let mut node = value;
        for _ in 0..DEPTH_LIMIT {
            node = self.unwrap_same(node);
            match self.marks.is(node, Role::Call).then(|| self.transparent_argument(node)).flatten() {
                Some(inner) => node = inner,
                None => break,
            }
        }
        if self.marks.is(node, Role::Function) {
            self.pending_names.insert(node.id(), name);
        } else if self.marks.is(node, Role::Object) {
            self.attached.insert(node.id(), name);
        }
    }

    /// The function at a node; its parameters come when the walk gets there.
    pub(super) fn function_id(&mut self, node: Node<'tree>) -> FunctionId {
        if let Some(id) = self.functions.get(&node.id()) {
            return *id;
        }
        let id = self.facts.functions.len() as FunctionId;
        self.facts.functions.push(Function {
            name: Name::default(),
            parameters: Vec::new(),
            place: self.place,
            path: Box::default(),
            range: node.byte_range().into(),
            returns: Vec::new(),
        });
        self.functions.insert(node.id(), id);
        id
    }
}
