//! `GET /api/v2/flags/{project}`: filters, sort, pages.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::Value;

use crate::flags::{EnvironmentKey, Flag, ProjectKey};

use super::super::exchange::{ApiError, Query, Reply, Request, environment};
use super::super::paging::Page;
use super::super::records::{Place, Traffic};
use super::super::wire::{self, FlagView};
use super::super::world::World;
use super::statuses;

/// `getFeatureFlags`.
pub fn list(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let page = Page::of(request)?;
    let (mut view, _) = FlagView::of(&request.query, world, project)?;
    view.summary = request.query.boolean("summary")?.unwrap_or(true);
    let filters = Filters::of(&request.query, world, project)?;
    let mut found: Vec<_> = world.flags(project).filter(|flag| filters.accept(world, project, flag, request)).collect();
    sort(&mut found, request.query.get("sort").unwrap_or_default(), view.environments.first())?;
    let total = found.len();
    let items = page.slice(found).into_iter().map(|flag| wire::flag(world, project, flag, &view)).collect();
    Ok(Reply::ok(page.envelope(request, items, total)))
}

/// One filter.
type Filter = Box<dyn Fn(&World, &ProjectKey, &Flag, &Request) -> bool>;

/// The filters of a request; a flag must match all.
struct Filters(Vec<Filter>);

impl Filters {
    fn of(query: &Query, world: &World, project: &ProjectKey) -> Result<Self, ApiError> {
        let fields = split_filter(query.get("filter").unwrap_or_default());
        let filter_environment = match fields.iter().find(|(field, _)| field == "filterEnv") {
            Some((_, key)) => Some(environment(world, project, key)?.key.clone()),
            None => None,
        };
        let mut all: Vec<Filter> = Vec::new();
        let mut state_named = false;
        for (field, value) in &fields {
            state_named |= field == "state" || field == "archived";
            if let Some(filter) = filter(field, value, filter_environment.as_ref())? {
                all.push(filter);
            }
        }
        if let Some(tag) = query.get("tag").map(str::to_owned) {
            all.push(Box::new(move |_, _, flag, _| flag.tags.contains(&tag)));
        }
        if let Some(archived) = query.boolean("archived")? {
            all.push(Box::new(move |_, _, flag, _| flag.archived == archived));
        } else if !state_named {
            all.push(Box::new(|_, _, flag, _| !flag.archived));
        }
        Ok(Self(all))
    }

    fn accept(&self, world: &World, project: &ProjectKey, flag: &Flag, request: &Request) -> bool {
        self.0.iter().all(|filter| filter(world, project, flag, request))
    }
}

