//! Aliases of flag keys, and delimiters of mentions.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use aho_corasick::AhoCorasick;

use crate::text::ByteRange;

/// Aliases of flag keys from an existing `.launchdarkly/coderefs.yaml`.
///
/// Aliases match whole identifiers only. The cost of a search does not depend on their number: each identifier of a
/// text is looked up once.
#[derive(Debug, Default)]
pub struct Aliases {
    keys: Vec<Box<str>>,
    groups: Vec<Group>,
    delimiters: Delimiters,
    stamp: u64,
}

/// Delimiters of mentioned keys, in addition to quotes or instead of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Delimiters {
    /// Quotes and backticks are no delimiters.
    pub no_quotes: bool,
    /// Additional ASCII characters; any two of them, or one and a quote, delimit a key.
    pub additional: Vec<u8>,
}

/// The aliases of one folder.
#[derive(Debug, Default)]
struct Group {
    /// Relative to the workspace root, with `/`; empty for the whole workspace.
    folder: String,
    /// Plain identifiers.
    words: Table,
    /// Identifiers with `-` or `.` in them.
    chains: Table,
    /// All others.
    odd: Option<(AhoCorasick, Vec<Keys>)>,
}

/// Indices of [`Aliases::keys`].
type Keys = Vec<u32>;

#[derive(Debug)]
struct Table {
    keys: HashMap<Box<[u8]>, Keys>,
    firsts: [bool; 256],
    shortest: usize,
    longest: usize,
}

/// An occurrence of an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasUse<'a> {
    /// The identifier.
    pub range: ByteRange,
    /// Possible keys: several if two flags have the same alias.
    pub keys: Vec<&'a str>,
}

impl Aliases {
    /// Creates aliases from triples of folder (see `projects` in the file; empty for the root), alias and key.
    pub fn new<'n>(names: impl IntoIterator<Item = (&'n str, &'n str, &'n str)>, delimiters: Delimiters) -> Self {
        let mut ids: HashMap<&str, u32> = HashMap::new();
        let mut keys: Vec<Box<str>> = Vec::new();
        let mut by_folder: HashMap<&str, HashMap<&str, Keys>> = HashMap::new();
        let mut stamp = hash_of(&delimiters);
        for (folder, alias, key) in names {
            // Independent of the input order.
            stamp = stamp.wrapping_add(hash_of(&(folder, alias, key)));
            if alias.trim().is_empty() {
                continue;
            }
            let id = *ids.entry(key).or_insert_with(|| {
                keys.push(key.into());
                keys.len() as u32 - 1
            });
            let of_alias = by_folder.entry(folder).or_default().entry(alias).or_default();
            if !of_alias.contains(&id) {
                of_alias.push(id);
            }
        }
        let mut groups: Vec<Group> =
            by_folder.into_iter().map(|(folder, aliases)| Group::new(folder, aliases)).collect();
        groups.sort_by(|a, b| a.folder.cmp(&b.folder));
        Self { keys, groups, delimiters, stamp }
    }

    /// Hash of the aliases.
    pub(super) fn stamp(&self) -> u64 {
        self.stamp
    }

    /// Whether there are no aliases.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.delimiters == Delimiters::default()
    }

    /// Number of aliases, counted per folder.
    pub fn len(&self) -> usize {
        let odd = |group: &Group| group.odd.as_ref().map_or(0, |(_, keys)| keys.len());
        self.groups.iter().map(|group| group.words.keys.len() + group.chains.keys.len() + odd(group)).sum()
    }

    /// Additional delimiters.
    pub fn delimiters(&self) -> &Delimiters {
        &self.delimiters
    }

    /// Whether an alias may occur in a file; imprecise for non-ASCII characters.
    pub(super) fn occur_in(&self, bytes: &[u8]) -> bool {
        self.groups.iter().any(|group| group.search(bytes, false, &mut |_, _| false))
    }

    /// All occurrences of aliases as whole identifiers, in order and without overlaps. `path` is relative to the
    /// workspace root; `dollar` tells whether `$` is an identifier character of the language.
    pub(super) fn uses(&self, path: &str, dollar: bool, text: &str) -> Vec<AliasUse<'_>> {
        let mut found: Vec<(ByteRange, &Keys)> = Vec::new();
        for group in self.groups.iter().filter(|group| group.holds(path)) {
            group.search(text.as_bytes(), dollar, &mut |range, keys| {
                if !text.is_char_boundary(range.start) || !text.is_char_boundary(range.end) {
                    return true;
                }
                let letter = |character: Option<char>| {
                    character.is_some_and(|character| !character.is_ascii() && character.is_alphanumeric())
                };
                if !letter(text[..range.start].chars().next_back()) && !letter(text[range.end..].chars().next()) {
                    found.push((range, keys));
                }
                true
            });
        }
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut uses: Vec<AliasUse<'_>> = Vec::new();
        for (range, keys) in found {
            let names = keys.iter().map(|key| &*self.keys[*key as usize]);
            match uses.last_mut() {
                Some(last) if last.range == range => {
                    let new: Vec<&str> = names.filter(|key| !last.keys.contains(key)).collect();
                    last.keys.extend(new);
                }
                Some(last) if range.start < last.range.end => {}
                _ => uses.push(AliasUse { range, keys: names.collect() }),
            }
        }
        uses
    }
}

