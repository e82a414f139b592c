//! `POST /api/v2/flags/{project}/{flag}/copy`: copies settings between environments.

use serde::Deserialize;

use crate::flags::{Applied, EnvironmentKey, FlagConfig, IdSource, conflicts_of_change, count_versions};

use super::super::changing::{Activity, NewIds, ProjectSurroundings, carry_out, context, pending};
use super::super::exchange::{ApiError, Reply, Request, environment};
use super::super::wire::{self, FlagView};
use super::super::world::World;
use super::flag_patch::refuse_where_approval_is_needed;

/// Actions that can be copied.
const ACTIONS: &[&str] = &[
    "updateOn",
    "updateRules",
    "updateFallthrough",
    "updateOffVariation",
    "updatePrerequisites",
    "updateTargets",
    "updateFlagConfigMigrationSettings",
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    source: End,
    target: End,
    #[serde(default)]
    comment: String,
    included_actions: Option<Vec<String>>,
    excluded_actions: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct End {
    key: String,
    current_version: Option<u64>,
}

/// `copyFeatureFlag`.
pub fn copy(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let before = request.flag(world, project)?;
    let body: Body = request.json()?;
    let actions = wanted(&body)?;
    let key = |end: &End| environment(world, project, &end.key).map(|found| found.key.clone());
    let (source_key, target_key) = (key(&body.source)?, key(&body.target)?);
    if source_key == target_key {
        return Err(ApiError::invalid("source and target are the same environment"));
    }
    let config = |key: &EnvironmentKey, end: &End| {
        let config = before.environments.get(key);
        let config = config.ok_or_else(|| ApiError::not_found(&format!("environment {key}")))?;
        match end.current_version {
            Some(version) if version != config.version => Err(ApiError::optimistic_lock()),
            _ => Ok(config),
        }
    };
    let source = config(&source_key, &body.source)?;
    let target = config(&target_key, &body.target)?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, project);
    let context = context(request.now, &new_ids, &around);
    let mut config = FlagConfig::clone(target);
    for action in &actions {
        copy_part(action, source, &mut config, &new_ids);
    }
    let mut after = before.clone();
    after.environments.insert(target_key.clone(), Box::new(config));
    let changed = count_versions(before, &mut after, &context);
    let applied = Applied { flag: after, changed, deleted: false, removed_variations: Vec::new() };
    if changed {
        refuse_where_approval_is_needed(world, project, &[target_key])?;
    }
    if let Some(conflict) =
        conflicts_of_change(before, &applied, &pending(world, project, &before.key), &context).first()
    {
        return Err(ApiError::pending_conflict(conflict));
    }
    let activity = Activity {
        title: "copied the flag's settings",
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        comment: &body.comment,
        member: Some(&request.caller.member),
        now: request.now,
    };
    let answer = wire::flag(world, project, &applied.flag, &FlagView::whole(world, project));
    Ok(Reply::created(answer).with(carry_out(world, project, before, &applied, &activity, &new_ids)))
}

fn wanted(body: &Body) -> Result<Vec<&'static str>, ApiError> {
    let known = |names: &[String]| match names.iter().find(|name| !ACTIONS.contains(&name.as_str())) {
        Some(unknown) => Err(ApiError::invalid(format!("`{unknown}` is not an action that can be copied"))),
        None => Ok(()),
    };
    let chosen = |keep: &dyn Fn(&str) -> bool| ACTIONS.iter().copied().filter(|action| keep(action)).collect();
    match (&body.included_actions, &body.excluded_actions) {
        (Some(included), Some(excluded)) if !included.is_empty() && !excluded.is_empty() => {
            Err(ApiError::invalid("Give includedActions or excludedActions, not both"))
        }
        (Some(included), _) if !included.is_empty() => {
            known(included)?;
            Ok(chosen(&|action| included.iter().any(|name| name == action)))
        }
        (_, Some(excluded)) => {
            known(excluded)?;
            Ok(chosen(&|action| !excluded.iter().any(|name| name == action)))
        }
        _ => Ok(ACTIONS.to_vec()),
    }
}

fn copy_part(action: &str, source: &FlagConfig, target: &mut FlagConfig, new_ids: &NewIds) {
    match action {
        "updateOn" => target.on = source.on,
        "updateFallthrough" => target.fallthrough.clone_from(&source.fallthrough),
        "updateOffVariation" => target.off_variation = source.off_variation,
        "updatePrerequisites" => target.prerequisites.clone_from(&source.prerequisites),
        "updateTargets" => {
            target.targets.clone_from(&source.targets);
            target.context_targets.clone_from(&source.context_targets);
        }
        "updateFlagConfigMigrationSettings" => target.migration_settings.clone_from(&source.migration_settings),
        _ => {
            target.rules.clone_from(&source.rules);
            for rule in &mut target.rules {
                rule.id = Some(new_ids.uuid());
                for clause in &mut rule.clauses {
                    clause.id = Some(new_ids.uuid());
                }
            }
        }
    }
}
