//! Scheduled changes.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::flags::{
    AnyInstruction, Conflict, Flag, IdSource, PatchError, PendingChange, ScheduledChange, ScheduledChangeInstruction,
    UnixMillis, apply_scheduled, check_execution_date, check_instructions, conflicts_of_scheduling,
};

use super::super::changing::{Activity, NewIds, ProjectSurroundings, audit, context, pending};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::records::{Change, Place, Record, RecordKey, Scheduled};
use super::super::wire::link;
use super::super::world::World;
use super::flag_patch::refuse_where_approval_is_needed;

/// `PostFlagScheduledChangesInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewBody {
    comment: Option<String>,
    execution_date: UnixMillis,
    instructions: Vec<AnyInstruction>,
}

/// `FlagScheduledChangesInput`.
#[derive(Debug, Deserialize)]
struct PatchBody {
    comment: Option<String>,
    instructions: Vec<ScheduledChangeInstruction>,
}

/// `getFlagConfigScheduledChanges`.
pub fn list(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let items: Vec<_> =
        world.scheduled_at(&place).into_iter().map(|held| row(request, world, held)).collect::<Result<_, _>>()?;
    Ok(Reply::ok(json!({ "items": items, "_links": { "self": link(path(&place)) } })))
}

/// `getFeatureFlagScheduledChange`.
pub fn get(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let held = find(request, world)?;
    Ok(Reply::ok(row(request, world, held)?))
}

/// `postFlagConfigScheduledChanges`.
pub fn create(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let body: NewBody = request.json()?;
    check_instructions(&body.instructions).map_err(PatchError::of_patch)?;
    check_execution_date(body.execution_date, request.now).map_err(PatchError::of_patch)?;
    refuse_where_approval_is_needed(world, &place.project, std::slice::from_ref(&place.environment))?;
    let new_ids = NewIds::after(world);
    let held = Scheduled {
        place,
        change: ScheduledChange {
            id: new_ids.object_id(),
            creation_date: request.now,
            maintainer_id: request.caller.member.clone(),
            version: 1,
            execution_date: body.execution_date,
            instructions: body.instructions,
            conflicts: None,
        },
        comment: body.comment,
    };
    let found = refuse_conflicts(request, world, &held)?;
    let mut changes = log(request, world, &held.place, "scheduled a change of the flag", held.comment.as_deref())?;
    let answer = render(&held, &found);
    changes.push(Change::put(Record::Scheduled(held)));
    changes.push(new_ids.change());
    Ok(Reply::created(answer).with(changes))
}

/// `patchFlagConfigScheduledChange`. A deletion returns the change as it was.
pub fn patch(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let held = find(request, world)?;
    if !request.is_semantic_patch() {
        return Err(ApiError::semantic_header());
    }
    let body: PatchBody = request.json()?;
    let after = apply_scheduled(&held.change, &body.instructions, request.now)?;
    refuse_where_approval_is_needed(world, &held.place.project, std::slice::from_ref(&held.place.environment))?;
    let comment = body.comment.as_deref();
    let Some(change) = after else {
        let mut changes = log(request, world, &held.place, "deleted a scheduled change of the flag", comment)?;
        changes.push(Change::Remove(RecordKey::Scheduled(held.change.id.clone())));
        return Ok(Reply::ok(row(request, world, held)?).with(changes));
    };
    let unchanged = change == held.change;
    let after = Scheduled { change, ..held.clone() };
    let found = refuse_conflicts(request, world, &after)?;
    let answer = render(&after, &found);
    if unchanged {
        return Ok(Reply::ok(answer));
    }
    let mut changes = log(request, world, &held.place, "updated a scheduled change of the flag", comment)?;
    changes.push(Change::put(Record::Scheduled(after)));
    Ok(Reply::ok(answer).with(changes))
}

/// `deleteFlagConfigScheduledChanges`.
pub fn delete(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let held = find(request, world)?;
    let mut changes = log(request, world, &held.place, "deleted a scheduled change of the flag", None)?;
    changes.push(Change::Remove(RecordKey::Scheduled(held.change.id.clone())));
    Ok(Reply::no_content().with(changes))
}

fn find<'w>(request: &Request, world: &'w World) -> Result<&'w Scheduled, ApiError> {
    let place = request.place(world)?;
    let id = request.parameter("id");
    let held = world.scheduled.get(id).filter(|held| held.place == place);
    held.ok_or_else(|| ApiError::not_found(&format!("scheduled change {id}")))
}

/// Conflicts caused by adding or replacing a change; an error unless they are to be ignored.
fn refuse_conflicts(request: &Request, world: &World, held: &Scheduled) -> Result<Vec<Conflict>, ApiError> {
    let found = conflicts(request, world, held)?;
    match found.first() {
        Some(conflict) if !request.query.boolean("ignoreConflicts")?.unwrap_or(false) => {
            Err(ApiError::pending_conflict(conflict))
        }
        _ => Ok(found),
    }
}

fn conflicts(request: &Request, world: &World, held: &Scheduled) -> Result<Vec<Conflict>, ApiError> {
    let project = &held.place.project;
    let flag = request.flag(world, project)?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, project);
    let new = PendingChange::scheduled(&held.place.environment, &held.change);
    let pending = pending(world, project, &flag.key);
    Ok(conflicts_of_scheduling(flag, &pending, &new, &context(request.now, &new_ids, &around)))
}

fn row(request: &Request, world: &World, held: &Scheduled) -> Result<Value, ApiError> {
    Ok(render(held, &conflicts(request, world, held)?))
}

fn render(held: &Scheduled, conflicts: &[Conflict]) -> Value {
    let mut row = serde_json::to_value(&held.change).unwrap_or_default();
    if !conflicts.is_empty() {
        let list = conflicts.iter().map(|conflict| json!({ "_id": conflict.id, "reason": conflict.error.to_string() }));
        row["conflicts"] = list.collect();
    }
    let parent = path(&held.place);
    row["_links"] = json!({ "self": link(format!("{parent}/{}", held.change.id)), "parent": link(parent) });
    row
}

fn path(place: &Place) -> String {
    let Place { project, environment, flag } = place;
    format!("/api/v2/projects/{project}/flags/{flag}/environments/{environment}/scheduled-changes")
}

fn log(
    request: &Request,
    world: &World,
    place: &Place,
    title: &str,
    comment: Option<&str>,
) -> Result<Vec<Change>, ApiError> {
    let flag: &Flag = request.flag(world, &place.project)?;
    let activity = Activity {
        title,
        actions: vec!["updateScheduledChanges".to_owned()],
        comment: comment.unwrap_or_default(),
        member: Some(&request.caller.member),
        now: request.now,
    };
    Ok(vec![audit(world, &place.project, flag, vec![place.environment.clone()], &activity)])
}
