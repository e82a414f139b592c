//! `flagwise flag`: reading and changing single flags.
//!
//! A command decides on the instructions, [`change`] plans them, and [`perform`] shows the plan, asks, reads the flag again,
//! sends the change once and finds out what became of it. Reading commands need a token with the reader role only.

mod approve;
mod change;
mod copy;
mod create;
mod expire;
mod history;
mod lifecycle;
mod list;
mod options;
mod parse;
mod patch;
mod perform;
mod prerequisite;
mod reach;
pub mod references;
mod rule;
mod schedule;
mod session;
mod settings;
mod show;
mod status;
mod targeting;
mod when;

use std::process::ExitCode;

use super::Terminal;

pub use options::Format;
pub use perform::print_json;
pub use reach::{INSTRUCTIONS, InstructionReach, OPERATIONS, OperationReach, api_page};

/// Options of `flagwise flag`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag show checkout-v2
  flagwise flag off checkout-v2 --env staging --dry-run
  flagwise flag rollout checkout-v2 true=25 false=rest --env production --comment 'a quarter'
  flagwise flag on checkout-v2 --env production --at 'tomorrow 9:00'
  flagwise flag archive checkout-v2 --yes --format json

A change is shown first and must be confirmed: on a terminal by an answer, otherwise with `--yes`. In critical environments \
the key of the environment must be typed.

Exit status: 0 done, or nothing to do; 2 not done.";

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show a flag in every environment
    Show(show::Arguments),
    /// List the flags of a project
    List(list::Arguments),
    /// Turn targeting on
    On(targeting::Turn),
    /// Turn targeting off
    Off(targeting::Turn),
    /// Serve one variation by default
    Serve(targeting::Serve),
    /// Serve several variations by percentage
    Rollout(targeting::Rollout),
    /// Serve a variation to single contexts
    Target(targeting::Target),
    /// Stop targeting single contexts
    Untarget(targeting::Untarget),
    /// Change the targeting rules
    Rule(rule::Arguments),
    /// Change the flags that a flag depends on
    Prerequisite(prerequisite::Arguments),
    /// Turn detailed events on or off
    Events(targeting::Events),
    /// Archive a flag
    Archive(lifecycle::Arguments),
    /// Restore a flag from the archive
    Restore(lifecycle::Arguments),
    /// Mark a flag as deprecated
    Deprecate(lifecycle::Arguments),
    /// Remove the deprecation mark
    Undeprecate(lifecycle::Arguments),
    /// Create a flag
    Create(create::Create),
    /// Create a flag like another
    Clone(create::Clone),
    /// Copy settings from one environment to another
    Copy(copy::Arguments),
    /// Delete a flag for good
    Delete(lifecycle::DeleteArguments),
    /// Add and remove tags
    Tag(settings::Tag),
    /// Change name, description, permanence, and availability to client-side SDKs
    Describe(settings::Describe),
    /// Change the maintainer
    Maintain(settings::Maintain),
    /// Change the variations
    Variation(settings::Variation),
    /// Change custom properties
    Property(settings::Property),
    /// List, move, replace and cancel scheduled changes
    Schedule(schedule::Arguments),
    /// Let individual targets expire
    Expire(expire::Arguments),
    /// Show when a flag was last requested
    Status(status::Arguments),
    /// Show what happened to a flag
    History(history::Arguments),
    /// List, approve, decline, apply and withdraw approval requests
    Approve(approve::Arguments),
    /// Send a semantic patch, JSON Patch or merge patch
    Patch(patch::Arguments),
}

/// Runs `flagwise flag`.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Show(it) => show::run(it, terminal),
        Command::List(it) => list::run(it, terminal),
        Command::On(it) => targeting::turn(it, true, terminal),
        Command::Off(it) => targeting::turn(it, false, terminal),
        Command::Serve(it) => targeting::serve(it, terminal),
        Command::Rollout(it) => targeting::rollout(it, terminal),
        Command::Target(it) => targeting::target(it, terminal),
        Command::Untarget(it) => targeting::untarget(it, terminal),
        Command::Rule(it) => rule::run(it, terminal),
        Command::Prerequisite(it) => prerequisite::run(it, terminal),
        Command::Events(it) => targeting::events(it, terminal),
        Command::Archive(it) => lifecycle::archive(it, terminal),
        Command::Restore(it) => lifecycle::restore(it, terminal),
        Command::Deprecate(it) => lifecycle::deprecate(it, terminal),
        Command::Undeprecate(it) => lifecycle::undeprecate(it, terminal),
        Command::Create(it) => create::create(it, terminal),
        Command::Clone(it) => create::clone(it, terminal),
        Command::Copy(it) => copy::run(it, terminal),
        Command::Delete(it) => lifecycle::delete(it, terminal),
        Command::Tag(it) => settings::tag(it, terminal),
        Command::Describe(it) => settings::describe(it, terminal),
        Command::Maintain(it) => settings::maintain(it, terminal),
        Command::Variation(it) => settings::variation(it, terminal),
        Command::Property(it) => settings::property(it, terminal),
        Command::Schedule(it) => schedule::run(it, terminal),
        Command::Expire(it) => expire::run(it, terminal),
        Command::Status(it) => status::run(it, terminal),
        Command::History(it) => history::run(it, terminal),
        Command::Approve(it) => approve::run(it, terminal),
        Command::Patch(it) => patch::run(it, terminal),
    }
}
