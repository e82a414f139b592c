//! Flags in the format of server-side SDKs: bare variation values, `id` without its underscore, no names, no tags.

use serde_json::{Map, Value, json};

use crate::flags::{Clause, EnvironmentKey, Flag, FlagConfig, ProjectKey, Rule, Served, Target};

use super::super::world::World;

/// All flags of an environment except archived ones.
pub fn everything(world: &World, project: &ProjectKey, environment: &EnvironmentKey) -> Value {
    let flags: Map<String, Value> =
        world.flags(project).filter_map(|flag| Some((flag.key.to_string(), self::flag(flag, environment)?))).collect();
    json!({ "flags": flags, "segments": {} })
}

/// One flag in an environment; `None` if it is archived or missing.
pub fn flag(flag: &Flag, environment: &EnvironmentKey) -> Option<Value> {
    let config = flag.environments.get(environment).filter(|_| !flag.archived)?;
    let availability = flag.client_side_availability.unwrap_or_default();
    let values: Vec<&Value> = flag.variations.iter().map(|variation| &variation.value).collect();
    let prerequisites: Vec<Value> =
        config.prerequisites.iter().map(|needed| json!({ "key": needed.key, "variation": needed.variation })).collect();
    let rules = config.rules.iter().filter(|rule| rule.disabled != Some(true)).map(rule);
    let mut body = json!({
        "key": flag.key,
        "version": version(flag, config),
        "on": config.on,
        "salt": config.salt,
        "sel": config.sel,
        "prerequisites": prerequisites,
        "targets": config.targets.iter().map(target).collect::<Vec<_>>(),
        "contextTargets": context_targets(config),
        "rules": rules.collect::<Vec<_>>(),
        "fallthrough": config.fallthrough.as_ref().map_or_else(|| json!({}), |served| Value::Object(self::served(served))),
        "offVariation": config.off_variation,
        "variations": values,
        "clientSideAvailability": availability,
        "clientSide": availability.using_environment_id,
        "trackEvents": config.track_events,
        "trackEventsFallthrough": config.track_events_fallthrough,
        "deleted": false,
    });
    if let Some(settings) = &config.migration_settings {
        body["migration"] = settings.clone();
    }
    Some(body)
}

/// The version for SDKs, which ignore updates and deletions that are not higher than what they have. LaunchDarkly's own
/// editor extension adds up the two counters of the REST API; adding the creation time (seconds since 2020) makes a
/// flag that was deleted and created again newer than its deletion.
fn version(flag: &Flag, config: &FlagConfig) -> u64 {
    let age = (flag.creation_date.0 / 1_000 - 1_577_836_800).max(0);
    u64::try_from(age).unwrap_or_default() + flag.version + config.version
}

/// The version of a flag's removal: that of its archiving, or one above its last.
pub fn version_when_gone(flag: Option<&Flag>, before: Option<&Flag>, environment: &EnvironmentKey) -> u64 {
    let of = |flag: &Flag| flag.environments.get(environment).map(|config| version(flag, config));
    flag.and_then(of).or_else(|| before.and_then(of).map(|last| last + 1)).unwrap_or(1)
}

fn target(target: &Target) -> Value {
    json!({ "values": target.values, "variation": target.variation })
}

/// SDKs use only this list if it is not empty; an entry of kind `user` without values then stands for the entry of
/// `targets` with the same variation.
fn context_targets(config: &FlagConfig) -> Vec<Value> {
    if config.context_targets.is_empty() {
        return Vec::new();
    }
    let users = config
        .targets
        .iter()
        .map(|target| json!({ "contextKind": "user", "values": [], "variation": target.variation }));
    let others = config
        .context_targets
        .iter()
        .map(|target| json!({ "contextKind": target.kind(), "values": target.values, "variation": target.variation }));
    users.chain(others).collect()
}

fn rule(rule: &Rule) -> Value {
    let mut body = served(&rule.served);
    body.insert("id".into(), json!(rule.id));
    body.insert("clauses".into(), rule.clauses.iter().map(clause).collect());
    body.insert("trackEvents".into(), rule.track_events.into());
    Value::Object(body)
}

fn clause(clause: &Clause) -> Value {
    json!({
        "contextKind": clause.context_kind.as_deref().unwrap_or("user"),
        "attribute": clause.attribute,
        "op": clause.op,
        "values": clause.values,
        "negate": clause.negate,
    })
}

fn served(served: &Served) -> Map<String, Value> {
    let mut body = Map::new();
    if let Some(variation) = served.variation {
        body.insert("variation".into(), variation.into());
    }
    if let Some(rollout) = &served.rollout {
        let shares: Vec<Value> = rollout
            .variations
            .iter()
            .map(|share| json!({ "variation": share.variation, "weight": share.weight }))
            .collect();
        let mut inner = json!({
            "kind": "rollout",
            "contextKind": rollout.context_kind.as_deref().unwrap_or("user"),
            "variations": shares,
        });
        if let Some(attribute) = &rollout.bucket_by {
            inner["bucketBy"] = json!(attribute);
        }
        if let Some(seed) = rollout.seed {
            inner["seed"] = json!(seed);
        }
        body.insert("rollout".into(), inner);
    }
    body
}
