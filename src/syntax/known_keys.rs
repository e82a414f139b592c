use std::collections::HashSet;
use std::sync::Arc;

use crate::text::ByteRange;

/// The keys that exist, as far as anyone told: what makes a quoted string a mention.
#[derive(Debug, Clone, Default)]
pub struct KnownKeys {
    keys: Arc<HashSet<String>>,
    /// Lengths in bytes.
    shortest: usize,
    longest: usize,
}

impl KnownKeys {
    /// Whether `key` is one of them, exactly.
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// All keys, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Every place in `text` where a key stands between two quotes of one kind on one line: the ranges of the keys, in order.
    /// The cost does not depend on how many keys there are.
    pub fn quoted_in<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = ByteRange> + 't {
        memchr::memchr3_iter(b'"', b'\'', b'`', text).filter_map(move |open| {
            let start = open + 1;
            let window = &text[start..text.len().min(start + self.longest + 1)];
            let length = memchr::memchr2(text[open], b'\n', window)?;
            if window[length] != text[open] || length < self.shortest {
                return None;
            }
            let key = std::str::from_utf8(&window[..length]).ok()?;
            self.contains(key).then(|| ByteRange::new(start, start + length))
        })
    }
}

impl<S: Into<String>> FromIterator<S> for KnownKeys {
    fn from_iter<I: IntoIterator<Item = S>>(keys: I) -> Self {
        let keys: HashSet<String> = keys.into_iter().map(Into::into).filter(|key: &String| !key.is_empty()).collect();
        let lengths = || keys.iter().map(String::len);
        let (shortest, longest) = (lengths().min().unwrap_or_default(), lengths().max().unwrap_or_default());
        Self { keys: Arc::new(keys), shortest, longest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_quoted_strings_are_found() {
        let known: KnownKeys = ["new", "new-flag"].into_iter().collect();
        let text = "new 'new' \"new-flag\" 'new-flags' `new` don't 'new' \"new' 'renew'";
        let found: Vec<_> = known.quoted_in(text.as_bytes()).map(|range| (range.start, range.of(text))).collect();
        assert_eq!(found, [(5, "new"), (11, "new-flag"), (34, "new"), (46, "new")]);
    }
}
