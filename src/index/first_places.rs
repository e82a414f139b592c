//! Where a workspace meets its flags first, for searches among all of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::Index;
use super::fixpoint::each;
use super::program::FileId;
use crate::syntax::facts::FileFacts;
use crate::text::ByteRange;

/// The first place of a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstPlace {
    /// The file.
    pub path: Arc<str>,
    /// The name of the constant that holds the key, or the reference.
    pub range: ByteRange,
}

/// The flags that the files of an index name, with the first place of each: production code before test code, then by path; a
/// constant that is given the key before all uses.
///
/// Made once an index, by a look at the names of all files, or of those that differ from an earlier index. The references of
/// files are solved on the first request for a place, and the place is kept.
#[derive(Debug)]
pub struct FirstPlaces {
    index: Index,
    keys_in: HashMap<FileId, KeysIn>,
    named: BTreeMap<Arc<str>, Named>,
    found: Mutex<HashMap<Arc<str>, Option<FirstPlace>>>,
}

/// The known keys that a file names.
#[derive(Debug, Clone)]
struct KeysIn {
    facts: Arc<FileFacts>,
    keys: Arc<[Arc<str>]>,
}

/// Where a key is named.
#[derive(Debug, Default)]
struct Named {
    constant: Option<FirstPlace>,
    /// The files with the key, in one of its spellings, as a text or name.
    files: Vec<FileId>,
}

impl FirstPlaces {
    /// Those of the files that are wanted, by path. `before` are those of an earlier index.
    pub fn new(index: &Index, is_wanted: impl Fn(&str) -> bool, before: Option<&Self>) -> Self {
        let program = &index.solved.program;
        let mut files: Vec<FileId> = program.present().filter(|id| is_wanted(&program.files[*id].path)).collect();
        files.sort_by_cached_key(|id| (program.files[*id].is_test_code(), program.files[*id].path.clone()));
        let hooks = &index.join().keys.hooks;
        let before = before.filter(|before| Arc::ptr_eq(&before.index.join().keys.hooks, hooks));
        let keys_of = each(&files, |id| {
            let facts = &program.files[id].facts;
            let known = before.and_then(|before| before.keys_in.get(&id));
            if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.facts, facts)) {
                return known.clone();
            }
            let mut keys: Vec<&str> = facts.names.iter().flat_map(|name| hooks.keys_spelled(name)).collect();
            keys.sort_unstable();
            keys.dedup();
            KeysIn { facts: facts.clone(), keys: keys.into_iter().map(Arc::from).collect() }
        });
        let mut named: BTreeMap<Arc<str>, Named> = BTreeMap::new();
        for (id, KeysIn { keys, .. }) in &keys_of {
            for key in keys.iter() {
                match named.get_mut(key) {
                    Some(named) => named.files.push(*id),
                    None => _ = named.insert(key.clone(), Named { constant: None, files: vec![*id] }),
                }
            }
        }
        for id in files {
            let mut constants: Vec<_> = index.constants_in(id).collect();
            constants.sort_by_key(|(definition, _)| definition.start);
            for (definition, key) in constants {
                let range = ByteRange::new(definition.start as usize, definition.end as usize);
                let place = || FirstPlace { path: program.files[id].path.clone(), range };
                // Constants can also hold keys that no flag has.
                if let Some(named) = named.get_mut(key) {
                    named.constant.get_or_insert_with(place);
                }
            }
        }
        Self { index: index.clone(), keys_in: keys_of.into_iter().collect(), named, found: Mutex::default() }
    }

    /// The known keys that may have a place, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.named.keys()
    }

    /// The first places of the first `most` of some keys that have one, with the number of the key.
    pub fn of(&self, keys: &[&str], most: usize) -> Vec<(usize, FirstPlace)> {
        /// Keys whose places are found at once, before it is known whether they are enough.
        const AT_ONCE: usize = 64;
        let all: Vec<usize> = (0..keys.len()).collect();
        let mut found = Vec::new();
        for some in all.chunks(AT_ONCE) {
            let places = each(some, |at| self.first(keys[at]));
            found.extend(places.into_iter().filter_map(|(at, place)| Some((at, place?))));
            if found.len() >= most {
                break;
            }
        }
        found.truncate(most);
        found
    }

    fn first(&self, key: &str) -> Option<FirstPlace> {
        let (key, named) = self.named.get_key_value(key)?;
        if named.constant.is_some() {
            return named.constant.clone();
        }
        if let Some(known) = self.found.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
            return known.clone();
        }
        let place = named.files.iter().find_map(|id| self.first_use(key, *id));
        self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), place.clone());
        place
    }

    fn first_use(&self, key: &str, id: FileId) -> Option<FirstPlace> {
        let references = self.index.join().references_in(&self.index.solved, id);
        let found = references.iter().find(|reference| reference.key().is_some_and(|own| **own == *key))?;
        Some(FirstPlace { path: self.index.solved.program.files[id].path.clone(), range: found.range })
    }
}
