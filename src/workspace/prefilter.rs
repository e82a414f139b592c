//! The prefilter: byte searches that decide which files to parse. They take milliseconds where parsing takes seconds.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

mod properties;
mod sdk_words;

use super::shards::fingerprint;
use crate::index::{Index, Symbol, Symbols};
use crate::syntax::{Language, Visibility};

pub(super) use properties::FlagProperties;
pub(super) use sdk_words::SdkWords;

/// Marks constants and what holds them.
const CONSTANT: u8 = 0;
/// Marks wrappers.
const WRAPPER: u8 = 1;
/// Marks functions that are passed keys.
const DEMANDED: u8 = 2;
/// Marks words that files are not searched for.
const WORD: u8 = 3;
/// Marks names of functions whose results are keys.
const ACCESSOR: u8 = 4;
/// Marks texts that count only in quotes.
const QUOTED: u8 = 5;

/// Whether a file may re-export everything of another one, and so make names visible that it does not contain.
pub(super) fn passes_on_all(language: Option<Language>, text: &[u8]) -> bool {
    let passes = match language.map(Language::family) {
        Some(Language::JavaScript) => "export *",
        Some(Language::Python) => "import *",
        _ => return false,
    };
    memchr::memmem::find(text, passes.as_bytes()).is_some()
}

/// Names to search for in files that are not of interest by themselves.
#[derive(Default)]
pub(super) struct SearchTerms {
    families: BTreeMap<Language, Family>,
    symbols: BTreeSet<(u8, Symbol)>,
    /// Names that may have to be searched for next, by family: files without a term are remembered if they have none.
    foreseen: BTreeMap<Language, BTreeSet<String>>,
}

/// The names that all files of a scan were searched for.
#[derive(Debug, Clone, Default)]
pub struct Searched(BTreeSet<(u8, Symbol)>);

impl Searched {
    /// The names of an index built by a scan.
    pub(super) fn of(index: &Index) -> Self {
        Self(all_of(&index.symbols(), false, false))
    }

    /// Adds names of an index, once all files were searched for them.
    pub(super) fn add(&mut self, index: &Index) {
        self.0.append(&mut all_of(&index.symbols(), false, false));
    }

    /// Whether an index has no other names; otherwise more files may be of interest.
    pub fn covers(&self, index: &Index) -> bool {
        all_of(&index.symbols(), false, false).is_subset(&self.0)
    }
}

/// Search terms of one language family.
#[derive(Default)]
struct Family {
    /// Sufficient names, and names of holders of constants.
    outer: Option<AhoCorasick>,
    /// Whether each pattern of `outer` is sufficient.
    enough: Vec<bool>,
    /// Names inside of insufficient holders, and the patterns of `outer` that each belongs to.
    members: Option<(AhoCorasick, Vec<Vec<usize>>)>,
    /// A wrapper's name, and a name that is passed a key: both must occur.
    wrapper: Option<(AhoCorasick, AhoCorasick)>,
    /// Texts that must occur in quotes.
    quoted: Option<AhoCorasick>,
}

impl SearchTerms {
    /// The terms for `symbols`. With `only_known` a wrapper counts only in files that contain a known key; with
    /// `regions` the words that decide the parse regions are included.
    pub(super) fn of(symbols: &Symbols, only_known: bool, regions: bool) -> Self {
        let all = all_of(symbols, only_known, regions);
        let of_family = |set: &BTreeSet<Symbol>, family: Language| -> Vec<Symbol> {
            set.iter().filter(|symbol| symbol.family == family).cloned().collect()
        };
        let searched = all.iter().filter(|(tag, _)| !matches!(*tag, WORD | ACCESSOR));
        let families: BTreeSet<Language> = searched.map(|(_, symbol)| symbol.family).collect();
        let families = families.into_iter().map(|family| {
            let constants = of_family(&symbols.constants, family);
            let wrappers = of_family(&symbols.wrappers, family);
            let demanded = of_family(&symbols.demanded, family);
            let texts = symbols.texts.iter().filter(|(of, _)| *of == family).map(|(_, text)| &**text);
            let quoted = matcher(texts);
            (family, Family { quoted, ..Family::new(family, &constants, &wrappers, &demanded, only_known) })
        });
        Self { families: families.collect(), symbols: all, foreseen: BTreeMap::new() }
    }

