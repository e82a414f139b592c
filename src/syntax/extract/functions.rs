//! Functions and their parameters.

use super::definitions::is_key_type;
use super::*;

/// Methods that give the text of an enum's member: the first of them that an enum has gives its key, where no use of one
/// tells.
pub(in crate::syntax) const KEY_METHODS: &[&str] = &[
    "key",
    "flag_key",
    "flagKey",
    "as_key",
    "to_key",
    "name",
    "flag_name",
    "id",
    "value",
    "as_str",
    "to_str",
    "as_string",
    "to_string",
    "as_ref",
    "from",
    "fmt",
    "into",
    "deref",
    "rawValue",
    "c_str",
    "str",
];

/// Maximum number of entries of a returned object.
const ENTRY_LIMIT: usize = 256;

/// Functions that write the text they are given where a member's own is wanted.
const WRITERS: &[&str] = &["write_str", "pad"];

/// The place of a function among those that give keys.
pub(crate) fn key_method_rank(function: &str) -> Option<usize> {
    let letters = |name: &'static str| name.bytes().filter(|byte| *byte != b'_');
    let own = || function.bytes().filter(|byte| *byte != b'_');
    KEY_METHODS.iter().position(|name| {
        letters(name).map(|byte| byte.to_ascii_lowercase()).eq(own().map(|byte| byte.to_ascii_lowercase()))
    })
}

impl<'tree, 'marks> Extractor<'tree, 'marks> {
    pub(super) fn on_parameter(&mut self, node: Node<'tree>, mark: Option<&Mark<'tree>>) {
        let part = |part| mark.and_then(|mark| mark.part(part));
        let bindings = part(Part::Bindings);
        let name_node = part(Part::Name).unwrap_or(node);
        let name = if bindings.is_some() { Name::default() } else { self.intern_node(name_node) };
        self.consume(Some(name_node));
        let mut declared = self.simple_type(part(Part::Type));
        let type_node = part(Part::Type);
        let label = part(Part::Label).map(|label| self.intern_node(label)).unwrap_or_default();
        self.consume(part(Part::Label));
        let entries = bindings.map(|bindings| self.bindings(bindings)).unwrap_or_default();
        let named = entries.iter().filter(|entry| !entry.is_rest());
        let properties = named.map(|entry| (entry.property.name, entry.alias)).collect();
        let mut is_field = part(Part::Field).is_some();
        let function = match (self.place.function, self.place.container) {
            (Some(OUTER), _) => {
                let outer = self.ask_place();
                self.reading.unfit |= outer.function.is_some() || outer.container.is_some();
                return;
            }
            (Some(function), _) => function,
            (None, Some(container)) => {
                is_field = true;
                self.head_constructor(container)
            }
            (None, None) => return,
        };
        let parameters = &mut self.facts.functions[function as usize].parameters;
        if declared == Name::default() && parameters.is_empty() {
            declared = self.property_types.get(&function).copied().unwrap_or_default();
        }
        let item = self.iterated.get(&function).copied().filter(|_| parameters.is_empty());
        let default = part(Part::Default).filter(|_| item.is_none() && bindings.is_none());
        let own = if item.is_some() { Name::default() } else { name };
        parameters.push(Parameter { name: own, declared, label, properties });
        if let Some(item) = item.filter(|_| name != Name::default()) {
            self.push_definition(name, name_node, Box::default(), item, declared);
        }
        // Where it is left out, the parameter is what it is given in the function's head.
        if let Some(default) = default.filter(|default| self.marks.is(*default, Role::String))
            && self.place.function.is_some()
        {
            let value = self.lower(default);
            self.push_definition(name, name_node, Box::default(), value, declared);
        }
        if let Some(node) = type_node.filter(|_| name != Name::default()) {
            self.parameter_texts(node, function, name);
        }
        if let Some(bindings) = bindings {
            let place = Place { function: Some(function), ..self.place };
            self.push_pattern(Expr::Other, entries, place);
            self.nested_patterns(bindings, place);
        }
        if is_field && name != Name::default() {
            let (start, end) = (name_node.start_byte() as u32, name_node.end_byte() as u32);
            let this = Segment { name: self.names.intern("this"), start, end, called: false, indexed: false };
            let own = Segment { name, start, end, called: false, indexed: false };
            let target = self.push_path(&[this, own]);
            let value = Expr::Path(self.push_path(&[own]));
            let place = Place { function: Some(function), ..self.place };
            self.facts.assignments.push(Assignment { target, value, place });
            if self.place.container == Some(OUTER) {
                self.reading.unfit |= self.ask_place().container.is_some();
            } else if let Some(container) = self.place.container {
                let owner = &self.facts.types[container as usize];
                let path: Box<[Name]> = owner.path.iter().copied().chain([owner.name]).collect();
                let place = Place { function: None, container: Some(container) };
                let value = Expr::Other;
                let key_accessor = Name::default();
                self.facts.definitions.push(Definition {
                    name,
                    start,
                    end,
                    path,
                    value,
                    declared,
                    key_accessor,
                    place,
                });
            }
        }
    }

