//! The files seen together: which name means what, across imports, re-exports, packages and scopes.
//!
//! A [`Program`] is cheap to clone, and [`Program::replace`] changes one file of a clone for about that file's cost: what
//! finds names across files are tables from a name to the files that have it, which stay as they are while a file is
//! edited without new names at its top.

mod change;
mod component;
mod file;
mod given;
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
pub(super) use given::asks_for;

/// Position of a file in a [`Program`]. A path keeps its number when the file goes and comes back.
pub(super) type FileId = usize;

/// How many re-exports and local names are followed.
const DEPTH_LIMIT: usize = 8;
/// How many super- and subtypes of a type are taken for its relatives.
const RELATED_LIMIT: usize = 200;
/// What functions are called that stand for their type.
const CONSTRUCTORS: &[&str] = &["constructor", "__init__", "__construct", "initialize", "init", "new", "apply"];

/// All files.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    /// Files by their number; one that is gone has no facts.
    pub(super) files: Arc<Vec<Arc<File>>>,
    /// For a name in a [`Role`], the files that have it so, in order of their path.
    by_name: Table<Arc<[u32]>>,
}

/// What a name does in a file that other files could see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// The file's path.
    Path,
    /// The last part of the name it is imported by.
    Module,
    /// The last part of its path, by which C includes it.
    Header,
    /// A definition outside of functions whose type is known.
    Instance,
    /// A definition outside of functions that is a string.
    Text,
    /// A function that gives texts to the members of enums.
    Giving,
    /// A type whose members are given texts by a function.
    Given,
    /// A definition outside of functions that is another name for something.
    OtherName,
    /// A function.
    Function,
    /// A type.
    Type,
    /// A type that one of the file extends.
    Supertype,
    /// A definition outside of functions that is what a call gives, in scripts.
    Made,
    /// A type that a value of the file is given where it stands, or that a name for flags is declared with.
    Typed,
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

impl Program {
    /// The file with a path, if it is there.
    pub(super) fn find(&self, path: &str) -> Option<FileId> {
        self.number_of(path).filter(|id| self.files[*id].is_present)
    }

    /// The files that are there, in no order.
    pub(super) fn present(&self) -> impl Iterator<Item = FileId> {
        (0..self.files.len()).filter(|id| self.files[*id].is_present)
    }

    fn number_of(&self, path: &str) -> Option<FileId> {
        self.having(Role::Path, path).find(|id| &*self.files[*id].path == path)
    }

    fn having(&self, role: Role, name: &str) -> impl Iterator<Item = FileId> {
        self.by_name.get(Key::new(role as u8, name)).into_iter().flat_map(|ids| ids.iter().map(|id| *id as FileId))
    }

    /// Definitions of a name outside of functions, in all files, whose type is known.
    pub(super) fn instances_named<'a>(&'a self, name: &str) -> impl Iterator<Item = (FileId, &'a Definition)> {
        self.top_level(Role::Instance, name).map(|(id, _, definition)| (id, definition))
    }

    /// String constants of a name outside of functions, in all files.
    pub(super) fn texts_named(&self, name: &str) -> impl Iterator<Item = (FileId, u32)> {
        let texts = self.top_level(Role::Text, name);
        texts.filter(|(.., definition)| matches!(definition.value, Expr::Text(_))).map(|(id, at, _)| (id, at))
    }

    /// Whether a function of the name gives texts to the members of an enum somewhere.
    pub(super) fn gives_texts(&self, function: &str) -> bool {
        self.having(Role::Giving, &given::bare(function)).next().is_some()
    }

    /// The functions that give texts to the members of a type.
    pub(super) fn text_methods(&self, kind: &str) -> BTreeSet<&str> {
        let mut methods = BTreeSet::new();
        for file in self.having(Role::Given, kind).map(|id| &self.files[id]) {
            let given = file.facts.definitions.iter().filter(|definition| definition.given_by != Name::default());
            let own = given.filter(|definition| definition.path.last().is_some_and(|owner| file.text(*owner) == kind));
            methods.extend(own.map(|definition| file.given_by(definition)));
        }
        methods
    }

    /// Definitions of a name outside of functions, in all files, that are another name for something.
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

    /// Functions of a name in all files.
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

    /// The files with a type of the name.
    pub(super) fn having_type(&self, name: &str) -> impl Iterator<Item = FileId> {
        self.having(Role::Type, name)
    }

    /// The files with a type that extends one of the name.
    pub(super) fn extending(&self, name: &str) -> impl Iterator<Item = FileId> {
        self.having(Role::Supertype, name)
    }

    /// Whether some file has a type of the name.
    pub(super) fn has_type(&self, name: &str) -> bool {
        self.having(Role::Type, name).next().is_some()
    }

    /// The types that a value of one could be declared as: itself, super- and subtypes. Empty where it has neither.
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
            // What everything extends, such as `NSObject`, is in no file and makes no kin.
            let is_ours = *next == *name || self.has_type(&next);
            if !around.is_empty() && found.insert(next) && found.len() < RELATED_LIMIT && is_ours {
                queue.extend(around.into_iter().map(Box::from));
            }
        }
        found
    }

    /// Whether a method belongs to a Go interface that a type of another file has all methods of.
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

    /// Whether a function of this name stands for its type.
    pub(super) fn constructor_name(function: &str) -> bool {
        CONSTRUCTORS.contains(&function)
    }
}
