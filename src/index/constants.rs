//! Constants that hold flag keys, by file and by name.

mod meant;
mod named;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::definition::DefinitionId;
use super::join::{Keys, Positions, Resolved};
use super::program::{File, FileId, Program};
use super::solve::{ConstantId, Solver};
use super::tables::{Key, Table};
use super::{Symbol, words};
use crate::syntax::facts::*;
use crate::syntax::{KnownKeys, Language};
use meant::MeantTexts;
pub(super) use named::{ambiguous_keys, named_by};

/// Maximum length of a chain of constant aliases.
pub(super) const ALIAS_ROUNDS: u8 = 3;

/// A constant outside of functions that holds a flag key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FlagConstant {
    pub(super) file: FileId,
    /// Path and name in the file.
    pub(super) chain: Box<[Box<str>]>,
    pub(super) key: Arc<str>,
    pub(super) definition: DefinitionId,
    /// The constant that it is another name for.
    pub(super) alias_of: Option<DefinitionId>,
    /// Number of aliases between it and the string.
    pub(super) rank: u8,
    /// Whether it is an object literal with the key as `key`.
    pub(super) has_key: bool,
}

/// The constants of one file.
#[derive(Debug, Clone, Default)]
pub(super) struct FileConstants {
    /// Keys by definition, including definitions inside of functions.
    pub(super) keys: HashMap<u32, Arc<str>>,
    /// The identities of those definitions.
    ids: BTreeSet<DefinitionId>,
    /// Constants visible to other files.
    pub(super) flags: Vec<Arc<FlagConstant>>,
}

/// The constants of all files by name.
#[derive(Debug, Clone, Default)]
pub(super) struct FlagConstants {
    by_name: Table<Arc<[Arc<FlagConstant>]>>,
    /// The file of each definition.
    by_definition: Table<FileId>,
    pub(super) by_file: Arc<Vec<Arc<FileConstants>>>,
}

/// A constant of a group: the definition, its text, and the key that it is at its positions.
type Member = (u32, Text, Option<Arc<str>>);

/// The constants whose names occur in a file.
pub(super) type Interesting = HashMap<Name, Vec<Arc<FlagConstant>>, foldhash::fast::RandomState>;

/// The string constants of one file that hold keys: known keys with evidence, and texts passed to an evaluation.
fn find(
    solver: &Solver<'_>,
    keys: &Keys,
    positions: Positions<'_>,
    usage: &dyn Fn(ConstantId) -> Option<Arc<str>>,
    id: FileId,
) -> FileConstants {
    let (file, known) = (&solver.program.files[id], keys.known());
    let mut constants = FileConstants::default();
    let mut groups: HashMap<&[Name], Vec<Member>> = HashMap::new();
    // `Temporary(key = "…")`: if one constant of a type holds a key, the others of the type do too.
    let mut used_types: HashSet<Name> = HashSet::new();
    let meant = MeantTexts::of(solver, usage, id);
    for (at, definition) in file.facts.definitions.iter().enumerate() {
        let Expr::Text(text) = definition.value else { continue };
        let at = at as u32;
        if definition.place.function.is_some() {
            let key = match keys.constant(solver.program, positions.local(at)) {
                Some((_, Resolved::Key(key))) => key,
                Some((_, Resolved::Unknown)) => file.text(text.value),
                Some((_, Resolved::Ambiguous(_) | Resolved::Misspelled(..))) | None => continue,
            };
            constants.keys.insert(at, key.into());
            constants.ids.insert(file.definition_id(at));
            continue;
        }
        if !meant.has(definition) {
            continue;
        }
        let own_use = usage((id, at));
        if own_use.is_some() && !words::is_plain_type(file.text(definition.declared)) {
            used_types.insert(definition.declared);
        }
        groups.entry(group_of(definition)).or_default().push((at, text, own_use));
    }
    for (path, members) in groups {
        let known_texts = members.iter().map(|member| file.text(member.1.value)).filter(|key| known.contains(key));
        let (known_members, are_two) = (known_texts.clone().count(), known_texts.collect::<HashSet<_>>().len() > 1);
        let used = members.iter().any(|member| member.2.is_some());
        let by_name = path.iter().any(|name| words::mentions_flags(file.text(*name)))
            || path.is_empty() && are_two && file.is_named_for_flags();
        let crowd = !path.is_empty() && are_two && known_members * 2 >= members.len();
        for (at, text, own_use) in &members {
            let Definition { name, declared, .. } = file.facts.definitions[*at as usize];
            let key = file.text(text.value);
            let is_flag_name = |name| words::mentions_flags(file.text(name));
            let used = used && !path.is_empty() || used_types.contains(&declared);
            let in_group = !path.is_empty() || words::is_plain_type(file.text(declared));
            let is_backed = in_group && (crowd || by_name) || used || is_flag_name(name) || is_flag_name(declared);
            if let Some(key) = own_use {
                constants.add(solver.program, id, *at, key.clone(), 0, None);
            } else if known.contains(key) && is_backed && !words::is_no_client(file.text(name)) {
                constants.add(solver.program, id, *at, key.into(), 0, None);
            }
        }
    }
    constants.flags.sort_by(|a, b| a.chain.cmp(&b.chain));
    constants
}

