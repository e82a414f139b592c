//! Name resolution across files: imports, re-exports, packages and scopes.
//!
//! A [`Program`] is cheap to clone, and [`Program::replace`] changes one file of a clone at a cost proportional to that
//! file: tables map a name to the files that have it, and stay unchanged while a file is edited without new top-level
//! names.

mod change;
mod component;
mod file;
mod key_accessors;
mod modules;
mod resolve;
mod visibility;

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

use super::tables::{Key, Table};
use super::words;
use crate::syntax::facts::*;
use crate::syntax::{Language, Visibility, qualified_parts};

pub(super) use change::Change;
pub(super) use file::File;
use file::{Visible, file_name};
pub(super) use key_accessors::is_accessor;

/// Index of a file in a [`Program`]. A path keeps its id when the file is removed and added again.
pub(super) type FileId = usize;

/// Maximum number of re-exports and local aliases to resolve.
const DEPTH_LIMIT: usize = 8;
/// Maximum number of super- and subtypes to consider.
const RELATED_LIMIT: usize = 200;
/// Names of constructors.
const CONSTRUCTORS: &[&str] = &["constructor", "__init__", "__construct", "initialize", "init", "new", "apply"];

/// All files.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    /// Files by id; removed ones have no facts.
    pub(super) files: Arc<Vec<Arc<File>>>,
    /// For a name in a [`Role`], the files that have it, ordered by path.
    by_name: Table<Arc<[u32]>>,
}

/// The role of a name that other files can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// The file's path.
    Path,
    /// Last segment of the module name.
    Module,
    /// Last segment of the path, used by C includes.
    Header,
    /// A definition outside of functions with a known type.
    Instance,
    /// A string constant outside of functions.
    Text,
    /// A function from enum members to texts.
    Giving,
    /// A type whose members get texts from a function.
    Given,
    /// A definition outside of functions that is an alias.
    OtherName,
    /// A function.
    Function,
    /// A type.
    Type,
    /// A supertype of a type in the file.
    Supertype,
    /// A definition outside of functions that is what a call gives, in scripts.
    Made,
    /// A function with an argument named for flags, in scripts.
    Passed,
    /// A type that a value of the file is given where it stands, or that a name for flags is declared with.
    Typed,
}

/// A slot of a function: a parameter, or a property of an object parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ParameterSlot<'a> {
    pub(super) position: u32,
    pub(super) property: Option<&'a str>,
}

/// The target of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target<'a> {
    Parameter(FileId, FunctionId, ParameterSlot<'a>),
    Definition(FileId, u32),
    /// A destructured name: pattern and entry.
    Binding(FileId, u32, u32),
    /// A field without a value of its own.
    Field(FileId, TypeId, Name),
}

/// Certainty of a match across files; lower is more certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Certainty {
    SameFile,
    Imported,
    Implied,
    /// The import refers to a file that was not parsed, and the name matches.
    Likely,
}

impl Program {
    /// The file with a path, if present.
    pub(super) fn find(&self, path: &str) -> Option<FileId> {
        self.number_of(path).filter(|id| self.files[*id].is_present)
    }

    /// The present files, unordered.
    pub(super) fn present(&self) -> impl Iterator<Item = FileId> {
        (0..self.files.len()).filter(|id| self.files[*id].is_present)
    }

    fn number_of(&self, path: &str) -> Option<FileId> {
        self.having(Role::Path, path).find(|id| &*self.files[*id].path == path)
    }

    fn having(&self, role: Role, name: &str) -> impl Iterator<Item = FileId> {
        self.by_name.get(Key::new(role as u8, name)).into_iter().flat_map(|ids| ids.iter().map(|id| *id as FileId))
    }

