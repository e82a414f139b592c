//! Instruction families of expiring targets and scheduled changes.

use crate::flags::UnixMillis;

use super::{AnyInstruction, kinds};

kinds::instructions! {
    /// A change of the expiring context targets of a flag in an environment
    /// (`PATCH /api/v2/flags/{project}/{flag}/expiring-targets/{environment}`).
    pub enum ExpiringTargetInstruction {
        /// Sets the expiration date of a context's target.
        "addExpiringTarget" in Environment: AddExpiringTarget {
            value: UnixMillis,
            variation_id: String,
            context_key: String,
            context_kind: String,
        }
        /// Changes the expiration date of a context's target.
        "updateExpiringTarget" in Environment: UpdateExpiringTarget {
            value: UnixMillis,
            variation_id: String,
            context_key: String,
            context_kind: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            version: Option<u64>,
        }
        /// Removes the expiration date: the context stays targeted.
        "removeExpiringTarget" in Environment: RemoveExpiringTarget {
            variation_id: String,
            context_key: String,
            context_kind: String,
        }
    }
}

kinds::instructions! {
    /// A change of the expiring user targets of a flag in an environment
    /// (`PATCH /api/v2/flags/{project}/{flag}/expiring-user-targets/{environment}`).
    pub enum ExpiringUserTargetInstruction {
        /// Sets the expiration date of a user's target.
        "addExpireUserTargetDate" in Environment: AddExpireUserTargetDate {
            value: UnixMillis,
            variation_id: String,
            user_key: String,
        }
        /// Changes the expiration date of a user's target.
        "updateExpireUserTargetDate" in Environment: UpdateExpireUserTargetDate {
            value: UnixMillis,
            variation_id: String,
            user_key: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            version: Option<u64>,
        }
        /// Removes the expiration date: the user stays targeted.
        "removeExpireUserTargetDate" in Environment: RemoveExpireUserTargetDate {
            variation_id: String,
            user_key: String,
        }
    }
}

kinds::instructions! {
    /// A change of a scheduled change (`PATCH …/scheduled-changes/{id}`).
    pub enum ScheduledChangeInstruction {
        /// Deletes the scheduled change.
        "deleteScheduledChange" in Environment: DeleteScheduledChange {}
        /// Replaces the instructions of the scheduled change.
        "replaceScheduledChangesInstructions" in Environment: ReplaceScheduledChangesInstructions {
            value: Vec<AnyInstruction>,
        }
        /// Changes the execution date.
        "updateScheduledChangesExecutionDate" in Environment: UpdateScheduledChangesExecutionDate {
            value: UnixMillis,
        }
    }
}

/// A user is a context of kind `user`; both routes change the same list.
impl From<ExpiringUserTargetInstruction> for ExpiringTargetInstruction {
    fn from(instruction: ExpiringUserTargetInstruction) -> Self {
        let context_kind = "user".to_owned();
        match instruction {
            ExpiringUserTargetInstruction::AddExpireUserTargetDate { value, variation_id, user_key } => {
                Self::AddExpiringTarget { value, variation_id, context_key: user_key, context_kind }
            }
            ExpiringUserTargetInstruction::UpdateExpireUserTargetDate { value, variation_id, user_key, version } => {
                Self::UpdateExpiringTarget { value, variation_id, context_key: user_key, context_kind, version }
            }
            ExpiringUserTargetInstruction::RemoveExpireUserTargetDate { variation_id, user_key } => {
                Self::RemoveExpiringTarget { variation_id, context_key: user_key, context_kind }
            }
        }
    }
}