fn hash_of<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Group {
    fn new(folder: &str, aliases: HashMap<&str, Keys>) -> Self {
        let mut group = Self { folder: folder.to_owned(), ..Self::default() };
        let mut odd = Vec::new();
        for (alias, keys) in aliases {
            let bytes = alias.as_bytes();
            let ends = [bytes[0], bytes[bytes.len() - 1]];
            if bytes.iter().all(|byte| is_word(*byte)) {
                group.words.insert(bytes, keys);
            } else if bytes.iter().all(|byte| is_chain(*byte)) && ends.iter().all(|byte| is_word(*byte)) {
                group.chains.insert(bytes, keys);
            } else {
                odd.push((alias, keys));
            }
        }
        if !odd.is_empty() {
            let search = AhoCorasick::new(odd.iter().map(|(alias, _)| alias)).ok();
            group.odd = search.map(|search| (search, odd.into_iter().map(|(_, keys)| keys).collect()));
        }
        group
    }

    fn holds(&self, path: &str) -> bool {
        self.folder.is_empty()
            || path.strip_prefix(&*self.folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Passes whole-identifier occurrences to `found` until it returns true; returns whether it did.
    fn search<'g>(&'g self, bytes: &[u8], dollar: bool, found: &mut dyn FnMut(ByteRange, &'g Keys) -> bool) -> bool {
        if !self.words.keys.is_empty() {
            for (start, end) in runs(bytes, is_word) {
                if let Some(keys) = self.words.get(&bytes[start..end])
                    && stands_alone(bytes, start, end, dollar)
                    && !found(ByteRange::new(start, end), keys)
                {
                    return true;
                }
            }
        }
        if !self.chains.keys.is_empty() {
            for (start, end) in runs(bytes, is_chain) {
                // Dots and dashes of prose belong to no name.
                let length = bytes[start..end].iter().rposition(|byte| is_word(*byte)).map_or(0, |at| at + 1);
                let skipped = bytes[start..end].iter().position(|byte| is_word(*byte)).unwrap_or(length);
                let (start, end) = (start + skipped, start + length);
                if start < end
                    && let Some(keys) = self.chains.get(&bytes[start..end])
                    && stands_alone(bytes, start, end, dollar)
                    && !found(ByteRange::new(start, end), keys)
                {
                    return true;
                }
            }
        }
        let Some((search, keys)) = &self.odd else { return false };
        for hit in search.find_overlapping_iter(bytes) {
            let (start, end) = (hit.start(), hit.end());
            if stands_alone(bytes, start, end, dollar)
                && !found(ByteRange::new(start, end), &keys[hit.pattern().as_usize()])
            {
                return true;
            }
        }
        false
    }
}

impl Default for Table {
    fn default() -> Self {
        Self { keys: HashMap::new(), firsts: [false; 256], shortest: usize::MAX, longest: 0 }
    }
}

impl Table {
    fn insert(&mut self, alias: &[u8], keys: Keys) {
        self.firsts[alias[0] as usize] = true;
        self.shortest = self.shortest.min(alias.len());
        self.longest = self.longest.max(alias.len());
        self.keys.insert(alias.into(), keys);
    }

    fn get(&self, name: &[u8]) -> Option<&Keys> {
        let fits = (self.shortest..=self.longest).contains(&name.len()) && self.firsts[name[0] as usize];
        if fits { self.keys.get(name) } else { None }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_chain(byte: u8) -> bool {
    is_word(byte) || byte == b'-' || byte == b'.'
}

/// Maximal runs of a class of bytes.
fn runs(bytes: &[u8], class: fn(u8) -> bool) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|byte| class(*byte))?;
        let end = bytes[start..].iter().position(|byte| !class(*byte)).map_or(bytes.len(), |length| start + length);
        at = end;
        Some((start, end))
    })
}

