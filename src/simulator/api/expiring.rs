//! Expiring targets, by context and by user.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::flags::{ExpiringTargetInstruction, ExpiringUserTargetInstruction, apply_expiring};

use super::super::changing::{Activity, NewIds, ProjectSurroundings, audit, context};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::records::{Change, Expiring, Place, Record, RecordKey};
use super::super::wire::link;
use super::super::world::World;

/// Family of routes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Contexts,
    Users,
}

/// `getExpiringContextTargets`.
pub fn get(request: &Request, world: &World) -> Result<Reply, ApiError> {
    read(request, world, Family::Contexts)
}

/// `getExpiringUserTargets`.
pub fn get_users(request: &Request, world: &World) -> Result<Reply, ApiError> {
    read(request, world, Family::Users)
}

/// `patchExpiringTargets`.
pub fn patch(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let body: Body<ExpiringTargetInstruction> = semantic(request)?;
    change(request, world, Family::Contexts, &body.instructions, &body.comment)
}

/// `patchExpiringUserTargets`.
pub fn patch_users(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let body: Body<ExpiringUserTargetInstruction> = semantic(request)?;
    let instructions: Vec<_> = body.instructions.into_iter().map(Into::into).collect();
    change(request, world, Family::Users, &instructions, &body.comment)
}

/// `patchFlagsRequest`.
#[derive(Debug, Deserialize)]
struct Body<T> {
    #[serde(default)]
    comment: String,
    instructions: Vec<T>,
}

fn semantic<T: serde::de::DeserializeOwned>(request: &Request) -> Result<Body<T>, ApiError> {
    if request.is_semantic_patch() { request.json() } else { Err(ApiError::semantic_header()) }
}

fn read(request: &Request, world: &World, family: Family) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let held: Vec<_> = world.expiring_at(&place).into_iter().cloned().collect();
    Ok(Reply::ok(json!({ "items": items(&held, family), "_links": links(&place, family) })))
}

fn change(
    request: &Request,
    world: &World,
    family: Family,
    instructions: &[ExpiringTargetInstruction],
    comment: &str,
) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let flag = request.flag(world, &place.project)?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, &place.project);
    let context = context(request.now, &new_ids, &around);
    let before: Vec<_> = world.expiring_at(&place).into_iter().map(|held| held.target.clone()).collect();
    let applied = apply_expiring(flag, &place.environment, &before, instructions, &context)?;
    let mut changes = vec![new_ids.change()];
    let gone = before.iter().filter(|target| !applied.items.iter().any(|left| left.id == target.id));
    changes.extend(gone.map(|target| Change::Remove(RecordKey::Expiring(target.id.clone()))));
    let held: Vec<_> =
        applied.items.iter().map(|target| Expiring { place: place.clone(), target: target.clone() }).collect();
    changes.extend(held.iter().map(|held| Change::put(Record::Expiring(held.clone()))));
    if applied.items != before {
        let activity = Activity {
            title: "updated expiring targets",
            actions: vec!["updateExpiringTargets".to_owned()],
            comment,
            member: Some(&request.caller.member),
            now: request.now,
        };
        changes.push(audit(world, &place.project, flag, vec![place.environment.clone()], &activity));
    } else {
        changes.clear();
    }
    let errors: Vec<_> = applied
        .errors
        .iter()
        .map(|(index, problem)| json!({ "instructionIndex": index, "message": problem.to_string() }))
        .collect();
    Ok(Reply::ok(json!({
        "items": items(&held, family),
        "_links": links(&place, family),
        "totalInstructions": applied.total,
        "successfulInstructions": applied.successful,
        "failedInstructions": errors.len(),
        "errors": errors,
    }))
    .with(changes))
}

fn items(held: &[Expiring], family: Family) -> Vec<Value> {
    held.iter()
        .filter_map(|held| {
            let mut item = match family {
                Family::Contexts => serde_json::to_value(&held.target).ok()?,
                Family::Users => serde_json::to_value(held.target.as_user()?).ok()?,
            };
            item["_resourceId"] = json!({
                "kind": "flag",
                "projectKey": held.place.project,
                "environmentKey": held.place.environment,
                "flagKey": held.place.flag,
                "key": held.place.flag,
            });
            Some(item)
        })
        .collect()
}

fn links(place: &Place, family: Family) -> Value {
    let Place { project, environment, flag } = place;
    let route = if family == Family::Users { "expiring-user-targets" } else { "expiring-targets" };
    json!({ "self": link(format!("/api/v2/flags/{project}/{flag}/{route}/{environment}")) })
}
