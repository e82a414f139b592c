//! Did-you-mean: the nearest flag keys to a misspelled one.

use super::{Catalog, FlagKey, FlagState};

impl Catalog {
    /// Keys that `key` may be a misspelling of, most likely first, at most `limit`; empty if none is plausible.
    ///
    /// Keys that differ only in case or separators (`newCheckout`, `new_checkout`, `new-checkout`) come first, then
    /// those within an edit distance that grows with the length. Ties are broken by lifecycle: live, deprecated,
    /// archived.
    pub fn nearest(&self, key: &str, limit: usize) -> Vec<&FlagKey> {
        let wanted = Folded::new(key);
        let mut reused = String::new();
        let mut found: Vec<_> = self
            .flags
            .iter()
            .filter_map(|(candidate, flag)| {
                let distance = wanted.distance(candidate.as_str(), &mut reused)?;
                let state = match flag.state() {
                    FlagState::Live => 0,
                    FlagState::Deprecated { .. } => 1,
                    FlagState::Archived { .. } => 2,
                };
                Some(((distance, state), candidate))
            })
            .collect();
        found.sort_unstable();
        // Exact spelling breaks the remaining ties; only entries up to the limit matter.
        let last = found.get(limit.saturating_sub(1)).map(|(rank, _)| *rank);
        let mut first: Vec<_> = found
            .into_iter()
            .take_while(|(rank, _)| last.is_none_or(|last| *rank <= last))
            .take(limit + 64)
            .map(|(rank, candidate)| (rank, distance(key, candidate.as_str()), candidate))
            .collect();
        first.sort_unstable();
        first.into_iter().take(limit).map(|(.., key)| key).collect()
    }

    /// Whether `key` is most likely a misspelling of an existing key: it differs in case or separators only, or by one edit,
    /// two from 12 letters on. Keys that differ in digits are different keys, as `flag-1` and `flag-2`.
    pub fn is_near_miss(&self, key: &str) -> bool {
        let (mut one, mut other) = (String::new(), String::new());
        fold(key, &mut one);
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let limit = match one.chars().count() {
            0..5 => 0,
            5..12 => 1,
            _ => 2,
        };
        self.nearest(key, 3).into_iter().any(|candidate| {
            fold(candidate.as_str(), &mut other);
            distance(&one, &other) <= limit && digits(&one) == digits(&other)
        })
    }
}

/// The text among `candidates` that `text` may be a misspelling of, by the same measure as [`Catalog::nearest`].
pub fn nearest_text<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = Folded::new(text);
    let mut reused = String::new();
    let ranked = candidates.filter_map(|candidate| {
        let folded = wanted.distance(candidate, &mut reused)?;
        Some((folded, distance(text, candidate), candidate))
    });
    ranked.min().map(|(.., candidate)| candidate)
}

/// A key without case and separators, with letter counts for a cheap lower bound of the edit distance.
struct Folded {
    text: String,
    letters: [u8; LETTERS],
    limit: usize,
}

const LETTERS: usize = 64;

impl Folded {
    fn new(key: &str) -> Self {
        let mut text = String::new();
        fold(key, &mut text);
        let letters = letters(&text);
        // A third of the letters may differ, at least one and at most four.
        let limit = (text.chars().count() / 3).clamp(1, 4);
        Self { text, letters, limit }
    }

    /// Edit distance between the folded keys, if within the limit.
    fn distance(&self, candidate: &str, folded: &mut String) -> Option<usize> {
        // Folding only removes ASCII bytes, so a much shorter candidate cannot be within the limit.
        if candidate.len() + self.limit * 4 < self.text.len() {
            return None;
        }
        fold(candidate, folded);
        // An edit changes the length by at most four bytes and at most two letter counts.
        if folded.len().abs_diff(self.text.len()) > self.limit * 4 {
            return None;
        }
        let moved: usize =
            self.letters.iter().zip(letters(folded)).map(|(one, other)| usize::from(one.abs_diff(other))).sum();
        if moved > self.limit * 8 || (folded.is_ascii() && self.text.is_ascii() && moved > self.limit * 2) {
            return None;
        }
        if *folded == self.text {
            return Some(0);
        }
        let distance = distance(&self.text, folded);
        (distance <= self.limit).then_some(distance)
    }
}

/// Edit distance with transpositions (Damerau-Levenshtein, restricted).
fn distance(one: &str, other: &str) -> usize {
    // Strip the common prefix and suffix: the keys of a project often share one.
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    let start: usize = common.map(|(letter, _)| letter.len_utf8()).sum();
    let (one, other) = (&one[start..], &other[start..]);
    let common = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
    let end: usize = common.map(|(letter, _)| letter.len_utf8()).sum();
    strsim::osa_distance(&one[..one.len() - end], &other[..other.len() - end])
}

/// Lowercases and removes separators.
fn fold(key: &str, folded: &mut String) {
    folded.clear();
    folded.extend(key.chars().filter(|letter| !matches!(letter, '-' | '_' | '.' | ' ')).flat_map(char::to_lowercase));
}

/// Byte counts modulo [`LETTERS`].
fn letters(text: &str) -> [u8; LETTERS] {
    let mut counts = [0_u8; LETTERS];
    for byte in text.bytes() {
        let count = &mut counts[usize::from(byte) % LETTERS];
        *count = count.saturating_add(1);
    }
    counts
}

#[cfg(test)]
mod tests;
