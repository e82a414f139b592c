//! `flagwise flag rule`: targeting rules in an environment.

use std::process::ExitCode;

use anyhow::bail;

use crate::cli::Terminal;
use crate::flags::{Instruction, NewClause};

use super::change::in_environment;
use super::options::ChangeOptions;
use super::parse;
use super::targeting::{Bucketing, Switch};

/// Options of `flagwise flag rule`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag rule add gift-cards --if 'user.country in DE,AT' --serve true --env staging
  flagwise flag rule add gift-cards --if 'segment beta' --rollout true=50 --rollout false=50 --before 1 --env staging
  flagwise flag rule serve gift-cards 2 --serve false --env staging
  flagwise flag rule move gift-cards 3 1 --env staging

A rule is named by its number, its description or its id; a condition by its number. Conditions have the form
`[not] KIND.ATTRIBUTE OPERATOR VALUE[,VALUE]…` or `[not] segment KEY`; all conditions of a rule must match.";

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Add a rule, at the end or before another
    Add(Add),
    /// Remove a rule
    Remove(Named),
    /// Move a rule to another place
    Move(Move),
    /// Change what a rule serves
    Serve(Serve),
    /// Describe a rule
    Describe(Describe),
    /// Turn detailed events of a rule on or off
    Events(Events),
    /// Add conditions to a rule
    Narrow(Narrow),
    /// Remove conditions from a rule
    Widen(Widen),
    /// Replace a condition
    Condition(Condition),
    /// Add or remove values of a condition
    Values(Values),
}

/// What a rule serves.
#[derive(Debug, clap::Args)]
struct Served {
    /// Variation to serve, by value, name or id
    #[arg(long, value_name = "VARIATION", conflicts_with = "rollout", required_unless_present = "rollout")]
    serve: Option<String>,
    /// Shares in percent, such as `true=25`; repeat until they add up to 100
    #[arg(long, value_name = "VARIATION=PERCENT")]
    rollout: Vec<String>,
    #[command(flatten)]
    bucketing: Bucketing,
}