impl FileConstants {
    fn add(&mut self, program: &Program, id: FileId, at: u32, key: Arc<str>, rank: u8, alias_of: Option<DefinitionId>) {
        let file = &program.files[id];
        let definition = &file.facts.definitions[at as usize];
        let chain: Box<[Box<str>]> = file.chain_of(definition).into_iter().map(Box::from).collect();
        self.keys.insert(at, key.clone());
        let identity = file.definition_id(at);
        self.ids.insert(identity);
        // `isOn(FLAGS.checkout)` with `{ key: "…", default: … }`.
        if let Some(((holder, around), name)) = definition.path.split_last().zip(chain.last())
            && words::is_key_member(name)
            && file
                .members_of(*holder, definition.place.function, around.last().copied().unwrap_or_default())
                .any(|(_, other)| other.value == Expr::Object && *other.path == *around)
        {
            let chain = chain[..chain.len() - 1].into();
            let key = key.clone();
            let constant = FlagConstant { file: id, chain, key, definition: identity, alias_of, rank, has_key: true };
            self.flags.push(Arc::new(constant));
        }
        let constant = FlagConstant { file: id, chain, key, definition: identity, alias_of, rank, has_key: false };
        self.flags.push(Arc::new(constant));
    }
}

impl FlagConstants {
    /// The key of a constant.
    pub(super) fn key_of(&self, (id, at): (FileId, u32)) -> Option<&Arc<str>> {
        self.by_file.get(id)?.keys.get(&at)
    }

    /// The file, and the number in it, of a definition that holds a key.
    pub(super) fn find(&self, program: &Program, definition: DefinitionId) -> Option<(FileId, u32)> {
        let file = *self.by_definition.get(Key::of_hash(definition.0))?;
        let mut held = self.by_file.get(file)?.keys.keys();
        held.find(|at| program.files[file].definition_id(**at) == definition).map(|at| (file, *at))
    }

    /// The constant that a definition is, where others can see it.
    pub(super) fn constant(&self, file: FileId, definition: DefinitionId) -> Option<&FlagConstant> {
        let flags = &self.by_file.get(file)?.flags;
        flags.iter().find(|constant| constant.definition == definition && !constant.has_key).map(|constant| &**constant)
    }

    /// The constants of one file, including aliases of constants in other files. Does not depend on the table's entries
    /// for the file itself.
    pub(super) fn join(
        &self,
        solver: &Solver<'_>,
        keys: &Keys,
        positions: Positions<'_>,
        usage: &dyn Fn(ConstantId) -> Option<Arc<str>>,
        id: FileId,
    ) -> FileConstants {
        let file = &solver.program.files[id];
        let mut found = find(solver, keys, positions, usage, id);
        if has_aliases(&file.facts) {
            let mut interesting = self.names_in(solver.program, id);
            for constants in interesting.values_mut() {
                constants.retain(|constant| constant.file != id);
            }
            let mut published = 0;
            for rank in 1..=ALIAS_ROUNDS {
                for constant in &found.flags[published..] {
                    let name = constant.chain.last().and_then(|name| file.facts.find_name(name));
                    interesting.entry(name.unwrap_or_default()).or_default().push(constant.clone());
                }
                published = found.flags.len();
                add_aliases(solver, id, rank, &interesting, &mut found);
            }
        }
        found
    }

    /// Replaces the constants of one file. Adds the names whose meaning changed.
    pub(super) fn replace(&mut self, id: FileId, found: FileConstants, changed: &mut BTreeSet<Box<str>>) {
        let old = self.by_file.get(id).cloned().unwrap_or_default();
        if old.flags != found.flags {
            self.publish(id, &old.flags, &found.flags, changed);
        }
        for gone in old.ids.difference(&found.ids) {
            self.by_definition.set(Key::of_hash(gone.0), None);
        }
        for new in found.ids.difference(&old.ids) {
            self.by_definition.set(Key::of_hash(new.0), Some(id));
        }
        let by_file = Arc::make_mut(&mut self.by_file);
        if by_file.len() <= id {
            by_file.resize_with(id + 1, Arc::default);
        }
        by_file[id] = Arc::new(found);
    }

