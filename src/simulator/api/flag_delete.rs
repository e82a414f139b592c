//! `DELETE /api/v2/flags/{project}/{flag}`.

use crate::flags::{Instruction, apply};

use super::super::changing::{Activity, NewIds, ProjectSurroundings, carry_out, context};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::world::World;

/// `deleteFeatureFlag`: 409 if other flags depend on it.
pub fn delete(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let before = request.flag(world, project)?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, project);
    let applied = apply(before, None, &[Instruction::DeleteFlag {}], &context(request.now, &new_ids, &around))?;
    let activity = Activity {
        title: "deleted the flag",
        actions: vec!["deleteFlag".to_owned()],
        comment: "",
        member: Some(&request.caller.member),
        now: request.now,
    };
    Ok(Reply::no_content().with(carry_out(world, project, before, &applied, &activity, &new_ids)))
}
