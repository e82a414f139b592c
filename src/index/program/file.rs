//! One file with its look-up tables.

mod identity;
mod interface;
mod lookup;

use std::cmp::Ordering;
use std::sync::OnceLock;

use super::*;
use crate::index::definition::DefinitionId;
use lookup::Lookup;

/// One file.
#[derive(Debug)]
pub(in crate::index) struct File {
    pub(in crate::index) path: Arc<str>,
    pub(in crate::index) facts: Arc<FileFacts>,
    pub(in crate::index) language: Language,
    /// Module name: segments separated by `/`.
    pub(super) module: Box<str>,
    /// Whether it imports a module with LaunchDarkly in its name, or mentions its client.
    pub(super) imports_launchdarkly: bool,
    /// `false` for a removed file.
    pub(super) is_present: bool,
    /// Names visible to other files.
    pub(super) interface: Box<[Visible]>,
    lookup: Lookup,
    /// Identities of definitions.
    definition_ids: OnceLock<Box<[DefinitionId]>>,
    /// Import aliases: the local and the original name.
    aliases: Box<[(Name, Name)]>,
}

/// A name in one role, with a fingerprint of its visible properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Visible {
    pub(super) key: Key,
    pub(super) role: Role,
    pub(super) name: Name,
    pub(super) fingerprint: Key,
}

impl File {
    pub(super) fn new(path: Arc<str>, facts: Arc<FileFacts>) -> Self {
        let language = facts.language.unwrap_or(Language::JavaScript);
        let aliases = facts.imports.iter().filter_map(|import| match import.what {
            Imported::Name(original) if original != import.alias => Some((import.alias, original)),
            _ => None,
        });
        let mut file = Self {
            aliases: aliases.collect(),
            module: module_of(&path, &facts, language),
            path,
            language,
            imports_launchdarkly: false,
            is_present: true,
            interface: Box::default(),
            lookup: Lookup::new(&facts),
            definition_ids: OnceLock::new(),
            facts,
        };
        file.imports_launchdarkly = file.mentions_launchdarkly();
        file.interface = file.visible();
        file
    }

    /// The placeholder of a removed file.
    pub(super) fn gone(path: Arc<str>) -> Self {
        let gone = Self::new(path, Arc::default());
        Self { is_present: false, interface: Box::default(), ..gone }
    }

    fn mentions_launchdarkly(&self) -> bool {
        self.facts.imports.iter().any(|import| words::mentions_launchdarkly(self.text(import.module)))
            || ["LaunchDarkly", "LDClient", "LdClient", "ILdClient"]
                .iter()
                .any(|name| self.facts.find_name(name).is_some())
    }

    pub(in crate::index) fn text(&self, name: Name) -> &str {
        self.facts.text(name)
    }

