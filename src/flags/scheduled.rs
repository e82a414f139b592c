//! Scheduled changes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnyInstruction, Instruction, PatchError, PatchProblem, ScheduledChangeInstruction, UnixMillis};

/// Instructions that LaunchDarkly applies to a flag in an environment at a date (`FeatureFlagScheduledChange`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduledChange {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// Creation time.
    #[serde(default, rename = "_creationDate")]
    pub creation_date: UnixMillis,
    /// Member id of the author; empty for a service token.
    #[serde(default, rename = "_maintainerId")]
    pub maintainer_id: String,
    /// Revision counter.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// Execution date.
    #[serde(rename = "executionDate")]
    pub execution_date: UnixMillis,
    /// The instructions.
    pub instructions: Vec<AnyInstruction>,
    /// Conflicts; their shape is not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<Value>,
}

impl ScheduledChange {
    /// Returns the instructions if every kind is known.
    ///
    /// # Errors
    /// [`PatchProblem`] with the first unknown kind or invalid instruction.
    pub fn known_instructions(&self) -> Result<Vec<Instruction>, PatchProblem> {
        known(&self.instructions)
    }
}

/// Applies instructions to a scheduled change, atomically; `None` if one deletes it.
///
/// The scheduled instructions themselves are not validated against the flag: see [`conflicts`](super::conflicts).
///
/// # Errors
/// [`PatchError`], as for a flag patch.
pub fn apply_scheduled(
    change: &ScheduledChange,
    instructions: &[ScheduledChangeInstruction],
    now: UnixMillis,
) -> Result<Option<ScheduledChange>, PatchError> {
    if instructions.is_empty() {
        return Err(PatchError::of_patch(PatchProblem::NoInstructions));
    }
    let mut after = change.clone();
    let mut deleted = false;
    for (index, instruction) in instructions.iter().enumerate() {
        let outcome = match instruction {
            ScheduledChangeInstruction::DeleteScheduledChange {} => {
                deleted = true;
                Ok(())
            }
            ScheduledChangeInstruction::ReplaceScheduledChangesInstructions { value } => {
                check_instructions(value).map(|()| after.instructions.clone_from(value))
            }
            ScheduledChangeInstruction::UpdateScheduledChangesExecutionDate { value } => {
                check_execution_date(*value, now).map(|()| after.execution_date = *value)
            }
        };
        outcome.map_err(|problem| PatchError { instruction: Some(index), kind: Some(instruction.kind()), problem })?;
    }
    if after != *change {
        after.version += 1;
    }
    Ok((!deleted).then_some(after))
}

/// Checks that a list can be scheduled: it is not empty and every kind is known.
///
/// # Errors
/// [`PatchProblem`] otherwise.
pub fn check_instructions(instructions: &[AnyInstruction]) -> Result<(), PatchProblem> {
    if instructions.is_empty() {
        return Err(PatchProblem::NoInstructions);
    }
    known(instructions).map(|_| ())
}

/// Checks that a date lies in the future; what the API does with others is not documented.
///
/// # Errors
/// [`PatchProblem`] otherwise.
pub fn check_execution_date(date: UnixMillis, now: UnixMillis) -> Result<(), PatchProblem> {
    if date <= now { Err(PatchProblem::DateInThePast(date)) } else { Ok(()) }
}

/// Returns the instructions if every kind is known and every instruction is valid.
///
/// # Errors
/// [`PatchProblem`] with the first that is not.
pub fn known(instructions: &[AnyInstruction]) -> Result<Vec<Instruction>, PatchProblem> {
    instructions
        .iter()
        .map(|instruction| match instruction {
            AnyInstruction::Known(instruction) => Ok(Instruction::clone(instruction)),
            AnyInstruction::Unknown(value) if Instruction::KINDS.iter().any(|kind| kind.name == instruction.kind()) => {
                let error = <Instruction as Deserialize>::deserialize(value).err().map(|error| error.to_string());
                Err(PatchProblem::InvalidInstruction(error.unwrap_or_default()))
            }
            AnyInstruction::Unknown(_) => Err(PatchProblem::UnknownKind(instruction.kind().to_owned())),
        })
        .collect()
}
