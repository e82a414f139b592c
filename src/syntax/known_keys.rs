use std::collections::HashSet;
use std::sync::Arc;

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
}

impl<S: Into<String>> FromIterator<S> for KnownKeys {
    fn from_iter<I: IntoIterator<Item = S>>(keys: I) -> Self {
        Self { keys: Arc::new(keys.into_iter().map(Into::into).collect()) }
    }
}
