//! The handlers' view of HTTP: request in, reply or API error out.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::flags::{Conflict, Flag, PatchError, ProjectKey, UnixMillis};

use super::chosen;
use super::records::{Change, Environment, Place, Project, Token};
use super::world::World;

/// Answers a request from the current world; the changes it makes are part of the reply.
pub type Handler = fn(&Request, &World) -> Result<Reply, ApiError>;

/// A request that passed authentication.
#[derive(Debug)]
pub struct Request {
    /// Path parameters by name.
    pub parameters: BTreeMap<String, String>,
    /// Path without query, as used in links.
    pub path: String,
    /// The query.
    pub query: Query,
    /// `Content-Type`, lower case.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// The authenticated token.
    pub caller: Token,
    /// Time of the request.
    pub now: UnixMillis,
    /// Whether to answer like the live API where that contradicts its schema.
    pub live_quirks: bool,
}

/// A handler's reply.
#[derive(Debug)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// JSON body; `None` is empty.
    pub body: Option<Value>,
    /// Changes to apply atomically before the reply is sent.
    pub changes: Vec<Change>,
}

impl Reply {
    /// 200.
    pub fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body: Some(body), changes: Vec::new() }
    }

    /// 201.
    pub fn created(body: Value) -> Self {
        Self { status: StatusCode::CREATED, body: Some(body), changes: Vec::new() }
    }

    /// 204.
    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: None, changes: Vec::new() }
    }

    /// Adds changes.
    pub fn with(mut self, changes: Vec<Change>) -> Self {
        self.changes = changes;
        self
    }
}

/// An error response: `{code, message}` with a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// Status.
    pub status: StatusCode,
    /// Machine-readable code.
    pub code: &'static str,
    /// Message.
    pub message: String,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// 400 `invalid_request`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    /// 400 `invalid_patch`: a JSON Patch that does not apply.
    pub fn invalid_patch(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_patch", message)
    }

    /// 401 `unauthorized`.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Invalid access token")
    }

    /// 403 `forbidden`.
    pub fn forbidden() -> Self {
        let message = "Forbidden. Access to the requested resource was denied.";
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 403 of a request for another host.
    pub fn foreign_host() -> Self {
        let message = "Forbidden. The request is for another host; use the simulator's own address.";
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 404 `not_found`.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("Invalid resource identifier: {what}"))
    }

    /// 405 of an environment that needs approvals.
    pub fn approval_required() -> Self {
        let message = "Approval is required to make this request";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
    }

    /// 405 of a method that the path does not have.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed")
    }

    /// 409 that must not be retried.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// 409 that asks to read again and retry.
    pub fn optimistic_lock() -> Self {
        let message = "Conflict. Optimistic lock error. Try again later.";
        Self::new(StatusCode::CONFLICT, "optimistic_locking_error", message)
    }

    /// 413.
    pub fn too_large() -> Self {
        let message = format!("The request body is larger than {} bytes", chosen::MAX_BODY);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "request_entity_too_large", message)
    }

    /// 400 of a semantic patch without its content type.
    pub fn semantic_header() -> Self {
        Self::invalid("Set the header Content-Type: application/json; domain-model=launchdarkly.semanticpatch")
    }

    /// 400 of a change that invalidates a pending one.
    pub fn pending_conflict(conflict: &Conflict) -> Self {
        Self::invalid(format!(
            "This change is in conflict with the pending change {}: {}. Set ignoreConflicts=true to apply it anyway.",
            conflict.id, conflict.error
        ))
    }

    /// 503: the data file is not writable; nothing changed.
    pub fn not_stored(error: &dyn std::fmt::Display) -> Self {
        let message = format!("Requested service unavailable: the data file cannot be written: {error}");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", message)
    }

    /// The body.
    pub fn body(&self) -> Value {
        json!({ "code": self.code, "message": self.message })
    }
}

impl From<PatchError> for ApiError {
    fn from(error: PatchError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
        Self::new(status, error.code(), error.to_string())
    }
}

impl Request {
    /// A path parameter; empty if the route has none of that name.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// The project in the path.
    pub fn project<'w>(&self, world: &'w World) -> Result<&'w Project, ApiError> {
        let key = self.parameter("project");
        world.projects.get(key).ok_or_else(|| ApiError::not_found(&format!("project {key}")))
    }

    /// The environment in the path.
    pub fn environment<'w>(&self, world: &'w World, project: &ProjectKey) -> Result<&'w Environment, ApiError> {
        environment(world, project, self.parameter("environment"))
    }

    /// The flag in the path.
    pub fn flag<'w>(&self, world: &'w World, project: &ProjectKey) -> Result<&'w Flag, ApiError> {
        let key = self.parameter("flag");
        let flag = world.flag(project, key).ok_or_else(|| ApiError::not_found(&format!("flag {key}")))?;
        Ok(flag.as_ref())
    }

    /// Project, environment and flag in the path, all of which must exist.
    pub fn place(&self, world: &World) -> Result<Place, ApiError> {
        let project = self.project(world)?.key.clone();
        let environment = self.environment(world, &project)?.key.clone();
        let flag = self.flag(world, &project)?.key.clone();
        Ok(Place { project, environment, flag })
    }

    /// Deserializes the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let place = if path == "." { String::new() } else { format!(" at {path}") };
            ApiError::invalid(format!("Invalid request body{place}: {}", error.into_inner()))
        })
    }

    /// Whether the body is a semantic patch.
    pub fn is_semantic_patch(&self) -> bool {
        self.content_type.split(';').any(|part| part.trim() == "domain-model=launchdarkly.semanticpatch")
    }
}

/// An environment by key.
pub fn environment<'w>(world: &'w World, project: &ProjectKey, key: &str) -> Result<&'w Environment, ApiError> {
    world.environment(project, key).ok_or_else(|| ApiError::not_found(&format!("environment {key}")))
}

/// The decoded query, in order.
#[derive(Debug, Clone, Default)]
pub struct Query(pub Vec<(String, String)>);

impl Query {
    /// Parses `a=b&c=d`.
    pub fn parse(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The first value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All values of a field, also comma-separated ones.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(field, _)| field == name)
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// A boolean in any spelling that clients use: `true`, `True`, `1`, `false`, `False`, `0`.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name).map(str::to_ascii_lowercase).as_deref() {
            None | Some("") => Ok(None),
            Some("true" | "1" | "t") => Ok(Some(true)),
            Some("false" | "0" | "f") => Ok(Some(false)),
            Some(other) => Err(ApiError::invalid(format!("{name}: `{other}` is not a boolean"))),
        }
    }

    /// A non-negative number.
    pub fn number(&self, name: &str) -> Result<Option<usize>, ApiError> {
        match self.get(name) {
            None | Some("") => Ok(None),
            Some(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(ApiError::invalid(format!("{name}: `{text}` is not a non-negative number"))),
            },
        }
    }

    /// The encoded query with other values for `limit` and `offset`, for page links.
    pub fn with_page(&self, limit: usize, offset: usize) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        for (field, value) in self.0.iter().filter(|(field, _)| field != "limit" && field != "offset") {
            out.append_pair(field, value);
        }
        out.append_pair("limit", &limit.to_string());
        if offset > 0 {
            out.append_pair("offset", &offset.to_string());
        }
        out.finish()
    }
}
