//! JSON Patch and JSON merge patch of a flag, on its complete representation.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::flags::{
    Applied, ApplyContext, EnvironmentKey, Flag, FlagConfig, FlagKind, Lookup, ProjectKey, count_versions,
};

use super::super::exchange::{ApiError, Request};
use super::super::validate;
use super::super::wire::{self, FlagView};
use super::super::world::World;
use super::flag_patch::Outcome;

/// Read-only fields of a flag.
const READ_ONLY: &[&str] = &[
    "key",
    "kind",
    "_version",
    "creationDate",
    "_links",
    "_maintainer",
    "_maintainerTeam",
    "experiments",
    "goalIds",
    "archivedDate",
    "deprecatedDate",
    "_purpose",
    "migrationSettings",
    "variationJsonSchema",
];

/// Read-only fields of an environment's configuration.
const READ_ONLY_IN_ENVIRONMENT: &[&str] =
    &["salt", "sel", "version", "lastModified", "_site", "_environmentName", "_summary", "archived"];

/// Applies the body to the flag. Four forms: a bare JSON Patch, one under `patch` with a comment, a merge patch under
/// `merge` with a comment, a bare merge patch.
pub fn apply(
    request: &Request,
    world: &World,
    project: &ProjectKey,
    before: &Flag,
    context: &ApplyContext<'_>,
) -> Result<Outcome, ApiError> {
    let view = FlagView { expand: vec!["migrationSettings".to_owned()], ..FlagView::whole(world, project) };
    let old = wire::flag(world, project, before, &view);
    let mut new = old.clone();
    let comment = change(request.json()?, &mut new)?;
    refuse_read_only(&old, &new)?;
    follow_short_cuts(&old, &mut new);
    let mut after: Flag = serde_json::from_value(new)
        .map_err(|error| ApiError::invalid(format!("The patched flag is not valid: {error}")))?;
    complete(world, project, before, &mut after, context)?;
    validate::flag(world, project, &after)?;
    if after.archived && !before.archived {
        let dependents = context.surroundings.dependents(before.key.as_str());
        if !dependents.is_empty() {
            return Err(ApiError::invalid("The flag is a prerequisite of other flags and cannot be archived"));
        }
    }
    let removed_variations = removed_variations(before, &after);
    let targeting =
        if before.variations.len() == after.variations.len() { targeting(before, &after) } else { Vec::new() };
    let changed = count_versions(before, &mut after, context);
    Ok(Outcome {
        applied: Applied { flag: after, changed, deleted: false, removed_variations },
        targeting,
        title: "updated the flag",
        actions: vec!["updateFlag".to_owned()],
        comment,
    })
}

/// Applies the body to the document; returns the comment.
fn change(body: Value, document: &mut Value) -> Result<String, ApiError> {
    let comment_of = |body: &Value| body.get("comment").and_then(Value::as_str).unwrap_or_default().to_owned();
    match body {
        Value::Array(_) => patch(body, document).map(|()| String::new()),
        Value::Object(ref fields) if fields.get("instructions").is_some() => Err(ApiError::invalid(
            "A semantic patch needs the header Content-Type: application/json; domain-model=launchdarkly.semanticpatch",
        )),
        Value::Object(ref fields) if fields.get("patch").is_some_and(Value::is_array) => {
            let comment = comment_of(&body);
            patch(fields["patch"].clone(), document).map(|()| comment)
        }
        Value::Object(ref fields) if fields.get("merge").is_some_and(Value::is_object) => {
            json_patch::merge(document, &fields["merge"]);
            Ok(comment_of(&body))
        }
        Value::Object(_) => {
            json_patch::merge(document, &body);
            Ok(String::new())
        }
        _ => Err(ApiError::invalid("Invalid request body: expected a JSON Patch or an object")),
    }
}

fn patch(mut operations: Value, document: &mut Value) -> Result<(), ApiError> {
    for operation in operations.as_array_mut().into_iter().flatten() {
        // The documentation's example tests `/version`; the field is `_version`.
        if operation.get("op").is_some_and(|op| op == "test") && operation.get("path").is_some_and(|p| p == "/version")
        {
            operation["path"] = json!("/_version");
        }
    }
    let tests: Vec<bool> = operations
        .as_array()
        .into_iter()
        .flatten()
        .map(|operation| operation.get("op").is_some_and(|op| op == "test"))
        .collect();
    let patch: json_patch::Patch = serde_json::from_value(operations)
        .map_err(|error| ApiError::invalid(format!("Invalid request body: not a JSON Patch: {error}")))?;
    json_patch::patch(document, &patch).map_err(|error| {
        if tests.get(error.operation).copied().unwrap_or(false) {
            ApiError::optimistic_lock()
        } else {
            ApiError::invalid_patch(format!("Could not apply patch: {error}"))
        }
    })
}

