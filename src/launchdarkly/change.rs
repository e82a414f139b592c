//! Changing a flag reliably: send, and resolve the outcome by reading if the response was lost.

use crate::flags::{
    Applied, ApplyContext, EnvironmentKey, Flag, Instruction, NothingElse, PatchError, ProjectKey, SemanticPatch,
    SequentialIds, UnixMillis, apply_patch,
};

use super::{Client, Error, Outcome, PatchOptions};

/// The outcome of a flag change.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Applied. Holds the current flag with the requested environments.
    Done(Box<Flag>),
    /// The flag was deleted as requested.
    Deleted,
    /// The response was lost, and the current flag shows that the change was not applied.
    NotDone {
        /// The current flag.
        flag: Box<Flag>,
        /// Why the response was lost.
        cause: Error,
    },
    /// The response was lost and the flag was changed meanwhile, by this change or by another.
    Unclear {
        /// The current flag.
        flag: Box<Flag>,
        /// Why the response was lost.
        cause: Error,
    },
    /// The response was lost and the flag could not be read. `accepted` as in [`Outcome::Unknown`].
    Unknown {
        /// Why the response was lost.
        cause: Error,
        /// Whether the status line reported success.
        accepted: bool,
    },
}

/// What the current flag shows about a change whose response was lost.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// The requested state holds.
    Applied(Box<Flag>),
    /// The requested state does not hold.
    NotApplied(Box<Flag>),
    /// The flag was changed, but this change cannot be distinguished from others.
    Unclear(Box<Flag>),
    /// The flag no longer exists.
    Gone,
}

impl Client {
    /// Changes a flag and returns it with these environments. If the response is lost, the flag is read again; the
    /// change itself is never sent twice unless the API proves that nothing happened.
    ///
    /// `before` is the flag as shown to the user.
    ///
    /// # Errors
    /// As [`Client::patch_flag`]; nothing was changed.
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
            // The response to a deletion is not documented; it may be the flag as it was.
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
        tracing::warn!(flag = %before.key, %cause, "the response to a change was lost, reading the flag");
        Ok(match self.resolve_unknown(project, before, patch, environments).await {
            Ok(Resolution::Applied(flag)) => Change::Done(flag),
            // The server accepted the change, so the current state is the state after it.
            Ok(Resolution::NotApplied(flag) | Resolution::Unclear(flag)) if accepted => Change::Done(flag),
            Ok(Resolution::NotApplied(flag)) => Change::NotDone { flag, cause },
            Ok(Resolution::Unclear(flag)) => Change::Unclear { flag, cause },
            Ok(Resolution::Gone) => Change::Deleted,
            Err(_) => Change::Unknown { cause, accepted },
        })
    }

    /// Reads a flag to find out whether a change with a lost response was applied ([`Outcome::Unknown`]).
    ///
    /// `before` is the flag before the change. A change that the server is still processing appears as not applied.
    ///
    /// # Errors
    /// Errors common to all reads; the outcome is still unknown.
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

/// Whether the flag has the full configuration of these environments.
fn has_all(flag: &Flag, environments: &[EnvironmentKey]) -> bool {
    let detailed = |key| flag.environments.get(key).is_some_and(|config| config.is_detailed());
    environments.iter().all(detailed)
}

/// Fills in environments that the response omits: as before, or as the change makes them.
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

/// Compares the current flag with the expected result of a change. An idempotent change is detected by having no
/// further effect; any other (an added rule) by its result, provided nothing else changed.
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
        Ok(expected) if expected.flag.essence() == now.essence() => Resolution::Applied(Box::new(now)),
        _ => Resolution::Unclear(Box::new(now)),
    }
}

fn apply(flag: &Flag, patch: &SemanticPatch) -> Result<Applied, PatchError> {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis::default(), ids: &ids, surroundings: &NothingElse };
    apply_patch(flag, patch, &context)
}

/// The counters that every change increments.
fn versions(flag: &Flag) -> (u64, Vec<(&EnvironmentKey, u64)>) {
    (flag.version, flag.environments.iter().map(|(key, config)| (key, config.version)).collect())
}

#[cfg(test)]
mod tests;