    /// The original name of an import alias.
    pub(in crate::index) fn name_at_home(&self, name: Name) -> Option<Name> {
        self.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, original)| *original)
    }

    /// The segments of the module name.
    pub(super) fn module_parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.module.split('/').filter(|part| !part.is_empty())
    }

    /// Number of a method's parameters that are the receiver, spelled out.
    pub(in crate::index) fn self_parameters(&self, function: &Function) -> usize {
        let first = function.parameters.first().map(|parameter| self.text(parameter.name));
        usize::from(matches!(first, Some("self" | "cls" | "this")) && !function.path.is_empty())
    }

    /// A definition's path and name, as other files refer to it: `CART` in `module.exports = { CART: "new-cart" }`.
    pub(in crate::index) fn chain_of(&self, definition: &Definition) -> Vec<&str> {
        let path = match definition.path.split_first() {
            Some((first, rest)) if self.text(*first) == "exports" && self.language.family() == Language::JavaScript => {
                rest
            }
            _ => &definition.path,
        };
        path.iter().chain([&definition.name]).map(|name| self.text(*name)).collect()
    }

    /// The declared or constructed type of a definition.
    pub(in crate::index) fn type_of_definition(&self, definition: &Definition) -> Option<&str> {
        let declared = Some(self.text(definition.declared)).filter(|text| !text.is_empty());
        declared.or_else(|| {
            let Expr::Call(call) = definition.value else { return None };
            self.type_given(&self.facts.calls[call as usize])
        })
    }

    /// `Flags.shared`, `Flags.instance`: an instance of the type, unless declared otherwise.
    pub(in crate::index) fn shared_instance(&self, receiver: &[Segment]) -> Option<&str> {
        let last = receiver.get(1..)?.last()?;
        self.type_made(receiver).filter(|made| self.text(last.name) != *made)
    }

    /// The type of a call's result.
    pub(in crate::index) fn type_given(&self, call: &CallFact) -> Option<&str> {
        let made = || self.type_made(self.facts.path(call.callee));
        self.type_asked_for(call).or_else(made).or_else(|| self.type_argument(call))
    }

    /// The type requested from a service container: `app(Flags::class)`, `inject(Flags)`, `resolve(Flags.self)`.
    pub(in crate::index) fn type_asked_for(&self, call: &CallFact) -> Option<&str> {
        const CONTAINERS: &[&str] = &["app", "resolve", "make", "get", "inject", "getBean", "getService", "koinInject"];
        if !CONTAINERS.contains(&self.facts.callee_name(call)) {
            return None;
        }
        let argument = self.facts.arguments(call).first()?;
        let Expr::Path(path) = argument.value else { return None };
        let kind = match self.facts.path(path) {
            [kind] => kind,
            [kind, class] if matches!(self.text(class.name), "class" | "this" | "self" | "java") => kind,
            _ => return None,
        };
        Some(self.text(kind.name)).filter(|text| text.starts_with(char::is_uppercase))
    }

    /// The single type argument of a call: `get<Flags>()`.
    pub(in crate::index) fn type_argument(&self, call: &CallFact) -> Option<&str> {
        let given = |argument: &&Argument| self.text(argument.property) == TYPE_ARGUMENT;
        let Expr::Path(path) = self.facts.arguments(call).iter().find(given)?.value else { return None };
        self.facts.path(path).first().map(|kind| self.text(kind.name))
    }

    /// The type constructed by a call: `Flags(…)`, `Flags.getInstance()` and similar.
    pub(in crate::index) fn type_made(&self, callee: &[Segment]) -> Option<&str> {
        const INSTANCES: &[&str] = &[
            "get",
            "getInstance",
            "instance",
            "shared",
            "sharedInstance",
            "create",
            "init",
            "new",
            "INSTANCE",
            "Instance",
        ];
        let (last, before) = callee.split_last()?;
        let is_type = |text: &&str| text.starts_with(char::is_uppercase);
        let made = self.text(last.name);
        if INSTANCES.contains(&made) {
            return Some(self.text(before.last()?.name)).filter(is_type);
        }
        // Go's `NewFlags(…)`.
        let made = made.strip_prefix("New").filter(|_| self.language == Language::Go).unwrap_or(made);
        Some(made).filter(is_type).filter(|_| before.is_empty() || !last.called)
    }

    /// Whether a qualifier is the file's own module name, as in Erlang.
    pub(super) fn is_called(&self, qualifier: &[&str]) -> bool {
        qualifier == ["MODULE"] || modules::ends_with(self, qualifier)
    }

    /// Whether the file has a type or inner module with the name.
    pub(super) fn has_type_named(&self, name: &str) -> bool {
        self.facts.find_name(name).is_some_and(|name| self.types_of(name).next().is_some())
    }

    /// Aliases outside of functions.
    pub(in crate::index) fn other_names(&self) -> impl Iterator<Item = &Definition> {
        let outside = self.facts.definitions.iter().filter(|definition| definition.place.function.is_none());
        outside.filter(|definition| matches!(definition.value, Expr::Path(_)))
    }

    /// Whether a definition is a member of a type, by its path.
    pub(super) fn is_member_of(&self, definition: &Definition, owner: TypeId) -> bool {
        let owner = &self.facts.types[owner as usize];
        definition.place.function.is_none()
            && definition.path.len() == owner.path.len() + 1
            && definition.path.last() == Some(&owner.name)
            && definition.path.starts_with(&owner.path)
    }

    /// Fingerprint of everything that decides where imports resolve: the file's module, re-exports and default export.
    pub(super) fn passing(&self) -> Key {
        let imports: Vec<_> = self
            .facts
            .imports
            .iter()
            .filter(|import| import.exported || self.passes_on_all() || self.feeds_an_export(import))
            .map(|import| self.import_texts(import))
            .collect();
        let inner = self.facts.types.iter().filter(|_| self.language == Language::Rust);
        let inner: Vec<&str> = inner.map(|module| self.text(module.name)).collect();
        let mut default = Vec::new();
        if let Some(name) = self.facts.find_name("default") {
            for (_, definition) in self.definitions_named(name) {
                if let Expr::Path(path) = definition.value {
                    default.push(self.facts.path(path).first().map_or("", |step| self.text(step.name)));
                }
            }
        }
        let included: Vec<&str> = if self.is_c() {
            self.facts.imports.iter().map(|import| self.text(import.module)).collect()
        } else {
            Vec::new()
        };
        let included = (self.is_c() && self.imports_launchdarkly, included);
        Key::of((self.is_present, &self.module, imports, default, inner, included, self.language.family()))
    }

    /// Whether the file has re-exports.
    pub(super) fn is_passing(&self) -> bool {
        self.passes_on_all() || self.is_c() || self.facts.imports.iter().any(|import| import.exported)
    }

    pub(super) fn is_c(&self) -> bool {
        self.language.family() == Language::C
    }

    /// Whether its name, or that of its folder for an index file, has a flag word.
    pub(in crate::index) fn is_named_for_flags(&self) -> bool {
        let mut parts = self.path.rsplit('/');
        let name = parts.next().unwrap_or_default().split('.').next().unwrap_or_default();
        words::mentions_flags(name) || parts.next().is_some_and(words::mentions_flags)
    }

    /// The last segment of the path.
    pub(super) fn file_name(&self) -> &str {
        file_name(&self.path)
    }

    /// Whether importers can use everything that the file imports.
    pub(super) fn passes_on_all(&self) -> bool {
        matches!(self.language, Language::Python | Language::Rust | Language::Erlang | Language::Haskell)
    }

    fn import_texts(&self, import: &Import) -> (&str, (u8, &str), &str, bool) {
        let what = match import.what {
            Imported::Name(name) => (0, self.text(name)),
            Imported::Default => (1, ""),
            Imported::Whole => (2, ""),
            Imported::Wildcard => (3, ""),
        };
        (self.text(import.module), what, self.text(import.alias), import.exported)
    }

    /// Whether `export { a }` re-exports this import.
    fn feeds_an_export(&self, import: &Import) -> bool {
        !import.exported
            && self.facts.imports.iter().any(|other| {
                other.exported
                    && self.text(other.module).is_empty()
                    && matches!(other.what, Imported::Name(name) if name == import.alias)
            })
    }
}

/// The last segment of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The module name of a file, with `/` between segments.
fn module_of(path: &str, facts: &FileFacts, language: Language) -> Box<str> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match language.visibility() {
        Visibility::Folder => folder.into(),
        Visibility::Package | Visibility::Everywhere | Visibility::Imports
            if !facts.module.is_empty()
                && (language.visibility() != Visibility::Imports || language == Language::Erlang) =>
        {
            let parts: Vec<&str> = facts.module.iter().map(|name| facts.text(*name)).collect();
            parts.join("/").into()
        }
        // Without a package, or in the global namespace.
        Visibility::Package => Box::default(),
        _ => {
            let name_start = path.rfind('/').map_or(0, |at| at + 1);
            let name = &path[name_start..];
            let cut = name.find('.').filter(|at| *at > 0).map_or(path.len(), |at| name_start + at);
            let is_folder = matches!(&path[name_start..cut], "index" | "__init__" | "mod" | "lib" | "init");
            let module = if is_folder && name_start > 0 { folder } else { &path[..cut] };
            if language == Language::Rust {
                // `crates/shop/src/flags.rs` is `shop::flags`.
                return module.split('/').filter(|part| *part != "src").collect::<Vec<_>>().join("/").into();
            }
            module.into()
        }
    }
}
