//! The integration tests, one binary: a module per subject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod cli;
mod client;
mod editor_pages;
mod generated;
mod instructions;
mod layers;
mod process;
mod simulator;
#[allow(dead_code, reason = "the protocol tests follow")]
mod support;
