//! `POST .../migration-safety-issues`: safety issues of a patch to a migration flag.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::flags::{FlagConfig, Instruction, Served, apply};

use super::super::changing::{NewIds, ProjectSurroundings, context};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::world::World;

/// `flagSempatch`; the environment is part of the path.
#[derive(Debug, Deserialize)]
struct Body {
    instructions: Vec<Instruction>,
}

/// `postMigrationSafetyIssues`: 204 if there are none.
///
/// Undocumented; chosen: a cohort with contexts that moves by more than one stage, in either direction, is an issue,
/// since the two systems skip a stage in which they are synchronized.
pub fn issues(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let flag = request.flag(world, &place.project)?;
    if flag.purpose.as_deref() != Some("migration") {
        return Err(ApiError::invalid("The flag is not a migration flag"));
    }
    let body: Body = request.json()?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, &place.project);
    let context = context(request.now, &new_ids, &around);
    let applied = apply(flag, Some(&place.environment), &body.instructions, &context)?;
    let (Some(before), Some(after)) =
        (flag.environments.get(&place.environment), applied.flag.environments.get(&place.environment))
    else {
        return Ok(Reply::no_content());
    };
    let last = flag.variations.len().saturating_sub(1);
    let issues: Vec<Value> = cohorts(after)
        .into_iter()
        .filter_map(|(id, served)| {
            let (_, old) = cohorts(before).into_iter().find(|(old, _)| *old == id)?;
            let (from, to) = (lowest_and_highest(old)?, lowest_and_highest(served)?);
            let forward = to.1 > from.0 + 1 && !reaches(old, to.1 - 1);
            let back = to.0 + 1 < from.1 && !reaches(old, to.0 + 1);
            (forward || back).then(|| {
                json!({
                    "causingRuleId": id,
                    "affectedRuleIds": [id],
                    "issue": "Contexts would skip stages of the migration: move a cohort by one stage at a time",
                    "oldSystemAffected": to.1 == last || from.1 == last,
                })
            })
        })
        .collect();
    if issues.is_empty() { Ok(Reply::no_content()) } else { Ok(Reply::ok(Value::Array(issues))) }
}

/// The variation or rollout of each rule, and of the default rule under the id `fallthrough`.
fn cohorts(config: &FlagConfig) -> Vec<(&str, &Served)> {
    let rules = config.rules.iter().filter_map(|rule| Some((rule.id.as_deref()?, &rule.served)));
    rules.chain(config.fallthrough.as_ref().map(|served| ("fallthrough", served))).collect()
}

fn lowest_and_highest(served: &Served) -> Option<(usize, usize)> {
    let stages = || served.shares().map(|(stage, _)| stage);
    Some((stages().min()?, stages().max()?))
}

fn reaches(served: &Served, stage: usize) -> bool {
    served.shares().any(|(held, _)| held == stage)
}
