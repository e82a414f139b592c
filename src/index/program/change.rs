//! Replacing a file, and finding the affected ones.

use std::collections::HashMap;

use rayon::prelude::*;

use super::modules::is_module;
use super::*;

/// Effects of a replaced file on others.
#[derive(Debug, Clone)]
pub(in crate::index) struct Change {
    file: FileId,
    before: Option<Arc<File>>,
    /// Names of constants, instances and types that changed.
    names: BTreeSet<Box<str>>,
    /// Names of functions whose signatures changed.
    pub(in crate::index) functions: BTreeSet<Box<str>>,
    /// Whether type relations changed.
    pub(in crate::index) relations: bool,
    /// Whether imports may resolve differently.
    modules: bool,
}

impl Change {
    /// Whether no other file is affected.
    pub(in crate::index) fn is_private(&self) -> bool {
        self.names.is_empty() && self.functions.is_empty() && !self.relations && !self.modules
    }
}

impl Program {
    /// Replaces the file with a path, or removes it without facts. `None` if nothing changes.
    pub(in crate::index) fn replace(&mut self, path: &str, facts: Option<Arc<FileFacts>>) -> Option<(FileId, Change)> {
        let number = self.number_of(path);
        let before = number.map(|id| self.files[id].clone());
        if facts.is_none() && before.as_ref().is_none_or(|file| !file.is_present) {
            return None;
        }
        let path: Arc<str> = before.as_ref().map_or_else(|| path.into(), |file| file.path.clone());
        let file = Arc::new(match facts {
            Some(facts) => File::new(path.clone(), facts),
            None => File::gone(path.clone()),
        });
        let files = Arc::make_mut(&mut self.files);
        let id = match number {
            Some(id) => {
                files[id] = file.clone();
                id
            }
            None => {
                files.push(file.clone());
                files.len() - 1
            }
        };
        if number.is_none() {
            self.list(Key::new(Role::Path as u8, &path), id, true);
        }
        let change = self.update_tables(id, before, &file);
        Some((id, change))
    }

    /// Replaces, adds and removes many files, at a cost in proportion to all of them. Returns the files that changed.
    pub(in crate::index) fn replace_many(
        &mut self,
        changes: Vec<(Arc<str>, Option<Arc<FileFacts>>)>,
    ) -> BTreeSet<FileId> {
        let numbers: Vec<Option<FileId>> = changes.iter().map(|(path, _)| self.number_of(path)).collect();
        let new = changes.into_par_iter().zip(numbers).filter_map(|((path, facts), number)| match (facts, number) {
            (Some(facts), _) => Some((number, Arc::new(File::new(path, facts)))),
            (None, Some(_)) => Some((number, Arc::new(File::gone(path)))),
            (None, None) => None,
        });
        let new: Vec<(Option<FileId>, Arc<File>)> = new.collect();
        let files = Arc::make_mut(&mut self.files);
        let mut replaced = BTreeSet::new();
        for (number, file) in new {
            match number {
                Some(id) if file.is_present || files[id].is_present => {
                    files[id] = file;
                    replaced.insert(id);
                }
                Some(_) => {}
                None => {
                    replaced.insert(files.len());
                    files.push(file);
                }
            }
        }
        self.list_all();
        replaced
    }

    /// Makes the lists of all names.
    fn list_all(&mut self) {
        let mut by_path: Vec<FileId> = (0..self.files.len()).collect();
        by_path.sort_by(|a, b| self.files[*a].path.cmp(&self.files[*b].path));
        let mut lists: HashMap<Key, Vec<u32>> = HashMap::new();
        for id in by_path {
            let file = &self.files[id];
            let path = Key::new(Role::Path as u8, &file.path);
            let ends = if file.is_present { ends(file) } else { [None; 2] };
            let own = file.interface.iter().map(|visible| visible.key);
            for key in own.chain([path]).chain(ends.into_iter().flatten()) {
                lists.entry(key).or_default().push(id as u32);
            }
        }
        self.by_name = Table::default();
        for (key, ids) in lists {
            self.by_name.set(key, Some(ids.into()));
        }
    }

