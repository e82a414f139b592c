//! Identities of a file's definitions.

use std::collections::HashMap;

use xxhash_rust::xxh3::Xxh3;

use super::super::*;
use super::File;
use crate::index::definition::DefinitionId;

impl File {
    /// The identity of a definition, by its index.
    pub(in crate::index) fn definition_id(&self, at: u32) -> DefinitionId {
        self.definition_ids.get_or_init(|| self.identify())[at as usize]
    }

    fn identify(&self) -> Box<[DefinitionId]> {
        let mut order: Vec<u32> = (0..self.facts.definitions.len() as u32).collect();
        order.sort_by_key(|at| self.facts.definitions[*at as usize].start);
        let mut ids = vec![DefinitionId(0); order.len()];
        let mut equal: HashMap<u64, u64> = HashMap::new();
        for at in order {
            let names = self.hash_of_names(&self.facts.definitions[at as usize]);
            let number = equal.entry(names).or_default();
            ids[at as usize] = DefinitionId(names.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
            *number += 1;
        }
        ids.into()
    }

    /// The hash of all names that lead to a definition.
    fn hash_of_names(&self, definition: &Definition) -> u64 {
        let mut hasher = Xxh3::with_seed(self.language.family() as u64);
        let mut write = |role: u8, text: &str| {
            hasher.update(&[role]);
            hasher.update(text.as_bytes());
        };
        write(0, &self.path);
        let mut function = definition.place.function;
        while let Some(at) = function {
            let around = &self.facts.functions[at as usize];
            around.path.iter().for_each(|name| write(1, self.text(*name)));
            write(2, self.text(around.name));
            function = around.place.function;
        }
        definition.path.iter().for_each(|name| write(3, self.text(*name)));
        write(4, self.text(definition.name));
        write(5, self.text(definition.key_accessor));
        hasher.digest()
    }
}
