//! What gets a name: types, constants, variables, entries of objects, destructuring, assignments.

use super::*;

/// Words in the names of tags that hold the key of a flag.
const FLAG_TAGS: &[&str] = &["flag", "feature", "toggle", "experiment", "launchdarkly"];
/// Python functions that define the field of a class by its default value.
const FIELD_MAKERS: &[&str] = &["field", "Field", "ib", "attrib"];

impl<'tree> Extractor<'tree, '_> {
    pub(super) fn on_class(&mut self, node: Node<'tree>, mark: &Mark<'tree>) {
        let name_node = mark.part(Part::Name);
        let text = name_node.map(|node| self.name_text(node)).unwrap_or_default();
        let name = match name_node {
            Some(own) if own == node => self.script_type(self.node_text(node)),
            _ => self.names.intern(simple_type_name(text)),
        };
        self.consume(name_node);
        let mut supertypes: Vec<Name> = mark
            .parts(Part::Super)
            .map(|node| {
                if self.marks.is(node, Role::String) {
                    self.names.intern(LISTED)
                } else if self.is_script() {
                    self.script_type(self.node_text(node))
                } else {
                    self.names.intern(simple_type_name(self.node_text(node)))
                }
            })
            .filter(|name| *name != Name::default())
            .collect();
        supertypes.dedup();
        let supertypes = supertypes.into();
        if self.facts.language.is_some_and(Language::expands_aliases) {
            // `defmodule Shop.Flags` is `Flags` in `Shop`.
            let outer = text.rsplit_once('.').map_or("", |(outer, _)| outer);
            let outer: Vec<Name> = qualified_parts(outer).map(|part| self.names.intern(part)).collect();
            self.containers.extend(outer);
        }
        let path = self.local_path();
        self.facts.types.push(Type { name, path, supertypes, range: node.byte_range().into() });
        self.containers.push(name);
        self.place = Place { function: None, container: Some(self.facts.types.len() as TypeId - 1) };
    }

    pub(super) fn on_define(&mut self, mark: &Mark<'tree>) {
        if let Some(listed) = mark.part(Part::Alias) {
            self.on_type_text(listed);
        }
        let Some(name_node) = mark.part(Part::Name) else { return };
        let text = self.name_text(name_node);
        if text.starts_with('[') || text.is_empty() {
            return;
        }
        self.consume(Some(name_node));
        if let Some(list) = mark.part(Part::Items) {
            return self.on_loop(name_node, list);
        }
        if text.starts_with('@')
            && let Some(call) = name_node.named_child(0)
        {
            self.consume(call.named_child(0));
        }
        let holder = mark.part(Part::Object).map(|holder| self.intern_node(holder));
        if holder.is_some() {
            self.consume(name_node.parent());
            self.consume(mark.part(Part::Object));
        }
        let name = self.intern_node(name_node);
        let mut declared = self.simple_type(mark.part(Part::Type));
        let value_node = mark.part(Part::Value);
        let mut value = match value_node {
            // An enum's entry whose name is its value.
            Some(node) if node == name_node => {
                let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
                Expr::Text(Text { value: name, start, end })
            }
            Some(node) => self.define_value(name, node),
            None => Expr::Other,
        };
        value = self.default_of_field(value).unwrap_or(value);
        if let Expr::Call(call) = value
            && let Some(module) = self.required_module(call)
        {
            // A Lua file is what it returns.
            let what = if self.facts.language == Some(Language::Lua) { Imported::Default } else { Imported::Whole };
            self.facts.imports.push(Import { module, what, alias: name, exported: false });
        }
        // An element of a page, `<Flag name="…"/>`, is no object that is made.
        let is_element = value_node.is_some_and(|node| self.node_text(self.unwrap_same(node)).starts_with('<'));
        let constructed = if is_element { None } else { self.constructed(value, declared) };
        let made = constructed.or_else(|| self.written_out(value_node?));
        if let Some((key, made)) = made {
            value = Expr::Text(key);
            declared = if declared == Name::default() { made } else { declared };
        }
        let path: Box<[Name]> = self.local_path().iter().copied().chain(holder).collect();
        if let Some(arguments) = mark.part(Part::Arguments) {
            self.other_arguments(arguments, name_node, &path, value);
        } else if let (Expr::Call(_), Some(node), None) = (value, value_node, self.place.function) {
            self.labelled_members(node, name, &path);
        }
        if value == Expr::Object && declared == Name::default() {
            // `{ newCart: true } satisfies Partial<Flags>`
            let typed = value_node.and_then(|node| self.marks.get(node, Role::Typed)?.part(Part::Type));
            declared = self.simple_type(typed);
        }
        if let Some(node) = value_node {
            self.typed_items(node, declared);
            self.type_of_properties(node, mark.part(Part::Type));
        }
        self.push_definition(name, name_node, path, value, declared);
    }

    /// The text that a field of a class has by default: `cart: str = field(default="new-cart")`.
    fn default_of_field(&self, value: Expr) -> Option<Expr> {
        let Expr::Call(call) = value else { return None };
        if self.facts.language != Some(Language::Python) || self.place.function.is_some() {
            return None;
        }
        let call = self.facts.calls.get(call as usize)?;
        let made = self.names.text(self.facts.path(call.callee).last()?.name);
        let arguments = self.facts.arguments(call);
        let by_label = arguments.iter().find(|argument| self.names.text(argument.label) == "default");
        let first = arguments.first().filter(|argument| argument.label == Name::default());
        let default = by_label.or(first).filter(|_| FIELD_MAKERS.contains(&made))?.value;
        matches!(default, Expr::Text(_)).then_some(default)
    }

    /// The texts of a list that is declared with the type of its items: `const names: FlagName[] = ["new-cart"]`.
    fn typed_items(&mut self, list: Node<'tree>, name: Name) {
        let list = self.unwrap_same(list);
        if list.kind() != "array" || !self.is_script() || !is_key_type(self.names.text(name)) {
            return;
        }
        let mut cursor = list.walk();
        for item in list.named_children(&mut cursor).filter(|item| self.marks.is(*item, Role::String)) {
            let value = self.lower(item);
            self.facts.typed.push(Typed { name, value, place: self.place });
        }
    }

    /// A text that the type around it lists, or calls a member by; of a tag in Go, each text in it.
    fn on_type_text(&mut self, node: Node<'tree>) {
        let path = self.local_path();
        // The dictionary in Python's `TypedDict("Flags", {"new-cart": bool})` has no name.
        let path: Box<[Name]> = match path.split_last() {
            Some((last, around)) if *last == Name::default() => around.into(),
            _ => path,
        };
        if self.is_in_function() || !self.is_place_with_name(&path) {
            return;
        }
        if self.facts.language != Some(Language::Go) {
            if let Expr::Text(text) = self.lower(node) {
                self.facts.type_texts.push(TypeText { path, text });
            }
            return;
        }
        let tag = self.node_text(node);
        let quotes: Vec<usize> = tag.match_indices('"').map(|(at, _)| at).collect();
        for pair in quotes.chunks_exact(2) {
            // Options follow a comma: `json:"new-cart,omitempty"`.
            let content = &tag[pair[0] + 1..pair[1]];
            let (start, end) = (pair[0] + 1, pair[0] + 1 + content.find(',').unwrap_or(content.len()));
            let own = tag[..pair[0]].trim_end_matches(':').rsplit([' ', '`']).next().unwrap_or_default();
            let lower = own.to_lowercase();
            let is_flag = lower == "ld" || FLAG_TAGS.iter().any(|word| lower.contains(word));
            let own = is_flag.then(|| self.names.intern(own));
            let path = path.iter().copied().chain(own).collect();
            let value = self.names.intern(&tag[start..end]);
            let (start, end) = ((node.start_byte() + start) as u32, (node.start_byte() + end) as u32);
            self.facts.type_texts.push(TypeText { path, text: Text { value, start, end } });
        }
    }

    /// Lowers a value that gets a name, and gives the name to a function or object literal in it.
    pub(super) fn define_value(&mut self, name: Name, value: Node<'tree>) -> Expr {
        self.attach(value, name);
        self.lower(value)
    }

    pub(super) fn push_definition(
        &mut self,
        name: Name,
        at: Node<'tree>,
        path: Box<[Name]>,
        value: Expr,
        declared: Name,
    ) {
        if self.is_nested_too_deep() {
            return;
        }
        let (start, end) = (at.start_byte() as u32, at.end_byte() as u32);
        let (key_accessor, place) = (Name::default(), self.place);
        self.facts.definitions.push(Definition { name, start, end, path, value, declared, key_accessor, place });
    }

    pub(super) fn on_pattern(&mut self, mark: &Mark<'tree>) {
        let (Some(bindings), Some(value_node)) = (mark.part(Part::Bindings), mark.part(Part::Value)) else { return };
        let value = self.lower(value_node);
        let entries = self.bindings(bindings);
        if let Expr::Call(call) = value
            && let Some(module) = self.required_module(call)
        {
            for entry in entries.iter().filter(|entry| !entry.is_rest()) {
                let what = Imported::Name(entry.property.name);
                self.facts.imports.push(Import { module, what, alias: entry.alias, exported: false });
            }
        }
        self.push_pattern(value, entries, self.place);
        self.computed_bindings(bindings, value_node);
        self.nested_patterns(bindings, self.place);
    }

    pub(super) fn push_pattern(&mut self, value: Expr, entries: Vec<PatternEntry>, place: Place) {
        let (first_entry, entry_count) = (self.facts.entries.len() as u32, entries.len() as u32);
        self.facts.entries.extend(entries);
        self.facts.patterns.push(Pattern { value, first_entry, entry_count, place });
    }

    /// `{ [key]: flag } = flags` looks `key` up in `flags`.
    fn computed_bindings(&mut self, pattern: Node<'tree>, value: Node<'tree>) {
        let mut cursor = pattern.walk();
        let children: Vec<Node<'tree>> = pattern.named_children(&mut cursor).collect();
        for child in children {
            let key = self.marks.get(child, Role::Binding).and_then(|mark| mark.part(Part::Key));
            let computed = key.filter(|key| self.node_text(*key).starts_with('['));
            if let Some(key) = computed.and_then(|key| key.named_child(0)) {
                self.on_look_up(value, key);
            }
        }
    }

    /// `{ flags: { newCart } }`: what is inside is taken out of a name that the inner pattern's own text stands for, as it
    /// is the local name that the outer one gives to the property.
    pub(super) fn nested_patterns(&mut self, pattern: Node<'tree>, place: Place) {
        let mut pending = vec![(pattern, 0)];
        while let Some((pattern, depth)) = pending.pop() {
            let mut cursor = pattern.walk();
            for child in pattern.named_children(&mut cursor) {
                let alias = self.marks.get(child, Role::Binding).and_then(|mark| mark.part(Part::Alias));
                let Some(alias) = alias else { continue };
                let inner = alias.child_by_field_name("left").unwrap_or(alias);
                let mut entries_cursor = inner.walk();
                if !inner.named_children(&mut entries_cursor).any(|entry| self.marks.is(entry, Role::Binding)) {
                    continue;
                }
                let key = self.marks.get(child, Role::Binding).and_then(|mark| mark.part(Part::Key)).unwrap_or(child);
                let name = self.alias_name(key, alias);
                let (start, end) = (inner.start_byte() as u32, inner.start_byte() as u32);
                let value = Expr::Path(self.push_path(&[Segment { name, start, end, called: false, indexed: false }]));
                let entries = self.bindings(inner);
                self.push_pattern(value, entries, place);
                if depth < NESTING_LIMIT {
                    pending.push((inner, depth + 1));
                }
            }
        }
    }

    pub(super) fn bindings(&mut self, pattern: Node<'tree>) -> Vec<PatternEntry> {
        let mut entries = Vec::new();
        let mut cursor = pattern.walk();
        for child in pattern.named_children(&mut cursor) {
            if !self.marks.is(child, Role::Binding) {
                continue;
            }
            let mark = self.marks.get(child, Role::Binding);
            let (key, alias) = mark.map_or((None, None), |mark| (mark.part(Part::Key), mark.part(Part::Alias)));
            if let (None, Some(others)) = (key, alias) {
                let at = child.start_byte() as u32;
                let property = Segment { name: Name::default(), start: at, end: at, called: false, indexed: false };
                entries.push(PatternEntry { property, alias: self.intern_node(others) });
                continue;
            }
            let key = key.unwrap_or(child);
            self.consume(Some(key));
            let property = self.key_segment(key);
            let alias = self.alias_name(key, alias.unwrap_or(key));
            entries.push(PatternEntry { property, alias });
        }
        entries
    }

    /// The local name that a property gets. A pattern in its place stands for one, which is then the whole entry's text:
    /// no other name is equal to it.
    fn alias_name(&mut self, key: Node<'tree>, alias: Node<'tree>) -> Name {
        let inner = alias.child_by_field_name("left").unwrap_or(alias);
        let mut cursor = inner.walk();
        if inner.named_children(&mut cursor).any(|entry| self.marks.is(entry, Role::Binding)) {
            let text = format!("{}: {}", self.node_text(key), self.node_text(inner));
            return self.names.intern(&text);
        }
        self.intern_node(inner)
    }

    /// The name and place of a property: an identifier, a string, or a string in brackets.
    pub(super) fn key_segment(&mut self, key: Node<'tree>) -> Segment {
        let inner = match key.named_child(0) {
            Some(child) if self.node_text(key).starts_with('[') => child,
            _ => key,
        };
        let bracketed = inner.id() != key.id();
        let range: ByteRange = if self.marks.is(inner, Role::String) {
            let content = literal::content(self.node_text(inner));
            ByteRange::new(inner.start_byte() + content.start, inner.start_byte() + content.end)
        } else {
            inner.byte_range().into()
        };
        let known = !bracketed || self.marks.is(inner, Role::String);
        let name = if known { self.intern_node(inner) } else { Name::default() };
        Segment { name, start: range.start as u32, end: range.end as u32, called: false, indexed: false }
    }

    pub(super) fn on_assign(&mut self, mark: &Mark<'tree>) {
        let Some(target_node) = mark.part(Part::Target) else { return };
        let target = self.path_of(target_node);
        let name = self.facts.path(target).last().map_or(Name::default(), |segment| segment.name);
        if let Some(declared) = mark.part(Part::Type) {
            let declared = self.simple_type(Some(declared));
            let path = self.local_path();
            self.push_definition(name, target_node, path, Expr::Other, declared);
        }
        let Some(value) = mark.part(Part::Value) else { return };
        let value = self.define_value(name, value);
        if self.is_export(target) && matches!(value, Expr::Text(_) | Expr::Object) && !self.is_in_function() {
            // `exports.NEW_CART = "new-cart"`
            let path = self.local_path();
            let at = self.marks.get(target_node, Role::Member).and_then(|member| member.part(Part::Name));
            self.consume_chain(target_node);
            self.push_definition(name, at.unwrap_or(target_node), path, value, Name::default());
        }
        self.facts.assignments.push(Assignment { target, value, place: self.place });
    }

    fn is_in_function(&mut self) -> bool {
        match self.place.function {
            Some(OUTER) => self.ask_place().function.is_some(),
            function => function.is_some(),
        }
    }

    /// Whether a chain is an export of a Node.js module: `exports.NEW_CART`, `module.exports.NEW_CART`.
    fn is_export(&self, target: Path) -> bool {
        let names = self.facts.path(target).iter().map(|step| self.names.text(step.name));
        let names: Vec<&str> = names.collect();
        self.is_script() && matches!(names[..], ["exports", _] | ["module", "exports", _])
    }

    pub(super) fn on_entry(&mut self, mark: &Mark<'tree>) {
        let (Some(key), Some(value_node)) = (mark.part(Part::Key), mark.part(Part::Value)) else { return };
        if mark.part(Part::Inner).is_some() {
            return;
        }
        let inner = self.unwrap_same(key);
        // `map[string]bool{flags.Checkout: true}`, `{ [flags.CHECKOUT]: true }`: an expression, not a name.
        let is_computed = self.node_text(key).starts_with('[');
        if is_computed || self.marks.is(inner, Role::Member) {
            let key = if is_computed { key.named_child(0) } else { Some(inner) };
            return self.on_computed_entry(key, value_node);
        }
        // `{ FLAGS }` names the property and the value.
        if key.id() != value_node.id() {
            self.consume(Some(key));
            self.consume(Some(inner));
        }
        let key = inner;
        let segment = self.key_segment(key);
        let value = self.define_value(segment.name, value_node);
        let path = self.local_path();
        if segment.name != Name::default() && self.is_place_with_name(&path) {
            self.push_definition(segment.name, key, path, value, Name::default());
        }
    }

    /// `{ [Page.Checkout]: "new-checkout" }`: the text has the name that its key ends in; the key itself is a use of it.
    fn on_computed_entry(&mut self, key: Option<Node<'tree>>, value: Node<'tree>) {
        let named = |key: Node<'tree>| match self.marks.get(key, Role::Member) {
            Some(member) => member.part(Part::Name),
            None => Some(key),
        };
        let Some(name) = key.and_then(named).filter(|name| self.marks.is(*name, Role::Name)) else { return };
        let path = self.local_path();
        if self.marks.is(self.unwrap_same(value), Role::String) && self.is_place_with_name(&path) {
            let (segment, value) = (self.key_segment(name), self.lower(value));
            self.push_definition(segment.name, name, path, value, Name::default());
        }
    }

    /// `const ALL = { ...FLAGS }`: the object is another name for what it takes in.
    pub(super) fn on_spread(&mut self, node: Node<'tree>, mark: &Mark<'tree>) {
        let path = self.local_path();
        let (Some(value), Some((holder, around))) = (mark.part(Part::Value), path.split_last()) else { return };
        if node.parent().is_some_and(|parent| self.marks.is(parent, Role::Object)) && self.is_place_with_name(&path) {
            self.reading.unfit |= *holder == Name::OUTER;
            let taken = self.lower(value);
            self.push_definition(*holder, value, around.into(), taken, Name::default());
        }
    }
}

/// Whether the values of a type with this name can be keys.
pub(super) fn is_key_type(name: &str) -> bool {
    name.starts_with(KEY_OF) || name.starts_with(char::is_uppercase)
}
