//! A block scanner: finds function bodies and statements, and the words in each, without parsing.
//!
//! Most of a large file that contains a flag does not. An [`BlockScan`] finds its parts by brackets, quotes and comments
//! at a fraction of the cost of parsing, so that parts without words of interest can be skipped
//! ([`extract_without`](super::extract_without)). Heads stay: names and declarations of types, fields and functions are
//! always parsed.
//!
//! A wrong result never changes an answer: a text with unbalanced brackets is not split, and a text that has syntax
//! errors without its skipped parts is parsed completely.

mod heads;
mod indented;
mod lexer;
mod rules;
mod statements;
mod strings;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::{Language, machine_written};
use crate::text::ByteRange;

/// Minimum size of a skipped part, in bytes.
const SHORTEST: u32 = 100;
/// Maximum number of steps from a name of interest to the names defined by it.
const ROUNDS: usize = 8;

/// The parts of a text that can be skipped.
#[derive(Debug)]
pub struct BlockScan {
    /// Each after the parts inside of it.
    parts: Vec<Part>,
    /// The words in parts, in text order.
    words: Vec<Word>,
    /// Import aliases: the imported name, and its name in this text.
    aliases: Vec<(u32, u32)>,
    /// Values with names in the text.
    values: Vec<Value>,
    /// Values that can be texts.
    texts: Texts,
    /// Indices of words that name the function whose body follows, in order.
    names: Vec<u32>,
    /// Offsets that must be parsed.
    kept: Vec<usize>,
}

/// A function body or statement.
#[derive(Debug, Clone, Copy)]
struct Part {
    start: u32,
    end: u32,
    /// Its words.
    first_word: u32,
    last_word: u32,
    /// Whether it contains an offset that must be parsed.
    is_kept: bool,
    /// Whether skipping it would break the syntax around it.
    is_needed: bool,
}

/// The output of a lexer.
#[derive(Debug, Default)]
struct Scanned {
    parts: Vec<Part>,
    words: Vec<Word>,
    aliases: Vec<(u32, u32)>,
    values: Vec<Value>,
    names: Vec<u32>,
}

/// The value of a definition.
#[derive(Debug, Clone, Copy)]
struct Value {
    /// Hashes of the defined name and of the name before its type; 0 means none.
    names: [u32; 2],
    start: u32,
    end: u32,
    /// Its words; empty outside of bodies, where words are not collected.
    first_word: u32,
    last_word: u32,
    /// End of the names' scope as a word index: the end of the enclosing body; 0 for the whole text.
    scope: u32,
    /// Whether the value holds a quote, or is short and has no call, so that it can be a text.
    has_text: bool,
}

/// The definitions of values that can be texts, and where their names occur.
#[derive(Debug, Default)]
struct Texts {
    defined: Vec<TextDefinition>,
    /// Hash and word index, sorted.
    uses: Vec<(u32, u32)>,
}

/// A name that is defined with a value that can be a text.
#[derive(Debug)]
struct TextDefinition {
    /// Hash of the name.
    name: u32,
    /// Index of the word that defines it.
    word: u32,
    /// Index of the value's first word.
    first_word: u32,
    /// Range of word indices in which the name has this value: from the end of the value on.
    first_use: u32,
    scope: u32,
}

/// Hash of a word. The lowest bit is set if the word can be the value of its statement, that is neither an argument nor
/// the name of a called function.
#[derive(Debug, Clone, Copy)]
struct Word(u32);

/// A set of words to search for.
#[derive(Debug, Clone, Default)]
pub struct Words(HashSet<u32, BuildHasherDefault<AsIs>>);

impl BlockScan {
    /// Scans a text. `None` if the language has no braces, if they do not match, or if there is nothing to skip. Parts
    /// with an offset in `kept` (sorted) are not skipped.
    pub fn of(language: Language, text: &str, kept: &[usize]) -> Option<Self> {
        let is_short = text.len() < SHORTEST as usize;
        if is_short || u32::try_from(text.len()).is_err() || machine_written::refusal(text).is_some() {
            return None;
        }
        let Scanned { mut parts, words, aliases, mut values, names } = match language {
            Language::Python => indented::lex(text.as_bytes())?,
            _ => lexer::lex(rules::of(language)?, text.as_bytes())?,
        };
        for part in &mut parts {
            part.is_kept = holds_one(kept, part.start, part.end);
        }
        for value in &mut values {
            let own = text.as_bytes().get(value.start as usize..value.end as usize).unwrap_or_default();
            value.has_text = memchr::memchr3(b'\'', b'"', b'`', own).is_some()
                || own.len() <= SHORTEST as usize && memchr::memchr(b'(', own).is_none();
        }
        if parts.is_empty() {
            return None;
        }
        let texts = Texts::of(&values, &words);
        Some(Self { parts, words, aliases, values, texts, names, kept: kept.to_vec() })
    }

