//! `PATCH /api/v2/flags/{project}/{flag}`: semantic patch, JSON Patch, merge patch.

use crate::flags::{Applied, ApplyContext, Flag, Instruction, ProjectKey, SemanticPatch, apply_patch, conflicts};

use super::super::changing::{Around, Deed, NewIds, carry_out, context, pending};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::wire::{self, FlagView};
use super::super::world::World;

/// `patchFeatureFlag`.
pub fn patch(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let before = request.flag(world, project)?;
    let new_ids = NewIds::after(world);
    let around = Around::new(world, project);
    let context = context(request.now, &new_ids, &around);
    let ignore_conflicts = request.query.boolean("ignoreConflicts")?.unwrap_or(false);
    let outcome = if request.is_semantic_patch() {
        semantic(request, world, project, before, &context, ignore_conflicts)?
    } else {
        return Err(ApiError::invalid("Not yet"));
    };
    let deed = Deed {
        title: outcome.title,
        actions: outcome.actions,
        comment: &outcome.comment,
        member: Some(&request.caller.member),
        now: request.now,
    };
    let body = wire::flag(world, project, &outcome.applied.flag, &FlagView::whole(world, project));
    if request.query.boolean("dryRun")?.unwrap_or(false) {
        return Ok(Reply::ok(body));
    }
    Ok(Reply::ok(body).with(carry_out(world, project, before, &outcome.applied, &deed, &new_ids)))
}

/// What a patch makes of a flag, and how the log tells it.
struct Outcome {
    applied: Applied,
    title: &'static str,
    actions: Vec<String>,
    comment: String,
}

fn semantic(
    request: &Request,
    world: &World,
    project: &ProjectKey,
    before: &Flag,
    context: &ApplyContext<'_>,
    ignore_conflicts: bool,
) -> Result<Outcome, ApiError> {
    // The generated Python client cannot leave `patch: []` out; it is not looked at here.
    let patch: SemanticPatch = request.json()?;
    let applied = apply_patch(before, &patch, context)?;
    if let Some(key) = &patch.environment_key
        && world.environment(project, key.as_str()).is_some_and(|environment| environment.approvals)
        && patch.instructions.iter().any(Instruction::needs_environment)
        && before.environments.get(key) != applied.flag.environments.get(key)
    {
        return Err(ApiError::approval_required());
    }
    if !ignore_conflicts {
        let found = conflicts(before, &pending(world, project, &before.key), &patch, context)?;
        if let Some(conflict) = found.first() {
            let message = format!(
                "This change would make the pending change {} fail: {}. Set ignoreConflicts=true to make it all the same.",
                conflict.id, conflict.error
            );
            return Err(ApiError::invalid(message));
        }
    }
    Ok(Outcome {
        applied,
        title: title(&patch.instructions),
        actions: actions(&patch.instructions),
        comment: patch.comment.unwrap_or_default(),
    })
}

/// How the log tells instructions.
pub fn title(instructions: &[Instruction]) -> &'static str {
    match instructions {
        [Instruction::TurnFlagOn {}] => "turned on the flag",
        [Instruction::TurnFlagOff {}] => "turned off the flag",
        [Instruction::ArchiveFlag {}] => "archived the flag",
        [Instruction::RestoreFlag {}] => "restored the flag",
        [Instruction::DeprecateFlag {}] => "deprecated the flag",
        [Instruction::RestoreDeprecatedFlag {}] => "restored the deprecated flag",
        [Instruction::DeleteFlag {}] => "deleted the flag",
        _ => "updated the flag",
    }
}

/// Kinds of instructions as action identifiers.
pub fn actions(instructions: &[Instruction]) -> Vec<String> {
    let mut actions: Vec<String> = instructions
        .iter()
        .map(|instruction| match instruction {
            Instruction::TurnFlagOn {} | Instruction::TurnFlagOff {} => "updateOn".to_owned(),
            other => other.kind().to_owned(),
        })
        .collect();
    actions.dedup();
    actions
}
