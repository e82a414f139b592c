//! A patch in plain language, one sentence per instruction.

use super::super::words::{plural, value_in_words};
use super::super::{
    ApplyContext, Flag, Instruction, NewClause, PatchError, Rollout, SemanticPatch, Served, ServedById,
    WeightedVariation, apply,
};
use crate::flags::ClientSideSdk;

/// One sentence per instruction, without a full stop: `Turn on in Production: serves true to everyone`. `environment` is
/// the display name.
///
/// # Errors
/// [`PatchError`] if the patch cannot be applied.
pub(super) fn sentences(
    flag: &Flag,
    patch: &SemanticPatch,
    environment: Option<&str>,
    context: &ApplyContext<'_>,
) -> Result<Vec<String>, PatchError> {
    let key = patch.environment_key.as_ref();
    let place = environment.or(key.map(|key| key.as_str())).unwrap_or("no environment");
    let mut lines = Vec::with_capacity(patch.instructions.len());
    let mut current = flag.clone();
    for instruction in &patch.instructions {
        let after = apply(&current, key, std::slice::from_ref(instruction), context)?;
        let words = Words { before: &current, after: &after.flag, environment: key.map(|key| key.as_str()), place };
        let line = words.of(instruction);
        lines.push(if after.changed { line } else { format!("Unchanged: {line}") });
        current = after.flag;
    }
    Ok(lines)
}

struct Words<'a> {
    before: &'a Flag,
    after: &'a Flag,
    environment: Option<&'a str>,
    place: &'a str,
}