    /// Definitions of a name outside of functions with a known type, in all files.
    pub(super) fn instances_named<'a>(&'a self, name: &str) -> impl Iterator<Item = (FileId, &'a Definition)> {
        self.top_level(Role::Instance, name).map(|(id, _, definition)| (id, definition))
    }

    /// String constants of a name outside of functions, in all files.
    pub(super) fn texts_named(&self, name: &str) -> impl Iterator<Item = (FileId, u32)> {
        let texts = self.top_level(Role::Text, name);
        texts.filter(|(.., definition)| matches!(definition.value, Expr::Text(_))).map(|(id, at, _)| (id, at))
    }

    /// Whether any function of this name maps enum members to texts.
    pub(super) fn gives_texts(&self, function: &str) -> bool {
        self.having(Role::Giving, &key_accessors::bare(function)).next().is_some()
    }

    /// The functions that map members of a type to texts.
    pub(super) fn text_methods(&self, kind: &str) -> BTreeSet<&str> {
        let mut methods = BTreeSet::new();
        for file in self.having(Role::Given, kind).map(|id| &self.files[id]) {
            let given = file.facts.definitions.iter().filter(|definition| definition.key_accessor != Name::default());
            let own = given.filter(|definition| definition.path.last().is_some_and(|owner| file.text(*owner) == kind));
            methods.extend(own.map(|definition| file.key_accessor(definition)));
        }
        methods
    }

    /// Aliases of a name outside of functions, in all files.
    pub(super) fn other_names<'a>(&'a self, name: &str) -> impl Iterator<Item = (FileId, &'a Definition)> {
        let found = self.top_level(Role::OtherName, name).map(|(id, _, definition)| (id, definition));
        found.filter(|(_, definition)| matches!(definition.value, Expr::Path(_)))
    }

    fn top_level<'a>(&'a self, role: Role, name: &str) -> impl Iterator<Item = (FileId, u32, &'a Definition)> {
        let ids: Vec<(FileId, Name)> =
            self.having(role, name).filter_map(|id| Some((id, self.files[id].facts.find_name(name)?))).collect();
        ids.into_iter().flat_map(|(id, name)| {
            let mut found: Vec<_> = self.files[id].definitions_of(name, None).collect();
            found.sort_unstable_by_key(|(at, _)| *at);
            found.into_iter().map(move |(at, definition)| (id, at, definition))
        })
    }

    /// Functions with a name, in all files.
    pub(super) fn functions_named(&self, name: &str) -> Vec<(FileId, FunctionId)> {
        let mut found = Vec::new();
        for id in self.having(Role::Function, name) {
            let file = &self.files[id];
            let Some(name) = file.facts.find_name(name) else { continue };
            found.extend(file.functions_of(name).map(|(at, _)| (id, at)));
        }
        found
    }

    /// Definitions of a name outside of functions, in all scripts, that are what a call gives.
    pub(super) fn made_by_calls(&self, name: &str) -> impl Iterator<Item = (FileId, u32)> {
        let made = self.top_level(Role::Made, name);
        made.filter(|(.., definition)| matches!(definition.value, Expr::Call(_))).map(|(id, at, _)| (id, at))
    }

    /// The files that give values a type of the name.
    pub(super) fn typing(&self, name: &str) -> impl Iterator<Item = FileId> {
        self.having(Role::Typed, name)
    }

    /// The files with a call of the name that has an argument named for flags.
    pub(super) fn passing_flags_to(&self, name: &str) -> impl Iterator<Item = FileId> {
        self.having(Role::Passed, name)
    }

    /// The files with a type of the name.
    pub(super) fn having_type(&self, name: &str) -> impl Iterator<Item = FileId> {
        self.having(Role::Type, name)
    }

    /// The files with a type that extends one of the name.
    pub(super) fn extending(&self, name: &str) -> impl Iterator<Item = FileId> {
        self.having(Role::Supertype, name)
    }

    /// Whether any file has a type with the name.
    pub(super) fn has_type(&self, name: &str) -> bool {
        self.having(Role::Type, name).next().is_some()
    }

    /// The types that a value of a type may be declared with: itself, super- and subtypes. Empty if it has neither.
    pub(super) fn related(&self, name: &str) -> BTreeSet<Box<str>> {
        let mut found = BTreeSet::new();
        let mut queue = VecDeque::from([Box::<str>::from(name)]);
        while let Some(next) = queue.pop_front() {
            let mut around = BTreeSet::new();
            for id in self.having(Role::Type, &next) {
                let file = &self.files[id];
                let Some(name) = file.facts.find_name(&next) else { continue };
                let supertypes = file.types_of(name).flat_map(|(_, kind)| kind.supertypes.iter());
                around.extend(supertypes.map(|name| file.text(*name)));
            }
            for id in self.having(Role::Supertype, &next) {
                let file = &self.files[id];
                let below = |kind: &&Type| kind.supertypes.iter().any(|name| file.text(*name) == &*next);
                around.extend(file.facts.types.iter().filter(below).map(|kind| file.text(kind.name)));
            }
            // Root types such as `NSObject` are in no file and do not relate types.
            let is_ours = *next == *name || self.has_type(&next);
            if !around.is_empty() && found.insert(next) && found.len() < RELATED_LIMIT && is_ours {
                queue.extend(around.into_iter().map(Box::from));
            }
        }
        found
    }

    /// Whether a method belongs to a Go interface that a type in another file implements.
    pub(super) fn is_fulfilled(&self, id: FileId, at: FunctionId, (owner_file, owner): (FileId, &str)) -> bool {
        let (file, home) = (&self.files[id], &self.files[owner_file]);
        if file.language != Language::Go || home.language != Language::Go {
            return false;
        }
        let method = &file.facts.functions[at as usize];
        let is_around =
            |kind: &&Type| method.path.last() == Some(&kind.name) && kind.range.contains_range(method.range);
        let Some(interface) = file.facts.types.iter().find(is_around) else { return false };
        let package = home.module_parts().next_back().map(|end| self.having(Role::Module, end).collect::<Vec<_>>());
        let package = package.unwrap_or_default().into_iter().map(|id| &self.files[id]);
        let package: Vec<&File> = package.map(|file| &**file).filter(|file| file.module == home.module).collect();
        let has = |wanted: &str| {
            package.iter().any(|file| {
                let own = |function: &Function| function.path.last().is_some_and(|name| file.text(*name) == owner);
                let wanted = file.facts.find_name(wanted);
                wanted.is_some_and(|wanted| file.functions_of(wanted).any(|(_, function)| own(function)))
            })
        };
        let functions = file.facts.functions.iter().filter(|function| interface.range.contains_range(function.range));
        functions.into_iter().all(|function| has(file.text(function.name)))
    }

    /// Whether a function of this name is a constructor.
    pub(super) fn constructor_name(function: &str) -> bool {
        CONSTRUCTORS.contains(&function)
    }
}
