//! Instructions that change individual targets.

use std::collections::HashMap;

use crate::flags::{FlagConfig, Target, TargetById, UserTargetById};

use super::PatchProblem;
use super::working::Working;

const USER: &str = "user";

/// Which individual targets `clear` removes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    Users,
}

pub(super) fn add(
    working: &mut Working<'_>,
    kind: Option<&str>,
    variation: &str,
    keys: &[String],
) -> Result<(), PatchProblem> {
    let kind = kind.unwrap_or(USER);
    let variation = working.variation(variation)?;
    let list = list_of(working.detailed()?, kind);
    for key in keys {
        let elsewhere = |target: &Target| target.variation != variation && target.holds(kind, key);
        if list.iter().any(elsewhere) {
            return Err(PatchProblem::TargetedTwice { context_kind: kind.to_owned(), key: key.clone() });
        }
        if list.iter().any(|target| target.variation == variation && target.holds(kind, key)) {
            continue;
        }
        match list.iter_mut().find(|target| target.variation == variation && target.kind() == kind) {
            Some(target) => target.values.push(key.clone()),
            None => list.push(Target { values: vec![key.clone()], variation, context_kind: Some(kind.to_owned()) }),
        }
    }
    Ok(())
}

pub(super) fn remove(
    working: &mut Working<'_>,
    kind: Option<&str>,
    variation: &str,
    keys: &[String],
) -> Result<(), PatchProblem> {
    let kind = kind.unwrap_or(USER);
    let variation = working.variation(variation)?;
    list_of(working.detailed()?, kind).retain_mut(|target| {
        if target.variation != variation || target.kind() != kind {
            return true;
        }
        let before = target.values.len();
        target.values.retain(|value| !keys.contains(value));
        // Keep entries that were empty before: LaunchDarkly uses them for the order of evaluation.
        target.values.len() == before || !target.values.is_empty()
    });
    Ok(())
}

pub(super) fn clear(working: &mut Working<'_>, variation: &str, which: Which) -> Result<(), PatchProblem> {
    let variation = working.variation(variation)?;
    let config = working.detailed()?;
    let keep = |target: &Target| target.variation != variation || target.values.is_empty();
    config.targets.retain(keep);
    if which == Which::All {
        config.context_targets.retain(keep);
    }
    Ok(())
}

pub(super) fn replace(working: &mut Working<'_>, requested: &[TargetById]) -> Result<(), PatchProblem> {
    let mut targets = Vec::new();
    let mut context_targets = Vec::new();
    let mut seen = HashMap::new();
    for target in requested {
        let kind = target.context_kind.as_deref().unwrap_or(USER);
        let variation = working.variation(&target.variation_id)?;
        let list = if kind == USER { &mut targets } else { &mut context_targets };
        collect(list, &mut seen, kind, variation, &target.values)?;
    }
    let config = working.detailed()?;
    set(&mut config.targets, targets);
    set(&mut config.context_targets, context_targets);
    Ok(())
}

pub(super) fn replace_users(working: &mut Working<'_>, requested: &[UserTargetById]) -> Result<(), PatchProblem> {
    let mut targets = Vec::new();
    let mut seen = HashMap::new();
    let mut named = vec![false; working.flag.variations.len()];
    for target in requested {
        let variation = working.variation(&target.variation_id)?;
        named[variation] = true;
        collect(&mut targets, &mut seen, USER, variation, &target.values)?;
    }
    if let Some(missing) = named.iter().position(|named| !named) {
        let id = working.flag.variations[missing].id.clone();
        return Err(PatchProblem::TargetsIncomplete(id.unwrap_or_else(|| missing.to_string())));
    }
    set(&mut working.detailed()?.targets, targets);
    Ok(())
}

/// Adds keys of one kind and variation. A context may be in one variation only.
fn collect<'a>(
    list: &mut Vec<Target>,
    seen: &mut HashMap<(&'a str, &'a str), usize>,
    kind: &'a str,
    variation: usize,
    keys: &'a [String],
) -> Result<(), PatchProblem> {
    for key in keys {
        match seen.insert((kind, key), variation) {
            Some(other) if other != variation => {
                return Err(PatchProblem::TargetedTwice { context_kind: kind.to_owned(), key: key.clone() });
            }
            Some(_) => continue,
            None => {}
        }
        match list.iter_mut().find(|target| target.variation == variation && target.kind() == kind) {
            Some(target) => target.values.push(key.clone()),
            None => {
                list.push(Target { values: vec![key.clone()], variation, context_kind: Some(kind.to_owned()) });
            }
        }
    }
    Ok(())
}

/// Replaces `held` by `new` unless both target the same contexts; order is not significant.
fn set(held: &mut Vec<Target>, new: Vec<Target>) {
    fn pairs(targets: &[Target]) -> Vec<(&str, usize, &str)> {
        let mut pairs: Vec<_> = targets
            .iter()
            .flat_map(|target| target.values.iter().map(|key| (target.kind(), target.variation, key.as_str())))
            .collect();
        pairs.sort_unstable();
        pairs
    }
    if pairs(held) != pairs(&new) {
        *held = new;
    }
}

/// The list that holds contexts of `kind`: users and other contexts are stored separately.
fn list_of<'a>(config: &'a mut FlagConfig, kind: &str) -> &'a mut Vec<Target> {
    if kind == USER { &mut config.targets } else { &mut config.context_targets }
}
