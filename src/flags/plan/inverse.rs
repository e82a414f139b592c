//! The patch that undoes a change.

use std::collections::BTreeMap;

use super::super::{
    ApplyContext, ClientSideAvailability, ClientSideSdk, Flag, FlagConfig, Instruction, NewClause, NewRule,
    PrerequisiteById, Rule, SemanticPatch, Served, ServedById, Target, apply_patch,
};

/// The patch that leads from `after` back to `before`; `None` if nothing differs or no single patch does.
///
/// The patch is verified by applying it: the result equals `before` except for ids, counters and dates. For a change that
/// creates rules or variations use the flag that LaunchDarkly returned, since it assigns their ids.
pub fn inverse(before: &Flag, after: &Flag, context: &ApplyContext<'_>) -> Option<SemanticPatch> {
    let mut instructions = Vec::new();
    of_flag(before, after, &mut instructions)?;
    let mut environment = None;
    for (key, config) in &before.environments {
        let Some(now) = after.environments.get(key) else { continue };
        let mut own = Vec::new();
        of_config(before, after, config, now, context, &mut own)?;
        if own.is_empty() {
            continue;
        }
        if environment.replace(key.clone()).is_some() {
            return None;
        }
        instructions.extend(own);
    }
    let patch = SemanticPatch { comment: None, environment_key: environment, instructions };
    is_inverse(&patch, before, after, context).then_some(patch)
}

fn is_inverse(patch: &SemanticPatch, before: &Flag, after: &Flag, context: &ApplyContext<'_>) -> bool {
    !patch.instructions.is_empty()
        && apply_patch(after, patch, context)
            .is_ok_and(|applied| comparable(&applied.flag).essence() == comparable(before).essence())
}

/// The flag without the order of tags and targets, which means nothing, and without details of its maintainer.
fn comparable(flag: &Flag) -> Flag {
    let mut flag = flag.clone();
    flag.maintainer = None;
    flag.maintainer_team = None;
    flag.tags.sort();
    for config in flag.environments.values_mut() {
        for targets in [&mut config.targets, &mut config.context_targets] {
            targets.iter_mut().for_each(|target| target.values.sort());
            targets.retain(|target| !target.values.is_empty());
            targets.sort_by(|left, right| (left.kind(), left.variation).cmp(&(right.kind(), right.variation)));
        }
    }
    flag
}

fn of_flag(before: &Flag, after: &Flag, instructions: &mut Vec<Instruction>) -> Option<()> {
    use Instruction as I;
    match (before.archived, after.archived) {
        (false, true) => instructions.push(I::RestoreFlag {}),
        (true, false) => instructions.push(I::ArchiveFlag {}),
        _ => {}
    }
    match (before.deprecated, after.deprecated) {
        (false, true) => instructions.push(I::RestoreDeprecatedFlag {}),
        (true, false) => instructions.push(I::DeprecateFlag {}),
        _ => {}
    }
    if before.name != after.name {
        instructions.push(I::UpdateName { value: before.name.clone() });
    }
    if before.description != after.description {
        instructions.push(I::UpdateDescription { value: before.description.clone() });
    }
    match (before.temporary, after.temporary) {
        (true, false) => instructions.push(I::MakeFlagTemporary {}),
        (false, true) => instructions.push(I::MakeFlagPermanent {}),
        _ => {}
    }
    let missing = |held: &[String], other: &[String]| -> Vec<String> {
        held.iter().filter(|value| !other.contains(value)).cloned().collect()
    };
    let (added, removed) = (missing(&after.tags, &before.tags), missing(&before.tags, &after.tags));
    if !added.is_empty() {
        instructions.push(I::RemoveTags { values: added });
    }
    if !removed.is_empty() {
        instructions.push(I::AddTags { values: removed });
    }
    maintainer(before, after, instructions);
    availability(before, after, instructions);
    variations(before, after, instructions)?;
    for (key, property) in &after.custom_properties {
        if !before.custom_properties.contains_key(key) {
            instructions.push(I::RemoveCustomProperties { key: key.clone(), values: property.value.clone() });
        }
    }
    for (key, property) in &before.custom_properties {
        let (name, values) = (property.name.clone(), property.value.clone());
        match after.custom_properties.get(key) {
            Some(same) if same == property => {}
            Some(_) => {
                instructions.push(I::ReplaceCustomProperties { key: key.clone(), name: Some(name), values });
            }
            None => instructions.push(I::AddCustomProperties { key: key.clone(), name, values }),
        }
    }
    Some(())
}

