//! Scheduled effects: scheduled changes, approved requests, expiring targets.

use crate::flags::{ApprovalStatus, Flag, UnixMillis, apply, expire};

use super::api::approvals;
use super::api::flag_patch::{actions, title};
use super::changing::{Activity, NewIds, ProjectSurroundings, audit, carry_out, context};
use super::exchange::ApiError;
use super::records::{Approval, Change, Expiring, Place, Record, RecordKey, Scheduled};
use super::world::World;

/// A pending effect with its time.
enum Waiting<'w> {
    Scheduled(&'w Scheduled),
    Expiring(&'w Expiring),
    Approval(&'w Approval),
}

/// The changes of the earliest due effect; `None` if none is due. An effect that is no longer applicable is dropped
/// with an audit log entry. Effects are dated by their own time, not the time of this call.
pub fn next(world: &World, now: UnixMillis) -> Option<Vec<Change>> {
    let scheduled = world.scheduled.values().map(|held| (held.change.execution_date, Waiting::Scheduled(held)));
    let expiring = world.expiring.values().map(|held| (held.target.expiration_date, Waiting::Expiring(held)));
    let approvals = world
        .approvals
        .values()
        .filter(|held| held.request.status == ApprovalStatus::Scheduled && held.applied.is_none())
        .filter_map(|held| Some((held.request.execution_date?, Waiting::Approval(held))));
    let due = scheduled.chain(expiring).chain(approvals).filter(|(time, _)| *time <= now);
    let (time, waiting) = due.min_by_key(|(time, _)| *time)?;
    Some(match waiting {
        Waiting::Scheduled(held) => execute(world, held, time),
        Waiting::Expiring(held) => remove(world, held, time),
        Waiting::Approval(held) => fulfil(world, held, time),
    })
}

fn execute(world: &World, held: &Scheduled, time: UnixMillis) -> Vec<Change> {
    let done = Change::Remove(RecordKey::Scheduled(held.change.id.clone()));
    let Some(before) = flag(world, &held.place) else { return vec![done] };
    let project = &held.place.project;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, project);
    let outcome = held.change.known_instructions().map_err(|problem| problem.to_string()).and_then(|instructions| {
        apply(before, Some(&held.place.environment), &instructions, &context(time, &new_ids, &around))
            .map(|applied| (instructions, applied))
            .map_err(|error| error.to_string())
    });
    let mut changes = match outcome {
        Ok((instructions, applied)) => {
            let activity = Activity {
                title: title(&instructions),
                actions: actions(&instructions),
                comment: held.comment.as_deref().unwrap_or_default(),
                member: Some(&held.change.maintainer_id),
                now: time,
            };
            carry_out(world, project, before, &applied, &activity, &new_ids)
        }
        Err(reason) => vec![failed(world, &held.place, before, "could not make a scheduled change", &reason, time)],
    };
    changes.push(done);
    changes
}

fn remove(world: &World, held: &Expiring, time: UnixMillis) -> Vec<Change> {
    let done = Change::Remove(RecordKey::Expiring(held.target.id.clone()));
    let Some(before) = flag(world, &held.place) else { return vec![done] };
    let project = &held.place.project;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, project);
    let (instructions, _) = expire(std::slice::from_ref(&held.target), time);
    let outcome = apply(before, Some(&held.place.environment), &instructions, &context(time, &new_ids, &around));
    let mut changes = match outcome {
        Ok(applied) => {
            let activity = Activity {
                title: "removed an expired target",
                actions: vec!["updateTargets".to_owned()],
                comment: "",
                member: None,
                now: time,
            };
            carry_out(world, project, before, &applied, &activity, &new_ids)
        }
        Err(error) => {
            let reason = error.to_string();
            vec![failed(world, &held.place, before, "could not remove an expired target", &reason, time)]
        }
    };
    changes.push(done);
    changes
}

fn fulfil(world: &World, held: &Approval, time: UnixMillis) -> Vec<Change> {
    match approvals::carried_out(world, held, None, time) {
        Ok((changes, _)) => changes,
        Err(ApiError { message, .. }) => {
            let mut after = held.clone();
            after.request.status = ApprovalStatus::Failed;
            let mut changes = vec![Change::put(Record::Approval(after))];
            if let Some(before) = flag(world, &held.place) {
                let title = "could not make an approved change";
                changes.push(failed(world, &held.place, before, title, &message, time));
            }
            changes
        }
    }
}

fn flag<'w>(world: &'w World, place: &Place) -> Option<&'w Flag> {
    world.flag(&place.project, place.flag.as_str()).map(AsRef::as_ref)
}

fn failed(world: &World, place: &Place, flag: &Flag, title: &str, reason: &str, time: UnixMillis) -> Change {
    let activity = Activity { title, actions: Vec::new(), comment: reason, member: None, now: time };
    audit(world, &place.project, flag, vec![place.environment.clone()], &activity)
}
