//! Invariants of a flag, whichever operation changed it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::flags::{
    CLAUSE_OPERATORS, EnvironmentKey, Flag, FlagConfig, FlagKey, FlagKind, ProjectKey, Served, Variation,
};

use super::exchange::ApiError;
use super::world::World;

/// Validates a flag.
pub fn flag(world: &World, project: &ProjectKey, flag: &Flag) -> Result<(), ApiError> {
    if flag.name.trim().is_empty() {
        return Err(ApiError::invalid("name must not be empty"));
    }
    tags(&flag.tags)?;
    variations(flag.kind, &flag.variations)?;
    if let Some(defaults) = &flag.defaults {
        for (name, index) in [("on", defaults.on_variation), ("off", defaults.off_variation)] {
            if index >= flag.variations.len() {
                let message = format!("Default {name} variation must be a valid index in the variations list");
                return Err(ApiError::invalid(message));
            }
        }
    }
    for (environment, config) in &flag.environments {
        self::config(flag, config)
            .and_then(|()| prerequisites(world, project, flag, environment, config))
            .map_err(|reason| ApiError::invalid(format!("Environment {environment}: {reason}")))?;
    }
    Ok(())
}

/// Validates tags.
pub fn tags(tags: &[String]) -> Result<(), ApiError> {
    let valid = |tag: &String| {
        (1..=64).contains(&tag.len())
            && tag.chars().all(|character| character.is_ascii_alphanumeric() || "_.-".contains(character))
    };
    match tags.iter().find(|tag| !valid(tag)) {
        Some(tag) => Err(ApiError::invalid(format!("tag `{tag}`: use 1 to 64 letters, digits, `_`, `.` or `-`"))),
        None => Ok(()),
    }
}

/// Validates the number, type and uniqueness of variations.
pub fn variations(kind: FlagKind, variations: &[Variation]) -> Result<(), ApiError> {
    if variations.len() < 2 {
        return Err(ApiError::invalid("A flag needs at least two variations"));
    }
    let values: BTreeSet<String> = variations.iter().map(|variation| variation.value.to_string()).collect();
    if values.len() < variations.len() {
        return Err(ApiError::invalid("Variation values must be unique"));
    }
    let ids: BTreeSet<_> = variations.iter().filter_map(|variation| variation.id.as_deref()).collect();
    if ids.len() < variations.iter().filter(|variation| variation.id.is_some()).count() {
        return Err(ApiError::invalid("Variation ids must be unique"));
    }
    match kind {
        FlagKind::Boolean if variations.iter().any(|variation| !variation.value.is_boolean()) => {
            Err(ApiError::invalid("The variations of a boolean flag must be true and false"))
        }
        FlagKind::Multivariate => {
            let types: BTreeSet<_> = variations.iter().map(|variation| type_of(&variation.value)).collect();
            if types.len() > 1 { Err(ApiError::invalid("Variation values must be of one type")) } else { Ok(()) }
        }
        FlagKind::Boolean => Ok(()),
    }
}

/// Objects and arrays both count as JSON.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Object(_) | Value::Array(_) | Value::Null => "json",
    }
}

fn config(flag: &Flag, config: &FlagConfig) -> Result<(), String> {
    let count = flag.variations.len();
    let valid = |index: usize| if index < count { Ok(()) } else { Err(format!("there is no variation {index}")) };
    config.off_variation.map_or(Ok(()), valid)?;
    match &config.fallthrough {
        Some(fallthrough) => served(fallthrough, &valid)?,
        None => return Err("the fallthrough is missing".to_owned()),
    }
    let is_migration = flag.purpose.as_deref() == Some("migration");
    for rule in &config.rules {
        served(&rule.served, &valid)?;
        for clause in &rule.clauses {
            if !CLAUSE_OPERATORS.contains(&clause.op.as_str()) {
                return Err(format!("`{}` is not a clause operator", clause.op));
            }
            if clause.attribute.is_empty() && clause.op != "segmentMatch" {
                return Err("the clause needs an `attribute`".to_owned());
            }
        }
    }
    let mut all = config.rules.iter().map(|rule| &rule.served).chain(&config.fallthrough);
    if is_migration && all.any(|served| served.rollout.is_none()) {
        return Err("a migration flag serves a rollout, not a variation".to_owned());
    }
    let mut targeted = BTreeSet::new();
    for target in config.targets.iter().chain(&config.context_targets) {
        valid(target.variation)?;
        for key in &target.values {
            if !targeted.insert((target.kind(), key)) {
                return Err(format!("{} `{key}` is targeted twice", target.kind()));
            }
        }
    }
    Ok(())
}

fn served(served: &Served, valid: &dyn Fn(usize) -> Result<(), String>) -> Result<(), String> {
    match (served.variation, &served.rollout) {
        (Some(index), None) => valid(index),
        (None, Some(rollout)) => {
            rollout.variations.iter().try_for_each(|share| valid(share.variation))?;
            let sum: u64 = rollout.variations.iter().map(|share| u64::from(share.weight)).sum();
            if sum == 100_000 { Ok(()) } else { Err(format!("the weights of a rollout sum to {sum}, not to 100000")) }
        }
        _ => Err("serve either a variation or a rollout".to_owned()),
    }
}

fn prerequisites(
    world: &World,
    project: &ProjectKey,
    flag: &Flag,
    environment: &EnvironmentKey,
    config: &FlagConfig,
) -> Result<(), String> {
    for prerequisite in &config.prerequisites {
        let key = &prerequisite.key;
        match world.flag(project, key.as_str()) {
            _ if *key == flag.key => return Err("a flag cannot be its own prerequisite".to_owned()),
            None => return Err(format!("there is no flag `{key}`")),
            Some(other) if prerequisite.variation >= other.variations.len() => {
                return Err(format!("`{key}` has no variation {}", prerequisite.variation));
            }
            Some(_) if leads_to(world, project, environment, key, &flag.key) => {
                return Err(format!("the prerequisites would form a cycle: `{key}` depends on `{}`", flag.key));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Whether a flag depends on another in an environment, directly or through others.
fn leads_to(world: &World, project: &ProjectKey, environment: &EnvironmentKey, from: &FlagKey, to: &FlagKey) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.clone()];
    while let Some(key) = waiting.pop() {
        if key == *to {
            return true;
        }
        if seen.insert(key.clone())
            && let Some(config) = world.flag(project, key.as_str()).and_then(|flag| flag.environments.get(environment))
        {
            waiting.extend(config.prerequisites.iter().map(|prerequisite| prerequisite.key.clone()));
        }
    }
    false
}