fn refuse_read_only(old: &Value, new: &Value) -> Result<(), ApiError> {
    let Value::Object(fields) = new else {
        return Err(ApiError::invalid("The patched flag is not an object"));
    };
    let check =
        |old: &Value, new: &Value, names: &[&str]| match names.iter().find(|name| old.get(name) != new.get(name)) {
            Some(name) => Err(ApiError::invalid(format!("Flag {name} cannot be modified"))),
            None => Ok(()),
        };
    check(old, new, READ_ONLY)?;
    let none = Map::new();
    let configs = |value: &Value| value.get("environments").and_then(Value::as_object).cloned().unwrap_or(none.clone());
    let (old_configs, new_configs) = (configs(old), configs(new));
    if !fields.contains_key("environments") || old_configs.keys().any(|key| !new_configs.contains_key(key)) {
        return Err(ApiError::invalid("Flag environments cannot be removed"));
    }
    for (key, config) in &new_configs {
        match old_configs.get(key) {
            Some(old) => check(old, config, READ_ONLY_IN_ENVIRONMENT)?,
            None => return Err(ApiError::not_found(&format!("environment {key}"))),
        }
    }
    Ok(())
}

/// `includeInSnippet` is the old name of a field of `clientSideAvailability`.
fn follow_short_cuts(old: &Value, new: &mut Value) {
    if old.get("includeInSnippet") != new.get("includeInSnippet")
        && let Some(value) = new.get("includeInSnippet").and_then(Value::as_bool)
    {
        new["clientSideAvailability"]["usingEnvironmentId"] = json!(value);
    }
}

/// Fills in what the API assigns: ids, dates, the maintainer.
fn complete(
    world: &World,
    project: &ProjectKey,
    before: &Flag,
    after: &mut Flag,
    context: &ApplyContext<'_>,
) -> Result<(), ApiError> {
    // The other fields of the document are derived, not stored.
    after.maintainer.clone_from(&before.maintainer);
    after.maintainer_team.clone_from(&before.maintainer_team);
    if after.maintainer_id != before.maintainer_id
        && let Some(id) = &after.maintainer_id
    {
        match context.surroundings.member(id) {
            Lookup::Absent => return Err(ApiError::invalid(format!("Invalid maintainerId: there is no member {id}"))),
            _ => after.maintainer_team_key = None,
        }
    }
    if after.maintainer_team_key != before.maintainer_team_key
        && let Some(key) = &after.maintainer_team_key
    {
        match context.surroundings.team(key) {
            Lookup::Absent => {
                return Err(ApiError::invalid(format!("Invalid maintainerTeamKey: there is no team {key}")));
            }
            _ => after.maintainer_id = None,
        }
    }
    after.archived_date = if after.archived { before.archived_date.or(Some(context.now)) } else { None };
    after.deprecated_date = if after.deprecated { before.deprecated_date.or(Some(context.now)) } else { None };
    for variation in &mut after.variations {
        variation.id.get_or_insert_with(|| context.ids.uuid());
    }
    let archived = after.archived;
    for (key, config) in &mut after.environments {
        let Some(old) = before.environments.get(key) else { continue };
        complete_config(config, old, context);
        config.archived = archived;
    }
    let known = |key: &EnvironmentKey| world.environment(project, key.as_str()).is_some();
    after.environments.retain(|key, _| known(key));
    Ok(())
}

fn complete_config(config: &mut FlagConfig, old: &FlagConfig, context: &ApplyContext<'_>) {
    config.summary.clone_from(&old.summary);
    config.environment_name.clone_from(&old.environment_name);
    for rule in &mut config.rules {
        rule.id.get_or_insert_with(|| context.ids.uuid());
        for clause in &mut rule.clauses {
            clause.id.get_or_insert_with(|| context.ids.uuid());
        }
    }
    let served = config.rules.iter_mut().map(|rule| &mut rule.served).chain(&mut config.fallthrough);
    for rollout in served.filter_map(|served| served.rollout.as_mut()) {
        rollout.context_kind.get_or_insert_with(|| "user".to_owned());
    }
    config.targets.retain(|target| !target.values.is_empty());
    config.context_targets.retain(|target| !target.values.is_empty());
}

/// Environments whose configuration differs, archiving aside.
fn targeting(before: &Flag, after: &Flag) -> Vec<EnvironmentKey> {
    let differs = |key: &EnvironmentKey, config: &FlagConfig| {
        before.environments.get(key).is_none_or(|old| {
            let same_archived = FlagConfig { archived: old.archived, ..config.clone() };
            same_archived != **old
        })
    };
    after.environments.iter().filter(|(key, config)| differs(key, config)).map(|(key, _)| key.clone()).collect()
}

/// Indices of removed variations, highest first, so that each is valid at the time of its removal.
fn removed_variations(before: &Flag, after: &Flag) -> Vec<usize> {
    if before.kind == FlagKind::Boolean {
        return Vec::new();
    }
    let left: BTreeSet<_> = after.variations.iter().filter_map(|variation| variation.id.as_ref()).collect();
    let gone = before.variations.iter().enumerate().rev();
    gone.filter(|(_, variation)| variation.id.as_ref().is_some_and(|id| !left.contains(id)))
        .map(|(index, _)| index)
        .collect()
}
