//! The names that nodes and texts spell.

use super::script_types::script_type_name;
use super::*;

impl<'tree, 'marks> Extractor<'tree, 'marks> {
    pub(super) fn node_text(&self, node: Node<'tree>) -> &'marks str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The name that a node spells: an identifier, or the content of a string; generics are cut off.
    pub(super) fn name_text(&self, node: Node<'tree>) -> &'marks str {
        let text = self.node_text(node);
        if self.marks.is(node, Role::String) {
            return text.get(literal::content(text)).unwrap_or_default();
        }
        let text = text.split(['<', '(', '\n']).next().unwrap_or_default().trim_end();
        if text.starts_with('@') {
            // Elixir's `@flag "new"`
            return text.split(' ').next().unwrap_or_default();
        }
        match text.strip_suffix(':') {
            Some(text) => text.trim_matches(['"', '\'']),
            None => text,
        }
    }

    pub(super) fn intern_node(&mut self, node: Node<'tree>) -> Name {
        let text = self.name_text(node);
        self.names.intern(text)
    }

    pub(super) fn consume(&mut self, node: Option<Node<'tree>>) {
        if let Some(node) = node {
            self.consumed.insert(node.id(), ());
        }
    }

    /// The names of what a definition at this place stands in; of what is nested too deep, nothing.
    pub(super) fn local_path(&mut self) -> Box<[Name]> {
        if self.is_nested_too_deep() {
            return Box::default();
        }
        self.containers.get(self.local_base..).unwrap_or_default().into()
    }

    pub(super) fn simple_type(&mut self, node: Option<Node<'tree>>) -> Name {
        let text = node.map_or("", |node| self.node_text(node));
        if !self.is_script() {
            return self.names.intern(simple_type_name(text));
        }
        let name = self.script_type(text);
        // `Flags["newCart"]` is the type of a member.
        let after = text.find(self.names.text(name)).map_or("", |at| &text[at + self.names.text(name).len()..]);
        let is_member = after.starts_with(['[']) && !after.starts_with("[]");
        if is_member { Name::default() } else { name }
    }

    /// The name of a type and of the type that it derives from; files are found by their names.
    pub(super) fn script_type(&mut self, text: &str) -> Name {
        let name = script_type_name(text);
        if let Some(of) = name.strip_prefix(KEY_OF).or_else(|| name.strip_prefix(KEYED_BY)) {
            self.names.intern(of);
        }
        self.names.intern(&name)
    }

    pub(super) fn is_script(&self) -> bool {
        self.facts.language.is_some_and(|language| language.family() == Language::JavaScript)
    }
}

/// The parts of `A.B`, `a/b`, `A::B`, `A\B`.
pub(crate) fn qualified_parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '/', ':', '\\']).map(str::trim).filter(|part| !part.is_empty())
}

/// The simple name in a type's text: `*ld.LDClient` and `Promise<LDClient | undefined>` are both `LDClient`.
pub(super) fn simple_type_name(text: &str) -> &str {
    const WRAPPERS: &[&str] = &[
        "Promise",
        "Option",
        "Optional",
        "Arc",
        "Rc",
        "Box",
        "Ref",
        "Lazy",
        "Observable",
        "Readonly",
        "Partial",
        "Nullable",
        "Provider",
        "ObjectProvider",
        "Awaited",
        "Future",
        "Task",
        "Final",
        "ClassVar",
        "Annotated",
        "Mutex",
        "RwLock",
        "Cow",
        "OnceCell",
        "OnceLock",
        "LazyLock",
        "Data",
        "State",
        "Extension",
        "shared_ptr",
        "unique_ptr",
        "optional",
        "reference_wrapper",
        "id",
    ];
    let mut rest = text;
    loop {
        let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
        let Some(start) = rest.find(is_name) else { return "" };
        let lifetime = rest[..start].ends_with('\'');
        rest = &rest[start..];
        let end = rest
            .find(|character: char| !is_name(character) && !matches!(character, '.' | ':' | '\\'))
            .unwrap_or(rest.len());
        let qualified = rest[..end].trim_end_matches([':', '.']);
        let simple = qualified.rsplit(['.', ':', '\\']).next().unwrap_or_default();
        let after = &rest[end..];
        let skip = lifetime
            || WRAPPERS.contains(&simple) && after.trim_start().starts_with(['<', '['])
            || matches!(
                simple,
                "undefined" | "null" | "None" | "const" | "readonly" | "mut" | "typeof" | "dyn" | "impl"
            );
        if !skip || after.is_empty() {
            return simple;
        }
        rest = after;
    }
}