    /// The terms for those of `symbols` that `before` lacks: what occurs in files without a term of `before`, all of which
    /// must have been searched for all of them. Not for searches with `only_known`, whose wrappers count together with
    /// other names.
    pub(super) fn new_in(symbols: &Symbols, before: &Self) -> Self {
        let is_new = |tag: u8, symbol: &Symbol| !before.symbols.contains(&(tag, symbol.clone()));
        let new = |tag: u8, set: &BTreeSet<Symbol>| set.iter().filter(|one| is_new(tag, one)).cloned().collect();
        let texts = symbols.texts.iter().filter(|one| is_new(QUOTED, &word(one))).cloned().collect();
        let (constants, wrappers) = (new(CONSTANT, &symbols.constants), new(WRAPPER, &symbols.wrappers));
        let new = Self::of(&Symbols { constants, wrappers, texts, ..Symbols::default() }, false, false);
        let mut foreseen: BTreeMap<Language, BTreeSet<String>> = BTreeMap::new();
        // At first there are too many.
        if before.symbols.is_empty() {
            return new;
        }
        for (_, symbol) in new.symbols.iter().filter(|(_, symbol)| !symbol.members.is_empty()) {
            foreseen.entry(symbol.family).or_default().extend(symbol.members.iter().cloned());
        }
        Self { foreseen, ..new }
    }

    /// Whether all terms are names that `before` foresaw: files that had none need not be searched.
    pub(super) fn are_foreseen_by(&self, before: &Self) -> bool {
        let is_foreseen = |(_, symbol): &(u8, Symbol)| {
            let names = before.foreseen.get(&symbol.family);
            symbol.members.is_empty() && names.is_some_and(|names| names.contains(&symbol.name))
        };
        self.symbols.iter().all(is_foreseen)
    }

    /// Whether a file has a foreseen name.
    pub(super) fn holds_foreseen(&self, language: Language, text: &[u8]) -> bool {
        let family = self.families.get(&language.family()).filter(|_| !self.foreseen.is_empty());
        let members = family.and_then(|family| family.members.as_ref());
        members.is_some_and(|(search, _)| words_in(search, text).next().is_some())
    }

    /// Whether `other` includes all terms.
    pub(super) fn is_covered_by(&self, other: &Self) -> bool {
        self.symbols.is_subset(&other.symbols)
    }

    /// The families with terms that `before` lacks.
    pub(super) fn news(&self, before: &Self) -> BTreeSet<Language> {
        let searched = self.symbols.iter().filter(|(tag, _)| !matches!(*tag, WORD | ACCESSOR));
        searched.filter(|symbol| !before.symbols.contains(symbol)).map(|(_, symbol)| symbol.family).collect()
    }

    /// The terms that `before` lacks, for logs.
    pub(super) fn describe_news(&self, before: &Self) -> String {
        let news = self.symbols.difference(&before.symbols).filter(|(tag, _)| !matches!(*tag, WORD | ACCESSOR));
        let shown: Vec<String> =
            news.map(|(_, symbol)| format!("{} {}", symbol.name, symbol.members.join("|"))).collect();
        format!("{}: {}", shown.len(), shown.join(", "))
    }

    /// The families whose files are to be searched for something that was not searched for.
    pub(super) fn news_since(&self, searched: &Searched) -> BTreeSet<Language> {
        self.symbols.difference(&searched.0).map(|(_, symbol)| symbol.family).collect()
    }

    /// Hash of the terms: equal sets match the same files.
    pub(super) fn fingerprint(&self) -> u128 {
        fingerprint(format!("{:?}", self.symbols))
    }

    /// Whether files of the language are searched at all.
    pub(super) fn are_for(&self, language: Language) -> bool {
        self.families
            .get(&language.family())
            .is_some_and(|family| family.outer.is_some() || family.wrapper.is_some() || family.quoted.is_some())
    }

    /// Whether a file of the language must be parsed.
    pub(super) fn are_in(&self, language: Language, text: &[u8]) -> bool {
        self.families.get(&language.family()).is_some_and(|family| family.are_in(text))
    }
}

/// A word as a symbol.
fn word((family, word): &(Language, Box<str>)) -> Symbol {
    Symbol { family: *family, name: word.to_string(), members: Vec::new() }
}

/// All names, each with a mark of its purpose.
fn all_of(symbols: &Symbols, only_known: bool, regions: bool) -> BTreeSet<(u8, Symbol)> {
    let tagged = |tag: u8, set: &BTreeSet<Symbol>| -> BTreeSet<(u8, Symbol)> {
        set.iter().map(|symbol| (tag, symbol.clone())).collect()
    };
    let mut all = tagged(CONSTANT, &symbols.constants);
    all.extend(tagged(WRAPPER, &symbols.wrappers));
    all.extend(symbols.texts.iter().map(|one| (QUOTED, word(one))));
    if only_known {
        all.extend(tagged(DEMANDED, &symbols.demanded));
    }
    if regions {
        all.extend(symbols.words.iter().map(|one| (WORD, word(one))));
        all.extend(symbols.accessors.iter().map(|one| (ACCESSOR, word(one))));
        let field = |(path, name): &(Arc<str>, Box<str>)| Symbol {
            family: Language::Yaml,
            name: name.to_string(),
            members: vec![path.to_string()],
        };
        all.extend(symbols.fields.iter().map(|one| (WORD, field(one))));
    }
    all
}

