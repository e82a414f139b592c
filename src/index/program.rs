//! The files seen together: which name means what, across imports, re-exports, packages and scopes.

mod modules;
mod visibility;

use std::collections::{HashMap, HashSet};

use super::words;
use crate::syntax::facts::*;
use crate::syntax::{Language, Visibility, qualified_parts};

/// Position of a file in a [`Program`].
pub(super) type FileId = usize;

/// How many re-exports and local names are followed.
const DEPTH_LIMIT: usize = 8;
/// What functions are called that stand for their type.
const CONSTRUCTORS: &[&str] = &["constructor", "__init__", "__construct", "initialize", "init", "new", "apply"];

/// One file with what is needed to look things up in it.
pub(super) struct File<'a> {
    pub(super) path: &'a str,
    pub(super) facts: &'a FileFacts,
    pub(super) language: Language,
    /// The parts of the name that other files import it by.
    pub(super) module: Vec<&'a str>,
    definitions: Vec<(Name, u32)>,
    calls: Vec<(Name, u32)>,
    bindings: Vec<(Name, u32, u32)>,
    /// Names brought in under another: the name here, and what it is called at home.
    aliases: Vec<(Name, Name)>,
}

/// All files.
pub(super) struct Program<'a> {
    pub(super) files: Vec<File<'a>>,
    by_module_end: HashMap<&'a str, Vec<FileId>>,
    definitions: HashMap<&'a str, Vec<(FileId, u32)>>,
    functions: HashMap<&'a str, Vec<(FileId, FunctionId)>>,
    types: HashSet<&'a str>,
}

/// A slot of a function: a parameter, or a property of an object given as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ParameterSlot<'a> {
    pub(super) position: u32,
    pub(super) property: Option<&'a str>,
}

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target<'a> {
    Parameter(FileId, FunctionId, ParameterSlot<'a>),
    Definition(FileId, u32),
    /// A name taken out of a value by destructuring: pattern, entry.
    Binding(FileId, u32, u32),
    /// A field without a value of its own.
    Field(FileId, TypeId, Name),
}

/// How sure a match across files is; the lowest wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Certainty {
    SameFile,
    Imported,
    Implied,
    /// The import leads to a file that was not read, and the name fits.
    Likely,
}

impl<'a> File<'a> {
    fn new(path: &'a str, facts: &'a FileFacts) -> Self {
        let language = facts.language.unwrap_or(Language::JavaScript);
        let mut definitions: Vec<_> =
            facts.definitions.iter().enumerate().map(|(at, definition)| (definition.name, at as u32)).collect();
        definitions.sort_unstable();
        let last = |call: &CallFact| facts.path(call.callee).last().map_or(Name::default(), |segment| segment.name);
        let mut calls: Vec<_> = facts.calls.iter().enumerate().map(|(at, call)| (last(call), at as u32)).collect();
        calls.sort_unstable();
        let mut bindings = Vec::new();
        for (at, pattern) in facts.patterns.iter().enumerate() {
            for (number, entry) in facts.entries(pattern).iter().enumerate() {
                bindings.push((entry.alias, at as u32, number as u32));
            }
        }
        bindings.sort_unstable();
        let aliases = facts.imports.iter().filter_map(|import| match import.what {
            Imported::Name(original) if original != import.alias => Some((import.alias, original)),
            _ => None,
        });
        let (aliases, module) = (aliases.collect(), module_of(path, facts, language));
        Self { path, facts, language, module, definitions, calls, bindings, aliases }
    }