impl Words<'_> {
    fn of(&self, instruction: &Instruction) -> String {
        use Instruction as I;
        let place = self.place;
        match instruction {
            I::TurnFlagOn {} => format!("Turn on in {place}: {}", self.effect()),
            I::TurnFlagOff {} => format!("Turn off in {place}: {}", self.effect()),
            I::UpdateFallthroughVariationOrRollout { served } => {
                format!("Serve {} by default in {place}", self.served(served))
            }
            I::UpdateOffVariation { variation_id } => {
                format!("Serve {} in {place} while off", self.variation(variation_id))
            }
            I::UpdateTrackEvents { track_events } => format!("{} detailed events in {place}", send(*track_events)),
            I::UpdateTrackEventsFallthrough { track_events } => {
                format!("{} detailed events of the default rule in {place}", send(*track_events))
            }
            I::AddRule { clauses, served, .. } => {
                format!("Add a rule in {place}: {}, serve {}", self.clauses(clauses), self.served(served))
            }
            I::RemoveRule { rule_id, reference } => {
                let id = rule_id.as_deref().or(reference.as_deref()).unwrap_or_default();
                format!("Remove {} in {place}", self.rule(id))
            }
            I::ReorderRules { .. } => format!("Reorder the rules in {place}"),
            I::ReplaceRules { rules } => format!("Replace all rules in {place} by {}", plural(rules.len(), "rule")),
            I::UpdateRuleDescription { rule_id, description } => {
                format!("Describe {} in {place} as “{description}”", self.rule(rule_id))
            }
            I::UpdateRuleTrackEvents { rule_id, track_events } => {
                format!("{} detailed events of {} in {place}", send(*track_events), self.rule(rule_id))
            }
            I::UpdateRuleVariationOrRollout { rule_id, served } => {
                format!("Serve {} by {} in {place}", self.served(served), self.rule(rule_id))
            }
            I::AddClauses { rule_id, clauses } => {
                format!("Narrow {} in {place}: and {}", self.rule(rule_id), self.clauses(clauses))
            }
            I::RemoveClauses { rule_id, clause_ids } => {
                format!("Remove {} from {} in {place}", plural(clause_ids.len(), "clause"), self.rule(rule_id))
            }
            I::UpdateClause { rule_id, clause, .. } => {
                let clause = self.clauses(std::slice::from_ref(clause));
                format!("Change a clause of {} in {place}: {clause}", self.rule(rule_id))
            }
            I::AddValuesToClause { rule_id, values, .. } => {
                format!("Add {} to a clause of {} in {place}", plural(values.len(), "value"), self.rule(rule_id))
            }
            I::RemoveValuesFromClause { rule_id, values, .. } => {
                format!("Remove {} from a clause of {} in {place}", plural(values.len(), "value"), self.rule(rule_id))
            }
            I::AddTargets { context_kind, variation_id, values } => {
                let variation = self.variation(variation_id);
                format!("Serve {variation} to {} in {place}", contexts(context_kind.as_deref(), values))
            }
            I::AddUserTargets { variation_id, values } => {
                format!("Serve {} to {} in {place}", self.variation(variation_id), contexts(None, values))
            }
            I::RemoveTargets { context_kind, variation_id, values } => {
                let variation = self.variation(variation_id);
                format!("Stop serving {variation} to {} in {place}", contexts(context_kind.as_deref(), values))
            }
            I::RemoveUserTargets { variation_id, values } => {
                format!("Stop serving {} to {} in {place}", self.variation(variation_id), contexts(None, values))
            }
            I::ReplaceTargets { targets } => {
                let count = targets.iter().map(|target| target.values.len()).sum();
                format!("Replace all individual targets in {place} by {}", plural(count, "context"))
            }
            I::ReplaceUserTargets { targets } => {
                let count = targets.iter().map(|target| target.values.len()).sum();
                format!("Replace all user targets in {place} by {}", plural(count, "user"))
            }
            I::ClearTargets { variation_id } => {
                format!("Remove all individual targets of {} in {place}", self.variation(variation_id))
            }
            I::ClearUserTargets { variation_id } => {
                format!("Remove all user targets of {} in {place}", self.variation(variation_id))
            }
            I::AddPrerequisite { key, .. } => format!("Depend on the flag {key} in {place}"),
            I::UpdatePrerequisite { key, .. } => format!("Depend on another variation of the flag {key} in {place}"),
            I::RemovePrerequisite { key } => format!("No longer depend on the flag {key} in {place}"),
            I::ReplacePrerequisites { prerequisites } => {
                format!("Replace all prerequisites in {place} by {}", plural(prerequisites.len(), "flag"))
            }
            _ => self.of_whole(instruction),
        }
    }

    /// Describes an instruction that changes the flag in every environment.
    fn of_whole(&self, instruction: &Instruction) -> String {
        use Instruction as I;
        let everywhere = "in every environment";
        match instruction {
            I::AddVariation { value, .. } => format!("Add the variation {}", value_in_words(value)),
            I::RemoveVariation { variation_id } => format!("Remove the variation {}", self.variation(variation_id)),
            I::UpdateVariation { variation_id, value, .. } => match value {
                Some(value) => {
                    let before = self.variation(variation_id);
                    format!("Change the variation {before} to {} {everywhere}", value_in_words(value))
                }
                None => format!("Rename or describe the variation {}", self.variation(variation_id)),
            },
            I::UpdateDefaultVariation { .. } => "Change the variations that new environments start with".to_owned(),
            I::AddCustomProperties { key, .. } => format!("Add the custom property {key}"),
            I::ReplaceCustomProperties { key, .. } => format!("Replace the values of the custom property {key}"),
            I::RemoveCustomProperties { key, .. } => format!("Remove values from the custom property {key}"),
            I::AddTags { values } => format!("Add the {}", named(values, "tag")),
            I::RemoveTags { values } => format!("Remove the {}", named(values, "tag")),
            I::MakeFlagPermanent {} => "Mark as permanent".to_owned(),
            I::MakeFlagTemporary {} => "Mark as temporary".to_owned(),
            I::TurnOnClientSideAvailability { value } => format!("Show to {}", sdks(*value)),
            I::TurnOffClientSideAvailability { value } => format!("Hide from {}", sdks(*value)),
            I::UpdateName { value } => format!("Rename to “{value}”"),
            I::UpdateDescription { value } if value.is_empty() => "Remove the description".to_owned(),
            I::UpdateDescription { value } => format!("Describe as “{value}”"),
            I::UpdateMaintainerMember { value } => format!("Make the member {value} the maintainer"),
            I::UpdateMaintainerTeam { value } => format!("Make the team {value} the maintainer"),
            I::RemoveMaintainer {} => "Remove the maintainer".to_owned(),
            I::ArchiveFlag {} => format!("Archive {everywhere}: SDKs get the default value in code"),
            I::RestoreFlag {} => format!("Restore from the archive {everywhere}"),
            I::DeprecateFlag {} => {
                format!("Deprecate {everywhere}: still evaluated, no longer in the list of live flags")
            }
            I::RestoreDeprecatedFlag {} => format!("No longer deprecated {everywhere}"),
            I::DeleteFlag {} => format!("Delete for good {everywhere}: cannot be restored"),
            other => other.kind().to_owned(),
        }
    }

    fn effect(&self) -> String {
        match self.environment.and_then(|environment| self.after.in_words(environment)) {
            Some(words) => words.to_string(),
            None => "what it serves is not loaded".to_owned(),
        }
    }

    fn variation(&self, id: &str) -> String {
        let find = |flag: &Flag| flag.variation_index(id).map(|index| flag.variations[index].in_words());
        find(self.before).or_else(|| find(self.after)).unwrap_or_else(|| "an unknown variation".to_owned())
    }

    fn served(&self, requested: &ServedById) -> String {
        let served = match (&requested.variation_id, &requested.rollout_weights) {
            (Some(id), _) => return self.variation(id),
            (None, Some(weights)) => weights,
            (None, None) => return "nothing".to_owned(),
        };
        let mut shares: Vec<_> = served
            .iter()
            .filter_map(|(id, weight)| Some((self.before.variation_index(id)?, *weight)))
            .map(|(variation, weight)| WeightedVariation { variation, weight, untracked: None })
            .collect();
        shares.sort_by_key(|share| share.variation);
        let rollout = Rollout { variations: shares, ..Rollout::default() };
        self.before.serving(&Served { variation: None, rollout: Some(Box::new(rollout)) }).to_string()
    }

    /// `rule 2`, followed by its description.
    fn rule(&self, id: &str) -> String {
        let config = self.environment.and_then(|environment| self.before.environments.get(environment));
        let rules = config.map(|config| config.rules.as_slice()).unwrap_or_default();
        let named = |held: &Option<String>| held.as_deref() == Some(id);
        match rules.iter().position(|rule| named(&rule.id) || named(&rule.reference)) {
            Some(index) => match &rules[index].description {
                Some(description) => format!("rule {} “{description}”", index + 1),
                None => format!("rule {}", index + 1),
            },
            None => "a rule".to_owned(),
        }
    }

    fn clauses(&self, clauses: &[NewClause]) -> String {
        if clauses.is_empty() {
            return "for everyone".to_owned();
        }
        let words = clauses.iter().map(|clause| {
            let values: Vec<_> = clause.values.iter().map(value_in_words).collect();
            let not = if clause.negate { "not " } else { "" };
            let kind = clause.context_kind.as_deref().unwrap_or("user");
            let attribute = if clause.attribute.is_empty() { "segment" } else { &clause.attribute };
            format!("if {kind} {attribute} {not}{} {}", clause.op, values.join(", "))
        });
        words.collect::<Vec<_>>().join(" and ")
    }
}

fn send(on: bool) -> &'static str {
    if on { "Send" } else { "Stop sending" }
}

fn contexts(kind: Option<&str>, keys: &[String]) -> String {
    let kind = kind.unwrap_or("user");
    match keys {
        [one] => format!("the {kind} {one}"),
        several => plural(several.len(), kind),
    }
}

fn named(values: &[String], noun: &str) -> String {
    let plural = if values.len() == 1 { "" } else { "s" };
    format!("{noun}{plural} {}", values.join(", "))
}

fn sdks(sdk: ClientSideSdk) -> &'static str {
    match sdk {
        ClientSideSdk::UsingMobileKey => "mobile SDKs",
        ClientSideSdk::UsingEnvironmentId => "client-side SDKs",
    }
}
