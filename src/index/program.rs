//! The files seen together: which name means what, across imports, re-exports, packages and scopes.

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
        Self { path, facts, language, module: module_of(path, facts, language), definitions, calls, bindings }
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
        Visibility::Package | Visibility::Everywhere if !facts.module.is_empty() => {
            facts.module.iter().map(|name| facts.text(*name)).collect()
        }
        _ => {
            let mut parts: Vec<&str> = without_extension().collect();
            if matches!(parts.last(), Some(&"index" | &"__init__" | &"mod" | &"lib")) && parts.len() > 1 {
                parts.pop();
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

    /// Whether `steps` in the file `from` names the thing that the file `to` calls `chain` (its path and name), and how
    /// sure that is.
    pub(super) fn sees(
        &self,
        from: FileId,
        place: Place,
        steps: &[Segment],
        to: FileId,
        chain: &[&str],
    ) -> Option<Certainty> {
        let (user, owner) = (&self.files[from], &self.files[to]);
        if user.language.family() != owner.language.family() {
            return None;
        }
        let spelled: Vec<&str> = steps.iter().map(|step| user.text(step.name)).collect();
        let matching = chain.iter().rev().zip(spelled.iter().rev()).take_while(|(a, b)| a == b).count();
        if matching == chain.len() {
            let qualifier = &spelled[..spelled.len() - chain.len()];
            return match qualifier {
                [] => self.sees_name(from, place, chain[0], chain[0], to),
                _ if from == to => Some(Certainty::SameFile),
                _ => self.sees_module(from, qualifier, to, chain[0]),
            };
        }
        if let [this, _] = spelled[..]
            && this == "this"
            && matching + 1 == chain.len()
            && from == to
        {
            let around = user
                .containers(place)
                .any(|at| user.text(user.facts.types[at as usize].name) == chain[chain.len() - 2]);
            return around.then_some(Certainty::SameFile);
        }
        // An import under another name, or the default export: only the first step differs.
        if matching + 1 == chain.len() && spelled.len() == chain.len() {
            return self.sees_name(from, place, spelled[0], chain[0], to);
        }
        // A member by itself: a static import, or the type is a supertype of the one around.
        if matching == spelled.len() && matching < chain.len() {
            return self.sees_member(from, place, spelled[0], to, &chain[..chain.len() - matching]);
        }
        None
    }

    /// Whether a top-level name of `to` is seen in `from` as `local`.
    pub(super) fn sees_name(
        &self,
        from: FileId,
        place: Place,
        local: &str,
        name: &str,
        to: FileId,
    ) -> Option<Certainty> {
        let (user, owner) = (&self.files[from], &self.files[to]);
        if from == to {
            return (local == name && !self.is_shadowed(from, place, local)).then_some(Certainty::SameFile);
        }
        let mut likely = None;
        let mut bound = false;
        for import in user.facts.imports.iter() {
            let wanted = match import.what {
                Imported::Wildcard => local == name,
                _ => user.text(import.alias) == local,
            };
            if !wanted || (import.exported && user.facts.text(import.module).is_empty()) {
                continue;
            }
            let fits = match import.what {
                Imported::Name(original) => {
                    user.text(original) == name || self.is_default(to, name, user.text(original))
                }
                Imported::Default => self.is_default(to, name, "default"),
                Imported::Wildcard => true,
                Imported::Whole => qualified_parts(user.text(import.module)).last() == Some(name),
            };
            bound |= !matches!(import.what, Imported::Wildcard);
            match self.leads_to(from, user.text(import.module), import.what, to, name, DEPTH_LIMIT) {
                Some(true) if fits => return Some(Certainty::Imported),
                None if (fits || import.what == Imported::Default) && !matches!(import.what, Imported::Wildcard) => {
                    likely = Some(Certainty::Likely);
                }
                _ => {}
            }
        }
        if bound || local != name {
            return likely;
        }
        let implied = match user.language.visibility() {
            Visibility::Imports => false,
            Visibility::Folder => user.module == owner.module,
            Visibility::Package => {
                let shared = user.module.iter().zip(&owner.module).take_while(|(a, b)| a == b).count();
                shared == owner.module.len()
            }
            Visibility::Everywhere => true,
        };
        if implied {
            return Some(Certainty::Implied);
        }
        // C# has usings for a whole project, which no file shows.
        (user.language.family() == Language::CSharp).then_some(Certainty::Likely).or(likely)
    }

    fn is_default(&self, to: FileId, name: &str, imported: &str) -> bool {
        let owner = &self.files[to];
        if imported != "default" {
            return false;
        }
        if name == "default" {
            return true;
        }
        let Some(default) = owner.facts.find_name("default") else { return false };
        owner.definitions_of(default).any(|(_, definition)| match definition.value {
            Expr::Path(path) => owner.facts.path(path).first().is_some_and(|step| owner.text(step.name) == name),
            _ => false,
        })
    }

    /// Whether a local name hides the file's own of that name.
    fn is_shadowed(&self, id: FileId, place: Place, name: &str) -> bool {
        let file = &self.files[id];
        let Some(name) = file.facts.find_name(name) else { return false };
        let mut function = place.function;
        while let Some(here) = function {
            let facts = &file.facts.functions[here as usize];
            let taken = facts.parameters.iter().any(|parameter| {
                parameter.name == name || parameter.properties.iter().any(|(_, alias)| *alias == name)
            }) || named(&file.bindings, |entry| entry.0, name)
                .iter()
                .any(|entry| file.facts.patterns[entry.1 as usize].place.function == Some(here))
                || file.definitions_of(name).any(|(_, definition)| definition.place.function == Some(here));
            if taken {
                return true;
            }
            function = facts.place.function;
        }
        false
    }

    /// Whether `qualifier` in `from` is the module or package of `to`: `import * as flags`, Python modules, Go packages,
    /// fully qualified names.
    pub(super) fn sees_module(&self, from: FileId, qualifier: &[&str], to: FileId, name: &str) -> Option<Certainty> {
        let (user, owner) = (&self.files[from], &self.files[to]);
        let joined = qualifier.join(".");
        let mut likely = None;
        let mut bound = false;
        for import in &user.facts.imports {
            let alias = user.text(import.alias);
            if alias != joined && alias != qualifier[0] {
                continue;
            }
            bound = true;
            let module = user.text(import.module);
            let leads = match import.what {
                Imported::Name(part) if part != Name::default() => {
                    let deeper = format!("{module}.{}", user.text(part));
                    match self.leads_to(from, &deeper, Imported::Whole, to, name, DEPTH_LIMIT) {
                        Some(true) => Some(true),
                        _ => self.leads_to(from, module, Imported::Whole, to, name, DEPTH_LIMIT).or(Some(false)),
                    }
                }
                _ => self.leads_to(from, module, Imported::Whole, to, name, DEPTH_LIMIT),
            };
            match leads {
                Some(true) => return Some(Certainty::Imported),
                None => likely = Some(Certainty::Likely),
                Some(false) => {}
            }
        }
        let qualified = owner.module.ends_with(qualifier)
            || user.language.visibility() == Visibility::Package
                && qualifier.iter().all(|part| owner.module.contains(part));
        if qualified && user.language.visibility() != Visibility::Imports {
            return Some(Certainty::Implied);
        }
        if user.language.visibility() == Visibility::Everywhere && !bound {
            return Some(Certainty::Likely);
        }
        likely
    }

    fn sees_member(
        &self,
        from: FileId,
        place: Place,
        member: &str,
        to: FileId,
        owner_chain: &[&str],
    ) -> Option<Certainty> {
        let (user, owner_file) = (&self.files[from], &self.files[to]);
        let owner = owner_chain.last()?;
        for import in &user.facts.imports {
            let mut module = qualified_parts(user.text(import.module)).collect::<Vec<_>>();
            let named = match import.what {
                Imported::Name(_) => user.text(import.alias) == member,
                Imported::Wildcard => true,
                _ => false,
            };
            if named && module.pop() == Some(*owner) {
                let package = &owner_file.module;
                let fits = module.is_empty()
                    || package.ends_with(&module)
                    || module.ends_with(package)
                    || module.starts_with(package);
                if fits {
                    return Some(Certainty::Imported);
                }
            }
        }
        for container in user.containers(place) {
            let types = &user.facts.types[container as usize];
            if types.supertypes.iter().any(|name| user.text(*name) == *owner) {
                return Some(Certainty::Implied);
            }
            if from == to && user.text(types.name) == *owner {
                return Some(Certainty::SameFile);
            }
        }
        None
    }

    /// Whether a module, as written in `from`, is the file `to` or passes on a name of it. `None` where the module leads to
    /// no file that was read.
    fn leads_to(
        &self,
        from: FileId,
        module: &str,
        what: Imported,
        to: FileId,
        name: &str,
        depth: usize,
    ) -> Option<bool> {
        if depth == 0 {
            return None;
        }
        if self.is_module(from, module, to) {
            return Some(true);
        }
        let mut read = false;
        for id in self.module_candidates(from, module) {
            let file = &self.files[id];
            if id == to
                || file.language.family() != self.files[to].language.family()
                || !self.is_module(from, module, id)
            {
                continue;
            }
            read = true;
            if self.passes_on(id, to, name, depth - 1) {
                return Some(true);
            }
        }
        let _ = what;
        read.then_some(false)
    }

    /// Files that a module, as written in `from`, could be.
    fn module_candidates(&self, from: FileId, module: &str) -> Vec<FileId> {
        let mut ends: Vec<&str> = qualified_parts(module).collect();
        let user = &self.files[from];
        if module.starts_with('.') {
            // The folder itself, or one above.
            ends.extend(user.path.split('/'));
        }
        let mut found: Vec<FileId> =
            ends.iter().filter_map(|end| self.by_module_end.get(end)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn passes_on(&self, through: FileId, to: FileId, name: &str, depth: usize) -> bool {
        let file = &self.files[through];
        let python = file.language == Language::Python;
        file.facts.imports.iter().filter(|import| import.exported || python).any(|import| {
            let fits = match import.what {
                Imported::Wildcard => true,
                Imported::Whole => file.text(import.alias) == name,
                Imported::Default | Imported::Name(_) => true,
            };
            let module = file.text(import.module);
            if module.is_empty() {
                // `export { a }` of something imported before.
                let Imported::Name(original) = import.what else { return false };
                return file.facts.imports.iter().filter(|other| !other.exported && other.alias == original).any(
                    |other| self.leads_to(through, file.text(other.module), other.what, to, name, depth) == Some(true),
                );
            }
            fits && self.leads_to(through, module, import.what, to, name, depth) == Some(true)
        })
    }

    /// Whether a module, as written in `from`, is the file `to`.
    fn is_module(&self, from: FileId, module: &str, to: FileId) -> bool {
        let (user, owner) = (&self.files[from], &self.files[to]);
        match user.language.family() {
            Language::Python => {
                let dots = module.bytes().take_while(|byte| *byte == b'.').count();
                let wanted: Vec<&str> = module[dots..].split('.').filter(|part| !part.is_empty()).collect();
                if dots == 0 {
                    return !wanted.is_empty() && owner.module.ends_with(&wanted);
                }
                let folder: Vec<&str> = user.path.split('/').collect();
                let Some(base) = folder.len().checked_sub(dots).map(|length| &folder[..length]) else { return false };
                owner.module.len() == base.len() + wanted.len()
                    && owner.module.starts_with(base)
                    && owner.module.ends_with(&wanted)
            }
            Language::JavaScript => {
                let module = module.split('?').next().unwrap_or_default();
                if module.starts_with('.') {
                    let Some(wanted) = relative(user.path, module) else { return false };
                    return owner.module == wanted || owner.path.split('/').eq(wanted.iter().copied());
                }
                let parts: Vec<&str> =
                    module.split('/').filter(|part| !matches!(*part, "@" | "~" | "#" | "")).collect();
                let trimmed = strip_script_extension(&parts);
                !trimmed.is_empty() && (module.contains('/') || parts.len() > 1) && owner.module.ends_with(&trimmed)
            }
            _ => {
                let wanted: Vec<&str> = qualified_parts(module).collect();
                if user.language.visibility() == Visibility::Folder {
                    let shared = owner.module.iter().rev().zip(wanted.iter().rev()).take_while(|(a, b)| a == b).count();
                    return shared > 0 && (shared == owner.module.len() || shared == wanted.len() || shared >= 2);
                }
                let package = &owner.module;
                package == &wanted || wanted.starts_with(package) && wanted.len() == package.len() + 1
            }
        }
    }

    /// The functions of a name in all files of a family.
    pub(super) fn constructor_name(function: &str) -> bool {
        CONSTRUCTORS.contains(&function)
    }
}

/// The module parts that a relative import of a script leads to.
fn relative<'b>(from: &'b str, module: &'b str) -> Option<Vec<&'b str>> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in module.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(strip_script_extension(&parts))
}

fn strip_script_extension<'b>(parts: &[&'b str]) -> Vec<&'b str> {
    let mut parts = parts.to_vec();
    if let Some(last) = parts.last_mut() {
        for extension in [".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs"] {
            if let Some(stem) = last.strip_suffix(extension) {
                *last = stem;
                break;
            }
        }
    }
    if parts.last() == Some(&"index") && parts.len() > 1 {
        parts.pop();
    }
    parts
}
