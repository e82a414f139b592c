//! Requests answered from a snapshot, one file per request: each converts the parameters, calls the feature of `ide`, and
//! converts its answer.

mod code_action;
mod code_lens;
mod completion;
mod diagnostic;
mod document_link;
mod explain;
mod hover;
mod inlay_hint;

pub(super) use code_action::code_actions;
pub(super) use code_lens::{code_lenses, resolve_code_lens};
pub(super) use completion::{completions, resolve_completion};
pub(super) use diagnostic::{diagnostics, pull_diagnostics};
pub(super) use document_link::document_links;
pub(super) use explain::explain;
pub(super) use hover::hover;
pub(super) use inlay_hint::inlay_hints;
