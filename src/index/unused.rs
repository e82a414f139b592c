//! Constants that hold keys and that nothing uses.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::Index;
use super::definition::DefinitionId;
use super::hooks::Hooks;
use super::program::FileId;
use super::reference::{EvidenceEnd, Form};
use crate::syntax::facts::Definition;

/// Maximum number of files with a name of a constant: where names are that common, nothing is said.
const MOST_FILES: usize = 300;
/// Maximum number of constants without a certain use: more are likely used in a way that code does not show.
const MOST_CONSTANTS: usize = 64;

impl Index {
    /// Whether there are no other files than one.
    pub fn is_single(&self) -> bool {
        self.solved.program.present().nth(1).is_none()
    }

    /// The constants of a file whose key no code uses: neither the constant nor the key in any other form. Empty where the
    /// constants may be used all at once: by `Object.values(FLAGS)`, or because most of them are not used by name.
    pub fn unused_constants(&self, path: &str) -> HashSet<DefinitionId> {
        let program = &self.solved.program;
        let (Some(id), join) = (program.find(path), self.join()) else { return HashSet::new() };
        let file = &program.files[id];
        let held = (0..).zip(&file.facts.definitions).filter_map(|(at, definition): (u32, &Definition)| {
            let is_constant = definition.place.function.is_none();
            let key = join.constants.key_of((id, at)).filter(|_| is_constant)?;
            Some((file.definition_id(at), file.chain_of(definition), key.clone()))
        });
        let all: Vec<(DefinitionId, Vec<&str>, Arc<str>)> = held.collect();
        let solver = self.solved.solver();
        let reaches_no_call = |(definition, ..): &&(DefinitionId, Vec<&str>, Arc<str>)| {
            let at = join.constants.find(program, *definition).map(|constant| solver.identity(constant));
            at.is_none_or(|identity| self.solved.used.get(identity).is_none())
        };
        let held: Vec<&(DefinitionId, Vec<&str>, Arc<str>)> = all.iter().filter(reaches_no_call).collect();
        if held.is_empty() || held.len() > MOST_CONSTANTS {
            return HashSet::new();
        }
        let mut names: BTreeSet<Box<str>> = BTreeSet::new();
        let mut by_key: HashMap<&str, Vec<DefinitionId>> = HashMap::new();
        for (definition, chain, key) in held.iter().copied() {
            by_key.entry(key).or_default().push(*definition);
            names.extend(chain.iter().map(|name| Box::from(*name)));
            names.extend(Hooks::spelled(key).into_iter().map(Box::from));
        }
        let of_others = join.constants.all().filter(|constant| by_key.contains_key(&*constant.key));
        names.extend(of_others.filter_map(|constant| constant.chain.last().cloned()));
        let names: HashSet<&str> = names.iter().map(|name| &**name).collect();
        let mut files: BTreeSet<FileId> = program.naming(&names).take(MOST_FILES + 1).collect();
        if files.len() > MOST_FILES {
            return HashSet::new();
        }
        files.insert(id);
        let holders: HashSet<&str> =
            held.iter().flat_map(|(_, chain, _)| chain.split_last()).flat_map(|(_, all)| all.iter().copied()).collect();
        let is_member = |definition: &&Definition| {
            definition.path.last().is_some_and(|holder| holders.contains(file.text(*holder)))
        };
        let members = file.facts.definitions.iter().filter(is_member);
        let members: HashSet<&str> = members.map(|definition| file.text(definition.name)).collect();
        if files.iter().any(|file| self.uses_whole(*file, &holders, &members)) {
            return HashSet::new();
        }
        let files: Vec<FileId> = files.into_iter().collect();
        let used = join.references_of_files(&self.solved, &files, |reference| {
            let is_defined = matches!(reference.form, Form::Definition | Form::TypeMember);
            !is_defined && (reference.evidence.end != EvidenceEnd::Mention || reference.definition.is_some())
        });
        let mut unused: HashSet<DefinitionId> = held.iter().map(|(definition, ..)| *definition).collect();
        for reference in used.iter().flat_map(|(_, references)| references) {
            if let Some(definition) = reference.definition {
                unused.remove(&definition);
            }
            let keys = reference.key().into_iter().chain(reference.ambiguous_keys());
            for definition in keys.filter_map(|key| by_key.get(&**key)).flatten() {
                unused.remove(definition);
            }
        }
        if unused.len() * 2 > all.len() { HashSet::new() } else { unused }
    }

    /// Whether a file uses something that has constants in another way than by one of them.
    fn uses_whole(&self, id: FileId, holders: &HashSet<&str>, members: &HashSet<&str>) -> bool {
        let file = &self.solved.program.files[id];
        if holders.is_empty() {
            return false;
        }
        let used = file.facts.references.iter().map(|reference| reference.path);
        used.chain(file.facts.calls.iter().map(|call| call.callee)).any(|path| {
            let steps = file.facts.path(path);
            let holder = steps.iter().rposition(|step| holders.contains(file.text(step.name)));
            holder.is_some_and(|at| {
                let next = steps.get(at + 1).map(|step| file.text(step.name));
                next.is_none_or(|next| !members.contains(next))
            })
        })
    }
}