impl Family {
    fn new(family: Language, constants: &[Symbol], wrappers: &[Symbol], demanded: &[Symbol], only_known: bool) -> Self {
        let mut outer: Vec<&str> = Vec::new();
        let mut enough = Vec::new();
        let mut ids: HashMap<&str, usize> = HashMap::new();
        let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let plain = constants.iter().map(|symbol| (symbol, false));
        let called = wrappers.iter().filter(|_| !only_known).map(|symbol| (symbol, true));
        for (symbol, is_wrapper) in plain.chain(called).filter(|(symbol, _)| !symbol.name.is_empty()) {
            let id = *ids.entry(&symbol.name).or_insert_with(|| {
                outer.push(&symbol.name);
                enough.push(false);
                outer.len() - 1
            });
            // With imports, a file can re-export the holder of constants without naming one.
            if is_wrapper || symbol.members.is_empty() || family.visibility() == Visibility::Imports {
                enough[id] = true;
            }
            for member in symbol.members.iter().filter(|member| !member.is_empty()) {
                members.entry(member).or_default().push(id);
            }
        }
        // A file that re-exports a holder of constants need not name one.
        for wrapper in wrappers.iter().filter(|wrapper| !wrapper.name.is_empty()) {
            members.entry(&wrapper.name).or_default().extend(0..outer.len());
        }
        let names = |symbols: &[Symbol]| matcher(symbols.iter().map(|symbol| symbol.name.as_str()));
        let inside: Vec<Vec<usize>> = members.values().cloned().collect();
        Self {
            outer: matcher(outer.iter().copied()),
            enough,
            members: matcher(members.keys().copied()).map(|search| (search, inside)),
            wrapper: if only_known { names(wrappers).zip(names(demanded)) } else { None },
            quoted: None,
        }
    }

    fn are_in(&self, text: &[u8]) -> bool {
        let mut found = BTreeSet::new();
        for id in self.outer.iter().flat_map(|search| words_in(search, text)) {
            if self.enough[id] {
                return true;
            }
            found.insert(id);
        }
        if !found.is_empty()
            && let Some((search, inside)) = &self.members
            && words_in(search, text).any(|member| inside[member].iter().any(|id| found.contains(id)))
        {
            return true;
        }
        if self.quoted.as_ref().is_some_and(|search| is_quoted_in(search, text)) {
            return true;
        }
        self.wrapper.as_ref().is_some_and(|(wrappers, demanded)| {
            words_in(demanded, text).next().is_some() && words_in(wrappers, text).next().is_some()
        })
    }
}

/// Words must not be empty: patterns are numbered in the given order.
pub(super) fn matcher<'k>(words: impl Iterator<Item = &'k str>) -> Option<AhoCorasick> {
    let words: Vec<&str> = words.collect();
    if words.is_empty() {
        return None;
    }
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
}

/// Indices of the words that occur as whole words.
pub(super) fn words_in<'t>(words: &'t AhoCorasick, text: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let word_at = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|byte| is_word(*byte));
    words
        .find_iter(text)
        .filter(move |found| !word_at(found.start().checked_sub(1)) && !word_at(Some(found.end())))
        .map(|found| found.pattern().as_usize())
}

/// Whether one of the texts occurs in quotes.
fn is_quoted_in(texts: &AhoCorasick, text: &[u8]) -> bool {
    let quote_at = |at: Option<usize>| at.and_then(|at| text.get(at)).filter(|byte| b"'\"`".contains(byte));
    texts.find_iter(text).any(|found| {
        let before = quote_at(found.start().checked_sub(1));
        before.is_some() && before == quote_at(Some(found.end()))
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_must_name_a_constant_and_what_holds_it() {
        let symbol = |family, name: &str, members: &[&str]| Symbol {
            family,
            name: name.into(),
            members: members.iter().map(|member| (*member).into()).collect(),
        };
        let constants =
            [symbol(Language::Java, "Keys", &["NEW_CHECKOUT"]), symbol(Language::JavaScript, "KEYS", &["newCheckout"])];
        let symbols = Symbols { constants: constants.into_iter().collect(), ..Symbols::default() };
        let terms = SearchTerms::of(&symbols, true, false);
        let are_in = |language, text: &str| terms.are_in(language, text.as_bytes());
        assert!(are_in(Language::Java, "on(Keys.NEW_CHECKOUT)"));
        assert!(are_in(Language::Kotlin, "on(Keys.NEW_CHECKOUT)"));
        assert!(!are_in(Language::Java, "on(Keys.OTHER)"), "no member is named");
        assert!(!are_in(Language::Java, "on(MyKeys.NEW_CHECKOUT)"), "another holder");
        assert!(!are_in(Language::CSharp, "on(Keys.NEW_CHECKOUT)"), "another family");
        assert!(are_in(Language::Tsx, "export { KEYS } from './keys'"), "passed on by an import");
    }
}
