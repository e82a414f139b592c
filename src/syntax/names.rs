//! String interning for one file.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::facts::Name;

/// Initial number of slots.
const SMALLEST: usize = 16;

/// Interned names. Id 0 is the empty name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names {
    /// All names, concatenated.
    text: String,
    /// End offset of each name.
    ends: Vec<u32>,
    /// Hash table of ids plus one; 0 is empty. The length is a power of two.
    slots: Vec<u32>,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Self { text: String::new(), ends: Vec::new(), slots: vec![0; SMALLEST] };
        names.intern("");
        names
    }
}

impl Names {
    /// Hash of a name.
    pub(crate) fn hash(text: &str) -> u64 {
        xxh3_64(text.as_bytes())
    }

    /// Returns the id of a name, interning it if necessary.
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        self.intern_hashed(text, Self::hash(text))
    }

    /// [`Names::intern`] with a precomputed hash.
    pub(crate) fn intern_hashed(&mut self, text: &str, hash: u64) -> Name {
        let at = match self.slot_of(text, hash) {
            Ok(name) => return name,
            Err(at) => at,
        };
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = self.ends.len() as u32;
        }
        if self.ends.len() * 4 > self.slots.len() * 3 {
            self.grow();
        }
        Name(self.ends.len() as u32 - 1)
    }

    /// The id of an interned name.
    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        self.slot_of(text, Self::hash(text)).ok()
    }

    /// The text of a name.
    pub(crate) fn text(&self, name: Name) -> &str {
        let at = name.0 as usize;
        let Some(end) = self.ends.get(at) else { return "" };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..*end as usize).unwrap_or_default()
    }

    /// Number of names.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All names by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|id| self.text(Name(id)))
    }

    /// Releases spare capacity.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The id of a name, or the slot to insert it at.
    fn slot_of(&self, text: &str, hash: u64) -> Result<Name, usize> {
        let mask = self.slots.len().wrapping_sub(1);
        // Bounded by the number of slots: data from disk may be arbitrary.
        for step in 0..self.slots.len() {
            let at = (hash as usize).wrapping_add(step) & mask;
            match self.slots.get(at).copied().unwrap_or_default().checked_sub(1) {
                None => return Err(at),
                Some(id) if self.text(Name(id)) == text => return Ok(Name(id)),
                Some(_) => {}
            }
        }
        Err(usize::MAX)
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        let mut slots = vec![0; mask + 1];
        for (text, id) in self.iter().zip(1..) {
            let mut at = Self::hash(text) as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = id;
        }
        self.slots = slots;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_once_and_found_again() {
        let mut names = Names::default();
        let texts: Vec<String> = (0..1_000).map(|number| format!("name{number}")).collect();
        let ids: Vec<Name> = texts.iter().map(|text| names.intern(text)).collect();
        assert_eq!(names.len(), 1_001);
        for (text, id) in texts.iter().zip(ids) {
            assert_eq!((names.text(id), names.find(text)), (text.as_str(), Some(id)));
            assert_eq!(names.intern(text), id);
        }
        assert_eq!((names.find("other"), names.find(""), names.text(Name(5_000))), (None, Some(Name(0)), ""));
    }
}