    /// The parts that can be skipped, sorted and disjoint: those without a search term. Terms are `words`, their import
    /// aliases, local names for them, and names of texts that the other parts use. Functions with a name in `accessors`
    /// are never skipped: their results need not contain a term.
    pub fn without(&self, words: &[&Words], accessors: Option<&Words>) -> Vec<ByteRange> {
        let mut hits = self.hits(words);
        let mut followed = 0;
        for _ in 0..ROUNDS {
            if !self.follow_names(&mut hits, &mut followed) {
                break;
            }
        }
        self.follow_uses(&mut hits);
        let is_hit = self.parts_with(&hits);
        let mut skipped: Vec<(u32, u32)> = Vec::new();
        let mut inside_of = u32::MAX;
        let is_whole = |part: &Part| {
            let name =
                self.names.binary_search(&part.first_word).ok().and_then(|_| self.words.get(part.first_word as usize));
            name.zip(accessors).is_some_and(|(name, accessors)| accessors.0.contains(&name.hash()))
        };
        // A part directly precedes the one that contains it.
        for (part, is_hit) in self.parts.iter().zip(&is_hit).rev() {
            if *is_hit && part.start < inside_of && is_whole(part) {
                inside_of = part.start;
            }
            if *is_hit || part.is_needed || part.start >= inside_of {
                continue;
            }
            inside_of = part.start;
            match skipped.last_mut() {
                Some(next) if next.0 == part.end => next.0 = part.start,
                _ => skipped.push((part.start, part.end)),
            }
        }
        let long = skipped.into_iter().rev().filter(|(start, end)| end - start >= SHORTEST);
        long.map(|(start, end)| ByteRange::new(start as usize, end as usize)).collect()
    }

    /// Which words are of interest.
    fn hits(&self, words: &[&Words]) -> Vec<bool> {
        let is_wanted = |word: u32| words.iter().any(|words| words.0.contains(&word));
        let renamed = self.aliases.iter().filter(|(original, _)| is_wanted(*original));
        let renamed: Vec<u32> = renamed.map(|(_, alias)| *alias).collect();
        self.words.iter().map(|word| is_wanted(word.hash()) || renamed.contains(&word.hash())).collect()
    }

    /// Which parts contain a word of interest.
    fn parts_with(&self, hits: &[bool]) -> Vec<bool> {
        let places: Vec<u32> = (0..).zip(hits).filter(|(_, is_hit)| **is_hit).map(|(at, _)| at).collect();
        let holds_one = |part: &Part| {
            let next = places.partition_point(|place| *place < part.first_word);
            places.get(next).is_some_and(|place| *place < part.last_word)
        };
        self.parts.iter().map(|part| part.is_kept || holds_one(part)).collect()
    }

    /// Marks the definitions of texts whose names are used in parts with a word of interest, or in the value of such a
    /// text: their value may be an unknown key. What else the parts of these definitions use does not matter.
    fn follow_uses(&self, hits: &mut [bool]) {
        let mut texts: Vec<&TextDefinition> =
            self.texts.defined.iter().filter(|text| !hits[text.word as usize]).collect();
        if texts.is_empty() {
            return;
        }
        // An inner part overwrites the one around it, which comes after it.
        let mut is_used = vec![false; self.words.len()];
        for (part, is_hit) in self.parts.iter().zip(self.parts_with(hits)).rev() {
            let end = self.words.len().min(part.last_word as usize);
            is_used.get_mut(part.first_word as usize..end).into_iter().for_each(|words| words.fill(is_hit));
        }
        for _ in 0..ROUNDS {
            let uses = self.texts.uses.iter().filter(|(_, at)| is_used[*at as usize]);
            let uses: Vec<(u32, u32)> = uses.copied().collect();
            let before = texts.len();
            texts.retain(|text| {
                let next = uses.partition_point(|used| *used < (text.name, text.first_use));
                let is_used_text = uses.get(next).is_some_and(|(name, at)| *name == text.name && *at < text.scope);
                if is_used_text {
                    hits[text.word as usize] = true;
                    let value = text.first_word as usize..text.first_use as usize;
                    is_used.get_mut(value).into_iter().for_each(|words| words.fill(true));
                }
                !is_used_text
            });
            if texts.len() == before {
                break;
            }
        }
    }

