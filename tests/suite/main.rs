//! The integration tests, one binary: a module per subject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod cli;
mod client;
mod definitions;
mod editor_pages;
mod generated;
mod incremental;
mod instructions;
mod layers;
mod nesting;
mod process;
mod protocol;
mod protocol_aliases;
mod protocol_completion;
mod protocol_confirmation;
mod protocol_documents;
mod protocol_evaluations;
mod protocol_explain;
mod protocol_features;
mod protocol_flags;
mod protocol_hostile;
mod protocol_index;
mod protocol_left_out;
mod protocol_lens;
mod protocol_loading;
mod protocol_navigation;
mod protocol_quick_fixes;
mod protocol_rename;
mod protocol_sign_in;
mod protocol_trust;
mod protocol_watching;
mod protocol_workspace_diagnostics;
mod protocol_writes;
mod robustness;
mod shards;
mod silencing;
mod simulator;
mod special_files;
mod support;