/// Splits `field:value,field:value`; commas inside braces, brackets and quotes belong to the value.
fn split_filter(text: &str) -> Vec<(String, String)> {
    let mut parts = vec![String::new()];
    let (mut depth, mut quoted) = (0_usize, false);
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if character == ',' && depth == 0 && !quoted {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(character);
        }
    }
    parts
        .iter()
        .filter_map(|part| part.trim().split_once(':'))
        .map(|(field, value)| (field.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
        .collect()
}

/// Parses one filter field; `None` if it is unknown or filters nothing by itself.
fn filter(field: &str, value: &str, in_environment: Option<&EnvironmentKey>) -> Result<Option<Filter>, ApiError> {
    let bad = |expected: &str| ApiError::invalid(format!("filter {field}: `{value}` is not {expected}"));
    let boolean = || match value.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(bad("a boolean")),
    };
    let text = value.to_owned();
    let list: Vec<String> = value.split('+').filter(|item| !item.is_empty()).map(str::to_owned).collect();
    let filter: Filter = match field {
        "query" => {
            let needle = text.to_lowercase();
            Box::new(move |_, _, flag, _| {
                flag.key.as_str().to_lowercase().contains(&needle) || flag.name.to_lowercase().contains(&needle)
            })
        }
        "tags" => Box::new(move |_, _, flag, _| list.iter().all(|tag| flag.tags.contains(tag))),
        "archived" => {
            let archived = boolean()?;
            Box::new(move |_, _, flag, _| flag.archived == archived)
        }
        "state" => match value {
            "live" => Box::new(|_, _, flag, _| !flag.archived && !flag.deprecated),
            "deprecated" => Box::new(|_, _, flag, _| !flag.archived && flag.deprecated),
            "archived" => Box::new(|_, _, flag, _| flag.archived),
            _ => return Err(bad("one of live, deprecated, archived")),
        },
        "type" => {
            let temporary = match value {
                "temporary" => true,
                "permanent" => false,
                _ => return Err(bad("temporary or permanent")),
            };
            Box::new(move |_, _, flag, _| flag.temporary == temporary)
        }
        "maintainerId" => Box::new(move |_, _, flag, _| flag.maintainer_id.as_ref() == Some(&text)),
        "maintainerTeamKey" => Box::new(move |_, _, flag, _| flag.maintainer_team_key.as_ref() == Some(&text)),
        "creationDate" => {
            let before = moment(value, "before").ok_or_else(|| bad(r#"an object as {"before":1690527600000}"#))?;
            Box::new(move |_, _, flag, _| flag.creation_date.0 < before)
        }
        "evaluated" => {
            let after = moment(value, "after").ok_or_else(|| bad(r#"an object as {"after":1690527600000}"#))?;
            let environment = in_environment.cloned().ok_or_else(|| bad("possible without filterEnv"))?;
            Box::new(move |world, project, flag, request| {
                traffic(world, project, &environment, flag)
                    .and_then(|traffic| statuses::last_requested(traffic, request.now))
                    .is_some_and(|last| last.0 > after)
            })
        }
        "contextKindsEvaluated" => Box::new(move |world, project, flag, _| {
            list.iter().all(|kind| {
                flag.environments.keys().any(|environment| {
                    traffic(world, project, environment, flag)
                        .is_some_and(|traffic| traffic.context_kinds.contains(kind))
                })
            })
        }),
        "codeReferences.min" | "codeReferences.max" => {
            let bound: u32 = value.parse().map_err(|_| bad("a number"))?;
            let at_least = field == "codeReferences.min";
            Box::new(move |world, project, flag, _| {
                let count: u32 = world.code_references(project, Some(&flag.key)).map(|entry| entry.hunks).sum();
                if at_least { count >= bound } else { count <= bound }
            })
        }
        "hasExperiment" => {
            let wanted = boolean()?;
            Box::new(move |_, _, _, _| !wanted)
        }
        // The simulator has neither applications nor release pipelines, so no flag matches.
        "applicationEvaluated" | "releasePipeline" => Box::new(|_, _, _, _| false),
        "sdkAvailability" => {
            let accept: fn(bool, bool) -> bool = match value {
                "client" => |browser, _| browser,
                "mobile" => |_, mobile| mobile,
                "anyClient" => |browser, mobile| browser || mobile,
                "server" => |browser, mobile| !browser && !mobile,
                _ => return Err(bad("one of client, mobile, anyClient, server")),
            };
            Box::new(move |_, _, flag, _| {
                let availability = flag.client_side_availability.unwrap_or_default();
                accept(availability.using_environment_id, availability.using_mobile_key)
            })
        }
        _ => return Ok(None),
    };
    Ok(Some(filter))
}

/// The number in `{"before": 1690527600000}`; also accepts the documentation's escaped quotes.
fn moment(value: &str, field: &str) -> Option<i64> {
    let object: Value = serde_json::from_str(&value.replace("\\\"", "\"")).ok()?;
    object.get(field)?.as_i64()
}

fn traffic<'w>(
    world: &'w World,
    project: &ProjectKey,
    environment: &EnvironmentKey,
    flag: &Flag,
) -> Option<&'w Traffic> {
    world.traffic(&Place { project: project.clone(), environment: environment.clone(), flag: flag.key.clone() })
}

fn sort(flags: &mut [&Arc<Flag>], sort: &str, first: Option<&EnvironmentKey>) -> Result<(), ApiError> {
    type Compare<'a> = Box<dyn Fn(&Flag, &Flag) -> Ordering + 'a>;
    let mut orders: Vec<Compare<'_>> = Vec::new();
    let fields: Vec<_> = sort.split(',').map(str::trim).filter(|field| !field.is_empty()).collect();
    for field in &fields {
        let (name, descending) = field.strip_prefix('-').map_or((*field, false), |name| (name, true));
        let order: Compare<'_> = match name {
            "creationDate" => Box::new(|a, b| a.creation_date.cmp(&b.creation_date)),
            "key" => Box::new(|a, b| a.key.cmp(&b.key)),
            "maintainerId" => Box::new(|a, b| a.maintainer_id.cmp(&b.maintainer_id)),
            "name" => Box::new(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase())),
            "tags" => Box::new(|a, b| a.tags.cmp(&b.tags)),
            "type" => Box::new(|a, b| a.temporary.cmp(&b.temporary)),
            "targetingModifiedDate" => {
                let environment =
                    first.ok_or_else(|| ApiError::invalid("sort targetingModifiedDate needs the env parameter"))?;
                if fields.len() > 1 {
                    return Err(ApiError::invalid("sort targetingModifiedDate cannot be combined with other fields"));
                }
                let modified = |flag: &Flag| flag.environments.get(environment).map(|config| config.last_modified);
                Box::new(move |a, b| modified(a).cmp(&modified(b)))
            }
            _ => return Err(ApiError::invalid(format!("sort: `{name}` is not a field to sort by"))),
        };
        orders.push(if descending { Box::new(move |a, b| order(b, a)) } else { order });
    }
    // The sort is stable: ties keep the store's order by key, so pages never overlap.
    flags.sort_by(|a, b| orders.iter().map(|order| order(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal));
    Ok(())
}
