//! Requests answered from a snapshot, one file per request: each converts the parameters, calls the feature of `ide`, and
//! converts its answer.

mod code_action;
mod code_lens;
mod completion;
mod definition;
mod diagnostic;
mod document_highlight;
mod document_link;
mod explain;
mod flag_card;
mod flag_references;
mod flags;
mod hover;
mod inlay_hint;
mod project_file;
mod projects;
mod references;
mod rename;
mod workspace_diagnostic;
mod workspace_symbol;

pub(super) use code_action::code_actions;
pub(super) use code_lens::{code_lenses, resolve_code_lens};
pub(super) use completion::{completions, resolve_completion};
pub(super) use definition::definitions;
pub(super) use diagnostic::{diagnostics, fingerprint, pull_diagnostics};
pub(super) use document_highlight::document_highlights;
pub(super) use document_link::document_links;
pub(super) use explain::explain;
pub(super) use flag_card::{CardParams, flag_card};
pub(super) use flag_references::{FlagReferences, FlagReferencesParams, flag_references};
pub(super) use flags::{FlagsParams, FlagsResult, flags};
pub(super) use hover::hover;
pub(super) use inlay_hint::inlay_hints;
pub(super) use project_file::{ProjectFile, ProjectFileParams, project_file};
pub(super) use projects::{EnvironmentsParams, environments, projects};
pub(super) use references::references;
pub(super) use rename::{prepare_rename, rename};
pub(super) use workspace_diagnostic::{closed_diagnostics, wants_closed_files, workspace_report};
pub(super) use workspace_symbol::workspace_symbols;