    /// What a name that an import gives another is called at home.
    pub(super) fn name_at_home(&self, name: Name) -> Option<Name> {
        self.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, original)| *original)
    }

    /// Whether the file imports something whose name speaks of LaunchDarkly, or names its client.
    pub(super) fn imports_launchdarkly(&self) -> bool {
        self.facts.imports.iter().any(|import| words::speaks_of_launchdarkly(self.text(import.module)))
            || ["LaunchDarkly", "LDClient", "LdClient", "ILdClient"]
                .iter()
                .any(|name| self.facts.find_name(name).is_some())
    }

    pub(super) fn text(&self, name: Name) -> &'a str {
        self.facts.text(name)
    }

    /// Definitions of a name anywhere in the file.
    pub(super) fn definitions_of(&self, name: Name) -> impl Iterator<Item = (u32, &'a Definition)> {
        let facts = self.facts;
        named(&self.definitions, |entry| entry.0, name)
            .iter()
            .map(move |entry| (entry.1, &facts.definitions[entry.1 as usize]))
    }

    /// Calls of a name.
    pub(super) fn calls_of(&self, name: Name) -> impl Iterator<Item = (CallId, &'a CallFact)> {
        let facts = self.facts;
        named(&self.calls, |entry| entry.0, name).iter().map(move |entry| (entry.1, &facts.calls[entry.1 as usize]))
    }

    /// The distinct called names.
    pub(super) fn called_names(&self) -> impl Iterator<Item = Name> {
        let mut last = None;
        self.calls.iter().filter_map(move |(name, _)| {
            let new = last != Some(*name);
            last = Some(*name);
            new.then_some(*name)
        })
    }

    /// The type around a place and those around it, innermost first.
    pub(super) fn containers(&self, place: Place) -> impl Iterator<Item = TypeId> {
        let mut next = place.container;
        let facts = self.facts;
        std::iter::from_fn(move || {
            let here = next?;
            let range = facts.types[here as usize].range;
            next = (0..here).rev().find(|other| facts.types[*other as usize].range.contains_range(range));
            Some(here)
        })
    }

    /// How many of a method's parameters are the object itself, spelled out.
    pub(super) fn self_parameters(&self, function: &Function) -> usize {
        let first = function.parameters.first().map(|parameter| self.text(parameter.name));
        usize::from(matches!(first, Some("self" | "cls" | "this")) && !function.path.is_empty())
    }

    /// Whether a qualifier is the file's own name for itself, as Erlang's modules have one.
    fn is_called(&self, qualifier: &[&str]) -> bool {
        qualifier == ["MODULE"] || self.module.ends_with(qualifier)
    }

    /// Whether the file has a type, or an inner module, of the name.
    fn has_type_named(&self, name: &str) -> bool {
        self.facts.find_name(name).is_some_and(|name| self.facts.types.iter().any(|kind| kind.name == name))
    }

    /// Whether a definition's path is that of a type: its members.
    fn is_member_of(&self, definition: &Definition, owner: TypeId) -> bool {
        let owner = &self.facts.types[owner as usize];
        definition.place.function.is_none()
            && definition.path.len() == owner.path.len() + 1
            && definition.path.last() == Some(&owner.name)
            && definition.path.starts_with(&owner.path)
    }
}

/// The entries of a sorted table that have a name.
fn named<T>(sorted: &[T], key: impl Fn(&T) -> Name, name: Name) -> &[T] {
    let start = sorted.partition_point(|entry| key(entry) < name);
    let end = start + sorted[start..].partition_point(|entry| key(entry) == name);
    &sorted[start..end]
}

/// The parts of the name that other files import a file by.
fn module_of<'a>(path: &'a str, facts: &'a FileFacts, language: Language) -> Vec<&'a str> {
    let without_extension = || {
        let name_start = path.rfind('/').map_or(0, |at| at + 1);
        let cut = path[name_start..].find('.').filter(|at| *at > 0).map_or(path.len(), |at| name_start + at);
        path[..cut].split('/')
    };
    match language.visibility() {
        Visibility::Folder => path.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect(),
        _ if language == Language::Erlang && !facts.module.is_empty() => {
            facts.module.iter().map(|name| facts.text(*name)).collect()
        }
        Visibility::Package | Visibility::Everywhere if !facts.module.is_empty() => {
            facts.module.iter().map(|name| facts.text(*name)).collect()
        }
        // Without a package, or in the global namespace.
        Visibility::Package => Vec::new(),
        _ => {
            let mut parts: Vec<&str> = without_extension().collect();
            if matches!(parts.last(), Some(&"index" | &"__init__" | &"mod" | &"lib" | &"init")) && parts.len() > 1 {
                parts.pop();
            }
            if language == Language::Rust {
                // `crates/shop/src/flags.rs` is `shop::flags`.
                parts.retain(|part| *part != "src");
            }
            parts
        }
    }
}

impl<'a> Program<'a> {
    pub(super) fn new(files: impl IntoIterator<Item = (&'a str, &'a FileFacts)>) -> Self {
        let files: Vec<File<'a>> = files.into_iter().map(|(path, facts)| File::new(path, facts)).collect();
        let mut program = Self {
            files,
            by_module_end: HashMap::new(),
            definitions: HashMap::new(),
            functions: HashMap::new(),
            types: HashSet::new(),
        };
        for (id, file) in program.files.iter().enumerate() {
            if let Some(end) = file.module.last() {
                program.by_module_end.entry(end).or_default().push(id);
            }
            for (at, definition) in file.facts.definitions.iter().enumerate() {
                if definition.place.function.is_none() {
                    program.definitions.entry(file.text(definition.name)).or_default().push((id, at as u32));
                }
            }
            for (at, function) in file.facts.functions.iter().enumerate() {
                if function.name != Name::default() {
                    program.functions.entry(file.text(function.name)).or_default().push((id, at as u32));
                }
            }
            program.types.extend(file.facts.types.iter().map(|kind| file.text(kind.name)));
        }
        program
    }

    /// Definitions of a name outside of functions, in all files.
    pub(super) fn definitions_named(&self, name: &str) -> &[(FileId, u32)] {
        self.definitions.get(name).map_or(&[], Vec::as_slice)
    }

