//! The change plan: everything that a user must know before a change of a flag, and what is compared before it is sent.
//!
//! A plan is made from the flag as it is and a change of it: a semantic patch, or a result (JSON Patch, copy). It holds the
//! flag before and after, the change in words and as JSON, who is affected, what the environments demand, the pending
//! changes that it would break, and the patch that undoes it. The editor and the command line use the same plans. What was
//! confirmed is what is sent: a plan is made again before sending and must equal the confirmed one, see
//! [`ChangePlan::is_still`].

mod demands;
mod difference;
mod inverse;
mod words;

use std::sync::Arc;

use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    Applied, ApplyContext, Conflict, Environment, EnvironmentKey, Flag, FlagKey, Instruction, PatchError,
    PendingChange, SemanticPatch, apply_patch, conflicts_of_change, count_versions,
};

pub use demands::EnvironmentDemands;
pub use difference::{Difference, JsonDifference};
pub use inverse::inverse;

/// The inputs of a plan other than the change.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    /// The flag, with the full configuration of the environments that the change concerns.
    pub flag: &'a Arc<Flag>,
    /// The environments to report on, in the order of display.
    pub environments: &'a [Environment],
    /// Scheduled changes and approval requests, as far as they are known.
    pub pending: &'a [PendingChange],
    /// Number of references to the flag in the workspace, if they were counted.
    pub code_references: Option<usize>,
    /// Time, ids, and the other flags of the project.
    pub context: ApplyContext<'a>,
}

/// A planned change of a flag.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangePlan {
    /// The semantic patch; `None` for a change by JSON Patch, merge patch or copy.
    pub patch: Option<SemanticPatch>,
    /// The flag before.
    pub before: Arc<Flag>,
    /// The flag afterwards; if it is deleted, its last state.
    pub after: Flag,
    /// Whether anything changes.
    pub changed: bool,
    /// Whether the flag is deleted.
    pub deletes: bool,
    /// What is done, one sentence per instruction, without a full stop.
    pub sentences: Vec<String>,
    /// What differs afterwards.
    pub differences: Vec<Difference>,
    /// The environments in which SDKs are affected, with their demands.
    pub environments: Vec<EnvironmentDemands>,
    /// The flags that have this one as a prerequisite, if SDKs are affected.
    pub dependents: Vec<FlagKey>,
    /// Number of references in the workspace, if they were counted.
    pub code_references: Option<usize>,
    /// Pending changes that could no longer be applied.
    pub conflicts: Vec<Conflict>,
    /// The patch that undoes the change, if one patch can.
    pub inverse: Option<SemanticPatch>,
}

impl ChangePlan {
    /// Plans a semantic patch.
    ///
    /// # Errors
    /// [`PatchError`] if the patch cannot be applied.
    pub fn of_patch(patch: SemanticPatch, input: &PlanInput<'_>) -> Result<Self, PatchError> {
        let applied = apply_patch(input.flag, &patch, &input.context)?;
        let name = patch.environment_key.as_ref().and_then(|key| name_of(input.environments, key));
        let sentences = words::sentences(input.flag, &patch, name, &input.context)?;
        let comment = patch.comment.clone();
        Ok(Self::new(Some(patch), sentences, comment.as_deref(), applied, input))
    }

    /// Plans a change whose result is known; `sentence` describes it, without a full stop. Counters and dates of `after`
    /// are updated.
    pub fn of_result(mut after: Flag, sentence: String, comment: Option<&str>, input: &PlanInput<'_>) -> Self {
        let changed = count_versions(input.flag, &mut after, &input.context);
        let applied = Applied { flag: after, changed, deleted: false, removed_variations: Vec::new() };
        Self::new(None, vec![sentence], comment, applied, input)
    }

    fn new(
        patch: Option<SemanticPatch>,
        sentences: Vec<String>,
        comment: Option<&str>,
        applied: Applied,
        input: &PlanInput<'_>,
    ) -> Self {
        let before = input.flag;
        let conflicts = conflicts_of_change(before, &applied, input.pending, &input.context);
        let environments = demands::of(before, &applied, input.environments, comment.is_some());
        let dependents = if environments.is_empty() {
            Vec::new()
        } else {
            input.context.surroundings.dependents(before.key.as_str())
        };
        let inverse = if applied.deleted { None } else { inverse(before, &applied.flag, &input.context) };
        Self {
            patch,
            before: Arc::clone(before),
            changed: applied.changed,
            deletes: applied.deleted,
            sentences,
            differences: difference::in_words(before, &applied.flag, input.environments),
            environments,
            dependents,
            code_references: input.code_references,
            conflicts,
            inverse,
            after: applied.flag,
        }
    }

    /// The environment of a change of targeting; `None` if it changes the flag as a whole, or several environments.
    pub fn environment(&self) -> Option<&EnvironmentDemands> {
        let mut targeted = self.environments.iter().filter(|environment| environment.targeting);
        targeted.next().filter(|_| targeted.next().is_none())
    }

    /// Whether a comment is required and missing.
    pub fn comment_required(&self) -> bool {
        self.environments.iter().any(|environment| environment.comment_required)
    }

    /// Whether the change must go through an approval request.
    pub fn approval_required(&self) -> bool {
        self.environments.iter().any(|environment| environment.approval_required)
    }

    /// Whether a later plan makes the same change to the same state with the same effect, so that the confirmation of this
    /// plan covers it.
    pub fn is_still(&self, later: &Self) -> bool {
        let environment = self.patch.as_ref().and_then(|patch| patch.environment_key.as_ref());
        self.patch == later.patch
            && self.environments == later.environments
            && self.conflicts == later.conflicts
            && self.before.is_same_in(&later.before, environment)
            && (self.patch.is_some() || self.after.essence() == later.after.essence())
    }

    /// A short text that two plans share if they make the same change to the same state.
    pub fn digest(&self) -> String {
        let mut before = Flag::clone(&self.before);
        if let Some(environment) = self.patch.as_ref().and_then(|patch| patch.environment_key.as_ref()) {
            before.environments.retain(|key, _| key == environment);
        }
        let text = json!([before.essence(), self.patch, self.json_differences()]).to_string();
        format!("{:016x}", xxh3_64(text.as_bytes()))
    }

    /// What differs afterwards, as JSON pointers with values. Ids, counters and dates are left out.
    pub fn json_differences(&self) -> Vec<JsonDifference> {
        if self.deletes {
            return vec![JsonDifference { path: String::new(), before: Some(self.before.essence()), after: None }];
        }
        difference::as_json(&self.before.essence(), &self.after.essence())
    }

    /// The plan as JSON.
    pub fn to_json(&self) -> Value {
        let conflicts: Vec<_> = self
            .conflicts
            .iter()
            .map(|conflict| json!({ "id": conflict.id, "reason": conflict.error.to_string() }))
            .collect();
        json!({
            "changes": self.changed,
            "deletes": self.deletes,
            "summary": self.sentences,
            "patch": self.patch,
            "differences": self.json_differences(),
            "environments": self.environments,
            "dependents": self.dependents,
            "codeReferences": self.code_references,
            "conflicts": conflicts,
            "undo": self.inverse,
        })
    }

    /// Whether the plan holds only this kind of instruction.
    pub fn is_only(&self, is_kind: impl Fn(&Instruction) -> bool) -> bool {
        self.patch.as_ref().is_some_and(|patch| patch.instructions.iter().all(is_kind))
    }
}

fn name_of<'a>(environments: &'a [Environment], key: &EnvironmentKey) -> Option<&'a str> {
    environments.iter().find(|environment| environment.key == *key).map(Environment::display_name)
}

#[cfg(test)]
mod tests;
