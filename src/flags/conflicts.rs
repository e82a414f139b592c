use super::{
    AnyInstruction, Applied, ApplyContext, ApprovalRequest, EnvironmentKey, Flag, PatchError, PatchProblem,
    ScheduledChange, SemanticPatch, UnixMillis, apply, apply_patch, scheduled,
};

/// A change of a flag that waits: for its date, or for an approval.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingChange {
    /// Id of the scheduled change or approval request.
    pub id: String,
    /// Where it will be applied.
    pub environment: EnvironmentKey,
    /// When; `None` for an approval request without a date, which is taken to be applied after all others.
    pub at: Option<UnixMillis>,
    /// What.
    pub instructions: Vec<AnyInstruction>,
}

impl PendingChange {
    /// A scheduled change of an environment.
    pub fn scheduled(environment: &EnvironmentKey, change: &ScheduledChange) -> Self {
        Self {
            id: change.id.clone(),
            environment: environment.clone(),
            at: Some(change.execution_date),
            instructions: change.instructions.clone(),
        }
    }

    /// An approval request of an environment.
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
    /// Why it would fail.
    pub error: PatchError,
}

/// The pending changes that can be applied now and could not after `patch`.
///
/// LaunchDarkly names two causes of a conflict: a change of targeting that makes a scheduled instruction invalid, and a
/// scheduled change of an earlier date that does. Both are found by doing it: all pending changes are applied in order
/// of their dates, once without and once with the patch. What failed anyway is no conflict of this patch.
///
/// # Errors
/// The patch itself cannot be applied.
pub fn conflicts(
    flag: &Flag,
    pending: &[PendingChange],
    patch: &SemanticPatch,
    context: &ApplyContext<'_>,
) -> Result<Vec<Conflict>, PatchError> {
    let applied = apply_patch(flag, patch, context)?;
    Ok(conflicts_of_change(flag, &applied, pending, context))
}

/// [`conflicts`] of a change that is already worked out, and may not have been a semantic patch.
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

/// The changes that fail once `new` is pending too: `new` itself, because of earlier ones, or later ones because of it.
/// A pending change with the id of `new` is taken to be replaced by it.
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

/// What fails when the changes are applied one after the other; those that fail leave the flag as it is.
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
