//! The route table.

use std::collections::BTreeMap;

use super::api::{
    approvals, audit, copy, expiring, flag_create, flag_delete, flag_list, flag_patch, flag_read, identity, migration,
    projects, scheduled, statuses,
};
use super::exchange::{ApiError, Handler};

/// One route.
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path with `{names}` of parameters, without a trailing slash.
    pub path: &'static str,
    /// Required access.
    pub access: Access,
    /// Handler.
    pub handler: Handler,
}

/// Access level of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read-only.
    Read,
    /// May change records.
    Write,
}

const fn read(method: &'static str, path: &'static str, handler: Handler) -> Route {
    Route { method, path, access: Access::Read, handler }
}

const fn write(method: &'static str, path: &'static str, handler: Handler) -> Route {
    Route { method, path, access: Access::Write, handler }
}

macro_rules! flag_in_environment {
    () => {
        "/api/v2/projects/{project}/flags/{flag}/environments/{environment}"
    };
}

/// Every route.
pub const ROUTES: &[Route] = &[
    read("GET", "/api/v2/flags/{project}", flag_list::list),
    write("POST", "/api/v2/flags/{project}", flag_create::create),
    read("GET", "/api/v2/flags/{project}/{flag}", flag_read::get),
    write("PATCH", "/api/v2/flags/{project}/{flag}", flag_patch::patch),
    write("DELETE", "/api/v2/flags/{project}/{flag}", flag_delete::delete),
    write("POST", "/api/v2/flags/{project}/{flag}/copy", copy::copy),
    read("GET", "/api/v2/flags/{project}/{flag}/expiring-targets/{environment}", expiring::get),
    write("PATCH", "/api/v2/flags/{project}/{flag}/expiring-targets/{environment}", expiring::patch),
    read("GET", "/api/v2/flags/{project}/{flag}/expiring-user-targets/{environment}", expiring::get_users),
    write("PATCH", "/api/v2/flags/{project}/{flag}/expiring-user-targets/{environment}", expiring::patch_users),
    read("GET", "/api/v2/flags/{project}/{flag}/dependent-flags", flag_read::dependents),
    read("GET", "/api/v2/flags/{project}/{environment}/{flag}/dependent-flags", flag_read::dependents_in_environment),
    read("GET", "/api/v2/flag-statuses/{project}/{environment}", statuses::list),
    read("GET", "/api/v2/flag-statuses/{project}/{environment}/{flag}", statuses::get),
    read("GET", "/api/v2/flag-status/{project}/{flag}", statuses::across),
    // Checks a patch without applying it.
    read("POST", concat!(flag_in_environment!(), "/migration-safety-issues"), migration::issues),
    read("GET", concat!(flag_in_environment!(), "/scheduled-changes"), scheduled::list),
    write("POST", concat!(flag_in_environment!(), "/scheduled-changes"), scheduled::create),
    read("GET", concat!(flag_in_environment!(), "/scheduled-changes/{id}"), scheduled::get),
    write("PATCH", concat!(flag_in_environment!(), "/scheduled-changes/{id}"), scheduled::patch),
    write("DELETE", concat!(flag_in_environment!(), "/scheduled-changes/{id}"), scheduled::delete),
    read("GET", concat!(flag_in_environment!(), "/approval-requests"), approvals::list),
    write("POST", concat!(flag_in_environment!(), "/approval-requests"), approvals::create),
    read("GET", concat!(flag_in_environment!(), "/approval-requests/{id}"), approvals::get),
    write("DELETE", concat!(flag_in_environment!(), "/approval-requests/{id}"), approvals::delete),
    write("POST", concat!(flag_in_environment!(), "/approval-requests/{id}/reviews"), approvals::review),
    write("POST", concat!(flag_in_environment!(), "/approval-requests/{id}/apply"), approvals::carry_out_request),
    read("GET", "/api/v2/projects", projects::list),
    read("GET", "/api/v2/projects/{project}", projects::get),
    read("GET", "/api/v2/projects/{project}/environments", projects::environments),
    read("GET", "/api/v2/projects/{project}/environments/{environment}", projects::environment),
    read("GET", "/api/v2/caller-identity", identity::get),
    read("GET", "/api/v2/members/{member}", identity::member),
    read("GET", "/api/v2/tokens/{token}", identity::token),
    read("GET", "/api/v2/code-refs/statistics/{project}", flag_read::code_references),
    read("GET", "/api/v2/auditlog", audit::list),
    read("POST", "/api/v2/auditlog", audit::list),
    read("GET", "/api/v2/auditlog/{id}", audit::get),
];

/// Finds the route of a request and its decoded path parameters.
pub fn find(method: &str, path: &str) -> Result<(&'static Route, BTreeMap<String, String>), ApiError> {
    let mut known_path = false;
    for route in ROUTES {
        if let Some(parameters) = parameters(route.path, path) {
            known_path = true;
            if route.method == method {
                return Ok((route, parameters));
            }
        }
    }
    if known_path { Err(ApiError::method_not_allowed()) } else { Err(ApiError::not_found(path)) }
}

fn parameters(pattern: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return Some(parameters),
            (Some(expected), Some(part)) => match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) if !part.is_empty() => drop(parameters.insert(name.to_owned(), decode(part))),
                None if expected == part => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

/// Percent-decodes a path segment. A plus sign is literal there.
fn decode(part: &str) -> String {
    let pair = format!("={}", part.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}
