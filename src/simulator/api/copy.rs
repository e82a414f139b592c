//! `POST /api/v2/flags/{project}/{flag}/copy`: copies settings between environments.

use serde::Deserialize;

use crate::flags::{Applied, CopyAction, EnvironmentKey, conflicts_of_change, copied, count_versions};

use super::super::changing::{Activity, NewIds, ProjectSurroundings, carry_out, context, pending};
use super::super::exchange::{ApiError, Reply, Request, environment};
use super::super::wire::{self, FlagView};
use super::super::world::World;
use super::flag_patch::refuse_where_approval_is_needed;

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
    let config = copied(source, target, &actions, &new_ids);
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
        actions: actions.iter().copied().map(name).collect(),
        comment: &body.comment,
        member: Some(&request.caller.member),
        now: request.now,
    };
    let answer = wire::flag(world, project, &applied.flag, &FlagView::whole(world, project));
    Ok(Reply::created(answer).with(carry_out(world, project, before, &applied, &activity, &new_ids)))
}

fn wanted(body: &Body) -> Result<Vec<CopyAction>, ApiError> {
    let parse = |names: &[String]| -> Result<Vec<CopyAction>, ApiError> {
        let unknown = |name: &String| ApiError::invalid(format!("`{name}` is not an action that can be copied"));
        names.iter().map(|name| CopyAction::from_name(name).ok_or_else(|| unknown(name))).collect()
    };
    let chosen = |keep: &dyn Fn(&CopyAction) -> bool| {
        CopyAction::ALL.iter().map(|(action, ..)| *action).filter(|action| keep(action)).collect()
    };
    match (&body.included_actions, &body.excluded_actions) {
        (Some(included), Some(excluded)) if !included.is_empty() && !excluded.is_empty() => {
            Err(ApiError::invalid("Give includedActions or excludedActions, not both"))
        }
        (Some(included), _) if !included.is_empty() => {
            let included = parse(included)?;
            Ok(chosen(&|action| included.contains(action)))
        }
        (_, Some(excluded)) => {
            let excluded = parse(excluded)?;
            Ok(chosen(&|action| !excluded.contains(action)))
        }
        _ => Ok(chosen(&|_| true)),
    }
}

fn name(action: CopyAction) -> String {
    let known = CopyAction::ALL.iter().find(|(known, ..)| *known == action);
    known.map(|(_, name, _)| (*name).to_owned()).unwrap_or_default()
}