    /// Functions of a name in all files.
    pub(super) fn functions_named(&self, name: &str) -> &[(FileId, FunctionId)] {
        self.functions.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether some file has a type of the name.
    pub(super) fn has_type(&self, name: &str) -> bool {
        self.types.contains(name)
    }

    /// What a chain means at a place, and how many of its steps that takes. Only what the file itself says; names of
    /// other files come from [`Program::sees`].
    pub(super) fn resolve_local(&self, id: FileId, place: Place, steps: &[Segment]) -> Option<(Target<'a>, usize)> {
        let file = &self.files[id];
        let root = steps.first()?;
        if file.text(root.name) == "this" {
            let second = steps.get(1)?;
            return self.member(id, place, second.name).map(|target| (target, 2));
        }
        let mut function = place.function;
        while let Some(here) = function {
            let facts = &file.facts.functions[here as usize];
            if let Some(found) = self.parameter(id, here, facts, steps) {
                return Some(found);
            }
            for entry in named(&file.bindings, |entry| entry.0, root.name).iter() {
                if file.facts.patterns[entry.1 as usize].place.function == Some(here) {
                    return Some((Target::Binding(id, entry.1, entry.2), 1));
                }
            }
            let local = |(_, definition): &(u32, &Definition)| definition.place.function == Some(here);
            if let Some(found) = self.longest(id, steps, local) {
                return Some(found);
            }
            function = facts.place.function;
        }
        for container in file.containers(place) {
            let found = file.definitions_of(root.name).find(|(_, definition)| file.is_member_of(definition, container));
            if let Some((at, definition)) = found {
                return Some((self.field_or_definition(id, container, at, definition), 1));
            }
        }
        let top = |(_, definition): &(u32, &Definition)| definition.place.function.is_none();
        self.longest(id, steps, top).or_else(|| {
            let mut bindings = named(&file.bindings, |entry| entry.0, root.name).iter();
            let found = bindings.find(|entry| file.facts.patterns[entry.1 as usize].place.function.is_none());
            found.map(|entry| (Target::Binding(id, entry.1, entry.2), 1))
        })
    }

    /// A member of the type around a place, or a Ruby-like instance variable.
    fn member(&self, id: FileId, place: Place, name: Name) -> Option<Target<'a>> {
        let file = &self.files[id];
        let container = file.containers(place).next().or_else(|| self.receiver_type(id, place))?;
        let found = file.definitions_of(name).find(|(_, definition)| file.is_member_of(definition, container));
        Some(match found {
            Some((at, definition)) => self.field_or_definition(id, container, at, definition),
            None => Target::Field(id, container, name),
        })
    }

    /// The type a method outside of its type's body belongs to, as in Go.
    fn receiver_type(&self, id: FileId, place: Place) -> Option<TypeId> {
        let file = &self.files[id];
        let function = &file.facts.functions[place.function? as usize];
        let owner = *function.path.last()?;
        file.facts.types.iter().position(|kind| kind.name == owner).map(|at| at as TypeId)
    }

    fn field_or_definition(&self, id: FileId, container: TypeId, at: u32, definition: &Definition) -> Target<'a> {
        match definition.value {
            Expr::Text(_) | Expr::Path(_) | Expr::Object => Target::Definition(id, at),
            _ => Target::Field(id, container, definition.name),
        }
    }

    fn parameter(
        &self,
        id: FileId,
        function: FunctionId,
        facts: &'a Function,
        steps: &[Segment],
    ) -> Option<(Target<'a>, usize)> {
        let file = &self.files[id];
        let root = steps[0].name;
        let own = file.self_parameters(facts);
        for (at, parameter) in facts.parameters.iter().enumerate().skip(own) {
            let position = (at - own) as u32;
            if parameter.name == root && root != Name::default() {
                let property =
                    steps.get(1).filter(|step| !step.called && step.name != Name::default() && steps.len() == 2);
                let property = property.map(|step| file.text(step.name));
                let slot = ParameterSlot { position, property };
                return Some((Target::Parameter(id, function, slot), steps.len()));
            }
            if let Some((property, _)) = parameter.properties.iter().find(|(_, alias)| *alias == root) {
                let slot = ParameterSlot { position, property: Some(file.text(*property)) };
                return Some((Target::Parameter(id, function, slot), 1));
            }
        }
        None
    }

    /// The definition in the file whose path and name match the most steps.
    fn longest(
        &self,
        id: FileId,
        steps: &[Segment],
        wanted: impl Fn(&(u32, &Definition)) -> bool,
    ) -> Option<(Target<'a>, usize)> {
        let file = &self.files[id];
        for length in (1..=steps.len().min(DEPTH_LIMIT)).rev() {
            let name = steps[length - 1].name;
            if name == Name::default() {
                continue;
            }
            let mut candidates = file.definitions_of(name).filter(|candidate| {
                let path = &candidate.1.path;
                wanted(candidate)
                    && path.len() + 1 == length
                    && path.iter().zip(steps).all(|(name, step)| *name == step.name)
            });
            if let Some((at, _)) = candidates.next() {
                return Some((Target::Definition(id, at), length));
            }
        }
        None
    }

    /// The functions of a name in all files of a family.
    pub(super) fn constructor_name(function: &str) -> bool {
        CONSTRUCTORS.contains(&function)
    }
}
