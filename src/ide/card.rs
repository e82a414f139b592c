use super::Snapshot;

/// What is known of a flag, ready to be shown. One structure, two renderings.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    title: String,
}

impl Card {
    /// As Markdown; everything that comes from LaunchDarkly is escaped.
    pub fn markdown(&self) -> String {
        self.title.clone()
    }

    /// As plain text, for clients that ask for it and for terminals.
    pub fn plain_text(&self) -> String {
        self.title.clone()
    }
}

/// The card of a flag key, be it known or not.
pub fn card(_snapshot: &Snapshot, key: &str) -> Card {
    Card { title: key.to_owned() }
}
