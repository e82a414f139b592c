//! Search terms: names whose occurrence makes a file, or a part of one, worth parsing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::constants;
use super::super::fixpoint::Solved;
use super::super::program::FileId;
use super::super::{Symbol, Symbols};
use super::Joined;
use crate::syntax::Language;

impl Joined {
    /// The names to search for in files outside of the index.
    pub(in crate::index) fn symbols(&self, solved: &Solved) -> Symbols {
        let mut demanded = BTreeSet::new();
        for id in solved.program.present() {
            self.unresolved_callees(solved, id, &mut demanded);
        }
        let symbol = |family: Language, name: &str| Symbol { family, name: name.to_owned(), members: Vec::new() };
        let found = solved
            .wrappers
            .all()
            .map(|wrapper| symbol(solved.program.files[wrapper.file].language.family(), wrapper.needle()));
        let mut wrappers: BTreeSet<Symbol> = found.collect();
        for wrapper in solved.declared.iter().flat_map(|wrappers| &wrappers.declared) {
            wrappers.extend(Language::all().map(|language| symbol(language.family(), &wrapper.function)));
        }
        let inferred = self.inferred.wrappers.all();
        wrappers.extend(
            inferred.map(|wrapper| symbol(solved.program.files[wrapper.file].language.family(), wrapper.needle())),
        );
        wrappers.retain(|symbol| !symbol.name.is_empty());
        let mut constants = self.constants.needles(&solved.program);
        // All calls of a candidate must be parsed before its verdict.
        for (family, name, word) in self.learned.terms(self.keys.known()) {
            let (name, members) = if word.is_empty() { (name, Vec::new()) } else { (word, vec![name.to_owned()]) };
            constants.insert(Symbol { family, name: name.to_owned(), members });
        }
        // A set that is indexed by a name: the name may be of a constant in a file that holds no key, but a property.
        let mut texts = BTreeSet::new();
        for family in families_with_lookups(solved) {
            texts.extend(self.keys.hooks.telling_names().into_iter().map(|name| (family, name.into_boxed_str())));
        }
        let (sets, accessors) = (set_names(solved), accessors(solved));
        constants.extend(sets.iter().map(|(family, name)| symbol(*family, name)));
        let mut words = self.words(solved);
        words.extend(sets.iter().chain(&accessors).cloned());
        Symbols { constants, wrappers, demanded, words, accessors, sets, texts, fields: self.fields(solved) }
    }

    fn words(&self, solved: &Solved) -> BTreeSet<(Language, Box<str>)> {
        let mut words = BTreeSet::new();
        for constant in self.constants.all() {
            let family = solved.program.files[constant.file].language.family();
            words.extend(constant.chain.last().map(|name| (family, name.clone())));
        }
        for wrapper in solved.wrappers.all().chain(self.inferred.wrappers.all()) {
            let family = solved.program.files[wrapper.file].language.family();
            words.extend(wrapper.words().map(|word| (family, Box::from(word))));
        }
        words.extend(self.learned.terms(self.keys.known()).map(|(family, name, _)| (family, Box::from(name))));
        for id in solved.program.present() {
            let file = &solved.program.files[id];
            let family = file.language.family();
            let candidates = constants::candidates(file, self.keys.known());
            words.extend(candidates.map(|name| (family, Box::from(name))));
        }
        words
    }

    /// Names that matter within one file: fields that hold keys, and receivers whose type is not known.
    fn fields(&self, solved: &Solved) -> BTreeSet<(Arc<str>, Box<str>)> {
        let of_file = |id: FileId| {
            let file = &solved.program.files[id];
            let fields = solved.analyses[id].fields.iter().map(|name| file.text(*name));
            fields.chain(self.learned.receivers(id)).map(|name| (file.path.clone(), Box::from(name)))
        };
        solved.program.present().flat_map(of_file).collect()
    }
}

/// The names by which files get sets of flags from others, each with the family that sees it.
fn set_names(solved: &Solved) -> BTreeSet<(Language, Box<str>)> {
    let of_file = |id: FileId| {
        let family = solved.program.files[id].language.family();
        solved.sets.of_file(id).map(move |source| (family, source.name.clone()))
    };
    solved.program.present().flat_map(of_file).collect()
}

/// Families of languages in which sets of flags are indexed by something other than literals.
fn families_with_lookups(solved: &Solved) -> BTreeSet<Language> {
    let present = solved.program.present().filter(|id| solved.analyses[*id].has_computed_lookup);
    present.map(|id| solved.program.files[id].language.family()).collect()
}

fn accessors(solved: &Solved) -> BTreeSet<(Language, Box<str>)> {
    let of_file = |id: FileId| {
        let file = &solved.program.files[id];
        solved.analyses[id].accessors.iter().map(|name| (file.language.family(), Box::from(file.text(*name))))
    };
    solved.program.present().flat_map(of_file).collect()
}