    /// The texts that a parameter's type lists: `name: "new-cart" | "old-search"`, `name: Literal["new-cart"]`.
    fn parameter_texts(&mut self, node: Node<'tree>, function: FunctionId, name: Name) {
        let text = self.node_text(node);
        let is_list = match self.facts.language {
            Some(Language::Python) => text.contains("Literal["),
            _ => self.is_script() && !text.contains(['{', '<', '[']),
        };
        if !is_list || !text.contains(['"', '\'']) {
            return;
        }
        let function = &self.facts.functions[function as usize];
        let path: Box<[Name]> = function.path.iter().copied().chain([function.name, name]).collect();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            if self.marks.is(node, Role::String) {
                if let Expr::Text(text) = self.lower(node) {
                    self.facts.type_texts.push(TypeText { path: path.clone(), text });
                }
                continue;
            }
            let mut cursor = node.walk();
            let children: Vec<Node<'tree>> = node.named_children(&mut cursor).collect();
            pending.extend(children.into_iter().rev());
        }
    }

    /// The type of the properties in the declaration of a component: `const Page: React.FC<Props> = …`.
    pub(super) fn type_of_properties(&mut self, value: Node<'tree>, declared: Option<Node<'tree>>) {
        const COMPONENTS: &[&str] = &["FC<", "VFC<", "FunctionComponent<", "SFC<"];
        let Some(declared) = declared.filter(|_| self.is_script()) else { return };
        let value = self.unwrap_same(value);
        let text = self.node_text(declared);
        let given = COMPONENTS.iter().find_map(|name| Some(text.split_once(name)?.1));
        if let Some(given) = given.filter(|_| self.marks.is(value, Role::Function)) {
            let (function, name) = (self.function_id(value), self.script_type(given));
            self.property_types.insert(function, name);
        }
    }

    /// The constructor that a type's head stands for: `class Toggle(string key)`.
    pub(super) fn head_constructor(&mut self, container: TypeId) -> FunctionId {
        if let Some((_, function)) = self.head_constructors.iter().find(|(owner, _)| *owner == container) {
            return *function;
        }
        let owner = &self.facts.types[container as usize];
        let (name, range) = (owner.name, owner.range);
        let path = owner.path.iter().copied().chain([owner.name]).collect();
        let place = Place { function: None, container: Some(container) };
        self.facts.functions.push(Function { name, parameters: Vec::new(), place, path, range, returns: Vec::new() });
        let function = self.facts.functions.len() as FunctionId - 1;
        self.head_constructors.push((container, function));
        function
    }

    pub(super) fn on_function(&mut self, node: Node<'tree>) {
        let mark = self.marks.get(node, Role::Function);
        let id = self.function_id(node);
        let name_node = mark.and_then(|mark| mark.part(Part::Name));
        let name = match name_node {
            Some(name) => self.intern_node(name),
            None => self.pending_names.get(&node.id()).copied().unwrap_or_default(),
        };
        self.consume(name_node);
        let path = match mark.and_then(|mark| mark.part(Part::Receiver)) {
            Some(receiver) => [self.simple_type(Some(receiver))].into(),
            None => self.local_path(),
        };
        let function = &mut self.facts.functions[id as usize];
        (function.name, function.path) = (name, path);
        self.place.function = Some(id);
        self.local_base = self.containers.len();
    }

    /// `Self::New => "new"` in a method that gives the text of each member of an enum: a constant of the enum.
    pub(super) fn on_case(&mut self, mark: &Mark<'tree>) {
        let parts = (mark.part(Part::Object), mark.part(Part::Name), mark.part(Part::Value));
        if parts.2.is_none() {
            // The member's declaration.
            self.consume(parts.1);
        }
        let (owner, Some(name_node), Some(value)) = parts else { return };
        let Place { function, container } = self.place;
        let (key_accessor, extended) = match (mark.part(Part::Function), function) {
            // `key New = "new"`
            (Some(equation), _) => (self.intern_node(equation), None),
            (None, Some(OUTER)) => {
                self.reading.unfit |= self.ask_place().function.is_some();
                return;
            }
            (None, Some(function)) => {
                let function = &self.facts.functions[function as usize];
                (function.name, function.path.last().copied().filter(|of| *of != Name::OUTER))
            }
            (None, None) => return,
        };
        if key_accessor == Name::default() {
            return;
        }
        if container == Some(OUTER) && self.ask_place().container.is_some() {
            self.reading.unfit = true;
            return;
        }
        let container = container.filter(|container| *container != OUTER);
        let around = container.map(|container| &self.facts.types[container as usize]);
        let owner = owner.map_or("", |owner| simple_type_name(self.node_text(owner)));
        let is_outside = owner.is_empty() && self.facts.language.is_some_and(Language::has_bare_enumerators);
        let path: Box<[Name]> = match around {
            _ if is_outside => Box::default(),
            Some(around)
                if matches!(owner, "Self" | "self" | "static" | "this" | "")
                    || self.names.text(around.name) == owner =>
            {
                around.path.iter().copied().chain([around.name]).collect()
            }
            // `fun Flag.key() = when (this) { NEW -> "new" }`
            _ if owner.is_empty() => match extended {
                Some(extended) => [extended].into(),
                None => return,
            },
            _ => [self.names.intern(owner)].into(),
        };
        let value = self.lower(value);
        let Some(text) = self.text_given(value) else { return };
        let name = self.intern_node(name_node);
        let (start, end) = (name_node.start_byte() as u32, name_node.end_byte() as u32);
        let place = Place { function: None, container };
        let (value, declared) = (Expr::Text(text), Name::default());
        self.facts.definitions.push(Definition { name, start, end, path, value, declared, key_accessor, place });
    }

    /// A text, also one that is written out, as in `f.write_str("new")`.
    fn text_given(&self, value: Expr) -> Option<Text> {
        match value {
            Expr::Text(text) => Some(text),
            Expr::Call(call) => {
                let call = self.facts.calls.get(call as usize)?;
                let written = self.facts.path(call.callee).last()?;
                let only = self.facts.arguments(call).first().filter(|_| call.argument_count == 1)?;
                match only.value {
                    Expr::Text(text) if WRITERS.contains(&self.names.text(written.name)) => Some(text),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    pub(super) fn on_return(&mut self, node: Node<'tree>) {
        let Some(function) = self.place.function else { return };
        if function == OUTER && self.ask_place().function.is_none() {
            return;
        }
        let value = self.lower(node);
        if value != Expr::Other && function == OUTER {
            self.reading.returns.push(value);
        } else if value != Expr::Other {
            self.facts.functions[function as usize].returns.push(value);
        }
        if value == Expr::Object {
            self.on_returned_object(function, node);
        }
    }

    /// `return { flags, ...others }`: the object has no name that its entries could be found by.
    fn on_returned_object(&mut self, function: FunctionId, node: Node<'tree>) {
        let object = self.unwrap_same(node);
        let mut cursor = object.walk();
        let entries: Vec<Node<'tree>> = object.named_children(&mut cursor).take(ENTRY_LIMIT).collect();
        for entry in entries {
            let (key, value) = if let Some(spread) = self.marks.get(entry, Role::Spread) {
                (None, spread.part(Part::Value))
            } else if let Some(mark) = self.marks.get(entry, Role::Entry) {
                (mark.part(Part::Key), mark.part(Part::Value))
            } else {
                continue;
            };
            let Some(value) = value.map(|value| self.lower(value)) else { continue };
            let property = key.map_or(Name::default(), |key| self.key_segment(key).name);
            // An entry whose key is computed is no spread.
            if key.is_some() == (property != Name::default()) {
                self.facts.returned.push(Returned { function, property, value });
            }
        }
    }

    /// `value as Flags`, `make<Flags>()`: of a value that could be followed, the type.
    pub(super) fn on_typed(&mut self, node: Node<'tree>, mark: &Mark<'tree>) {
        let name = self.simple_type(mark.part(Part::Type));
        if !is_key_type(self.names.text(name)) {
            return;
        }
        let value = self.lower(mark.part(Part::Value).unwrap_or(node));
        if matches!(value, Expr::Path(_) | Expr::Call(_) | Expr::Text(_)) {
            self.facts.typed.push(Typed { name, value, place: self.place });
        }
    }
}
