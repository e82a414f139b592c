//! Flag statuses, by the documented rules.

use serde_json::{Map, Value, json};

use crate::flags::{EnvironmentKey, Flag, FlagConfig, ProjectKey, StatusName, UnixMillis};

use super::super::chosen;
use super::super::exchange::{ApiError, Reply, Request};
use super::super::records::{Place, Requested, Traffic};
use super::super::wire::link;
use super::super::world::World;

/// `getFeatureFlagStatuses`: every flag of one environment that is not archived.
pub fn list(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let environment = &request.environment(world, project)?.key;
    let items: Vec<_> = world
        .flags(project)
        .filter(|flag| !flag.archived)
        .map(|flag| row(world, project, environment, flag, request))
        .collect();
    let links = json!({ "self": link(format!("/api/v2/flag-statuses/{project}/{environment}")) });
    Ok(Reply::ok(json!({ "_links": links, "items": items })))
}

/// `getFeatureFlagStatus`.
pub fn get(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let environment = &request.environment(world, project)?.key;
    let flag = request.flag(world, project)?;
    Ok(Reply::ok(row(world, project, environment, flag, request)))
}

/// `getFeatureFlagStatusAcrossEnvironments`.
pub fn across(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let flag = request.flag(world, project)?;
    let wanted = request.query.all("env");
    for key in &wanted {
        super::super::exchange::environment(world, project, key)?;
    }
    let mut environments = Map::new();
    for environment in world.environments(project) {
        if wanted.is_empty() || wanted.contains(&environment.key.as_str()) {
            let status = fields(world, project, &environment.key, flag, request);
            environments.insert(environment.key.to_string(), Value::Object(status));
        }
    }
    let links = json!({
        "parent": link(format!("/api/v2/flags/{project}/{}", flag.key)),
        "self": link(format!("/api/v2/flag-status/{project}/{}", flag.key)),
    });
    Ok(Reply::ok(json!({ "environments": environments, "key": flag.key, "_links": links })))
}

fn row(world: &World, project: &ProjectKey, environment: &EnvironmentKey, flag: &Flag, request: &Request) -> Value {
    let mut row = Map::new();
    let key = &flag.key;
    // Live responses have the environment in their own link; the specification's example does not.
    let links = json!({
        "parent": link(format!("/api/v2/flags/{project}/{key}")),
        "self": link(format!("/api/v2/flag-statuses/{project}/{environment}/{key}")),
    });
    row.insert("_links".into(), links);
    row.append(&mut fields(world, project, environment, flag, request));
    Value::Object(row)
}

fn fields(
    world: &World,
    project: &ProjectKey,
    environment: &EnvironmentKey,
    flag: &Flag,
    request: &Request,
) -> Map<String, Value> {
    let now = request.now;
    let place = Place { project: project.clone(), environment: environment.clone(), flag: flag.key.clone() };
    let traffic = world.traffic(&place);
    let last = traffic.and_then(|traffic| last_requested(traffic, now));
    let mut fields = Map::new();
    let name = judge(flag, flag.environments.get(environment).map(AsRef::as_ref), last, now);
    fields.insert("name".into(), serde_json::to_value(name).unwrap_or_default());
    // Live responses have null for a flag that was never requested, contrary to the schema; LaunchDarkly's own client of
    // that version fails on it.
    match last {
        Some(last) => drop(fields.insert("lastRequested".into(), last.rfc3339().into())),
        None if request.live_quirks => drop(fields.insert("lastRequested".into(), Value::Null)),
        None => {}
    }
    if let Some(default) = traffic.and_then(|traffic| traffic.default.clone()) {
        fields.insert("default".into(), default);
    }
    fields
}

/// Time of the last request.
pub fn last_requested(traffic: &Traffic, now: UnixMillis) -> Option<UnixMillis> {
    match traffic.requested {
        Requested::Never => None,
        Requested::At(moment) => Some(moment),
        Requested::Steadily(ago) => Some(UnixMillis(now.0 - ago)),
    }
}

/// The status of a flag in an environment.
pub fn judge(flag: &Flag, config: Option<&FlagConfig>, last: Option<UnixMillis>, now: UnixMillis) -> StatusName {
    let recent = |moment: UnixMillis| now.0 - moment.0 < chosen::STATUS_WINDOW;
    match last {
        None if recent(flag.creation_date) => StatusName::New,
        None => StatusName::Inactive,
        Some(last) if !recent(last) && !recent(flag.creation_date) => StatusName::Inactive,
        Some(_) => match config {
            Some(config) if config.on && !recent(config.last_modified) && serves_one(config) => StatusName::Launched,
            _ => StatusName::Active,
        },
    }
}

/// "There is only one variation configured": targets, rules and fallthrough all serve the same variation.
fn serves_one(config: &FlagConfig) -> bool {
    let rules = config.rules.iter().map(|rule| &rule.served);
    let shares = config.fallthrough.iter().chain(rules).flat_map(|served| served.shares());
    let mut served: Vec<usize> = shares.map(|(variation, _)| variation).collect();
    let targets = config.targets.iter().chain(&config.context_targets).filter(|target| !target.values.is_empty());
    served.extend(targets.map(|target| target.variation));
    served.sort_unstable();
    served.dedup();
    served.len() == 1 && config.prerequisites.is_empty()
}
