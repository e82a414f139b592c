use std::collections::HashSet;
use std::sync::Arc;

use crate::text::ByteRange;

/// Longest key that LaunchDarkly accepts, in bytes, with room for what it does not.
const LONGEST: usize = 512;

/// The keys that exist, as far as anyone told: what makes a quoted string a mention.
#[derive(Debug, Clone, Default)]
pub struct KnownKeys {
    keys: Arc<HashSet<String>>,
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
    pub fn quoted_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = ByteRange> + 't {
        let bytes = text.as_bytes();
        memchr::memchr3_iter(b'"', b'\'', b'`', bytes).filter_map(move |open| {
            let start = open + 1;
            let window = &bytes[start..bytes.len().min(start + LONGEST)];
            let length = memchr::memchr2(bytes[open], b'\n', window)?;
            let key = text.get(start..start + length)?;
            (window[length] == bytes[open] && self.contains(key)).then(|| ByteRange::new(start, start + length))
        })
    }
}

impl<S: Into<String>> FromIterator<S> for KnownKeys {
    fn from_iter<I: IntoIterator<Item = S>>(keys: I) -> Self {
        Self { keys: Arc::new(keys.into_iter().map(Into::into).collect()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_quoted_strings_are_found() {
        let known: KnownKeys = ["new", "new-flag"].into_iter().collect();
        let text = "new 'new' \"new-flag\" 'new-flags' `new` don't 'new' \"new' 'renew'";
        let found: Vec<_> = known.quoted_in(text).map(|range| (range.start, range.of(text))).collect();
        assert_eq!(found, [(5, "new"), (11, "new-flag"), (34, "new"), (46, "new")]);
    }
}
