//! The wrappers of all files, by called name.

use std::sync::Arc;

use super::super::tables::Table;
use super::*;

/// The wrappers of all files.
#[derive(Debug, Clone, Default)]
pub(in crate::index) struct WrapperTable {
    /// By the name at a call.
    called: Table<Arc<[Wrapper]>>,
    /// By the function's own name: wrappers found by analysis, and the same methods of related types.
    groups: Table<Arc<Group>>,
}

/// The wrappers of one function name.
#[derive(Debug, Default)]
struct Group {
    /// Found by analysis.
    direct: Vec<Wrapper>,
    /// All, in an order independent of discovery.
    all: Vec<Wrapper>,
}

impl WrapperTable {
    /// The possible wrappers of a call with this name, nearest to an SDK call first.
    pub(in crate::index) fn called(&self, name: &str) -> &[Wrapper] {
        self.called.get(Key::new(0, name)).map_or(&[], |list| list)
    }

    /// All wrappers.
    pub(in crate::index) fn all(&self) -> impl Iterator<Item = &Wrapper> {
        self.groups.values().flat_map(|group| &group.all)
    }

    /// The own names of wrappers that are methods.
    pub(in crate::index) fn method_names(&self) -> BTreeSet<Box<str>> {
        let methods = self.all().filter(|wrapper| wrapper.owner.is_some());
        methods.map(|wrapper| Box::from(&*wrapper.name)).collect()
    }

    /// Replaces the wrappers of one file. Adds called names whose wrappers changed.
    pub(in crate::index) fn replace(
        &mut self,
        solver: &Solver<'_>,
        id: FileId,
        old: &[Wrapper],
        new: &[Wrapper],
        changed: &mut BTreeSet<Box<str>>,
    ) {
        if old == new {
            return;
        }
        let names: BTreeSet<&str> = old.iter().chain(new).map(|wrapper| &*wrapper.name).collect();
        for name in names {
            let group = self.groups.get(Key::new(0, name));
            let others = group.into_iter().flat_map(|group| &group.direct);
            let others = others.filter(|wrapper| wrapper.file != id || *wrapper.name != *name);
            let own = new.iter().filter(|wrapper| *wrapper.name == *name);
            let direct = others.chain(own).cloned().collect();
            self.set_group(solver, name, direct, changed);
        }
    }

    /// Updates the methods of related types with this name.
    pub(in crate::index) fn relate(&mut self, solver: &Solver<'_>, name: &str, changed: &mut BTreeSet<Box<str>>) {
        if let Some(group) = self.groups.get(Key::new(0, name)) {
            let direct = group.direct.iter().filter(|wrapper| *wrapper.name == *name).cloned().collect();
            self.set_group(solver, name, direct, changed);
        }
    }

    fn set_group(&mut self, solver: &Solver<'_>, name: &str, direct: Vec<Wrapper>, changed: &mut BTreeSet<Box<str>>) {
        let program = solver.program;
        let mut all: Vec<Wrapper> = Vec::with_capacity(direct.len());
        for wrapper in &direct {
            let Some(owner) = wrapper.owner.as_deref() else {
                all.push(wrapper.clone());
                continue;
            };
            if wrapper.constructs {
                all.push(wrapper.clone());
                continue;
            }
            let related = Arc::new(program.related(owner));
            // The same method of the interfaces that the wrapper's type implements, and of its subtypes.
            for (id, at) in program.functions_named(name) {
                let file = &program.files[id];
                let function = &file.facts.functions[at as usize];
                let is_kin = function.path.last().is_some_and(|kin| related.contains(file.text(*kin)))
                    || program.is_fulfilled(id, at, (wrapper.file, owner));
                if is_kin && !declared::is_forbidden(solver.declared, file, at) {
                    let same = Wrapper::new(id, file, at, wrapper.slot.clone(), wrapper.kind, wrapper.depth);
                    let (sink, side) = (wrapper.sink, wrapper.side);
                    all.push(Wrapper { related: related.clone(), sink, side, ..same });
                }
            }
            all.push(Wrapper { related, ..wrapper.clone() });
        }
        all.sort_by(|a, b| a.rank(program).cmp(&b.rank(program)));
        let mut seen = HashSet::new();
        all.retain(|one| {
            seen.insert(Key::of((one.file, &one.owner, &one.slot, one.is_local, one.is_returned, &one.parameter)))
        });
        let key = Key::new(0, name);
        let old = self.groups.get(key).cloned().unwrap_or_default();
        let is_empty = all.is_empty();
        let new = Arc::new(Group { direct, all });
        self.groups.set(key, (!is_empty).then(|| new.clone()));
        if old.all == new.all {
            return;
        }
        let names: BTreeSet<&str> = old.all.iter().chain(&new.all).flat_map(Wrapper::called_as).collect();
        for called in names {
            let key = Key::new(0, called);
            let before = self.called.get(key).cloned().unwrap_or_default();
            let others = before.iter().filter(|wrapper| *wrapper.name != *name);
            let own = new.all.iter().filter(|wrapper| wrapper.called_as().contains(&called));
            let mut after: Vec<Wrapper> = others.chain(own).cloned().collect();
            after.sort_by(|a, b| a.rank(program).cmp(&b.rank(program)));
            if *before != *after {
                self.called.set(key, (!after.is_empty()).then(|| after.into()));
                changed.insert(called.into());
            }
        }
    }
}

impl Wrapper {
    /// A total order of wrappers, nearest to an SDK call first.
    fn rank<'w>(&'w self, program: &'w Program) -> impl Ord + use<'w> {
        let place = (&*program.files[self.file].path, &self.owner, &self.name, &self.slot);
        (self.depth, self.kind as u8, place, self.is_local, self.is_returned, &self.parameter, self.side)
    }
}
