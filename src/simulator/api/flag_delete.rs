//! `DELETE /api/v2/flags/{project}/{flag}`.

use crate::flags::{Instruction, apply};

use super::super::changing::{Around, Deed, NewIds, carry_out, context};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::world::World;

/// `deleteFeatureFlag`: 409 where other flags depend on it.
pub fn delete(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let before = request.flag(world, project)?;
    let new_ids = NewIds::after(world);
    let around = Around::new(world, project);
    let applied = apply(before, None, &[Instruction::DeleteFlag {}], &context(request.now, &new_ids, &around))?;
    let deed = Deed {
        title: "deleted the flag",
        actions: vec!["deleteFlag".to_owned()],
        comment: "",
        member: Some(&request.caller.member),
        now: request.now,
    };
    Ok(Reply::no_content().with(carry_out(world, project, before, &applied, &deed, &new_ids)))
}
