//! Persistent tables over all files, shared between versions of the index.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Number of changed entries from which they are merged into the shared part.
const MERGE_AT: usize = 1024;

/// Hash of a name in a role, or of something longer: tables hold no texts. 64 bits make collisions negligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn new(role: u8, text: &str) -> Self {
        Self(xxh3_64_with_seed(text.as_bytes(), u64::from(role)))
    }

    /// What is a hash already.
    pub(super) fn of_hash(hash: u64) -> Self {
        Self(hash)
    }

    pub(super) fn of(value: impl std::hash::Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// Identity hasher: keys are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type Map<V> = HashMap<Key, V, BuildHasherDefault<AsIs>>;

/// A map with cheap clones and small changes: clones share the large part and keep their changes separately.
#[derive(Debug, Clone)]
pub(super) struct Table<V> {
    shared: Arc<Map<V>>,
    changed: Arc<Map<Option<V>>>,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { shared: Arc::default(), changed: Arc::default() }
    }
}

impl<V: Clone> Table<V> {
    pub(super) fn get(&self, key: Key) -> Option<&V> {
        match self.changed.get(&key) {
            Some(value) => value.as_ref(),
            None => self.shared.get(&key),
        }
    }

    pub(super) fn set(&mut self, key: Key, value: Option<V>) {
        if self.changed.is_empty()
            && let Some(own) = Arc::get_mut(&mut self.shared)
        {
            match value {
                Some(value) => own.insert(key, value),
                None => own.remove(&key),
            };
            return;
        }
        let changed = Arc::make_mut(&mut self.changed);
        changed.insert(key, value);
        if changed.len() > MERGE_AT.max(self.shared.len() / 8) {
            let shared = Arc::make_mut(&mut self.shared);
            for (key, value) in std::mem::take(changed) {
                match value {
                    Some(value) => shared.insert(key, value),
                    None => shared.remove(&key),
                };
            }
        }
    }

    /// All values.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        let unchanged = self.shared.iter().filter(|(key, _)| !self.changed.contains_key(key)).map(|(_, value)| value);
        self.changed.values().flatten().chain(unchanged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_and_its_origin_change_apart() {
        let mut first = Table::default();
        for number in 0..3000_u32 {
            first.set(Key::of(number), Some(number));
        }
        let mut second = first.clone();
        for number in (0..3000_u32).step_by(2) {
            second.set(Key::of(number), None);
        }
        second.set(Key::of(1_u32), Some(7));
        assert_eq!((first.get(Key::of(0_u32)), first.get(Key::of(1_u32))), (Some(&0), Some(&1)));
        assert_eq!((second.get(Key::of(0_u32)), second.get(Key::of(1_u32))), (None, Some(&7)));
        assert_eq!((first.values().count(), second.values().count()), (3000, 1500));
    }
}
