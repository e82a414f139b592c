//! IDE: one file per editor feature, each a function from a snapshot to plain structs.
//!
//! Nothing here does I/O, knows LSP, or fails: what is not known is left out or said to be not loaded.

use std::sync::Arc;

use crate::config::Settings;
use crate::flags::{Catalog, UnixMillis};
use crate::index::FileSites;
use crate::text::LineIndex;

/// What an answer is made from, apart from the file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The flags; `None` until a first load or the cache gave some.
    pub catalog: Option<Arc<Catalog>>,
    /// The user's settings.
    pub settings: Arc<Settings>,
    /// The present, passed in so that answers are the same in every test.
    pub now: UnixMillis,
}

/// One file as the features see it.
#[derive(Debug, Clone)]
pub struct FileView {
    /// The text.
    pub text: Arc<str>,
    /// Its lines.
    pub lines: Arc<LineIndex>,
    /// Its flag sites and silencing comments.
    pub sites: FileSites,
}
