//! `flagwise flag show`: a flag in every environment.

use std::process::ExitCode;

use serde_json::json;

use crate::cli::Terminal;
use crate::flags::{Clause, Environment, Flag, FlagConfig, FlagKey, FlagState, Rule, Served, value_in_words};
use crate::text::Printable;

use super::options::{Format, ReadOptions};
use super::parse::bar;
use super::perform::print_json;
use super::session::Session;

/// Options of `flagwise flag show`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Flag key
    key: String,
    /// Environment key, may be repeated; default: all
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    environments: Vec<String>,
    #[command(flatten)]
    options: ReadOptions,
}

/// Runs `flagwise flag show`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let environments = session.environments(&arguments.environments)?;
    let mut flag = session.waiting(terminal, session.flag(&FlagKey::new(&arguments.key)))?;
    match arguments.options.format {
        Format::Json => {
            flag.environments.retain(|key, _| environments.iter().any(|environment| environment.key == *key));
            print_json(&json!({ "project": session.project, "flag": flag }), terminal)?;
        }
        Format::Text => {
            let out = terminal.out();
            for line in lines(&flag, &environments) {
                writeln!(out, "{}", Printable(&line))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// `live`, `deprecated since 2026-11-01`, `archived`.
pub fn state(flag: &Flag) -> String {
    let since = |state: &str, date: Option<crate::flags::UnixMillis>| match date {
        Some(date) => format!("{state} since {}", date.date()),
        None => state.to_owned(),
    };
    match flag.state() {
        FlagState::Live => "live".to_owned(),
        FlagState::Deprecated { since: date } => since("deprecated", date),
        FlagState::Archived { since: date } => since("archived", date),
    }
}

fn lines(flag: &Flag, environments: &[&Environment]) -> Vec<String> {
    let mut lines = vec![format!("{}: {}, {}", flag.key, flag.name, state(flag))];
    if !flag.description.is_empty() {
        lines.push(format!("  {}", flag.description));
    }
    let mut facts = vec![if flag.temporary { "temporary" } else { "permanent" }.to_owned()];
    if !flag.tags.is_empty() {
        facts.push(format!("tags {}", flag.tags.join(", ")));
    }
    match (&flag.maintainer, &flag.maintainer_team_key) {
        (Some(member), _) => facts.push(format!("maintained by {}", member.email)),
        (None, Some(team)) => facts.push(format!("maintained by the team {team}")),
        (None, None) => {}
    }
    if let Some(available) = flag.client_side_availability {
        if available.using_environment_id {
            facts.push("client-side SDKs".to_owned());
        }
        if available.using_mobile_key {
            facts.push("mobile SDKs".to_owned());
        }
    }
    lines.push(format!("  {}", facts.join("; ")));
    let variations = flag.variations.iter().map(crate::flags::Variation::in_words);
    lines.push(format!("  Variations: {}", variations.collect::<Vec<_>>().join(", ")));
    for environment in environments {
        let Some(config) = flag.environments.get(&environment.key) else { continue };
        lines.extend(environment_lines(flag, environment, config));
    }
    lines
}

fn environment_lines(flag: &Flag, environment: &Environment, config: &FlagConfig) -> Vec<String> {
    let state = if config.on { "on" } else { "off" };
    let serves = flag.in_words(environment.key.as_str()).map(|words| words.to_string()).unwrap_or_default();
    let mut lines = vec![format!("{} ({}): {state}, {serves}", environment.display_name(), environment.key)];
    if let Some(fallthrough) = config.fallthrough.as_ref().filter(|served| served.rollout.is_some()) {
        lines.extend(bars(flag, fallthrough));
    }
    for held in &config.prerequisites {
        lines.push(format!("  Needs {} to serve its variation {}", held.key, held.variation + 1));
    }
    for target in config.targets.iter().chain(&config.context_targets) {
        let variation = flag.variations.get(target.variation).map(crate::flags::Variation::in_words);
        let keys = target.values.join(", ");
        lines.push(format!("  {} {keys}: {}", target.kind(), variation.unwrap_or_default()));
    }
    for (index, rule) in config.rules.iter().enumerate() {
        lines.push(format!("  Rule {}: {}", index + 1, rule_in_words(flag, rule)));
        if rule.served.rollout.is_some() {
            lines.extend(bars(flag, &rule.served));
        }
    }
    if let Some(off) = config.off_variation.and_then(|index| flag.variations.get(index)) {
        lines.push(format!("  While off: {}", off.in_words()));
    }
    lines
}

fn bars(flag: &Flag, served: &Served) -> Vec<String> {
    let shares = served.shares();
    shares
        .filter_map(|(index, weight)| Some(format!("    {}", bar(&flag.variations.get(index)?.in_words(), weight))))
        .collect()
}

fn rule_in_words(flag: &Flag, rule: &Rule) -> String {
    let clauses: Vec<String> = rule.clauses.iter().map(clause_in_words).collect();
    let description = rule.description.as_deref().filter(|text| !text.is_empty());
    let description = description.map(|text| format!("{text}: ")).unwrap_or_default();
    let disabled = if rule.disabled == Some(true) { " (disabled)" } else { "" };
    format!("{description}if {} serve {}{disabled}", clauses.join(" and "), flag.serving(&rule.served))
}

fn clause_in_words(clause: &Clause) -> String {
    let values: Vec<String> = clause.values.iter().map(value_in_words).collect();
    let not = if clause.negate { "not " } else { "" };
    let kind = clause.context_kind.as_deref().unwrap_or("user");
    if clause.op == "segmentMatch" {
        return format!("{not}in segment {}", values.join(", "));
    }
    format!("{not}{kind}.{} {} {}", clause.attribute, clause.op, values.join(", "))
}