    /// Marks the names of values that contain a word of interest, within their scope. Returns whether there are new
    /// ones. `followed` is the number of such values at the last call: there are only ever more.
    fn follow_names(&self, hits: &mut [bool], followed: &mut usize) -> bool {
        let words = (0..).zip(&self.words).filter(|(at, word)| hits[*at as usize] && word.is_value());
        let words: Vec<u32> = words.map(|(at, _)| at).collect();
        let is_followed = |value: &&Value| {
            let next = words.partition_point(|at| *at < value.first_word);
            words.get(next).is_some_and(|at| *at < value.last_word) || holds_one(&self.kept, value.start, value.end)
        };
        let values: Vec<&Value> = self.values.iter().filter(is_followed).collect();
        if std::mem::replace(followed, values.len()) == values.len() {
            return false;
        }
        let mut scopes: HashMap<u32, Vec<(u32, u32)>, BuildHasherDefault<AsIs>> = HashMap::default();
        for value in values {
            let scope = (value.first_word, value.scope_end());
            let names = value.names.iter().filter(|name| **name != 0);
            names.for_each(|name| scopes.entry(*name).or_default().push(scope));
        }
        for scopes in scopes.values_mut() {
            scopes.sort_unstable();
            // Each continues where the previous one ended.
            scopes.dedup_by(|next, before| {
                let is_inside = next.1 <= before.1;
                next.0 = next.0.max(before.1);
                is_inside
            });
        }
        let mut is_news = false;
        for (at, word) in (0..).zip(&self.words) {
            let Some(scopes) = scopes.get(&word.hash()).filter(|_| !hits[at as usize]) else { continue };
            let next = scopes.partition_point(|(_, end)| *end <= at);
            if scopes.get(next).is_some_and(|(start, _)| *start <= at) {
                hits[at as usize] = true;
                is_news = true;
            }
        }
        is_news
    }
}

impl Texts {
    fn of(values: &[Value], words: &[Word]) -> Self {
        let texts = values.iter().filter(|value| value.has_text);
        let names = texts.flat_map(|value| value.names.map(|name| (value, name))).filter(|(_, name)| *name != 0);
        let defined: Vec<TextDefinition> = names
            .filter_map(|(value, name)| {
                let word = value.defining_word(name, words)?;
                let (first_word, first_use) = (value.first_word, value.last_word);
                Some(TextDefinition { name, word, first_word, first_use, scope: value.scope_end() })
            })
            .collect();
        if defined.is_empty() {
            return Self::default();
        }
        let names: HashSet<u32, BuildHasherDefault<AsIs>> = defined.iter().map(|text| text.name).collect();
        let uses = (0..).zip(words).filter(|(_, word)| names.contains(&word.hash()));
        let mut uses: Vec<(u32, u32)> = uses.map(|(at, word)| (word.hash(), at)).collect();
        uses.sort_unstable();
        Self { defined, uses }
    }
}

impl Value {
    /// Index after the last word for which the names have this value.
    fn scope_end(&self) -> u32 {
        if self.scope == 0 { u32::MAX } else { self.scope }
    }

    /// The word that defines a name of the value: in its statement, before it or, in languages without brackets, in it.
    fn defining_word(&self, name: u32, words: &[Word]) -> Option<u32> {
        /// Maximum number of words in a type between name and value.
        const TYPE_WORDS: u32 = 16;
        let is_name = |at: &u32| words.get(*at as usize).is_some_and(|word| word.hash() == name);
        let before = (self.first_word.saturating_sub(TYPE_WORDS)..self.first_word).rev().find(is_name);
        before.or_else(|| (self.first_word..self.last_word).find(is_name))
    }
}

/// Whether any of the sorted offsets is in the range.
fn holds_one(places: &[usize], start: u32, end: u32) -> bool {
    let next = places.partition_point(|place| *place < start as usize);
    places.get(next).is_some_and(|place| *place < end as usize)
}

impl Scanned {
    /// Ends the scope of the names in a body.
    fn end_scope(&mut self, first_value: usize) {
        let scope = self.words.len() as u32;
        let inner = self.values.iter_mut().skip(first_value).filter(|value| value.scope == 0);
        inner.for_each(|value| value.scope = scope);
    }

    fn starts_with(&self, first_word: usize, word: &[u8]) -> bool {
        self.words.get(first_word).is_some_and(|own| own.hash() == lexer::hash(word))
    }
}

impl Word {
    fn new(hash: u32, is_value: bool) -> Self {
        Self(hash | u32::from(is_value))
    }

    fn hash(self) -> u32 {
        self.0 & !1
    }

    fn is_value(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Words {
    /// Adds a name; of a qualified one, such as `App\Flags`, the last segment.
    pub fn insert(&mut self, name: &str) {
        let mut words = name.as_bytes().rsplit(|byte| !lexer::is_word(*byte));
        if let Some(word) = words.find(|word| !word.is_empty()) {
            self.0.insert(lexer::hash(word));
        }
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Identity hasher: words are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u32(&mut self, number: u32) {
        // The table takes the bucket from the low bits and the tag from the high ones.
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests;
