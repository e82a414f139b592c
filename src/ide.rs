//! IDE: one file per editor feature, each a function from a snapshot to plain structs.
//!
//! Nothing here does I/O, knows LSP, or fails: what is not known is left out or said to be not loaded.

mod card;
mod code_actions;
mod declared;
mod diagnostics;
mod explain;
mod hover;
mod rich_text;
#[cfg(test)]
mod tests;
mod words;
mod write;

use std::sync::Arc;

use crate::config::Settings;
use crate::flags::{Catalog, UnixMillis};
use crate::index::FileSites;
use crate::syntax::{Language, Site};
use crate::text::LineIndex;

pub use card::{Card, card, card_of_several};
pub use code_actions::{
    ActionKind, CodeAction, Command, CommandArguments, CommandTarget, EXPLAIN_COMMAND, OPEN_COMMAND, TextEdit, Trigger,
    code_actions,
};
pub use declared::declared_wrappers;
pub use diagnostics::{Diagnostic, Related, Tag, diagnostics};
pub use explain::{Explanation, Question, explain, explained_site};
pub use hover::{Hover, hover};
pub use write::{WriteCommand, WritePlan, WriteRefusal, WriteRequest, write_plan};

/// What an answer is made from, apart from the file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The flags of the file's project; `None` until a first load or the cache gave some.
    pub catalog: Option<Arc<Catalog>>,
    /// Why there is no catalog, or why it is old, as a sentence for the user: `No access token is set.` `None` while
    /// all is well or a load is under way.
    pub catalog_problem: Option<Arc<str>>,
    /// The user's settings.
    pub settings: Arc<Settings>,
    /// The present, passed in so that answers are the same in every test.
    pub now: UnixMillis,
}

/// One file as the features see it.
#[derive(Debug, Clone)]
pub struct FileView {
    /// Its language; `None` where flagwise does not parse it.
    pub language: Option<Language>,
    /// The text.
    pub text: Arc<str>,
    /// Its lines.
    pub lines: Arc<LineIndex>,
    /// Its flag sites and silencing comments.
    pub sites: FileSites,
}

impl FileView {
    /// The site under a cursor, which may stand right behind its last character.
    pub fn site_at(&self, offset: usize) -> Option<&Site> {
        let end = self.sites.sites.partition_point(|site| site.range.start <= offset);
        self.sites.sites[..end].iter().rev().take(4).find(|site| site.range.touches(offset))
    }
}
