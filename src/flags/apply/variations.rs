//! Instructions that change variations, and the index shifts that follow from a removal.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::flags::{Defaults, Flag, FlagConfig, FlagKey, FlagKind, FlagSummary, Served, Variation};

use super::PatchProblem;
use super::working::Working;

pub(super) fn add(
    working: &mut Working<'_>,
    value: &Value,
    name: Option<&str>,
    description: Option<&str>,
) -> Result<(), PatchProblem> {
    values_may_change(working)?;
    if index_of(&working.flag, value).is_some() {
        return Err(PatchProblem::ValueTaken(value.clone()));
    }
    refuse_other_type(value, working.flag.variations.iter())?;
    working.flag.variations.push(Variation {
        id: Some(working.context.ids.uuid()),
        value: value.clone(),
        name: text(name),
        description: text(description),
    });
    Ok(())
}

pub(super) fn update(
    working: &mut Working<'_>,
    id: &str,
    value: Option<&Value>,
    name: Option<&str>,
    description: Option<&str>,
) -> Result<(), PatchProblem> {
    let index = working.variation(id)?;
    if let Some(value) = value
        && !same_value(&working.flag.variations[index].value, value)
    {
        values_may_change(working)?;
        if index_of(&working.flag, value).is_some() {
            return Err(PatchProblem::ValueTaken(value.clone()));
        }
        let others = working.flag.variations.iter().enumerate().filter(|(other, _)| *other != index);
        refuse_other_type(value, others.map(|(_, variation)| variation))?;
        working.flag.variations[index].value = value.clone();
    }
    let variation = &mut working.flag.variations[index];
    if name.is_some() {
        variation.name = text(name);
    }
    if description.is_some() {
        variation.description = text(description);
    }
    Ok(())
}

/// Refuses a value of another type than the variations that stay, unless these already have several.
fn refuse_other_type<'a>(value: &Value, others: impl Iterator<Item = &'a Variation>) -> Result<(), PatchProblem> {
    let mut types: BTreeSet<&str> = others.map(|variation| type_of(&variation.value)).collect();
    if types.len() != 1 || !types.insert(type_of(value)) {
        return Ok(());
    }
    Err(PatchProblem::MixedTypes(types.into_iter().collect::<Vec<_>>().join(", ")))
}

/// Objects and arrays both count as JSON.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Object(_) | Value::Array(_) | Value::Null => "JSON",
    }
}

/// Removes an unused variation and shifts the higher indices everywhere.
pub(super) fn remove(working: &mut Working<'_>, id: &str) -> Result<(), PatchProblem> {
    let index = working.variation(id)?;
    values_may_change(working)?;
    if working.flag.variations.len() <= 2 {
        return Err(PatchProblem::TooFewVariations);
    }
    if let Some(usage) = usage(working, index)? {
        return Err(PatchProblem::VariationInUse(usage));
    }
    working.flag.variations.remove(index);
    if let Some(defaults) = &mut working.flag.defaults {
        shift(&mut defaults.on_variation, index);
        shift(&mut defaults.off_variation, index);
    }
    for config in working.flag.environments.values_mut() {
        shift_config(config, index);
    }
    working.removed_variations.push(index);
    Ok(())
}

pub(super) fn update_defaults(
    working: &mut Working<'_>,
    on: Option<&Value>,
    off: Option<&Value>,
) -> Result<(), PatchProblem> {
    if on.is_none() && off.is_none() {
        return Err(PatchProblem::NoDefaultGiven);
    }
    let find = |value: &Value| index_of(&working.flag, value).ok_or_else(|| PatchProblem::NoSuchValue(value.clone()));
    let on = on.map(find).transpose()?;
    let off = off.map(find).transpose()?;
    // Without defaults, the first variation is served when on and the last when off.
    let last = working.flag.variations.len().saturating_sub(1);
    let held = working.flag.defaults.unwrap_or(Defaults { on_variation: 0, off_variation: last });
    working.flag.defaults = Some(Defaults {
        on_variation: on.unwrap_or(held.on_variation),
        off_variation: off.unwrap_or(held.off_variation),
    });
    Ok(())
}

/// Shifts the indices of the prerequisite `key` after its variation `removed` is gone; `None` if nothing changes.
/// Apply it to every other flag after a patch that [removed variations](super::Applied::removed_variations).
pub fn shift_prerequisites(flag: &Flag, key: &FlagKey, removed: usize) -> Option<Flag> {
    let mut after = flag.clone();
    for config in after.environments.values_mut() {
        for prerequisite in config.prerequisites.iter_mut().filter(|held| held.key == *key) {
            shift(&mut prerequisite.variation, removed);
        }
    }
    (after != *flag).then_some(after)
}

