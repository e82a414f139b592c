//! Instructions that archive, deprecate, restore or delete a flag.

use crate::flags::FlagKey;

use super::PatchProblem;
use super::working::Working;

/// Archives a flag that no live flag depends on. Archived dependents do not count: they are not evaluated.
pub(super) fn archive(working: &mut Working<'_>) -> Result<(), PatchProblem> {
    if working.flag.archived {
        return Ok(());
    }
    let mut dependents = dependents(working);
    dependents.retain(|key| !working.context.surroundings.flag(key.as_str()).is_some_and(|flag| flag.archived));
    if !dependents.is_empty() {
        return Err(PatchProblem::PrerequisiteOf(dependents));
    }
    set_archived(working, true);
    Ok(())
}

pub(super) fn restore(working: &mut Working<'_>) {
    if working.flag.archived {
        set_archived(working, false);
    }
}

pub(super) fn deprecate(working: &mut Working<'_>) {
    if !working.flag.deprecated {
        working.flag.deprecated = true;
        working.flag.deprecated_date = Some(working.context.now);
    }
}

pub(super) fn restore_deprecated(working: &mut Working<'_>) {
    if working.flag.deprecated {
        working.flag.deprecated = false;
        working.flag.deprecated_date = None;
    }
}

pub(super) fn delete(working: &mut Working<'_>) -> Result<(), PatchProblem> {
    let dependents = dependents(working);
    if !dependents.is_empty() {
        return Err(PatchProblem::DeletedPrerequisiteOf(dependents));
    }
    working.deleted = true;
    Ok(())
}

fn set_archived(working: &mut Working<'_>, archived: bool) {
    working.flag.archived = archived;
    working.flag.archived_date = archived.then_some(working.context.now);
    for config in working.flag.environments.values_mut() {
        config.archived = archived;
    }
}

fn dependents(working: &Working<'_>) -> Vec<FlagKey> {
    working.context.surroundings.dependents(working.flag.key.as_str())
}