fn maintainer(before: &Flag, after: &Flag, instructions: &mut Vec<Instruction>) {
    use Instruction as I;
    if (&before.maintainer_id, &before.maintainer_team_key) == (&after.maintainer_id, &after.maintainer_team_key) {
        return;
    }
    instructions.push(match (&before.maintainer_id, &before.maintainer_team_key) {
        (Some(id), _) => I::UpdateMaintainerMember { value: id.clone() },
        (None, Some(team)) => I::UpdateMaintainerTeam { value: team.clone() },
        (None, None) => I::RemoveMaintainer {},
    });
}

fn availability(before: &Flag, after: &Flag, instructions: &mut Vec<Instruction>) {
    let of = |flag: &Flag| -> ClientSideAvailability { flag.client_side_availability.unwrap_or_default() };
    let (old, new) = (of(before), of(after));
    let pairs = [
        (old.using_mobile_key, new.using_mobile_key, ClientSideSdk::UsingMobileKey),
        (old.using_environment_id, new.using_environment_id, ClientSideSdk::UsingEnvironmentId),
    ];
    for (old, new, value) in pairs {
        match (old, new) {
            (true, false) => instructions.push(Instruction::TurnOnClientSideAvailability { value }),
            (false, true) => instructions.push(Instruction::TurnOffClientSideAvailability { value }),
            _ => {}
        }
    }
}

/// `None` if a variation was removed: a new one would have another id.
fn variations(before: &Flag, after: &Flag, instructions: &mut Vec<Instruction>) -> Option<()> {
    use Instruction as I;
    if before.defaults != after.defaults
        && let Some(defaults) = before.defaults
    {
        let value = |index: usize| before.variations.get(index).map(|variation| variation.value.clone());
        instructions.push(I::UpdateDefaultVariation {
            on_variation_value: value(defaults.on_variation),
            off_variation_value: value(defaults.off_variation),
        });
    }
    for variation in &after.variations {
        let id = variation.id.as_deref()?;
        match before.variation_index(id).map(|index| &before.variations[index]) {
            None => instructions.push(I::RemoveVariation { variation_id: id.to_owned() }),
            Some(old) if old == variation => {}
            Some(old) => instructions.push(I::UpdateVariation {
                variation_id: id.to_owned(),
                value: (old.value != variation.value).then(|| old.value.clone()),
                name: (old.name != variation.name).then(|| old.name.clone().unwrap_or_default()),
                description: (old.description != variation.description)
                    .then(|| old.description.clone().unwrap_or_default()),
            }),
        }
    }
    before
        .variations
        .iter()
        .all(|old| old.id.as_deref().is_some_and(|id| after.variation_index(id).is_some()))
        .then_some(())
}

fn of_config(
    before: &Flag,
    after: &Flag,
    old: &FlagConfig,
    new: &FlagConfig,
    context: &ApplyContext<'_>,
    instructions: &mut Vec<Instruction>,
) -> Option<()> {
    use Instruction as I;
    match (old.on, new.on) {
        (true, false) => instructions.push(I::TurnFlagOn {}),
        (false, true) => instructions.push(I::TurnFlagOff {}),
        _ => {}
    }
    if old.fallthrough != new.fallthrough {
        let served = by_id(before, old.fallthrough.as_ref()?)?;
        instructions.push(I::UpdateFallthroughVariationOrRollout { served });
    }
    if old.off_variation != new.off_variation {
        let variation_id = before.variations.get(old.off_variation?)?.id.clone()?;
        instructions.push(I::UpdateOffVariation { variation_id });
    }
    if old.track_events != new.track_events {
        instructions.push(I::UpdateTrackEvents { track_events: old.track_events });
    }
    if old.track_events_fallthrough != new.track_events_fallthrough {
        instructions.push(I::UpdateTrackEventsFallthrough { track_events: old.track_events_fallthrough });
    }
    rules(before, &old.rules, &new.rules, instructions)?;
    targets(before, after, old, new, instructions)?;
    if old.prerequisites != new.prerequisites {
        let prerequisites = old.prerequisites.iter().map(|held| {
            let other = context.surroundings.flag(held.key.as_str())?;
            let variation_id = other.variations.get(held.variation)?.id.clone()?;
            Some(PrerequisiteById { key: held.key.clone(), variation_id })
        });
        instructions.push(I::ReplacePrerequisites { prerequisites: prerequisites.collect::<Option<_>>()? });
    }
    Some(())
}