/// Whether two values are equal to an SDK: `1` and `1.0` are.
fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

fn index_of(flag: &Flag, value: &Value) -> Option<usize> {
    flag.variations.iter().position(|variation| same_value(&variation.value, value))
}

fn values_may_change(working: &Working<'_>) -> Result<(), PatchProblem> {
    if working.is_migration() {
        Err(PatchProblem::MigrationVariations)
    } else if working.flag.kind == FlagKind::Boolean {
        Err(PatchProblem::BooleanVariations)
    } else {
        Ok(())
    }
}

fn text(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Describes the first thing that serves a variation.
fn usage(working: &Working<'_>, index: usize) -> Result<Option<String>, PatchProblem> {
    let flag = &working.flag;
    if flag.defaults.is_some_and(|defaults| defaults.on_variation == index || defaults.off_variation == index) {
        return Ok(Some("new environments start with it".to_owned()));
    }
    for (key, config) in &flag.environments {
        let usage = if config.is_detailed() {
            usage_in(config, index)
        } else {
            match &config.summary {
                Some(summary) => summary.variations.contains_key(&index.to_string()).then(|| "served".to_owned()),
                None => return Err(PatchProblem::NotLoaded(key.clone())),
            }
        };
        if let Some(usage) = usage {
            return Ok(Some(format!("{usage} in `{key}`")));
        }
    }
    for dependent in working.context.surroundings.dependents(flag.key.as_str()) {
        let Some(other) = working.context.surroundings.flag(dependent.as_str()) else { continue };
        let mut prerequisites = other.environments.values().flat_map(|config| &config.prerequisites);
        if prerequisites.any(|held| held.key == flag.key && held.variation == index) {
            return Ok(Some(format!("the flag `{dependent}` depends on it")));
        }
    }
    Ok(None)
}

fn usage_in(config: &FlagConfig, index: usize) -> Option<String> {
    if config.off_variation == Some(index) {
        return Some("the off variation".to_owned());
    }
    if config.fallthrough.as_ref().is_some_and(|served| serves(served, index)) {
        return Some("the fallthrough".to_owned());
    }
    if let Some(rule) = config.rules.iter().position(|rule| serves(&rule.served, index)) {
        return Some(format!("rule {}", rule + 1));
    }
    let mut targets = config.targets.iter().chain(&config.context_targets);
    targets
        .any(|target| target.variation == index && !target.values.is_empty())
        .then(|| "individual targets".to_owned())
}

/// Whether the variation can be served; a weight of 0 cannot.
fn serves(served: &Served, index: usize) -> bool {
    let share = |rollout: &crate::flags::Rollout| {
        rollout.variations.iter().any(|share| share.variation == index && share.weight > 0)
            || rollout.experiment_allocation.as_ref().is_some_and(|held| default_of(held) == Some(index))
    };
    served.variation == Some(index) || served.rollout.as_deref().is_some_and(share)
}

/// `defaultVariation` of an experiment allocation.
fn default_of(allocation: &Value) -> Option<usize> {
    allocation.get("defaultVariation")?.as_u64().and_then(|index| usize::try_from(index).ok())
}

fn shift(index: &mut usize, removed: usize) {
    if *index > removed {
        *index -= 1;
    }
}

fn shift_config(config: &mut FlagConfig, removed: usize) {
    if let Some(off) = &mut config.off_variation {
        shift(off, removed);
    }
    let rules = config.rules.iter_mut().map(|rule| &mut rule.served);
    for served in rules.chain(&mut config.fallthrough) {
        if let Some(variation) = &mut served.variation {
            shift(variation, removed);
        }
        if let Some(rollout) = &mut served.rollout {
            rollout.variations.retain(|share| share.variation != removed);
            rollout.variations.iter_mut().for_each(|share| shift(&mut share.variation, removed));
            if let Some(allocation) = &mut rollout.experiment_allocation
                && let Some(mut index) = default_of(allocation)
            {
                shift(&mut index, removed);
                allocation["defaultVariation"] = index.into();
            }
        }
    }
    for targets in [&mut config.targets, &mut config.context_targets] {
        targets.retain(|target| target.variation != removed);
        targets.iter_mut().for_each(|target| shift(&mut target.variation, removed));
    }
    if let Some(summary) = &mut config.summary {
        shift_summary(summary, removed);
    }
}

fn shift_summary(summary: &mut FlagSummary, removed: usize) {
    let rows = std::mem::take(&mut summary.variations);
    for (key, row) in rows {
        let Ok(mut index) = key.parse::<usize>() else { continue };
        if index != removed {
            shift(&mut index, removed);
            summary.variations.insert(index.to_string(), row);
        }
    }
}
