//! Instructions that change prerequisites.

use std::collections::HashSet;

use crate::flags::{EnvironmentKey, FlagKey, Prerequisite, PrerequisiteById};

use super::PatchProblem;
use super::working::Working;

pub(super) fn add(working: &mut Working<'_>, key: &FlagKey, variation: &str) -> Result<(), PatchProblem> {
    let prerequisite = resolve(working, key, variation)?;
    let held = &mut working.detailed()?.prerequisites;
    match held.iter().find(|held| held.key == *key) {
        Some(same) if *same == prerequisite => {}
        Some(_) => return Err(PatchProblem::PrerequisiteExists(key.clone())),
        None => held.push(prerequisite),
    }
    Ok(())
}

pub(super) fn update(working: &mut Working<'_>, key: &FlagKey, variation: &str) -> Result<(), PatchProblem> {
    if !working.detailed()?.prerequisites.iter().any(|held| held.key == *key) {
        return Err(PatchProblem::NoSuchPrerequisite(key.clone()));
    }
    let prerequisite = resolve(working, key, variation)?;
    for held in &mut working.detailed()?.prerequisites {
        if held.key == *key {
            held.variation = prerequisite.variation;
        }
    }
    Ok(())
}

pub(super) fn replace(working: &mut Working<'_>, requested: &[PrerequisiteById]) -> Result<(), PatchProblem> {
    let mut prerequisites: Vec<Prerequisite> = Vec::with_capacity(requested.len());
    for item in requested {
        if prerequisites.iter().any(|held| held.key == item.key) {
            return Err(PatchProblem::PrerequisiteTwice(item.key.clone()));
        }
        prerequisites.push(resolve(working, &item.key, &item.variation_id)?);
    }
    working.detailed()?.prerequisites = prerequisites;
    Ok(())
}

/// Resolves the prerequisite's variation to its index. The other flag must exist, be live, and not depend on this one.
fn resolve(working: &Working<'_>, key: &FlagKey, variation: &str) -> Result<Prerequisite, PatchProblem> {
    let environment = working.environment()?;
    if let Some(cycle) = cycle(working, key, environment) {
        return Err(PatchProblem::PrerequisiteCycle(cycle));
    }
    let other = working
        .context
        .surroundings
        .flag(key.as_str())
        .ok_or_else(|| PatchProblem::UnknownPrerequisite(key.clone()))?;
    if other.archived {
        return Err(PatchProblem::PrerequisiteArchived(key.clone()));
    }
    let variation =
        other.variations.iter().position(|held| held.id.as_deref() == Some(variation)).ok_or_else(|| {
            PatchProblem::UnknownPrerequisiteVariation { key: key.clone(), variation: variation.to_owned() }
        })?;
    Ok(Prerequisite { key: key.clone(), variation })
}

/// The dependency path from `key` back to the flag being changed, if there is one in this environment.
fn cycle(working: &Working<'_>, key: &FlagKey, environment: &EnvironmentKey) -> Option<Vec<FlagKey>> {
    let this = &working.flag.key;
    let mut paths = vec![vec![this.clone(), key.clone()]];
    let mut seen = HashSet::new();
    while let Some(path) = paths.pop() {
        let last = path.last()?;
        if last == this {
            return Some(path);
        }
        if !seen.insert(last.clone()) {
            continue;
        }
        let Some(flag) = working.context.surroundings.flag(last.as_str()) else { continue };
        let Some(config) = flag.environments.get(environment) else { continue };
        for next in &config.prerequisites {
            let mut longer = path.clone();
            longer.push(next.key.clone());
            paths.push(longer);
        }
    }
    None
}