#[derive(Debug, clap::Args)]
struct Add {
    /// Flag key
    key: String,
    /// Condition, may be repeated
    #[arg(long = "if", required = true, value_name = "CONDITION")]
    conditions: Vec<String>,
    #[command(flatten)]
    served: Served,
    /// Rule to insert it before
    #[arg(long, value_name = "RULE")]
    before: Option<String>,
    /// Description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Named {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Move {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    /// Its new number
    place: usize,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    #[command(flatten)]
    served: Served,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Describe {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    /// Description
    description: String,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Events {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    /// Whether SDKs send an event for each evaluation
    #[arg(value_enum)]
    state: Switch,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Narrow {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    /// Condition, may be repeated
    #[arg(long = "if", required = true, value_name = "CONDITION")]
    conditions: Vec<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Widen {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    /// Numbers of the conditions
    #[arg(required = true, value_name = "CONDITION")]
    conditions: Vec<usize>,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Condition {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    /// Number of the condition
    condition: usize,
    /// The new condition
    #[arg(long = "if", required = true, value_name = "CONDITION")]
    replacement: String,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct Values {
    /// Flag key
    key: String,
    /// Number, description or id of the rule
    rule: String,
    /// Number of the condition
    condition: usize,
    /// Values to add, separated by commas
    #[arg(long, value_name = "VALUES", required_unless_present = "remove")]
    add: Option<String>,
    /// Values to remove, separated by commas
    #[arg(long, value_name = "VALUES")]
    remove: Option<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Runs `flagwise flag rule`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Add(it) => add(it, terminal),
        Command::Remove(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let rule_id = parse::rule_id(ground.flag, &ground.environment()?.key, &it.rule)?;
            Ok(vec![Instruction::RemoveRule { rule_id: Some(rule_id), reference: None }])
        }),
        Command::Move(it) => move_rule(it, terminal),
        Command::Serve(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let rule_id = parse::rule_id(ground.flag, &ground.environment()?.key, &it.rule)?;
            let served = it.served.of(ground.flag)?;
            Ok(vec![Instruction::UpdateRuleVariationOrRollout { rule_id, served }])
        }),
        Command::Describe(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let rule_id = parse::rule_id(ground.flag, &ground.environment()?.key, &it.rule)?;
            Ok(vec![Instruction::UpdateRuleDescription { rule_id, description: it.description.clone() }])
        }),
        Command::Events(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let rule_id = parse::rule_id(ground.flag, &ground.environment()?.key, &it.rule)?;
            Ok(vec![Instruction::UpdateRuleTrackEvents { rule_id, track_events: it.state.is_on() }])
        }),
        Command::Narrow(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let rule_id = parse::rule_id(ground.flag, &ground.environment()?.key, &it.rule)?;
            Ok(vec![Instruction::AddClauses { rule_id, clauses: clauses(&it.conditions)? }])
        }),
        Command::Widen(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let environment = &ground.environment()?.key;
            let rule = parse::rule(ground.flag, environment, &it.rule)?;
            let clause_ids = it.conditions.iter().map(|number| parse::clause_id(rule, *number));
            let clause_ids = clause_ids.collect::<anyhow::Result<_>>()?;
            let rule_id = parse::rule_id(ground.flag, environment, &it.rule)?;
            Ok(vec![Instruction::RemoveClauses { rule_id, clause_ids }])
        }),
        Command::Condition(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let environment = &ground.environment()?.key;
            let clause_id = parse::clause_id(parse::rule(ground.flag, environment, &it.rule)?, it.condition)?;
            let rule_id = parse::rule_id(ground.flag, environment, &it.rule)?;
            let clause = parse::clause(&it.replacement)?;
            Ok(vec![Instruction::UpdateClause { rule_id, clause_id, clause }])
        }),
        Command::Values(it) => in_environment(&it.key, &it.options, terminal, |ground| {
            let environment = &ground.environment()?.key;
            let clause_id = parse::clause_id(parse::rule(ground.flag, environment, &it.rule)?, it.condition)?;
            let rule_id = parse::rule_id(ground.flag, environment, &it.rule)?;
            let mut instructions = Vec::new();
            if let Some(text) = &it.add {
                let (rule_id, clause_id) = (rule_id.clone(), clause_id.clone());
                instructions.push(Instruction::AddValuesToClause {
                    rule_id,
                    clause_id,
                    values: parse::values_of(text)?,
                });
            }
            if let Some(text) = &it.remove {
                let values = parse::values_of(text)?;
                instructions.push(Instruction::RemoveValuesFromClause { rule_id, clause_id, values });
            }
            Ok(instructions)
        }),
    }
}

fn add(it: &Add, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&it.key, &it.options, terminal, |ground| {
        let environment = &ground.environment()?.key;
        let before = it.before.as_deref().map(|rule| parse::rule_id(ground.flag, environment, rule)).transpose()?;
        Ok(vec![Instruction::AddRule {
            clauses: clauses(&it.conditions)?,
            before_rule_id: before,
            served: it.served.of(ground.flag)?,
            description: it.description.clone(),
            track_events: None,
            reference: None,
        }])
    })
}

fn move_rule(it: &Move, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    in_environment(&it.key, &it.options, terminal, |ground| {
        let environment = &ground.environment()?.key;
        let moved = parse::rule_id(ground.flag, environment, &it.rule)?;
        let config = ground.flag.environments.get(environment);
        let rules = config.map(|config| config.rules.as_slice()).unwrap_or_default();
        let mut rule_ids: Vec<String> = rules.iter().filter_map(|rule| rule.id.clone()).collect();
        rule_ids.retain(|id| *id != moved);
        match it.place.checked_sub(1).filter(|index| *index <= rule_ids.len()) {
            Some(index) => rule_ids.insert(index, moved),
            None => bail!("{} is not a place: use a number from 1 to {}", it.place, rules.len()),
        }
        Ok(vec![Instruction::ReorderRules { rule_ids }])
    })
}

fn clauses(conditions: &[String]) -> anyhow::Result<Vec<NewClause>> {
    conditions.iter().map(|condition| parse::clause(condition)).collect()
}

impl Served {
    fn of(&self, flag: &crate::flags::Flag) -> anyhow::Result<crate::flags::ServedById> {
        Ok(self.bucketing.of(parse::served(flag, self.serve.as_deref(), &self.rollout)?))
    }
}
