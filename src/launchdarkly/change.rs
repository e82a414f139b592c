//! A change of a flag to its end: sent, and where the answer was lost, looked up.

use serde_json::Value;

use crate::flags::{
    Applied, ApplyContext, EnvironmentKey, Flag, Instruction, NothingElse, PatchError, ProjectKey, SemanticPatch,
    SequentialIds, UnixMillis, apply_patch,
};

use super::{Client, Error, Outcome, PatchOptions};

/// How a change of a flag ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It holds; this is the flag now, with the environments that were asked for.
    Done(Box<Flag>),
    /// The flag is deleted, as was asked.
    Deleted,
    /// The answer was lost, and the flag as it is now shows that the change did not happen.
    NotDone {
        /// The flag now.
        flag: Box<Flag>,
        /// What became of the answer.
        cause: Error,
    },
    /// The answer was lost and the flag was changed meanwhile, so that nobody can tell whether by this change.
    Unclear {
        /// The flag now.
        flag: Box<Flag>,
        /// What became of the answer.
        cause: Error,
    },
    /// The answer was lost and so was that to the question. Nothing is known; `accepted` as in [`Outcome::Unknown`].
    Unknown {
        /// What became of the answer.
        cause: Error,
        /// The server said that it accepted the change.
        accepted: bool,
    },
}

/// What a flag shows of a change whose answer was lost.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// What was asked for holds now.
    Applied(Box<Flag>),
    /// It does not.
    NotApplied(Box<Flag>),
    /// The flag was changed, and this change cannot be told from others.
    Unclear(Box<Flag>),
    /// The flag is gone.
    Gone,
}

impl Client {
    /// Changes a flag and gives it back as it is then, with these environments. Where the answer is lost the flag is
    /// read again; the change itself is never sent twice unless the API proves that nothing happened.
    ///
    /// `before` is the flag as the user saw it.
    ///
    /// # Errors
    /// As [`Client::patch_flag`]: nothing was changed then.
    pub async fn change_flag(
        &self,
        project: &ProjectKey,
        before: &Flag,
        patch: &SemanticPatch,
        environments: &[EnvironmentKey],
        options: PatchOptions,
    ) -> Result<Change, Error> {
        let deletes = patch.instructions.iter().any(|it| matches!(it, Instruction::DeleteFlag {})) && !options.dry_run;
        let (cause, accepted) = match self.patch_flag(project, &before.key, patch, options).await? {
            // What the answer then holds is not documented: perhaps the flag as it was.
            Outcome::Done(_) if deletes => return Ok(Change::Deleted),
            Outcome::Done(answer) if options.dry_run || has_all(&answer, environments) => {
                return Ok(Change::Done(Box::new(answer)));
            }
            Outcome::Done(answer) => {
                let flag = match self.flag(project, &before.key, environments).await {
                    Ok(flag) => flag,
                    Err(_) => completed(answer, before, patch),
                };
                return Ok(Change::Done(Box::new(flag)));
            }
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        tracing::warn!(flag = %before.key, %cause, "the answer to a change was lost, reading the flag");
        Ok(match self.resolve_unknown(project, before, patch, environments).await {
            Ok(Resolution::Applied(flag)) => Change::Done(flag),
            // The server said yes: what is seen now is after the change.
            Ok(Resolution::NotApplied(flag) | Resolution::Unclear(flag)) if accepted => Change::Done(flag),
            Ok(Resolution::NotApplied(flag)) => Change::NotDone { flag, cause },
            Ok(Resolution::Unclear(flag)) => Change::Unclear { flag, cause },
            Ok(Resolution::Gone) => Change::Deleted,
            Err(_) => Change::Unknown { cause, accepted },
        })
    }

    /// Reads a flag to find out whether a change of it happened whose answer was lost ([`Outcome::Unknown`]).
    ///
    /// `before` is the flag before the change. A change that the server is still working on is seen as not applied.
    ///
    /// # Errors
    /// Those of every read; nothing is known then.
    pub async fn resolve_unknown(
        &self,
        project: &ProjectKey,
        before: &Flag,
        patch: &SemanticPatch,
        environments: &[EnvironmentKey],
    ) -> Result<Resolution, Error> {
        let mut wanted = environments.to_vec();
        wanted.extend(patch.environment_key.clone().filter(|key| !environments.contains(key)));
        match self.flag(project, &before.key, &wanted).await {
            Ok(now) => Ok(judge(before, patch, now)),
            Err(Error::NotFound(_)) => Ok(Resolution::Gone),
            Err(error) => Err(error),
        }
    }
}

/// Whether the flag has the whole configuration of these environments.
fn has_all(flag: &Flag, environments: &[EnvironmentKey]) -> bool {
    let detailed = |key| flag.environments.get(key).is_some_and(|config| config.is_detailed());
    environments.iter().all(detailed)
}

/// An answer without all environments: the rest as they were, or as the change makes them.
fn completed(mut answer: Flag, before: &Flag, patch: &SemanticPatch) -> Flag {
    let expected = apply(before, patch).map_or_else(|_| before.clone(), |applied| applied.flag);
    for (key, config) in expected.environments {
        match answer.environments.get(&key) {
            Some(known) if known.is_detailed() => {}
            _ => drop(answer.environments.insert(key, config)),
        }
    }
    answer
}

/// Compares a flag with what a change would make of it. A change that is without effect when repeated is recognised by
/// that; another (a rule was added) by its trace, as long as nothing else happened.
fn judge(before: &Flag, patch: &SemanticPatch, now: Flag) -> Resolution {
    let expected = apply(before, patch);
    let repeatable = match &expected {
        Ok(applied) if applied.deleted => return Resolution::NotApplied(Box::new(now)),
        Ok(applied) => apply(&applied.flag, patch).is_ok_and(|again| !again.changed),
        Err(_) => false,
    };
    match apply(&now, patch) {
        Ok(applied) if !applied.changed => return Resolution::Applied(Box::new(now)),
        Ok(_) if repeatable => return Resolution::NotApplied(Box::new(now)),
        _ => {}
    }
    if versions(before) == versions(&now) {
        return Resolution::NotApplied(Box::new(now));
    }
    match expected {
        Ok(expected) if essence(&expected.flag) == essence(&now) => Resolution::Applied(Box::new(now)),
        _ => Resolution::Unclear(Box::new(now)),
    }
}

fn apply(flag: &Flag, patch: &SemanticPatch) -> Result<Applied, PatchError> {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis::default(), ids: &ids, surroundings: &NothingElse };
    apply_patch(flag, patch, &context)
}

/// The counters that every change moves.
fn versions(flag: &Flag) -> (u64, Vec<(&EnvironmentKey, u64)>) {
    (flag.version, flag.environments.iter().map(|(key, config)| (key, config.version)).collect())
}

/// A flag without what differs between two ways to the same state: ids, counters, dates.
fn essence(flag: &Flag) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for field in
                    ["_id", "_version", "version", "lastModified", "archivedDate", "deprecatedDate", "_summary"]
                {
                    fields.shift_remove(field);
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(flag).unwrap_or_default();
    strip(&mut value);
    value
}

#[cfg(test)]
mod tests;
