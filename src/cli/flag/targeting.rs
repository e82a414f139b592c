//! `flagwise flag on | off | serve | rollout | target | untarget | events`: targeting in an environment.

use std::process::ExitCode;

use anyhow::bail;

use crate::cli::Terminal;
use crate::flags::{Instruction, ServedById};

use super::change::in_environment;
use super::options::ChangeOptions;
use super::parse;

/// Options of `flagwise flag on` and `off`.
#[derive(Debug, clap::Args)]
pub struct Turn {
    /// Flag key
    key: String,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Turns targeting on or off.
pub fn turn(arguments: &Turn, on: bool, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&arguments.key, &arguments.options, terminal, |ground| {
        let environment = ground.environment()?;
        if ground.flag.archived {
            let (key, name) = (&ground.flag.key, environment.display_name());
            bail!(
                "{key} is archived, so targeting in {name} has no effect. Restore it first: `flagwise flag restore {key}`"
            );
        }
        Ok(vec![if on { Instruction::TurnFlagOn {} } else { Instruction::TurnFlagOff {} }])
    })
}

/// Options of `flagwise flag serve`.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Flag key
    key: String,
    /// Variation, by value, name or id
    variation: String,
    /// Serve it while targeting is off, instead of by default while it is on
    #[arg(long)]
    off: bool,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Serves one variation to everyone that no rule or target matches.
pub fn serve(arguments: &Serve, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&arguments.key, &arguments.options, terminal, |ground| {
        let variation_id = parse::variation_id(ground.flag, &arguments.variation)?;
        Ok(vec![if arguments.off {
            Instruction::UpdateOffVariation { variation_id }
        } else {
            Instruction::UpdateFallthroughVariationOrRollout { served: ServedById::variation(variation_id) }
        }])
    })
}

/// Options that shape a percentage rollout.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Bucketing {
    /// Attribute to bucket by; default: the context's key
    #[arg(long, value_name = "ATTRIBUTE")]
    pub by: Option<String>,
    /// Context kind to bucket; default: user
    #[arg(long, value_name = "KIND")]
    pub context_kind: Option<String>,
}

impl Bucketing {
    /// Adds the options to a rollout.
    pub fn of(&self, served: ServedById) -> ServedById {
        if served.rollout_weights.is_none() {
            return served;
        }
        ServedById { rollout_bucket_by: self.by.clone(), rollout_context_kind: self.context_kind.clone(), ..served }
    }
}

/// Options of `flagwise flag rollout`.
#[derive(Debug, clap::Args)]
pub struct Rollout {
    /// Flag key
    key: String,
    /// Shares in percent that add up to 100, such as `true=25 false=rest`
    #[arg(required = true, value_name = "VARIATION=PERCENT")]
    shares: Vec<String>,
    #[command(flatten)]
    bucketing: Bucketing,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Serves several variations by percentage to everyone that no rule or target matches.
pub fn rollout(arguments: &Rollout, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&arguments.key, &arguments.options, terminal, |ground| {
        let served = arguments.bucketing.of(parse::rollout(ground.flag, &arguments.shares)?);
        Ok(vec![Instruction::UpdateFallthroughVariationOrRollout { served }])
    })
}

/// Options of `flagwise flag target`.
#[derive(Debug, clap::Args)]
pub struct Target {
    /// Flag key
    key: String,
    /// Variation, by value, name or id
    variation: String,
    /// Keys of the contexts
    #[arg(required = true, value_name = "CONTEXT")]
    contexts: Vec<String>,
    /// Context kind
    #[arg(long, default_value = "user", value_name = "KIND")]
    kind: String,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Serves a variation to single contexts, moving those that another variation targets.
pub fn target(arguments: &Target, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&arguments.key, &arguments.options, terminal, |ground| {
        let wanted = parse::variation(ground.flag, &arguments.variation)?;
        let variation_id = parse::variation_id(ground.flag, &arguments.variation)?;
        let config = ground.flag.environments.get(&ground.environment()?.key);
        let mut instructions = Vec::new();
        for (index, variation) in ground.flag.variations.iter().enumerate() {
            let Some(id) = variation.id.clone().filter(|_| variation != wanted) else { continue };
            let held =
                |key: &&String| config.is_some_and(|config| config.targets_individually(&arguments.kind, key, index));
            let values: Vec<String> = arguments.contexts.iter().filter(held).cloned().collect();
            if !values.is_empty() {
                let context_kind = Some(arguments.kind.clone());
                instructions.push(Instruction::RemoveTargets { context_kind, variation_id: id, values });
            }
        }
        instructions.push(Instruction::AddTargets {
            context_kind: Some(arguments.kind.clone()),
            variation_id,
            values: arguments.contexts.clone(),
        });
        Ok(instructions)
    })
}

/// Options of `flagwise flag untarget`.
#[derive(Debug, clap::Args)]
pub struct Untarget {
    /// Flag key
    key: String,
    /// Keys of the contexts
    #[arg(value_name = "CONTEXT", required_unless_present = "all")]
    contexts: Vec<String>,
    /// Remove all targets of this variation, of every context kind
    #[arg(long, value_name = "VARIATION", conflicts_with_all = ["contexts", "kind"])]
    all: Option<String>,
    /// Context kind
    #[arg(long, default_value = "user", value_name = "KIND")]
    kind: String,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Stops targeting single contexts.
pub fn untarget(arguments: &Untarget, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&arguments.key, &arguments.options, terminal, |ground| {
        if let Some(variation) = &arguments.all {
            let variation_id = parse::variation_id(ground.flag, variation)?;
            return Ok(vec![Instruction::ClearTargets { variation_id }]);
        }
        let environment = ground.environment()?;
        let config = ground.flag.environments.get(&environment.key);
        let mut instructions = Vec::new();
        for (index, variation) in ground.flag.variations.iter().enumerate() {
            let Some(variation_id) = variation.id.clone() else { continue };
            let held =
                |key: &&String| config.is_some_and(|config| config.targets_individually(&arguments.kind, key, index));
            let values: Vec<String> = arguments.contexts.iter().filter(held).cloned().collect();
            if !values.is_empty() {
                let context_kind = Some(arguments.kind.clone());
                instructions.push(Instruction::RemoveTargets { context_kind, variation_id, values });
            }
        }
        if instructions.is_empty() {
            bail!(
                "{} targets none of these contexts of kind {} in {}. Nothing was sent",
                ground.flag.key,
                arguments.kind,
                environment.display_name()
            );
        }
        Ok(instructions)
    })
}

/// Options of `flagwise flag events`.
#[derive(Debug, clap::Args)]
pub struct Events {
    /// Flag key
    key: String,
    /// Whether SDKs send an event for each evaluation
    #[arg(value_enum)]
    state: Switch,
    /// Only for the default rule
    #[arg(long)]
    default_rule: bool,
    #[command(flatten)]
    options: ChangeOptions,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum Switch {
    On,
    Off,
}

impl Switch {
    /// Whether it is on.
    pub fn is_on(self) -> bool {
        self == Self::On
    }
}

/// Turns detailed events on or off.
pub fn events(arguments: &Events, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&arguments.key, &arguments.options, terminal, |_| {
        let track_events = arguments.state.is_on();
        Ok(vec![if arguments.default_rule {
            Instruction::UpdateTrackEventsFallthrough { track_events }
        } else {
            Instruction::UpdateTrackEvents { track_events }
        }])
    })
}
