//! Requests answered from a snapshot, one file per request: each converts the parameters, calls the feature of `ide`, and
//! converts its answer.

mod code_action;
mod diagnostic;
mod explain;
mod hover;

pub(super) use code_action::code_actions;
pub(super) use diagnostic::{diagnostics, pull_diagnostics};
pub(super) use explain::explain;
pub(super) use hover::hover;
