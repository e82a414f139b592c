//! Expressions: what could lead to a key, in the small vocabulary of [`Expr`].

use tree_sitter::Node;

use super::Extractor;
use crate::syntax::Language;
use crate::syntax::captures::{Part, Role};
use crate::syntax::facts::*;
use crate::syntax::literal;

/// Chains and nestings deeper than this are not followed.
const DEPTH_LIMIT: usize = 48;
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

/// How many items of an array given as an argument are looked at.
pub(super) const ARRAY_LIMIT: usize = 64;

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
    fn inner(&self, node: Node<'tree>) -> Option<Node<'tree>> {
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

    /// A chain of names as a path. What is no name becomes a step without one.
    pub(super) fn path_of(&mut self, node: Node<'tree>) -> Path {
        let mut segments = Vec::new();
        self.collect_path(node, &mut segments, 0);
        self.expand_alias(&mut segments);
        self.push_path(&segments)
    }

    pub(super) fn push_path(&mut self, segments: &[Segment]) -> Path {
        let first = self.facts.segments.len() as u32;
        self.facts.segments.extend_from_slice(segments);
        Path { first, length: segments.len() as u32 }
    }

    fn collect_path(&mut self, node: Node<'tree>, segments: &mut Vec<Segment>, depth: usize) {
        let marks = self.marks;
        let range = (node.start_byte() as u32, node.end_byte() as u32);
        let unnamed = Segment { name: Name::default(), start: range.0, end: range.1, called: false };
        if depth > DEPTH_LIMIT {
            segments.push(unnamed);
        } else if let Some(mark) = marks.get(node, Role::Member) {
            match mark.part(Part::Object) {
                Some(object) => self.collect_path(object, segments, depth + 1),
                // `.member` of the type that is wanted.
                None => segments.push(Segment { end: range.0, ..unnamed }),
            }
            match mark.part(Part::Name) {
                // `a::b::c`, where `b::c` is one node.
                Some(name) if marks.is(name, Role::Member) => self.collect_path(name, segments, depth + 1),
                Some(name) => segments.push(self.name_segment(name)),
                None => {}
            }
        } else if let Some(mark) = marks.get(node, Role::Index) {
            if let Some(object) = mark.part(Part::Object) {
                self.collect_path(object, segments, depth + 1);
            }
            let key = mark.part(Part::Key).map(|key| self.lower(key));
            segments.push(match key {
                Some(Expr::Text(text)) => Segment { name: text.value, start: text.start, end: text.end, called: false },
                _ => unnamed,
            });
        } else if let Some(mark) = marks.get(node, Role::Call) {
            if let Some(method) = mark.part(Part::Method) {
                if let Some(receiver) = mark.part(Part::Receiver) {
                    self.collect_path(receiver, segments, depth + 1);
                }
                segments.push(self.name_segment(method));
            } else if let Some(function) = mark.part(Part::Function) {
                self.collect_path(function, segments, depth + 1);
            }
            if let Some(last) = segments.last_mut() {
                last.called = true;
            }
        } else if marks.is(node, Role::SelfName) {
            segments.push(Segment { name: self.names.intern("this"), ..unnamed });
        } else if marks.is(node, Role::Name) {
            self.push_names(node, segments);
        } else if marks.is(node, Role::Same)
            && let Some(inner) = self.inner(node)
        {
            self.collect_path(inner, segments, depth + 1);
        } else if let Some(name) = self.generic_name(node) {
            segments.push(self.name_segment(name));
        } else {
            segments.push(unnamed);
        }
    }

    /// A name, or the names in one: `App\Flags`, Elixir's `Shop.Flags`, Haskell's `Flags.`.
    fn push_names(&mut self, node: Node<'tree>, segments: &mut Vec<Segment>) {
        let text = self.node_text(node);
        if !text.contains(['\\', '.']) || self.marks.is(node, Role::String) {
            segments.push(self.name_segment(node));
            return;
        }
        let mut start = node.start_byte() as u32;
        for part in text.split(['\\', '.']) {
            let end = start + part.len() as u32;
            if !part.is_empty() {
                segments.push(Segment { name: self.names.intern(part), start, end, called: false });
            }
            start = end + 1;
        }
    }

    /// The identifier in `Name<Arguments>`.
    fn generic_name(&self, node: Node<'tree>) -> Option<Node<'tree>> {
        let first = node.named_child(0)?;
        let generic = node.kind().contains("generic") || node.kind().contains("scoped_type");
        (generic && self.marks.is(first, Role::Name)).then_some(first)
    }

    fn name_segment(&mut self, node: Node<'tree>) -> Segment {
        let text = self.name_text(node);
        let name = match text {
            "self" | "Self" => self.names.intern("this"),
            _ => self.names.intern(text),
        };
        let start = node.start_byte();
        let end = if self.node_text(node).starts_with(text) { start + text.len() } else { node.end_byte() };
        // Of Elixir's `@flag` the name is `flag`, though it is another than that of a variable.
        let attribute = text.starts_with('@') && self.facts.language.is_some_and(Language::expands_aliases);
        let start = start + usize::from(attribute);
        Segment { name, start: start as u32, end: end as u32, called: false }
    }

    /// Marks the steps of a chain, so that they are not taken for uses of their own.
    pub(super) fn consume_chain(&mut self, node: Node<'tree>) {
        let mut next = Some(node);
        for _ in 0..=DEPTH_LIMIT {
            let Some(node) = next else { return };
            self.consumed.insert(node.id(), ());
            next = None;
            let marks = self.marks;
            if let Some(mark) = marks.get(node, Role::Member) {
                let name = mark.part(Part::Name);
                self.consume(name);
                if let Some(name) = name.filter(|name| marks.is(*name, Role::Member)) {
                    self.consume_chain(name);
                }
                next = mark.part(Part::Object);
            } else if let Some(mark) = marks.get(node, Role::Index) {
                next = mark.part(Part::Object);
            } else if let Some(mark) = marks.get(node, Role::Call) {
                self.consume(mark.part(Part::Method));
                next = mark.part(Part::Receiver).or_else(|| mark.part(Part::Function));
            } else if marks.is(node, Role::Same) {
                next = self.inner(node);
            }
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

    /// The call at a node, with its callee and arguments.
    pub(super) fn call_id(&mut self, node: Node<'tree>) -> CallId {
        if let Some(id) = self.calls.get(&node.id()) {
            return *id;
        }
        let id = self.facts.calls.len() as CallId;
        self.calls.insert(node.id(), id);
        let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
        self.facts.calls.push(CallFact {
            callee: Path { first: 0, length: 0 },
            first_argument: 0,
            argument_count: 0,
            start,
            end,
            is_condition: false,
            place: self.place,
        });
        self.join_curried(node, id);
        let callee = self.path_of(node);
        if callee.length > 0 {
            let last = (callee.first + callee.length - 1) as usize;
            self.facts.segments[last].called = false;
        }
        let arguments = if self.depth > DEPTH_LIMIT { Vec::new() } else { self.lower_arguments(node) };
        let first_argument = self.facts.arguments.len() as u32;
        let argument_count = arguments.len() as u32;
        self.facts.arguments.extend(arguments);
        let call = &mut self.facts.calls[id as usize];
        (call.callee, call.first_argument, call.argument_count) = (callee, first_argument, argument_count);
        id
    }

    /// `flags[key]` in JavaScript: what is looked up in a set of flags is like an argument.
    pub(super) fn on_index(&mut self, node: Node<'tree>) {
        if self.facts.language.is_none_or(|language| language.family() != Language::JavaScript) {
            return;
        }
        let mark = self.marks.get(node, Role::Index);
        let Some((object, key)) = mark.and_then(|mark| Some((mark.part(Part::Object)?, mark.part(Part::Key)?))) else {
            return;
        };
        let speaks = |node: Node<'tree>, words: &[&str]| {
            let text = self.node_text(node).to_lowercase();
            words.iter().any(|word| text.contains(word))
        };
        let may_hold_flags = speaks(object, &["flag"]) || speaks(key, &["flag", "feature", "toggle", "key", "name"]);
        let value = if may_hold_flags { self.lower(key) } else { Expr::Other };
        if !matches!(value, Expr::Path(_) | Expr::Call(_)) {
            return;
        }
        let mut segments = Vec::new();
        self.collect_path(object, &mut segments, 0);
        let (start, end) = (key.start_byte() as u32, key.end_byte() as u32);
        segments.push(Segment { name: self.names.intern(LOOK_UP), start, end, called: false });
        let callee = self.push_path(&segments);
        let argument = Argument { label: Name::default(), property: Name::default(), position: 0, value, start, end };
        let first_argument = self.facts.arguments.len() as u32;
        self.facts.arguments.push(argument);
        let place = self.place;
        let call = CallFact { callee, first_argument, argument_count: 1, start, end, is_condition: false, place };
        self.facts.calls.push(call);
    }

    fn lower_arguments(&mut self, node: Node<'tree>) -> Vec<Argument> {
        let Some(mark) = self.marks.get(node, Role::Call) else { return Vec::new() };
        if mark.part(Part::Value).is_some() {
            return self.curried_arguments(node);
        }
        let list = mark.part(Part::Arguments);
        let holder = list.unwrap_or(node);
        let mut arguments = Vec::new();
        let mut position = 0;
        if let Some(piped) = mark.part(Part::Piped) {
            arguments.push(self.plain_argument(piped, position));
            position += 1;
        }
        let mut cursor = holder.walk();
        for child in holder.named_children(&mut cursor) {
            let argument = self.marks.get(child, Role::Argument);
            if child.is_extra() || (list.is_none() && argument.is_none()) {
                continue;
            }
            let label = argument.and_then(|mark| mark.part(Part::Label));
            let label = label.map(|label| self.key_segment(label).name).unwrap_or_default();
            let value_node = argument.and_then(|mark| mark.part(Part::Value)).unwrap_or(child);
            let value = self.lower(value_node);
            let (start, end) = (value_node.start_byte() as u32, value_node.end_byte() as u32);
            arguments.push(Argument { label, property: Name::default(), position, value, start, end });
            if value == Expr::Object {
                self.object_arguments(value_node, position, &mut arguments);
            } else if value_node.kind() == "array" {
                self.array_arguments(value_node, position, &mut arguments);
            }
            position += 1;
        }
        if let Some(kind) = mark.part(Part::Type) {
            arguments.push(self.type_argument(kind));
        }
        arguments
    }

    /// The one type that a call is given, as in `get<Flags>()`: an argument with a property of its own, at no position.
    fn type_argument(&mut self, kind: Node<'tree>) -> Argument {
        let name = self.simple_type(Some(kind));
        let (start, end) = (kind.start_byte() as u32, kind.end_byte() as u32);
        let value = Expr::Path(self.push_path(&[Segment { name, start, end, called: false }]));
        let property = self.names.intern(TYPE_ARGUMENT);
        Argument { label: Name::default(), property, position: u32::MAX, value, start, end }
    }

    /// The entries of the object literals in an array given as an argument: `agentConfigs([{ key: "…" }])`.
    fn array_arguments(&mut self, node: Node<'tree>, position: u32, arguments: &mut Vec<Argument>) {
        let mut cursor = node.walk();
        for item in node.named_children(&mut cursor).take(ARRAY_LIMIT) {
            if self.lower(item) == Expr::Object {
                self.object_arguments(item, position, arguments);
            }
        }
    }

    /// The entries of an object literal given as an argument.
    fn object_arguments(&mut self, node: Node<'tree>, position: u32, arguments: &mut Vec<Argument>) {
        let object = self.unwrap_same(node);
        let mut cursor = object.walk();
        for child in object.named_children(&mut cursor) {
            let entry = self.marks.get(child, Role::Entry);
            let key = entry.and_then(|mark| mark.part(Part::Key));
            let value = entry.and_then(|mark| mark.part(Part::Value));
            let (key, value_node) = match (key, value) {
                (Some(key), Some(value)) => (key, value),
                _ if self.marks.is(child, Role::Name) => (child, child),
                _ => continue,
            };
            let property = self.key_segment(key).name;
            let value = self.lower(value_node);
            let (start, end) = (value_node.start_byte() as u32, value_node.end_byte() as u32);
            arguments.push(Argument { label: Name::default(), property, position, value, start, end });
        }
    }
}
