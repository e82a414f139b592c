//! Known keys and the text search for them.

use std::collections::HashSet;
use std::sync::Arc;

use super::aliases::{AliasUse, Aliases};
use super::{FlagNames, Language, Packages, Wrappers};
use crate::text::ByteRange;

/// The existing keys, which make a quoted string a mention, with aliases, declared wrappers and spellings.
#[derive(Debug, Clone, Default)]
pub struct KnownKeys {
    keys: Arc<HashSet<String>>,
    /// Lengths in bytes.
    shortest: usize,
    longest: usize,
    beginnings: Beginnings,
    aliases: Option<Arc<Aliases>>,
    wrappers: Option<Arc<Wrappers>>,
    packages: Option<Arc<Packages>>,
    /// The current file, for aliases that differ by folder.
    path: Arc<str>,
}

impl KnownKeys {
    /// Whether `key` exists.
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Returns the stored key that equals a text.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.keys.get(key).map(String::as_str)
    }

    /// All keys, unordered.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Sets the workspace's aliases.
    pub fn with_aliases(&self, aliases: Option<Arc<Aliases>>) -> Self {
        Self { aliases: aliases.filter(|aliases| !aliases.is_empty()), ..self.clone() }
    }

    /// Sets the declared wrappers.
    pub fn with_wrappers(&self, wrappers: Option<Arc<Wrappers>>) -> Self {
        Self { wrappers: wrappers.filter(|wrappers| **wrappers != Wrappers::default()), ..self.clone() }
    }

    /// The declared wrappers, if any.
    pub fn wrappers(&self) -> Option<&Wrappers> {
        self.wrappers.as_deref()
    }

    /// The declared wrappers, shared.
    pub(crate) fn shared_wrappers(&self) -> Option<Arc<Wrappers>> {
        self.wrappers.clone()
    }

    /// Sets the spelling of keys as properties by package.
    pub fn with_packages(&self, packages: Option<Arc<Packages>>) -> Self {
        Self { packages, ..self.clone() }
    }

    /// How packages spell them as properties, to keep.
    pub(crate) fn shared_packages(&self) -> Option<Arc<Packages>> {
        self.packages.clone()
    }

    /// The spelling of flags as properties in a file, given by its path relative to the workspace root.
    pub fn names_at(&self, path: &str) -> FlagNames {
        self.packages.as_ref().map(|packages| packages.names_at(path)).unwrap_or_default()
    }

    /// A deterministic description of all inputs of the search.
    pub fn describe(&self) -> String {
        let mut keys: Vec<&str> = self.iter().collect();
        keys.sort_unstable();
        let aliases = self.aliases.as_ref().map(|aliases| aliases.stamp());
        format!("{keys:?}\n{:?}\n{:?}\n{aliases:?}", self.wrappers, self.packages)
    }

    /// Restricts to a file, given by its path relative to the workspace root with `/`.
    pub fn at(&self, path: &str) -> Self {
        if self.aliases.is_none() { self.clone() } else { Self { path: path.into(), ..self.clone() } }
    }

    /// Whether a file contains an alias, or a key between other delimiters, which [`KnownKeys::quoted_in`] does not
    /// find. Such a file must be searched, but need not be parsed.
    pub fn otherwise_named_in(&self, bytes: &[u8]) -> bool {
        let Some(aliases) = &self.aliases else { return false };
        aliases.occur_in(bytes) || !self.delimited_in(bytes).is_empty()
    }

    /// All mentions of known keys, in order: between quotes or the workspace's delimiters.
    pub fn mentions_in(&self, text: &str) -> Vec<ByteRange> {
        let Some(aliases) = &self.aliases else { return self.quoted_in(text.as_bytes()).collect() };
        let mut found = self.delimited_in(text.as_bytes());
        if !aliases.delimiters().no_quotes {
            found.extend(self.quoted_in(text.as_bytes()));
        }
        found.sort_by_key(|range| (range.start, range.end));
        found.dedup();
        found
    }

    /// All aliases of known keys as whole identifiers, in order.
    pub fn aliases_in(&self, text: &str) -> Vec<AliasUse<'_>> {
        let Some(aliases) = &self.aliases else { return Vec::new() };
        let dollar = Language::of_path(self.path.as_ref().as_ref())
            .is_some_and(|language| language.family() == Language::JavaScript);
        let mut uses = aliases.uses(&self.path, dollar, text);
        for one in &mut uses {
            one.keys.retain(|key| self.contains(key));
        }
        uses.retain(|one| !one.keys.is_empty());
        uses
    }

    /// Keys between two delimiters on one line, at least one of which is not a quote.
    fn delimited_in(&self, bytes: &[u8]) -> Vec<ByteRange> {
        let Some(delimiters) = self.aliases.as_ref().map(|aliases| aliases.delimiters()) else { return Vec::new() };
        let is_additional = |byte: u8| delimiters.additional.contains(&byte);
        let is_delimiter =
            |byte: u8| is_additional(byte) || !delimiters.no_quotes && matches!(byte, b'"' | b'\'' | b'`');
        let mut found = Vec::new();
        if delimiters.additional.is_empty() {
            return found;
        }
        let opens = bytes.iter().enumerate().filter(|(_, byte)| is_delimiter(**byte));
        for (open, opening) in opens {
            let start = open + 1;
            let window = &bytes[start..bytes.len().min(start + self.longest + 1)];
            let line = memchr::memchr(b'\n', window).unwrap_or(window.len());
            let closes = window[..line].iter().enumerate().filter(|(_, byte)| is_delimiter(**byte));
            for (length, closing) in closes {
                let fits = length >= self.shortest && (is_additional(*opening) || is_additional(*closing));
                if fits && std::str::from_utf8(&window[..length]).is_ok_and(|key| self.contains(key)) {
                    found.push(ByteRange::new(start, start + length));
                    break;
                }
            }
        }
        found
    }

    /// Ranges of all keys in `text` between two equal quotes on one line, in order. The cost does not depend on the
    /// number of keys.
    pub fn quoted_in<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = ByteRange> + 't {
        memchr::memchr3_iter(b'"', b'\'', b'`', text).filter_map(move |open| {
            let start = open + 1;
            if !self.beginnings.could_be_at(text.get(start..)?) {
                return None;
            }
            // Quotes inside of a quoted text, possibly a nested one: `\"key\"`.
            let is_escaped = open > 0 && text[open - 1] == b'\\';
            let closing = if is_escaped { ESCAPES + 1 } else { 1 };
            let window = &text[start..text.len().min(start + self.longest + closing)];
            let mut length = memchr::memchr2(text[open], b'\n', window)?;
            if window[length] != text[open] {
                return None;
            }
            if is_escaped {
                length = window[..length].iter().rposition(|byte| *byte != b'\\')? + 1;
            }
            if length < self.shortest {
                return None;
            }
            let key = std::str::from_utf8(&window[..length]).ok()?;
            self.contains(key).then(|| ByteRange::new(start, start + length))
        })
    }
}

