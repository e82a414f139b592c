use super::{Catalog, FlagKey, FlagState};

impl Catalog {
    /// The keys that `key` may be a misspelling of, most likely first, at most `limit` of them; none where nothing is
    /// plausible.
    ///
    /// Keys that differ only in case or separators (`newCheckout`, `new_checkout`, `new-checkout`) come first, then
    /// those within a number of edits that grows with the length. Among equals live flags come before deprecated ones
    /// and those before archived ones.
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
        // Case and separators decide between those that are otherwise alike; only the first of them can matter.
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
}

/// A key without its case and separators, and what is needed to tell most keys apart from it cheaply.
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
        // A third of the letters may be wrong, up to four; one in the shortest keys.
        let limit = (text.chars().count() / 3).clamp(1, 4);
        Self { text, letters, limit }
    }

    /// The number of edits between the folded keys, if it is plausible.
    fn distance(&self, candidate: &str, folded: &mut String) -> Option<usize> {
        // Folding only removes ASCII bytes, so a key that is much shorter than the folded text cannot be near.
        if candidate.len() + self.limit * 4 < self.text.len() {
            return None;
        }
        fold(candidate, folded);
        // Each edit changes at most four bytes of length, and moves at most two letters between the counts.
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

/// The number of insertions, deletions, replacements and swaps of neighbours between two texts.
fn distance(one: &str, other: &str) -> usize {
    // What they have in common at both ends costs time and changes nothing; the keys of a project often begin alike.
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    let start: usize = common.map(|(letter, _)| letter.len_utf8()).sum();
    let (one, other) = (&one[start..], &other[start..]);
    let common = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
    let end: usize = common.map(|(letter, _)| letter.len_utf8()).sum();
    strsim::osa_distance(&one[..one.len() - end], &other[..other.len() - end])
}

/// Lower case, without separators.
fn fold(key: &str, folded: &mut String) {
    folded.clear();
    folded.extend(key.chars().filter(|letter| !matches!(letter, '-' | '_' | '.' | ' ')).flat_map(char::to_lowercase));
}

/// How often each byte occurs, bytes taken modulo [`LETTERS`]: close enough to tell keys apart.
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