    fn update_tables(&mut self, id: FileId, before: Option<Arc<File>>, after: &File) -> Change {
        let mut change = Change {
            file: id,
            before,
            names: BTreeSet::new(),
            functions: BTreeSet::new(),
            relations: false,
            modules: false,
        };
        let before = change.before.clone().filter(|file| file.is_present);
        let before = before.as_deref();
        change.modules = before.map(File::passing) != Some(after.passing());
        let same_place = before
            .is_some_and(|before| before.module == after.module && before.language.family() == after.language.family());
        let (old_ends, new_ends) = (before.map(ends), after.is_present.then(|| ends(after)));
        if old_ends != new_ends {
            old_ends.into_iter().flatten().flatten().for_each(|key| self.list(key, id, false));
            new_ends.into_iter().flatten().flatten().for_each(|key| self.list(key, id, true));
        }
        let old: &[Visible] = before.map_or(&[], |file| &file.interface);
        let (mut a, mut b) = (old.iter().peekable(), after.interface.iter().peekable());
        let mut types = BTreeSet::new();
        loop {
            let (gone, new) = match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(x), Some(y)) if x.key == y.key => (a.next(), b.next()),
                (Some(x), Some(y)) if x.key < y.key => (a.next(), None),
                (Some(_), None) => (a.next(), None),
                _ => (None, b.next()),
            };
            if same_place && gone.map(|entry| entry.fingerprint) == new.map(|entry| entry.fingerprint) {
                continue;
            }
            let Some(visible) = new.or(gone) else { continue };
            if gone.is_none() || new.is_none() {
                self.list(visible.key, id, new.is_some());
            }
            let holder = if new.is_some() { Some(after) } else { before };
            let name: Box<str> = holder.map_or("", |file| file.text(visible.name)).into();
            match visible.role {
                Role::Text | Role::Giving | Role::Given | Role::Instance | Role::OtherName => {
                    _ = change.names.insert(name)
                }
                Role::Function => {
                    // In Go, methods alone decide whether a type implements an interface.
                    change.relations |= after.language == Language::Go;
                    change.functions.insert(name);
                }
                Role::Supertype => change.relations = true,
                Role::Type => {
                    let extends = |file: Option<&File>| {
                        file.is_some_and(|file| {
                            let own = file.facts.find_name(&name);
                            own.is_some_and(|own| file.types_of(own).any(|(_, kind)| !kind.supertypes.is_empty()))
                        })
                    };
                    change.relations |= extends(before) || extends(Some(after));
                    if gone.is_none() != new.is_none() {
                        change.relations |= self.having(Role::Supertype, &name).next().is_some();
                        types.insert(name);
                    }
                }
                Role::Path | Role::Module | Role::Header | Role::Made | Role::Passed | Role::Typed => {}
            }
        }
        self.add_instances(&types, &mut change.names);
        change.names.append(&mut types);
        change
    }

    /// Adds instances of types: users of an instance do not mention its type.
    fn add_instances(&self, types: &BTreeSet<Box<str>>, names: &mut BTreeSet<Box<str>>) {
        if types.is_empty() {
            return;
        }
        for file in self.files.iter().filter(|file| types.iter().any(|name| file.facts.find_name(name).is_some())) {
            for definition in file.facts.definitions.iter().filter(|definition| definition.place.function.is_none()) {
                if file.type_of_definition(definition).is_some_and(|kind| types.contains(kind)) {
                    names.insert(file.text(definition.name).into());
                }
            }
        }
    }

    /// Adds a file to the list of a key or removes it. Lists are ordered by path, so that results do not depend on the
    /// order of changes.
    fn list(&mut self, key: Key, id: FileId, is_in: bool) {
        let mut ids = self.by_name.get(key).map(|ids| ids.to_vec()).unwrap_or_default();
        let path = &self.files[id].path;
        match (ids.binary_search_by(|other| self.files[*other as usize].path.cmp(path)), is_in) {
            (Err(at), true) => ids.insert(at, id as u32),
            (Ok(at), false) => _ = ids.remove(at),
            _ => {}
        }
        self.by_name.set(key, (!ids.is_empty()).then(|| ids.into()));
    }

    /// The files affected by changes, without the changed files themselves.
    pub(in crate::index) fn affected(&self, changes: &[Change]) -> BTreeSet<FileId> {
        let mut found = BTreeSet::new();
        for change in changes.iter().filter(|change| change.modules) {
            let mut queue = vec![change.file];
            let mut seen = HashSet::from([change.file]);
            while let Some(next) = queue.pop() {
                let now = &self.files[next];
                let before = change.before.as_ref().filter(|_| next == change.file);
                for id in self.present().filter(|id| *id != next) {
                    let user = &self.files[id];
                    let leads = user.facts.imports.iter().any(|import| {
                        let module = user.text(import.module);
                        !module.is_empty()
                            && [Some(now), before].into_iter().flatten().any(|owner| could_mean(user, import, owner))
                    });
                    if leads {
                        found.insert(id);
                        if user.is_passing() && seen.insert(id) {
                            queue.push(id);
                        }
                    }
                }
            }
        }
        let mut names: HashSet<&str> = changes.iter().flat_map(|change| &change.names).map(|name| &**name).collect();
        // Aliases in an affected file.
        for file in found.iter().map(|id| &self.files[*id]) {
            names.extend(file.other_names().map(|definition| file.text(definition.name)));
        }
        if !names.is_empty() {
            found.extend(self.naming(&names));
        }
        found
    }

    /// The files that contain one of the names.
    pub(in crate::index) fn naming(&self, names: &HashSet<&str>) -> impl Iterator<Item = FileId> {
        self.present().filter(move |id| self.has_one_of(*id, names))
    }

    fn has_one_of(&self, id: FileId, names: &HashSet<&str>) -> bool {
        let facts = &self.files[id].facts;
        if names.len() * 8 < facts.names.len() {
            names.iter().any(|name| facts.find_name(name).is_some())
        } else {
            facts.names.iter().any(|name| names.contains(name))
        }
    }
}

/// The names by which imports find a file.
fn ends(file: &File) -> [Option<Key>; 2] {
    let end = file.module_parts().next_back().map(|end| Key::new(Role::Module as u8, end));
    let header = file.is_c().then(|| Key::new(Role::Header as u8, file.file_name()));
    [end, header]
}

/// Whether an import may refer to a file. An imported name may be a module itself, as in Python.
fn could_mean(user: &File, import: &Import, owner: &File) -> bool {
    if user.language.family() != owner.language.family() {
        return false;
    }
    let module = user.text(import.module);
    if user.is_c() && file_name(module) == owner.file_name() {
        return true;
    }
    let deeper = |name: Name| {
        let name = user.text(name);
        // The longer module must end with this; in Rust it may be a module inside of the file.
        (owner.module.ends_with(name) || owner.path.ends_with(name) || owner.language == Language::Rust)
            && is_module(user, &format!("{module}.{name}"), owner)
    };
    is_module(user, module, owner) || matches!(import.what, Imported::Name(name) if deeper(name))
}
