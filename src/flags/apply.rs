//! Semantic patches as pure functions: flag and instructions in, changed flag or [`PatchError`] out.
//!
//! A patch is atomic: all instructions apply or none does. An instruction whose effect already holds succeeds without
//! a change. Inputs other than the flag (time, new ids, other flags, members) come through [`ApplyContext`]. The rules
//! follow the API reference of "Update feature flag"; where it is silent, [`PatchProblem`] documents the choice and the
//! HTTP status.

mod context;
mod error;
mod lifecycle;
mod prerequisites;
mod rules;
mod settings;
mod targets;
mod variations;
mod working;

pub use context::{ApplyContext, Lookup, NothingElse, Surroundings};
pub use error::{PatchError, PatchProblem};
pub use variations::shift_prerequisites;

use super::{EnvironmentKey, Flag, FlagSummary, Instruction, SemanticPatch};
pub use working::CLAUSE_OPERATORS;
use working::Working;

/// The result of applying a patch to a flag.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The flag afterwards; equal to the input if nothing changed.
    pub flag: Flag,
    /// Whether the flag differs from the input.
    pub changed: bool,
    /// Whether the patch deletes the flag; `flag` is then its last state.
    pub deleted: bool,
    /// Indices of removed variations, each counted at the time of its removal. Prerequisites of other flags name
    /// variations by index: pass them through [`shift_prerequisites`].
    pub removed_variations: Vec<usize>,
}

/// Applies instructions to a flag, atomically.
///
/// `environment` is the patch's `environmentKey`. If anything changed, `_version` is incremented for changes of the
/// flag itself, and `version` and `lastModified` for each environment whose configuration changed. Which of the two
/// counters moves is not documented; LaunchDarkly's own tools add them up.
///
/// # Errors
/// [`PatchError`] with the instruction, the reason, and the status and code that the API would answer.
pub fn apply(
    flag: &Flag,
    environment: Option<&EnvironmentKey>,
    instructions: &[Instruction],
    context: &ApplyContext<'_>,
) -> Result<Applied, PatchError> {
    if instructions.is_empty() {
        return Err(PatchError::of_patch(PatchProblem::NoInstructions));
    }
    let mut working = Working::new(flag.clone(), environment, context);
    for (index, instruction) in instructions.iter().enumerate() {
        step(&mut working, instruction).map_err(|problem| PatchError {
            instruction: Some(index),
            kind: Some(instruction.kind()),
            problem,
        })?;
    }
    let Working { flag: mut after, deleted, removed_variations, .. } = working;
    if deleted {
        return Ok(Applied { flag: flag.clone(), changed: true, deleted, removed_variations });
    }
    let changed = count_versions(flag, &mut after, context);
    Ok(Applied { flag: after, changed, deleted, removed_variations })
}

/// [`apply`] with the environment and instructions of a patch.
///
/// # Errors
/// As [`apply`].
pub fn apply_patch(flag: &Flag, patch: &SemanticPatch, context: &ApplyContext<'_>) -> Result<Applied, PatchError> {
    apply(flag, patch.environment_key.as_ref(), &patch.instructions, context)
}

/// Updates version counters, dates and summary counts for everything that differs; returns whether anything does.
///
/// Shared with the other ways to change a flag (JSON Patch, copy between environments).
pub fn count_versions(before: &Flag, after: &mut Flag, context: &ApplyContext<'_>) -> bool {
    let mut changed = false;
    for (key, config) in &mut after.environments {
        if before.environments.get(key) == Some(config) {
            continue;
        }
        changed = true;
        config.version += 1;
        config.last_modified = context.now;
        if config.summary.is_some() && config.is_detailed() {
            config.summary = Some(FlagSummary::of(config));
        }
    }
    let environments = std::mem::take(&mut after.environments);
    let mut whole = before.clone();
    whole.environments.clear();
    if *after != whole {
        changed = true;
        after.version += 1;
    }
    after.environments = environments;
    changed
}

