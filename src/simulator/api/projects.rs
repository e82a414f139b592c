//! Projects and environments, read-only.

use super::super::exchange::{ApiError, Reply, Request};
use super::super::paging::Page;
use super::super::wire;
use super::super::world::World;
use crate::flags::ProjectKey;

/// `getProjects`.
pub fn list(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let page = Page::of(request)?;
    let query = request.query.get("filter").and_then(|filter| filter.strip_prefix("query:")).unwrap_or_default();
    let query = query.to_lowercase();
    let found: Vec<_> = world
        .projects
        .values()
        .filter(|project| {
            project.key.as_str().to_lowercase().contains(&query) || project.name.to_lowercase().contains(&query)
        })
        .collect();
    let total = found.len();
    let expand = request.query.all("expand").contains(&"environments");
    let items = page
        .slice(found)
        .into_iter()
        .map(|project| wire::project(project, expand.then(|| environments_of(world, &project.key))))
        .collect();
    Ok(Reply::ok(page.envelope(request, items, total)))
}

/// `getProject`.
pub fn get(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = request.project(world)?;
    let expand = request.query.all("expand").contains(&"environments");
    Ok(Reply::ok(wire::project(project, expand.then(|| environments_of(world, &project.key)))))
}

/// `getEnvironmentsByProject`.
pub fn environments(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let page = Page::of(request)?;
    let found = environments_of(world, project);
    let total = found.len();
    Ok(Reply::ok(page.envelope(request, page.slice(found), total)))
}

/// `getEnvironment`.
pub fn environment(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    Ok(Reply::ok(wire::environment(request.environment(world, project)?)))
}

fn environments_of(world: &World, project: &ProjectKey) -> Vec<serde_json::Value> {
    world.environments(project).iter().map(wire::environment).collect()
}