/// Whether the characters around do not continue the name. A `-` followed by a name does, as in style sheets and
/// templates; code that subtracts has spaces around it.
fn stands_alone(bytes: &[u8], start: usize, end: usize, dollar: bool) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| is_word(*byte));
    let (before, after) = (&bytes[..start], &bytes[end..]);
    if is_part(bytes.get(start)) {
        let dashes = before.iter().rev().take_while(|byte| **byte == b'-').count();
        let beyond = before.len().checked_sub(dashes + 1).map(|at| &before[at]);
        if is_part(beyond) || dashes == 0 && dollar && beyond == Some(&b'$') {
            return false;
        }
    }
    if is_part(bytes.get(end.wrapping_sub(1))) {
        let dashes = after.iter().take_while(|byte| **byte == b'-').count();
        let beyond = after.get(dashes);
        if is_part(beyond) || dashes == 0 && beyond == Some(&b'$') {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(aliases: &[(&str, &str)], path: &str, dollar: bool, text: &str) -> Vec<String> {
        let table = Aliases::new(aliases.iter().map(|(alias, key)| ("", *alias, *key)), Delimiters::default());
        let uses = table.uses(path, dollar, text);
        assert!(uses.is_empty() || table.occur_in(text.as_bytes()), "the first look must not miss {text}");
        uses.iter().map(|one| format!("{}:{}={}", one.range.start, one.range.of(text), one.keys.join("|"))).collect()
    }

    #[test]
    fn aliases_are_whole_identifiers() {
        let aliases = [("newFlag", "new-flag"), ("new_flag", "new-flag"), ("flag", "flag")];
        let check = |text: &str, expected: &[&str]| assert_eq!(found(&aliases, "a.ts", true, text), expected, "{text}");
        check("if (newFlag) {}", &["4:newFlag=new-flag"]);
        check("renewFlag newFlags newFlag2 _newFlag newFlag$ $newFlag", &[]);
        check(".new_flag--wide { } .x-new_flag { }", &[]);
        check("a -new_flag - newFlag-- x", &["3:new_flag=new-flag", "14:newFlag=new-flag"]);
        check("flags.flag // flag", &["6:flag=flag", "14:flag=flag"]);
        check("prüf_ünewFlag newFlagé “newFlag”", &["29:newFlag=new-flag"]);
    }

    #[test]
    fn a_dollar_is_a_sigil_outside_of_javascript() {
        let aliases = [("newFlag", "new-flag")];
        assert_eq!(found(&aliases, "a.php", false, "if ($newFlag) {}"), ["5:newFlag=new-flag"]);
        assert_eq!(found(&aliases, "a.kt", false, "\"$newFlag\""), ["2:newFlag=new-flag"]);
    }

    #[test]
    fn dashes_and_dots_belong_to_aliases_that_have_them() {
        let aliases = [("new-flag", "newFlag"), ("new.flag", "newFlag"), ("isOn(\"new\")", "new")];
        let check = |text: &str, expected: &[&str]| assert_eq!(found(&aliases, "a", true, text), expected, "{text}");
        check("new-flag: new.flag.", &["0:new-flag=newFlag", "10:new.flag=newFlag"]);
        check("new-flag-2 a.new.flag new-flags", &[]);
        check("x = isOn(\"new\") thisOn(\"new\")", &["4:isOn(\"new\")=new"]);
    }

    #[test]
    fn an_alias_of_two_flags_tells_both_and_folders_keep_theirs() {
        let names = [("", "one", "a"), ("", "one", "b"), ("web", "two", "c"), ("web/x", "two", "c")];
        let table = Aliases::new(names, Delimiters::default());
        assert_eq!(table.uses("a.py", false, "one two")[0].keys, ["a", "b"]);
        assert_eq!(table.uses("a.py", false, "one two").len(), 1);
        assert_eq!(table.uses("web/a.py", false, "one two").len(), 2);
        assert_eq!(table.uses("website/a.py", false, "two").len(), 0);
        assert_eq!(table.uses("web/x/a.py", false, "two")[0].keys, ["c"]);
    }
}