fn step(working: &mut Working<'_>, instruction: &Instruction) -> Result<(), PatchProblem> {
    use Instruction as I;
    if instruction.needs_environment() {
        working.config()?;
    }
    match instruction {
        I::TurnFlagOff {} => working.config()?.on = false,
        I::TurnFlagOn {} => working.config()?.on = true,
        I::UpdateTrackEvents { track_events } => working.config()?.track_events = *track_events,
        I::UpdateTrackEventsFallthrough { track_events } => {
            working.config()?.track_events_fallthrough = *track_events;
        }
        I::UpdateFallthroughVariationOrRollout { served } => rules::update_fallthrough(working, served)?,
        I::UpdateOffVariation { variation_id } => {
            let index = working.variation(variation_id)?;
            working.detailed()?.off_variation = Some(index);
        }

        I::AddRule { clauses, before_rule_id, served, description, track_events, reference } => {
            let rule = rules::NewRuleRef {
                served,
                clauses,
                description: description.as_deref(),
                track_events: track_events.unwrap_or_default(),
                reference: reference.as_deref(),
            };
            rules::add(working, &rule, before_rule_id.as_deref())?;
        }
        I::RemoveRule { rule_id, reference } => rules::remove(working, rule_id.as_deref(), reference.as_deref())?,
        I::ReorderRules { rule_ids } => rules::reorder(working, rule_ids)?,
        I::ReplaceRules { rules } => rules::replace(working, rules)?,
        I::UpdateRuleDescription { rule_id, description } => {
            working.rule(rule_id)?.description = Some(description.clone()).filter(|text| !text.is_empty());
        }
        I::UpdateRuleTrackEvents { rule_id, track_events } => working.rule(rule_id)?.track_events = *track_events,
        I::UpdateRuleVariationOrRollout { rule_id, served } => rules::update_served(working, rule_id, served)?,
        I::AddClauses { rule_id, clauses } => rules::add_clauses(working, rule_id, clauses)?,
        I::RemoveClauses { rule_id, clause_ids } => rules::remove_clauses(working, rule_id, clause_ids)?,
        I::UpdateClause { rule_id, clause_id, clause } => rules::update_clause(working, rule_id, clause_id, clause)?,
        I::AddValuesToClause { rule_id, clause_id, values } => {
            rules::add_values(working.clause(rule_id, clause_id)?, values);
        }
        I::RemoveValuesFromClause { rule_id, clause_id, values } => {
            working.clause(rule_id, clause_id)?.values.retain(|value| !values.contains(value));
        }

        I::AddTargets { context_kind, variation_id, values } => {
            targets::add(working, context_kind.as_deref(), variation_id, values)?;
        }
        I::AddUserTargets { variation_id, values } => targets::add(working, None, variation_id, values)?,
        I::RemoveTargets { context_kind, variation_id, values } => {
            targets::remove(working, context_kind.as_deref(), variation_id, values)?;
        }
        I::RemoveUserTargets { variation_id, values } => targets::remove(working, None, variation_id, values)?,
        I::ReplaceTargets { targets } => targets::replace(working, targets)?,
        I::ReplaceUserTargets { targets } => targets::replace_users(working, targets)?,
        I::ClearTargets { variation_id } => targets::clear(working, variation_id, targets::Which::All)?,
        I::ClearUserTargets { variation_id } => targets::clear(working, variation_id, targets::Which::Users)?,

        I::AddPrerequisite { key, variation_id } => prerequisites::add(working, key, variation_id)?,
        I::UpdatePrerequisite { key, variation_id } => prerequisites::update(working, key, variation_id)?,
        I::RemovePrerequisite { key } => working.detailed()?.prerequisites.retain(|held| held.key != *key),
        I::ReplacePrerequisites { prerequisites } => prerequisites::replace(working, prerequisites)?,

        I::AddVariation { value, name, description } => {
            variations::add(working, value, name.as_deref(), description.as_deref())?;
        }
        I::UpdateVariation { variation_id, name, value, description } => {
            variations::update(working, variation_id, value.as_ref(), name.as_deref(), description.as_deref())?;
        }
        I::RemoveVariation { variation_id } => variations::remove(working, variation_id)?,
        I::UpdateDefaultVariation { on_variation_value, off_variation_value } => {
            variations::update_defaults(working, on_variation_value.as_ref(), off_variation_value.as_ref())?;
        }

        I::AddCustomProperties { key, name, values } => settings::add_custom_property(working, key, name, values),
        I::ReplaceCustomProperties { key, name, values } => {
            settings::replace_custom_property(working, key, name.as_deref(), values);
        }
        I::RemoveCustomProperties { key, values } => settings::remove_custom_property(working, key, values),
        I::AddTags { values } => settings::add_tags(working, values)?,
        I::RemoveTags { values } => working.flag.tags.retain(|tag| !values.contains(tag)),
        I::MakeFlagPermanent {} => working.flag.temporary = false,
        I::MakeFlagTemporary {} => working.flag.temporary = true,
        I::TurnOnClientSideAvailability { value } => settings::set_availability(working, *value, true),
        I::TurnOffClientSideAvailability { value } => settings::set_availability(working, *value, false),
        I::UpdateName { value } => settings::rename(working, value)?,
        I::UpdateDescription { value } => working.flag.description.clone_from(value),
        I::UpdateMaintainerMember { value } => settings::maintain_by_member(working, value)?,
        I::UpdateMaintainerTeam { value } => settings::maintain_by_team(working, value)?,
        I::RemoveMaintainer {} => settings::remove_maintainer(working),

        I::ArchiveFlag {} => lifecycle::archive(working)?,
        I::RestoreFlag {} => lifecycle::restore(working),
        I::DeprecateFlag {} => lifecycle::deprecate(working),
        I::RestoreDeprecatedFlag {} => lifecycle::restore_deprecated(working),
        I::DeleteFlag {} => lifecycle::delete(working)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests;