/// Keeps the ids of rules where it can: by removing added ones, or changing what they serve.
fn rules(flag: &Flag, old: &[Rule], new: &[Rule], instructions: &mut Vec<Instruction>) -> Option<()> {
    use Instruction as I;
    if old == new {
        return Some(());
    }
    let is_old = |rule: &&Rule| old.iter().any(|held| held.id.is_some() && held.id == rule.id);
    let left: Vec<&Rule> = new.iter().filter(is_old).collect();
    let ids = |rules: &[&Rule]| rules.iter().filter_map(|rule| rule.id.clone()).collect::<Vec<_>>();
    let all: Vec<&Rule> = old.iter().collect();
    let same_set = left.len() == old.len();
    let same_clauses =
        same_set && old.iter().all(|rule| left.iter().any(|held| held.id == rule.id && held.clauses == rule.clauses));
    if !same_clauses {
        let rules = old.iter().map(|rule| new_rule(flag, rule)).collect::<Option<_>>()?;
        instructions.push(I::ReplaceRules { rules });
        return Some(());
    }
    for rule in new.iter().filter(|rule| !is_old(rule)) {
        instructions.push(I::RemoveRule { rule_id: Some(rule.id.clone()?), reference: None });
    }
    for rule in old {
        let held = left.iter().find(|held| held.id == rule.id)?;
        let rule_id = rule.id.clone()?;
        if held.served != rule.served {
            let served = by_id(flag, &rule.served)?;
            instructions.push(I::UpdateRuleVariationOrRollout { rule_id: rule_id.clone(), served });
        }
        if held.description != rule.description {
            let description = rule.description.clone().unwrap_or_default();
            instructions.push(I::UpdateRuleDescription { rule_id: rule_id.clone(), description });
        }
        if held.track_events != rule.track_events {
            instructions.push(I::UpdateRuleTrackEvents { rule_id, track_events: rule.track_events });
        }
    }
    if ids(&left) != ids(&all) {
        instructions.push(I::ReorderRules { rule_ids: ids(&all) });
    }
    Some(())
}

fn new_rule(flag: &Flag, rule: &Rule) -> Option<NewRule> {
    Some(NewRule {
        served: by_id(flag, &rule.served)?,
        clauses: rule
            .clauses
            .iter()
            .map(|clause| NewClause {
                context_kind: clause.context_kind.clone(),
                attribute: clause.attribute.clone(),
                op: clause.op.clone(),
                negate: clause.negate,
                values: clause.values.clone(),
            })
            .collect(),
        description: rule.description.clone(),
        track_events: rule.track_events,
        reference: rule.reference.clone(),
    })
}

/// Individual targets by kind and variation id.
type Targets = BTreeMap<(String, String), Vec<String>>;

fn targets(
    before: &Flag,
    after: &Flag,
    old: &FlagConfig,
    new: &FlagConfig,
    instructions: &mut Vec<Instruction>,
) -> Option<()> {
    let (old, new) = (targets_of(before, old)?, targets_of(after, new)?);
    let missing = |held: &Targets, other: &Targets| -> Targets {
        let none = Vec::new();
        let rest = held.iter().map(|(place, values)| {
            let known = other.get(place).unwrap_or(&none);
            (place.clone(), values.iter().filter(|value| !known.contains(value)).cloned().collect::<Vec<_>>())
        });
        rest.filter(|(_, values)| !values.is_empty()).collect()
    };
    for ((kind, variation_id), values) in missing(&new, &old) {
        instructions.push(Instruction::RemoveTargets { context_kind: Some(kind), variation_id, values });
    }
    for ((kind, variation_id), values) in missing(&old, &new) {
        instructions.push(Instruction::AddTargets { context_kind: Some(kind), variation_id, values });
    }
    Some(())
}

fn targets_of(flag: &Flag, config: &FlagConfig) -> Option<Targets> {
    let mut found = Targets::new();
    for target in config.targets.iter().chain(&config.context_targets) {
        let Target { values, variation, .. } = target;
        let id = flag.variations.get(*variation)?.id.clone()?;
        found.entry((target.kind().to_owned(), id)).or_default().extend(values.iter().cloned());
    }
    Some(found)
}

/// What is served, by variation id; `None` for an experiment, which no instruction can restore.
fn by_id(flag: &Flag, served: &Served) -> Option<ServedById> {
    let id = |index: usize| flag.variations.get(index)?.id.clone();
    if let Some(variation) = served.variation {
        return Some(ServedById::variation(id(variation)?));
    }
    let rollout = served.rollout.as_ref().filter(|rollout| rollout.experiment_allocation.is_none())?;
    let weights = rollout.variations.iter().map(|share| Some((id(share.variation)?, share.weight)));
    Some(ServedById {
        rollout_bucket_by: rollout.bucket_by.clone(),
        rollout_context_kind: rollout.context_kind.clone(),
        ..ServedById::rollout(weights.collect::<Option<Vec<_>>>()?)
    })
}
