//! IDE: one file per editor feature, each a function from an [`Analysis`] to plain structs.
//!
//! Nothing here does I/O, knows LSP, or fails: what is not known is left out or reported as not loaded. Files other
//! than the one that a question is about are read through [`Files`], which the caller provides.

mod card;
mod change;
mod code_actions;
mod code_lens;
mod completion;
mod declared;
mod definition;
mod diagnostics;
mod document_highlight;
mod document_links;
mod evaluation;
mod explain;
mod files;
#[cfg(test)]
mod fixture;
mod flags;
mod hover;
mod inlay_hints;
mod key_text;
mod references;
mod rename;
mod rich_text;
mod state;
mod words;
mod workspace_symbols;
mod write;

use crate::config::Settings;
use crate::flags::{Catalog, UnixMillis};
use crate::index::{DefinitionId, FlagDefinition, Index};

pub use card::{Card, card, card_of_several};
pub use change::{ChangeAnnotation, FileChange, SourceChange, StaleFile, TextEdit};
pub use code_actions::{
    ActionKind, CodeAction, Command, CommandArguments, CommandTarget, EXPLAIN_COMMAND, OPEN_COMMAND, Trigger,
    code_actions,
};
pub use code_lens::{CodeLens, LensContent, LensKind, code_lens_content, code_lenses};
pub use completion::{Completion, CompletionKind, Completions, completion_card, completions};
pub use declared::declared_wrappers;
pub use definition::{DefinitionKind, DefinitionTarget, Definitions, definitions};
pub use diagnostics::{Diagnostic, Related, Tag, diagnostics};
pub use document_highlight::{Highlight, HighlightKind, document_highlights};
pub use document_links::{DocumentLink, document_links};
pub use explain::{Explanation, Question, explain, explained_reference};
pub use files::{Files, NoFiles, SourceFile};
pub use flags::{FlagCondition, FlagInEnvironment, FlagItem, FlagQuery, FlagScope, FlagUses, find_flags, flag_item};
pub use hover::{Hover, hover};
pub use inlay_hints::{InlayHint, inlay_hints};
pub use references::{FoundReferences, flags_at, references_to};
pub use rename::{RenameOptions, RenameRefusal, RenameTarget, prepare_rename, rename, rename_key};
pub use workspace_symbols::{FlagSymbol, FlagSymbolKind, workspace_symbols};
pub use write::{WriteCommand, WritePlan, WriteRefusal, WriteRequest, write_plan};

/// What every answer is made from. All of it is passed in, so that answers are the same in every test.
#[derive(Clone, Copy)]
pub struct Analysis<'a> {
    /// The references and definitions of the workspace.
    pub index: &'a Index,
    /// The texts of the workspace, with their references.
    pub files: &'a dyn Files,
    /// The flags of the project; `None` until a first load or the cache gave some.
    pub catalog: Option<&'a Catalog>,
    /// Why the catalog is missing or outdated, as a sentence for the user: `No access token is set.` `None` if it is up
    /// to date or being loaded.
    pub catalog_problem: Option<&'a str>,
    /// The user's settings.
    pub settings: &'a Settings,
    /// The present.
    pub now: UnixMillis,
}

impl Analysis<'_> {
    /// The constant with the literal that a definition's key comes from: itself, or the one that it is another name
    /// for.
    fn literal_definition(&self, id: DefinitionId) -> Option<FlagDefinition> {
        /// Constants that stand for constants are followed no further by the index either.
        const MOST_ALIASES: usize = 8;
        let mut definition = self.index.definition(id)?;
        for _ in 0..MOST_ALIASES {
            match definition.alias_of {
                Some(other) => definition = self.index.definition(other)?,
                None => break,
            }
        }
        definition.literal.is_some().then_some(definition)
    }
}
