//! `flagwise flag prerequisite`: the flags that a flag depends on in an environment.

use std::process::ExitCode;

use crate::cli::Terminal;
use crate::flags::{FlagKey, Instruction};

use super::change::{in_environment, with_others};
use super::options::ChangeOptions;
use super::parse;

/// Options of `flagwise flag prerequisite`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Depend on a variation of another flag
    Add(Needed),
    /// Depend on another variation of a prerequisite
    Set(Needed),
    /// No longer depend on a flag
    Remove(Remove),
}

#[derive(Debug, clap::Args)]
struct Needed {
    /// Flag key
    key: String,
    /// Key of the flag that it depends on
    prerequisite: String,
    /// Variation that the prerequisite must serve, by value, name or id
    variation: String,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Remove {
    /// Flag key
    key: String,
    /// Key of the flag that it depends on
    prerequisite: String,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Runs `flagwise flag prerequisite`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let (it, is_new) = match &arguments.command {
        Command::Add(it) => (it, true),
        Command::Set(it) => (it, false),
        Command::Remove(it) => {
            return in_environment(&it.key, &it.options, terminal, |_| {
                Ok(vec![Instruction::RemovePrerequisite { key: FlagKey::new(&it.prerequisite) }])
            });
        }
    };
    let key = FlagKey::new(&it.prerequisite);
    with_others(&it.key, vec![key.clone()], &it.options, terminal, |ground| {
        let variation_id = parse::variation_id(ground.other(&key)?, &it.variation)?;
        let key = key.clone();
        Ok(vec![if is_new {
            Instruction::AddPrerequisite { key, variation_id }
        } else {
            Instruction::UpdatePrerequisite { key, variation_id }
        }])
    })
}
