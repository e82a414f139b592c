//! Outlines: the bodies of functions and the statements of a text, and which words stand in each, without parsing it.
//!
//! Most of a large file that names a flag is code that does not. An [`Outline`] finds the parts by brackets, quotes and
//! comments alone, at a small part of what parsing costs, so that those without a word of interest can be left out of it
//! ([`extract_without`](super::extract_without)). Heads stay: what a type, a field or a function is called and declared with
//! is seen all the same.
//!
//! It may be wrong about a text, never about the answer: where brackets do not match there is no outline, and a text that
//! has syntax errors without its parts is parsed whole.

mod heads;
mod indented;
mod lexer;
mod rules;
mod statements;
mod strings;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::Language;
use crate::text::ByteRange;

/// Leaving out less saves nothing. Bytes.
const SHORTEST: u32 = 100;
/// How often names are followed that statements of interest define.
const ROUNDS: usize = 8;

/// The parts of a text that may be left out.
#[derive(Debug)]
pub struct Outline {
    /// Each after those inside of it.
    parts: Vec<Part>,
    /// The words in parts, in the order of the text.
    words: Vec<Word>,
    /// Names that imports give to others: what is renamed, and the name in this text.
    aliases: Vec<(u32, u32)>,
    /// What has names in the text.
    values: Vec<Value>,
    /// The places that are kept.
    kept: Vec<usize>,
}

/// A body or a statement.
#[derive(Debug, Clone, Copy)]
struct Part {
    start: u32,
    end: u32,
    /// Its words.
    first_word: u32,
    last_word: u32,
    /// It holds one of the places that are kept.
    is_kept: bool,
    /// Without it, what is around it is not sound.
    is_needed: bool,
}

/// What a lexer finds.
#[derive(Debug, Default)]
struct Found {
    parts: Vec<Part>,
    words: Vec<Word>,
    aliases: Vec<(u32, u32)>,
    values: Vec<Value>,
}

/// What stands behind a `=`.
#[derive(Debug, Clone, Copy)]
struct Value {
    /// The word before, and the one before its type; hashed, 0 is none.
    names: [u32; 2],
    start: u32,
    end: u32,
    /// Its words; none outside of bodies, where words are not looked at.
    first_word: u32,
    last_word: u32,
    /// Up to which word the names are seen: the end of the body around; 0 is that of the text.
    scope: u32,
}

/// The hash of a word, and in its lowest bit whether it can stand for the value of its statement: it is no argument, and no
/// function that is called.
#[derive(Debug, Clone, Copy)]
struct Word(u32);

/// A set of words to look for.
#[derive(Debug, Clone, Default)]
pub struct Words(HashSet<u32, BuildHasherDefault<AsIs>>);

impl Outline {
    /// The outline of a text. `None` where the language has no braces, where they do not match, and where there is nothing to
    /// leave out. Parts with one of the places in `kept`, in order, are none that may be left out.
    pub fn of(language: Language, text: &str, kept: &[usize]) -> Option<Self> {
        if text.len() < SHORTEST as usize || u32::try_from(text.len()).is_err() {
            return None;
        }
        let Found { mut parts, words, aliases, values } = match language {
            Language::Python => indented::lex(text.as_bytes())?,
            _ => lexer::lex(rules::of(language)?, text.as_bytes())?,
        };
        for part in &mut parts {
            part.is_kept = holds_one(kept, part.start, part.end);
        }
        let kept = kept.to_vec();
        (!parts.is_empty()).then_some(Self { parts, words, aliases, values, kept })
    }

    /// The parts in which nothing of interest stands, in order and apart: they can be left out. Of interest are some words,
    /// what imports call them, and local names for what they stand for.
    pub fn without(&self, words: &[&Words]) -> Vec<ByteRange> {
        let mut hits = self.hits(words);
        let mut is_hit = self.parts_with(&hits);
        for _ in 0..ROUNDS {
            if !self.follow_names(&mut hits) {
                break;
            }
            is_hit = self.parts_with(&hits);
        }
        let mut left_out: Vec<(u32, u32)> = Vec::new();
        let mut inside_of = u32::MAX;
        // A part comes right before what it is inside of.
        for (part, _) in self.parts.iter().zip(&is_hit).rev().filter(|(_, is_hit)| !**is_hit) {
            if part.is_needed || part.start >= inside_of {
                continue;
            }
            inside_of = part.start;
            match left_out.last_mut() {
                Some(next) if next.0 == part.end => next.0 = part.start,
                _ => left_out.push((part.start, part.end)),
            }
        }
        let long = left_out.into_iter().rev().filter(|(start, end)| end - start >= SHORTEST);
        long.map(|(start, end)| ByteRange::new(start as usize, end as usize)).collect()
    }

    /// Which words are of interest.
    fn hits(&self, words: &[&Words]) -> Vec<bool> {
        let is_wanted = |word: u32| words.iter().any(|words| words.0.contains(&word));
        let renamed = self.aliases.iter().filter(|(original, _)| is_wanted(*original));
        let renamed: Vec<u32> = renamed.map(|(_, alias)| *alias).collect();
        self.words.iter().map(|word| is_wanted(word.hash()) || renamed.contains(&word.hash())).collect()
    }

    /// Which parts hold a hit.
    fn parts_with(&self, hits: &[bool]) -> Vec<bool> {
        let places: Vec<u32> = (0..).zip(hits).filter(|(_, is_hit)| **is_hit).map(|(at, _)| at).collect();
        let holds_one = |part: &Part| {
            let next = places.partition_point(|place| *place < part.first_word);
            places.get(next).is_some_and(|place| *place < part.last_word)
        };
        self.parts.iter().map(|part| part.is_kept || holds_one(part)).collect()
    }

    /// Makes hits of the names that values with hits have, as far as those are seen. Whether there are new ones.
    fn follow_names(&self, hits: &mut [bool]) -> bool {
        let mut scopes: HashMap<u32, Vec<(u32, u32)>, BuildHasherDefault<AsIs>> = HashMap::default();
        let is_value = |at: u32| hits[at as usize] && self.words[at as usize].is_value();
        for value in &self.values {
            if holds_one(&self.kept, value.start, value.end) || (value.first_word..value.last_word).any(is_value) {
                let scope = (value.first_word, if value.scope == 0 { u32::MAX } else { value.scope });
                value
                    .names
                    .iter()
                    .filter(|name| **name != 0)
                    .for_each(|name| scopes.entry(*name).or_default().push(scope));
            }
        }
        for scopes in scopes.values_mut() {
            scopes.sort_unstable();
            // Each from where the one before ends.
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

/// Whether one of some places, in order, is in a range.
fn holds_one(places: &[usize], start: u32, end: u32) -> bool {
    let next = places.partition_point(|place| *place < start as usize);
    places.get(next).is_some_and(|place| *place < end as usize)
}

impl Found {
    /// The names in a body are seen up to its end, which is here.
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
    /// Adds a name; of one with several words, such as `App\Flags`, the last.
    pub fn insert(&mut self, name: &str) {
        let mut words = name.as_bytes().rsplit(|byte| !lexer::is_word(*byte));
        if let Some(word) = words.find(|word| !word.is_empty()) {
            self.0.insert(lexer::hash(word));
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Words are hashes already.
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
        // The table takes its place from the low bits and its tag from the high ones.
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests;
