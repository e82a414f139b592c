//! The audit log.

use serde_json::{Value, json};

use super::super::exchange::{ApiError, Reply, Request};
use super::super::records::Audit;
use super::super::wire::{self, link, site};
use super::super::world::World;
use super::super::{chosen, ids};

/// `getAuditLogEntries`, and `postAuditLogEntries` without its statements. Newest first.
pub fn list(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let (default, most) = chosen::AUDIT_PAGE;
    let limit = match request.query.number("limit")? {
        None => default,
        Some(limit) if (1..=most).contains(&limit) => limit,
        Some(limit) => return Err(ApiError::invalid(format!("limit: {limit} is not between 1 and {most}"))),
    };
    let moment = |name: &str| request.query.number(name).map(|found| found.map(|millis| millis as i64));
    let (before, after) = (moment("before")?, moment("after")?);
    let needle = request.query.get("q").unwrap_or_default().to_lowercase();
    let specification = request.query.get("spec");
    let mut found = world.audit.values().rev().filter(|entry| {
        before.is_none_or(|before| entry.date.0 < before)
            && after.is_none_or(|after| entry.date.0 > after)
            && (entry.name.to_lowercase().contains(&needle) || entry.flag.as_str().to_lowercase().contains(&needle))
            && specification.is_none_or(|specification| resources(entry).iter().any(|it| matches(specification, it)))
    });
    let page: Vec<&Audit> = found.by_ref().take(limit).collect();
    let mut links = json!({ "self": link(format!("/api/v2/auditlog?limit={limit}")) });
    if let (Some(last), Some(_)) = (page.last(), found.next()) {
        links["next"] = link(format!("/api/v2/auditlog?before={}&limit={limit}", last.date.0));
    }
    let items: Vec<_> = page.into_iter().map(|entry| row(world, entry)).collect();
    Ok(Reply::ok(json!({ "items": items, "_links": links })))
}

/// One entry.
pub fn get(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let id = request.parameter("id");
    let found = world.audit.values().find(|entry| entry_id(entry) == id);
    let entry = found.ok_or_else(|| ApiError::not_found(&format!("audit log entry {id}")))?;
    Ok(Reply::ok(row(world, entry)))
}

fn entry_id(entry: &Audit) -> String {
    ids::object_id(&format!("audit/{}", entry.number))
}

/// `proj/PROJECT:env/ENVIRONMENT:flag/FLAG` for each environment that changed, or for all of them.
fn resources(entry: &Audit) -> Vec<String> {
    let Audit { project, flag, .. } = entry;
    if entry.environments.is_empty() {
        return vec![format!("proj/{project}:env/*:flag/{flag}")];
    }
    entry.environments.iter().map(|key| format!("proj/{project}:env/{key}:flag/{flag}")).collect()
}

/// Whether a resource specifier, possibly with `*`, matches a resource.
fn matches(specifier: &str, resource: &str) -> bool {
    let (mut wanted, mut parts) = (specifier.split(':'), resource.split(':'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, _) => return true,
            (Some(_), None) => return false,
            (Some(wanted), Some(part)) => {
                let (Some((kind, key)), Some((of, name))) = (wanted.split_once('/'), part.split_once('/')) else {
                    return false;
                };
                let key = key.split(';').next().unwrap_or_default();
                let fits = name == "*"
                    || match key.split_once('*') {
                        Some((start, end)) => {
                            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
                        }
                        None => key == name,
                    };
                if kind != of || !fits {
                    return false;
                }
            }
        }
    }
}

fn row(world: &World, entry: &Audit) -> Value {
    let Audit { project, flag, .. } = entry;
    let id = entry_id(entry);
    let resources = resources(entry);
    let place = entry.environments.first().map_or_else(|| "~".to_owned(), ToString::to_string);
    let accesses: Vec<_> = entry
        .actions
        .iter()
        .flat_map(|action| resources.iter().map(move |resource| json!({ "action": action, "resource": resource })))
        .collect();
    let flag_path = format!("/api/v2/flags/{project}/{flag}");
    let mut row = json!({
        "_links": {
            "self": link(format!("/api/v2/auditlog/{id}")),
            "parent": link("/api/v2/auditlog"),
            "canonical": link(&flag_path),
            "site": site(format!("/{project}/{place}/features/{flag}")),
        },
        "_id": id,
        "_accountId": wire::account_id(),
        "date": entry.date,
        "accesses": accesses,
        "kind": "flag",
        "name": entry.name,
        "description": entry.comment,
        "shortDescription": "",
        "titleVerb": entry.title,
        "title": format!("{} {}", who(world, entry), entry.title),
        "target": { "_links": { "canonical": link(&flag_path) }, "name": entry.name, "resources": resources },
    });
    if !entry.comment.is_empty() {
        row["comment"] = json!(entry.comment);
    }
    if let Some(member) = entry.member.as_ref().and_then(|id| world.members.get(id)) {
        row["member"] = json!({
            "_links": { "self": link(format!("/api/v2/members/{}", member.id)) },
            "_id": member.id,
            "email": member.email,
            "firstName": member.first_name,
            "lastName": member.last_name,
        });
    }
    row
}

fn who(world: &World, entry: &Audit) -> String {
    match entry.member.as_ref().and_then(|id| world.members.get(id)) {
        Some(member) => {
            let names = [member.first_name.as_deref(), member.last_name.as_deref()];
            names.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        None => "LaunchDarkly".to_owned(),
    }
}
