//! `PATCH /api/v2/flags/{project}/{flag}`: semantic patch, JSON Patch, merge patch.

use crate::flags::{
    Applied, ApplyContext, EnvironmentKey, Flag, Instruction, ProjectKey, SemanticPatch, apply_patch,
    conflicts_of_change,
};

use super::super::changing::{Activity, NewIds, ProjectSurroundings, carry_out, context, pending};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::wire::{self, FlagView};
use super::super::world::World;
use super::json_patch;

/// The result of a patch, with its audit log entry.
pub struct Outcome {
    /// The flag afterwards.
    pub applied: Applied,
    /// Environments whose targeting the patch intends to change.
    pub targeting: Vec<EnvironmentKey>,
    /// Title of the audit log entry.
    pub title: &'static str,
    /// Actions of the audit log entry.
    pub actions: Vec<String>,
    /// Comment of the audit log entry.
    pub comment: String,
}

/// `patchFeatureFlag`.
pub fn patch(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let before = request.flag(world, project)?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, project);
    let context = context(request.now, &new_ids, &around);
    let outcome = if request.is_semantic_patch() {
        semantic(request, before, &context)?
    } else {
        json_patch::apply(request, world, project, before, &context)?
    };
    refuse_where_approval_is_needed(world, project, &outcome.targeting)?;
    if !request.query.boolean("ignoreConflicts")?.unwrap_or(false) {
        let found = conflicts_of_change(before, &outcome.applied, &pending(world, project, &before.key), &context);
        if let Some(conflict) = found.first() {
            return Err(ApiError::pending_conflict(conflict));
        }
    }
    let body = wire::flag(world, project, &outcome.applied.flag, &FlagView::whole(world, project));
    if request.query.boolean("dryRun")?.unwrap_or(false) {
        return Ok(Reply::ok(body));
    }
    let activity = Activity {
        title: outcome.title,
        actions: outcome.actions,
        comment: &outcome.comment,
        member: Some(&request.caller.member),
        now: request.now,
    };
    Ok(Reply::ok(body).with(carry_out(world, project, before, &outcome.applied, &activity, &new_ids)))
}

fn semantic(request: &Request, before: &Flag, context: &ApplyContext<'_>) -> Result<Outcome, ApiError> {
    // The generated Python client cannot omit `patch: []`; unknown fields are ignored.
    let patch: SemanticPatch = request.json()?;
    let applied = apply_patch(before, &patch, context)?;
    let in_environment = patch.instructions.iter().any(Instruction::needs_environment);
    let targeting = patch
        .environment_key
        .into_iter()
        .filter(|key| in_environment && before.environments.get(key) != applied.flag.environments.get(key))
        .collect();
    Ok(Outcome {
        applied,
        targeting,
        title: title(&patch.instructions),
        actions: actions(&patch.instructions),
        comment: patch.comment.unwrap_or_default(),
    })
}

/// Returns 405 if one of the environments needs approvals.
pub fn refuse_where_approval_is_needed(
    world: &World,
    project: &ProjectKey,
    environments: &[EnvironmentKey],
) -> Result<(), ApiError> {
    let needs = |key: &EnvironmentKey| world.environment(project, key.as_str()).is_some_and(|found| found.approvals);
    if environments.iter().any(needs) { Err(ApiError::approval_required()) } else { Ok(()) }
}

/// Audit log title of instructions.
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
