//! Reading one flag and its dependents.

use serde_json::{Value, json};

use super::super::exchange::{ApiError, Reply, Request};
use super::super::wire::{self, FlagView, link, site};
use super::super::world::World;

/// `getFeatureFlag`: all environments unless `env` lists some.
pub fn get(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let flag = request.flag(world, project)?;
    let (mut view, named) = FlagView::of(&request.query, world, project)?;
    if !named {
        view.environments = FlagView::whole(world, project).environments;
    }
    Ok(Reply::ok(wire::flag(world, project, flag, &view)))
}

/// `getDependentFlags`: flags that have this one as a prerequisite, with the environments where they do.
pub fn dependents(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let flag = request.flag(world, project)?;
    let items: Vec<Value> = world
        .dependents(project, &flag.key)
        .into_iter()
        .map(|(key, environments)| {
            let environments: Vec<Value> = environments
                .iter()
                .map(|environment| {
                    json!({
                        "name": world.environment(project, environment.as_str()).map(|found| found.name.clone()),
                        "key": environment,
                        "_links": { "self": link(format!("/api/v2/flags/{project}/{key}?env={environment}")) },
                        "_site": site(format!("/{project}/{environment}/features/{key}")),
                    })
                })
                .collect();
            json!({ "name": name(world, project, key.as_str()), "key": key, "environments": environments })
        })
        .collect();
    let links = json!({
        "self": link(format!("/api/v2/flags/{project}/{}/dependent-flags", flag.key)),
        "parent": link(format!("/api/v2/flags/{project}/{}", flag.key)),
    });
    let page = site(format!("/{project}/~/features/{}", flag.key));
    Ok(Reply::ok(json!({ "items": items, "_links": links, "_site": page })))
}

/// `getDependentFlagsByEnv`.
pub fn dependents_in_environment(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let (project, environment) = (&place.project, &place.environment);
    let items: Vec<Value> = world
        .dependents(project, &place.flag)
        .into_iter()
        .filter(|(_, environments)| environments.contains(environment))
        .map(|(key, _)| {
            json!({
                "name": name(world, project, key.as_str()),
                "key": key,
                "_links": { "self": link(format!("/api/v2/flags/{project}/{key}?env={environment}")) },
                "_site": site(format!("/{project}/{environment}/features/{key}")),
            })
        })
        .collect();
    let links = json!({
        "self": link(format!("/api/v2/flags/{project}/{environment}/{}/dependent-flags", place.flag)),
        "parent": link(format!("/api/v2/flags/{project}/{}", place.flag)),
    });
    let page = site(format!("/{project}/{environment}/features/{}", place.flag));
    Ok(Reply::ok(json!({ "items": items, "_links": links, "_site": page })))
}

/// `getStatistics`: code references, of one flag with `flagKey`.
pub fn code_references(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let wanted = request.query.get("flagKey");
    let mut flags = serde_json::Map::new();
    for flag in world.flags(project).filter(|flag| wanted.is_none_or(|key| flag.key.as_str() == key)) {
        let items: Vec<_> = world.code_references(project, Some(&flag.key)).map(wire::code_references).collect();
        if !items.is_empty() {
            flags.insert(flag.key.to_string(), Value::Array(items));
        }
    }
    let links = json!({ "self": link(format!("/api/v2/code-refs/statistics/{project}")) });
    Ok(Reply::ok(json!({ "flags": flags, "_links": links })))
}

fn name(world: &World, project: &crate::flags::ProjectKey, key: &str) -> Option<String> {
    world.flag(project, key).map(|flag| flag.name.clone())
}
