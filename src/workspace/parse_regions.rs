//! Parse regions: the parts of a file that a scan parses.
//!
//! They depend on the names known so far and grow from round to round. The editor parses whole files instead, because
//! its index must answer for names that do not exist yet.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::packages::STARTERS;
use super::prefilter::{SdkWords, matcher, words_in};
use super::shards::fingerprint;
use crate::index::Symbols;
use crate::syntax::facts::FileFacts;
use crate::syntax::{
    BlockScan, KnownKeys, Language, Takes, Words, extract, extract_without, flag_set_words, sdk_words,
};
use crate::text::ByteRange;

/// Words in scripts that return all flags, hold keys in lists, or decide the spelling of flags.
const SCRIPT_WORDS: &[&str] = &["withLDConsumer", "LDFlagSet", "agentConfigs"];
/// Prefix of flag change events.
const CHANGE: &[u8] = b"change:";

/// What makes a part of a file worth parsing at this point of a scan.
pub(super) struct Interest {
    /// Names found so far, by language family.
    found: BTreeMap<Language, Words>,
    /// Names of functions whose results are keys, by language family.
    accessors: BTreeMap<Language, Words>,
    /// Names of fields that hold keys, by path.
    fields: HashMap<String, Words>,
    /// Names of SDKs, of flags as properties, and of declared wrappers, by language. Built on first use.
    own: BTreeMap<Language, OnceLock<Words>>,
    /// Spellings of flags in scripts, and names of declared wrappers.
    scripts: Words,
    declared: Words,
    /// Names of functions and types that give scripts sets of flags. A file with one is parsed whole: any property can be
    /// a flag.
    sets: BTreeSet<Box<str>>,
    set_search: Option<AhoCorasick>,
}

impl Interest {
    /// The initial state, before anything was found. `properties` are the spellings of flags in scripts.
    pub(super) fn new<'p>(known: &KnownKeys, properties: impl Iterator<Item = &'p str>) -> Self {
        let (mut scripts, mut declared) = (Words::default(), Words::default());
        properties.chain(SCRIPT_WORDS.iter().copied()).chain(STARTERS).for_each(|name| scripts.insert(name));
        let wrappers = known.wrappers().into_iter().flat_map(|wrappers| &wrappers.declared);
        wrappers.for_each(|wrapper| declared.insert(&wrapper.function));
        let own = Language::all().map(|language| (language, OnceLock::new())).collect();
        let all_flags = known.wrappers().into_iter().flat_map(|wrappers| &wrappers.declared);
        let all_flags = all_flags.filter(|wrapper| wrapper.takes == Takes::AllFlags);
        let sets = flag_set_words(Language::JavaScript).chain(["LDFlagSet"]).map(Box::from);
        let sets = sets.chain(all_flags.map(|wrapper| wrapper.function.as_str().into())).collect();
        let mut interest = Self {
            found: BTreeMap::new(),
            accessors: BTreeMap::new(),
            fields: HashMap::new(),
            own,
            scripts,
            declared,
            sets,
            set_search: None,
        };
        interest.set_search = interest.search_sets();
        interest
    }

    /// Adds the names of new symbols.
    pub(super) fn add(&mut self, symbols: &Symbols) {
        for (family, word) in &symbols.words {
            self.found.entry(*family).or_default().insert(word);
        }
        for (family, word) in &symbols.accessors {
            self.accessors.entry(*family).or_default().insert(word);
        }
        for (path, field) in &symbols.fields {
            self.fields.entry(path.to_string()).or_default().insert(field);
        }
        let before = self.sets.len();
        let scripts = symbols.sets.iter().filter(|(family, _)| *family == Language::JavaScript);
        self.sets.extend(scripts.map(|(_, name)| name.clone()));
        if self.sets.len() > before {
            self.set_search = self.search_sets();
        }
    }

    fn search_sets(&self) -> Option<AhoCorasick> {
        matcher(self.sets.iter().map(|name| &**name))
    }

    /// Whether a file could read properties of a set of flags.
    fn may_read_sets(&self, language: Language, text: &str) -> bool {
        let is_script = language.family() == Language::JavaScript;
        let search = self.set_search.as_ref().filter(|_| is_script);
        search.is_some_and(|search| words_in(search, text.as_bytes()).next().is_some())
    }

    fn words(&self, language: Language, path: &str) -> Vec<&Words> {
        let sdk = self.own.get(&language).map(|words| {
            words.get_or_init(|| {
                let mut words = Words::default();
                sdk_words(language).for_each(|word| words.insert(word));
                words
            })
        });
        let scripts = (language.family() == Language::JavaScript).then_some(&self.scripts);
        let declared = (!self.declared.is_empty()).then_some(&self.declared);
        let found = self.found.get(&language.family()).into_iter().chain(self.fields.get(path));
        sdk.into_iter().chain(found).chain(scripts).chain(declared).collect()
    }
}

/// The parsed parts of a file.
#[derive(Debug, Default)]
pub(super) struct ParseRegions {
    blocks: Option<BlockScan>,
    exclusion: Vec<ByteRange>,
}

impl ParseRegions {
    /// All of a text.
    pub(super) fn of(language: Language, text: &str, known: &KnownKeys, words: &SdkWords) -> Self {
        let mut kept: Vec<usize> = known.quoted_in(text.as_bytes()).map(|range| range.start).collect();
        kept.extend(words.places_in(text.as_bytes()));
        if language.family() == Language::JavaScript {
            kept.extend(memchr::memmem::find_iter(text.as_bytes(), CHANGE));
        }
        kept.sort_unstable();
        Self { blocks: BlockScan::of(language, text, &kept), exclusion: Vec::new() }
    }

    /// Skips the parts without words of interest.
    pub(super) fn look(&mut self, language: Language, path: &str, text: &str, interest: &Interest) {
        if interest.may_read_sets(language, text) {
            self.exclusion.clear();
        } else if let Some(blocks) = &self.blocks {
            let accessors = interest.accessors.get(&language.family());
            self.exclusion = blocks.without(&interest.words(language, path), accessors);
        }
    }

    /// Extracts the facts of the remaining parts.
    pub(super) fn extract(&self, language: Language, text: &str) -> FileFacts {
        if self.exclusion.is_empty() {
            extract(language, text)
        } else {
            extract_without(language, text, &self.exclusion)
        }
    }

    /// Number of skipped bytes.
    pub(super) fn saved(&self) -> usize {
        self.exclusion.iter().map(|range| range.end - range.start).sum()
    }

    /// Cache key of the facts of these parts, for a file with the given hash.
    pub(super) fn row(&self, hash: u128) -> u128 {
        if self.exclusion.is_empty() {
            return hash;
        }
        let mut bytes = hash.to_le_bytes().to_vec();
        for range in &self.exclusion {
            bytes.extend_from_slice(&(range.start as u64).to_le_bytes());
            bytes.extend_from_slice(&(range.end as u64).to_le_bytes());
        }
        fingerprint(bytes)
    }
}
