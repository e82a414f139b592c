//! Expiring targets: individual targets that are removed at a date.

use serde::{Deserialize, Serialize};

use super::{
    ApplyContext, EnvironmentKey, ExpiringTargetInstruction, Flag, FlagConfig, Instruction, PatchError, PatchProblem,
    UnixMillis,
};

/// An individual target with an expiration date (`ExpiringTarget`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpiringTarget {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// Revision counter.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// When the target is removed.
    pub expiration_date: UnixMillis,
    /// Context kind, such as `user`.
    pub context_kind: String,
    /// Context key.
    pub context_key: String,
    /// UUID of the variation that targets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation_id: Option<String>,
}

/// An expiring user target of the older route (`ExpiringUserTargetItem`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpiringUserTarget {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// Revision counter.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// When the target is removed.
    pub expiration_date: UnixMillis,
    /// User key.
    pub user_key: String,
    /// UUID of the variation that targets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation_id: Option<String>,
}

impl ExpiringTarget {
    /// Converts to the older route's form; `None` if the context is not a user.
    pub fn as_user(&self) -> Option<ExpiringUserTarget> {
        (self.context_kind == "user").then(|| ExpiringUserTarget {
            id: self.id.clone(),
            version: self.version,
            expiration_date: self.expiration_date,
            user_key: self.context_key.clone(),
            variation_id: self.variation_id.clone(),
        })
    }

    fn is_of(&self, kind: &str, key: &str) -> bool {
        self.context_kind == kind && self.context_key == key
    }

    fn is_in(&self, variation: &str) -> bool {
        self.variation_id.as_deref() == Some(variation)
    }
}

/// The result of a patch of expiring targets. Unlike a flag patch it is not atomic: failed instructions are listed,
/// the others apply, and the API answers 200.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpiringApplied {
    /// The list afterwards.
    pub items: Vec<ExpiringTarget>,
    /// Number of instructions.
    pub total: usize,
    /// Number of instructions that applied.
    pub successful: usize,
    /// Failed instructions by index.
    pub errors: Vec<(usize, PatchProblem)>,
}

/// Applies instructions to the expiring targets of a flag in an environment. The older instructions for users
/// [convert](ExpiringTargetInstruction) into these.
///
/// Adding an existing target with the same date and removing an absent one succeed without a change (not documented).
///
/// # Errors
/// [`PatchProblem`] for the request as a whole: no instructions, or an unknown environment.
pub fn apply_expiring(
    flag: &Flag,
    environment: &EnvironmentKey,
    targets: &[ExpiringTarget],
    instructions: &[ExpiringTargetInstruction],
    context: &ApplyContext<'_>,
) -> Result<ExpiringApplied, PatchError> {
    if instructions.is_empty() {
        return Err(PatchError::of_patch(PatchProblem::NoInstructions));
    }
    let Some(config) = flag.environments.get(environment) else {
        return Err(PatchError::of_patch(PatchProblem::UnknownEnvironment(environment.clone())));
    };
    let mut items = targets.to_vec();
    let mut errors = Vec::new();
    for (index, instruction) in instructions.iter().enumerate() {
        if let Err(problem) = step(flag, config, &mut items, instruction, context) {
            errors.push((index, problem));
        }
    }
    let total = instructions.len();
    Ok(ExpiringApplied { items, total, successful: total - errors.len(), errors })
}

fn step(
    flag: &Flag,
    config: &FlagConfig,
    items: &mut Vec<ExpiringTarget>,
    instruction: &ExpiringTargetInstruction,
    context: &ApplyContext<'_>,
) -> Result<(), PatchProblem> {
    use ExpiringTargetInstruction as I;
    match instruction {
        I::AddExpiringTarget { value, variation_id, context_key, context_kind } => {
            check_date(*value, context)?;
            let variation = flag
                .variation_index(variation_id)
                .ok_or_else(|| PatchProblem::UnknownVariation(variation_id.clone()))?;
            if !config.targets_individually(context_kind, context_key, variation) {
                return Err(PatchProblem::NotTargeted { context_kind: context_kind.clone(), key: context_key.clone() });
            }
            match items.iter().find(|item| item.is_of(context_kind, context_key)) {
                Some(same) if same.expiration_date == *value && same.is_in(variation_id) => {}
                Some(_) => {
                    return Err(PatchProblem::AlreadyExpiring {
                        context_kind: context_kind.clone(),
                        key: context_key.clone(),
                    });
                }
                None => items.push(ExpiringTarget {
                    id: context.ids.object_id(),
                    version: 1,
                    expiration_date: *value,
                    context_kind: context_kind.clone(),
                    context_key: context_key.clone(),
                    variation_id: Some(variation_id.clone()),
                }),
            }
        }
        I::UpdateExpiringTarget { value, variation_id, context_key, context_kind, version } => {
            check_date(*value, context)?;
            let item = items
                .iter_mut()
                .find(|item| item.is_of(context_kind, context_key) && item.is_in(variation_id))
                .ok_or_else(|| PatchProblem::NotExpiring {
                    context_kind: context_kind.clone(),
                    key: context_key.clone(),
                })?;
            if let Some(given) = *version
                && given != item.version
            {
                return Err(PatchProblem::VersionMismatch { given, current: item.version });
            }
            if item.expiration_date != *value {
                item.expiration_date = *value;
                item.version += 1;
            }
        }
        I::RemoveExpiringTarget { variation_id, context_key, context_kind } => {
            flag.variation_index(variation_id).ok_or_else(|| PatchProblem::UnknownVariation(variation_id.clone()))?;
            items.retain(|item| !(item.is_of(context_kind, context_key) && item.is_in(variation_id)));
        }
    }
    Ok(())
}

/// Splits expired from remaining targets: returns the instructions that remove the expired ones, and the rest.
pub fn expire(targets: &[ExpiringTarget], now: UnixMillis) -> (Vec<Instruction>, Vec<ExpiringTarget>) {
    let (due, left): (Vec<_>, Vec<_>) = targets.iter().cloned().partition(|target| target.expiration_date <= now);
    let removals = due.into_iter().filter_map(|target| {
        Some(Instruction::RemoveTargets {
            context_kind: Some(target.context_kind),
            variation_id: target.variation_id?,
            values: vec![target.context_key],
        })
    });
    (removals.collect(), left)
}

/// The expiring targets that are still valid after a change of the flag: their context is still targeted in their
/// variation.
pub fn still_targeted(flag: &Flag, environment: &EnvironmentKey, targets: &[ExpiringTarget]) -> Vec<ExpiringTarget> {
    let holds = |target: &&ExpiringTarget| {
        let variation = target.variation_id.as_deref().and_then(|id| flag.variation_index(id));
        variation.zip(flag.environments.get(environment)).is_some_and(|(variation, config)| {
            config.targets_individually(&target.context_kind, &target.context_key, variation)
        })
    };
    targets.iter().filter(holds).cloned().collect()
}

fn check_date(date: UnixMillis, context: &ApplyContext<'_>) -> Result<(), PatchProblem> {
    if date <= context.now { Err(PatchProblem::DateInThePast(date)) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
