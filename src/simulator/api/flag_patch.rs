//! `PATCH /api/v2/flags/{project}/{flag}`.

use super::super::exchange::{ApiError, Reply, Request};
use super::super::world::World;

/// `patchFeatureFlag`.
pub fn patch(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    request.flag(world, project)?;
    Err(ApiError::invalid("Not yet"))
}
