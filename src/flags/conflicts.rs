//! Conflicts between a change and the pending ones (scheduled changes, approval requests).

use super::{
    AnyInstruction, Applied, ApplyContext, ApprovalRequest, EnvironmentKey, Flag, PatchError, PatchProblem,
    ScheduledChange, SemanticPatch, UnixMillis, apply, apply_patch, scheduled,
};

/// A change that is applied later: at its date, or once approved.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingChange {
    /// Id of the scheduled change or approval request.
    pub id: String,
    /// The environment of the change.
    pub environment: EnvironmentKey,
    /// When it is applied; `None` for an approval request without a date, which is assumed to be applied last.
    pub at: Option<UnixMillis>,
    /// The change.
    pub instructions: Vec<AnyInstruction>,
}

impl PendingChange {
    /// Wraps a scheduled change.
    pub fn scheduled(environment: &EnvironmentKey, change: &ScheduledChange) -> Self {
        Self {
            id: change.id.clone(),
            environment: environment.clone(),
            at: Some(change.execution_date),
            instructions: change.instructions.clone(),
        }
    }

    /// Wraps an approval request.
    pub fn approval(environment: &EnvironmentKey, request: &ApprovalRequest) -> Self {
        Self {
            id: request.id.clone(),
            environment: environment.clone(),
            at: request.execution_date,
            instructions: request.instructions.clone(),
        }
    }
}

/// A pending change that could no longer be applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Id of the pending change.
    pub id: String,
    /// Why it could no longer be applied.
    pub error: PatchError,
}

/// The pending changes that are valid now and would fail after `patch`.
///
/// LaunchDarkly names two causes of a conflict: a targeting change that invalidates a scheduled instruction, and an
/// earlier scheduled change that does. Both are found by simulation: all pending changes are applied in order of date,
/// once without and once with the patch. A change that fails both times is not a conflict.
///
/// # Errors
/// [`PatchError`] if the patch itself cannot be applied.
pub fn conflicts(
    flag: &Flag,
    pending: &[PendingChange],
    patch: &SemanticPatch,
    context: &ApplyContext<'_>,
) -> Result<Vec<Conflict>, PatchError> {
    let applied = apply_patch(flag, patch, context)?;
    Ok(conflicts_of_change(flag, &applied, pending, context))
}

/// [`conflicts`] for a change whose result is already known; it need not be a semantic patch.
pub fn conflicts_of_change(
    before: &Flag,
    applied: &Applied,
    pending: &[PendingChange],
    context: &ApplyContext<'_>,
) -> Vec<Conflict> {
    if !applied.changed {
        return Vec::new();
    }
    let pending: Vec<_> = pending.iter().collect();
    let held = failures(before, &pending, false, context);
    newly_failing(held, failures(&applied.flag, &pending, applied.deleted, context))
}

/// The changes that fail once `new` is pending too: `new` because of earlier ones, or later ones because of `new`.
/// A pending change with the same id is treated as replaced.
pub fn conflicts_of_scheduling(
    flag: &Flag,
    pending: &[PendingChange],
    new: &PendingChange,
    context: &ApplyContext<'_>,
) -> Vec<Conflict> {
    let others: Vec<_> = pending.iter().filter(|change| change.id != new.id).collect();
    let before = failures(flag, &others, false, context);
    let mut all = others;
    all.push(new);
    newly_failing(before, failures(flag, &all, false, context))
}

fn newly_failing(before: Vec<Conflict>, after: Vec<Conflict>) -> Vec<Conflict> {
    after.into_iter().filter(|conflict| !before.iter().any(|held| held.id == conflict.id)).collect()
}

/// Applies the changes in order and returns the failures; a failed change leaves the flag as it is.
fn failures(flag: &Flag, pending: &[&PendingChange], deleted: bool, context: &ApplyContext<'_>) -> Vec<Conflict> {
    let mut ordered = pending.to_vec();
    ordered.sort_by_key(|change| (change.at.is_none(), change.at));
    let mut flag = flag.clone();
    let mut deleted = deleted;
    let mut failed = Vec::new();
    for change in ordered {
        let outcome = if deleted {
            Err(PatchError::of_patch(PatchProblem::FlagDeleted))
        } else {
            scheduled::known(&change.instructions)
                .map_err(PatchError::of_patch)
                .and_then(|instructions| apply(&flag, Some(&change.environment), &instructions, context))
        };
        match outcome {
            Ok(applied) => {
                flag = applied.flag;
                deleted = applied.deleted;
            }
            Err(error) => failed.push(Conflict { id: change.id.clone(), error }),
        }
    }
    failed
}

#[cfg(test)]
mod tests;