    /// Replaces a file's constants in the table by name, for the names whose constants differ. Adds those names.
    fn publish(
        &mut self,
        id: FileId,
        old: &[Arc<FlagConstant>],
        new: &[Arc<FlagConstant>],
        changed: &mut BTreeSet<Box<str>>,
    ) {
        let mut of_names: BTreeMap<&str, [Vec<&Arc<FlagConstant>>; 2]> = BTreeMap::new();
        for constant in old {
            let name = constant.chain.last().into_iter();
            name.for_each(|name| of_names.entry(name).or_default()[0].push(constant));
        }
        for constant in new {
            let name = constant.chain.last().into_iter();
            name.for_each(|name| of_names.entry(name).or_default()[1].push(constant));
        }
        for (name, [_, after]) in of_names.into_iter().filter(|(_, [before, after])| before != after) {
            let key = Key::new(0, name);
            let before = self.by_name.get(key).cloned().unwrap_or_default();
            // Other names may have the same hash.
            let is_own = |constant: &FlagConstant| {
                constant.file == id && constant.chain.last().is_some_and(|last| **last == *name)
            };
            let others = before.iter().filter(|constant| !is_own(constant));
            let after: Vec<_> = others.chain(after).cloned().collect();
            self.by_name.set(key, (!after.is_empty()).then(|| after.into()));
            changed.insert(name.into());
        }
    }

    /// All constants.
    pub(super) fn all(&self) -> impl Iterator<Item = &FlagConstant> {
        self.by_file.iter().flat_map(|constants| &constants.flags).map(|constant| &**constant)
    }

    /// The names that a use of a constant contains: the outermost name and a nested one, or the constant's own name if
    /// Swift's `.name` suffices.
    pub(super) fn needles(&self, program: &Program) -> BTreeSet<Symbol> {
        let mut needles = BTreeSet::new();
        for constant in self.all() {
            let Some((name, inside)) = constant.chain.split_first().filter(|(name, _)| &***name != "default") else {
                continue;
            };
            let language = program.files[constant.file].language;
            let family = language.family();
            let members = inside.iter().map(|name| name.to_string()).collect();
            needles.insert(Symbol { family, name: name.to_string(), members });
            if let Some(name) = inside.last().filter(|_| language == Language::Swift) {
                needles.insert(Symbol { family, name: name.to_string(), members: Vec::new() });
            }
        }
        needles
    }

    /// The constants whose names occur in a file.
    pub(super) fn names_in(&self, program: &Program, id: FileId) -> Interesting {
        let file = &program.files[id];
        let family = file.language.family();
        let mut names = Interesting::default();
        for (at, text) in file.facts.names.iter().enumerate().skip(1) {
            let Some(constants) = self.by_name.get(Key::new(0, text)) else { continue };
            let visible = |constant: &&Arc<FlagConstant>| program.files[constant.file].language.family() == family;
            let constants: Vec<_> = constants.iter().filter(visible).cloned().collect();
            if !constants.is_empty() {
                names.insert(Name(at as u32), constants);
            }
        }
        names
    }
}

/// Names of constants in a file that hold a known key, with or without evidence: a call may be the evidence.
pub(super) fn candidates<'f>(file: &'f File, known: &'f KnownKeys) -> impl Iterator<Item = &'f str> {
    let outside = file.facts.definitions.iter().filter(|definition| definition.place.function.is_none());
    let holds_key = |definition: &&Definition| matches!(definition.value, Expr::Text(text) if known.contains(file.text(text.value)));
    outside.filter(holds_key).map(|definition| file.text(definition.name))
}

/// Names of constants in a file that hold one of some texts.
pub(super) fn names_of<'f>(file: &'f File, texts: &[&str]) -> impl Iterator<Item = &'f str> {
    let texts: HashSet<Name> = texts.iter().filter_map(|text| file.facts.find_name(text)).collect();
    let holds =
        move |definition: &&Definition| matches!(definition.value, Expr::Text(text) if texts.contains(&text.value));
    file.facts.definitions.iter().filter(holds).map(|definition| file.text(definition.name))
}

/// Adds definitions whose value is a constant of a lower rank.
fn add_aliases(solver: &Solver<'_>, id: FileId, rank: u8, interesting: &Interesting, found: &mut FileConstants) {
    let file = &solver.program.files[id];
    for (at, definition) in file.facts.definitions.iter().enumerate().filter(|(_, found)| is_alias(found)) {
        let Expr::Path(path) = definition.value else { continue };
        let steps = file.facts.path(path);
        if !found.keys.contains_key(&(at as u32))
            && let Some((constant, length)) = named_by(solver, id, definition.place, steps, interesting, rank)
            && length == steps.len()
        {
            let (key, alias_of) = (constant.key.clone(), Some(constant.definition));
            found.add(solver.program, id, at as u32, key, rank, alias_of);
        }
    }
}

/// Whether a file may have aliases of constants.
pub(super) fn has_aliases(facts: &FileFacts) -> bool {
    facts.definitions.iter().any(is_alias)
}

/// Whether a definition may be an alias of a constant.
fn is_alias(definition: &Definition) -> bool {
    matches!(definition.value, Expr::Path(_)) && definition.place.function.is_none()
}

/// The group of a constant: its enclosing type or object literal, from the outermost one named for flags.
fn group_of(definition: &Definition) -> &[Name] {
    match definition.path.len() {
        0 | 1 => &definition.path,
        // In `{ CHECKOUT: { flag: "…", defaultValue: … }, … }` nested members form one group.
        length => &definition.path[..length - 1],
    }
}