/// Maximum number of backslashes before a quote: those of a text in a text in a text.
const ESCAPES: usize = 7;

/// Prefixes of keys: a bit set by a hash of the first bytes, which rejects most other strings cheaply.
#[derive(Debug, Clone, Default)]
struct Beginnings {
    /// Number of hashed bytes: the length of the shortest key, at most four.
    length: usize,
    bits: Arc<[u64]>,
}

impl Beginnings {
    /// Number of bits; the keys of a large project set few of them.
    const BITS: u32 = 1 << 16;

    fn of<'k>(keys: impl Iterator<Item = &'k str>, shortest: usize) -> Self {
        let length = shortest.min(4);
        let mut bits = vec![0; Self::BITS as usize / 64];
        for bit in keys.filter_map(|key| Self::bit(key.as_bytes(), length)) {
            bits[bit as usize / 64] |= 1 << (bit % 64);
        }
        Self { length, bits: bits.into() }
    }

    fn bit(text: &[u8], length: usize) -> Option<u32> {
        let bytes = text.get(..length)?.iter().fold(0, |bytes, byte| bytes << 8 | u32::from(*byte));
        Some(bytes.wrapping_mul(0x9e37_79b1) >> 16 & (Self::BITS - 1))
    }

    fn could_be_at(&self, text: &[u8]) -> bool {
        Self::bit(text, self.length)
            .is_some_and(|bit| self.bits.get(bit as usize / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1))
    }
}

impl<S: Into<String>> FromIterator<S> for KnownKeys {
    fn from_iter<I: IntoIterator<Item = S>>(keys: I) -> Self {
        let keys: HashSet<String> = keys.into_iter().map(Into::into).filter(|key: &String| !key.is_empty()).collect();
        let lengths = || keys.iter().map(String::len);
        let (shortest, longest) = (lengths().min().unwrap_or_default(), lengths().max().unwrap_or_default());
        let beginnings = Beginnings::of(keys.iter().map(String::as_str), shortest);
        Self { keys: Arc::new(keys), shortest, longest, beginnings, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Delimiters;
    use super::*;

    #[test]
    fn only_whole_quoted_strings_are_found() {
        let known: KnownKeys = ["new", "new-flag"].into_iter().collect();
        let text = "new 'new' \"new-flag\" 'new-flags' `new` don't 'new' \"new' 'renew'";
        let found: Vec<_> = known.quoted_in(text.as_bytes()).map(|range| (range.start, range.of(text))).collect();
        assert_eq!(found, [(5, "new"), (11, "new-flag"), (34, "new"), (46, "new")]);
    }

    #[test]
    fn keys_between_escaped_quotes_are_found() {
        let known: KnownKeys = ["new", "new-flag"].into_iter().collect();
        let text = r#"{"a": "f(\"new-flag\")", "b": "\\\"new\\\"", "c": "\'new\'", "d": "\"newer\" \"new-\""}"#;
        let found: Vec<_> = known.quoted_in(text.as_bytes()).map(|range| range.of(text)).collect();
        assert_eq!(found, ["new-flag", "new", "new"]);
    }

    #[test]
    fn delimiters_of_the_workspace_join_or_replace_the_quotes() {
        let known: KnownKeys = ["new", "a.b"].into_iter().collect();
        let with = |no_quotes| {
            let delimiters = Delimiters { no_quotes, additional: b"<>:".to_vec() };
            known.with_aliases(Some(Arc::new(Aliases::new([], delimiters))))
        };
        let found = |known: &KnownKeys, text: &str| -> Vec<usize> {
            assert_eq!(known.otherwise_named_in(text.as_bytes()), !known.delimited_in(text.as_bytes()).is_empty());
            known.mentions_in(text).iter().map(|range| range.start).collect()
        };
        let text = "'new' <new> <a.b> \"new> :new\n<new";
        assert_eq!(found(&known, text), [1]);
        assert_eq!(found(&with(false), text), [1, 7, 13, 19]);
        assert_eq!(found(&with(true), text), [7, 13]);
    }
}
