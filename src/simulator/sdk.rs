//! The SDK endpoints: stream, poll and events.
//!
//! A program whose SDK uses the simulator's URL (base, stream and events) sees a flag change immediately.

mod events;
mod shape;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request as HttpRequest, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::records::Environment;
use super::service::Service;
use super::store::{Announcement, Store};
use super::{chosen, ids};
use crate::flags::{EnvironmentKey, ProjectKey};

/// Interval of the comments that keep an idle stream open.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Serves a request that is not for the REST API.
pub async fn serve(service: Arc<Service>, request: HttpRequest<Body>) -> Response {
    let path = request.uri().path().trim_end_matches('/').to_owned();
    match (request.method(), path.as_str()) {
        (&Method::POST, "/bulk") => take_events(&service, request).await,
        (&Method::POST, "/diagnostic") => StatusCode::ACCEPTED.into_response(),
        (&Method::GET, "/all" | "/sdk/latest-all") => {
            service.store.apply_due();
            let Some((project, environment)) = environment(&service.store, &request) else {
                return StatusCode::UNAUTHORIZED.into_response();
            };
            if path == "/all" {
                stream_of(service, project, environment)
            } else {
                poll(&service.store, &project, &environment, &request)
            }
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Receives events: summaries count as requests of their flags, all others are discarded.
async fn take_events(service: &Service, request: HttpRequest<Body>) -> Response {
    let Some((project, environment)) = environment(&service.store, &request) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let Ok(body) = axum::body::to_bytes(request.into_body(), chosen::MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let now = service.clock.now();
    let stored = service.store.record(|world| events::requests(world, &project, &environment, &body, now));
    if stored.is_ok() { StatusCode::ACCEPTED.into_response() } else { StatusCode::SERVICE_UNAVAILABLE.into_response() }
}

/// The environment of the SDK key in `Authorization`.
fn environment(store: &Store, request: &HttpRequest<Body>) -> Option<(ProjectKey, EnvironmentKey)> {
    let key = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let world = store.read();
    let Environment { project, key, .. } = world.environment_of_sdk_key(key.trim())?;
    Some((project.clone(), key.clone()))
}

/// `GET /sdk/latest-all`: all flags, or 304.
fn poll(store: &Store, project: &ProjectKey, environment: &EnvironmentKey, request: &HttpRequest<Body>) -> Response {
    let body = shape::everything(&store.read(), project, environment).to_string();
    let tag = format!("\"{}\"", ids::salt(&body));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known == Some(tag.as_str()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// `GET /all`: all flags in a `put`, then each change.
fn stream_of(service: Arc<Service>, project: ProjectKey, environment: EnvironmentKey) -> Response {
    // Subscribe before reading, so that no change is missed in between.
    let changes = service.store.listen();
    let first = stream::iter([put(&service.store, &project, &environment)]);
    let state = Listener { service, changes, project, environment };
    let rest = stream::unfold(state, |mut listener| async move {
        let event = listener.next().await?;
        Some((event, listener))
    });
    let events = first.chain(rest).map(Ok::<_, Infallible>);
    sse(events)
}

fn sse(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("")).into_response()
}

struct Listener {
    service: Arc<Service>,
    changes: Receiver<Announcement>,
    project: ProjectKey,
    environment: EnvironmentKey,
}

impl Listener {
    /// The next event for this environment; `None` when the simulator stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.changes.recv().await {
                Ok(change) if change.project == self.project => return Some(self.event(&change)),
                Ok(_) => {}
                // The receiver fell behind: send everything again.
                Err(RecvError::Lagged(_)) => return Some(put(&self.service.store, &self.project, &self.environment)),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn event(&self, change: &Announcement) -> Event {
        let path = format!("/flags/{}", change.key);
        let shown = change.flag.as_ref().and_then(|flag| shape::flag(flag, &self.environment));
        match shown {
            Some(flag) => event("patch", &json!({ "path": path, "data": flag })),
            None => {
                let (flag, before) = (change.flag.as_deref(), change.before.as_deref());
                let version = shape::version_when_gone(flag, before, &self.environment);
                event("delete", &json!({ "path": path, "version": version }))
            }
        }
    }
}

fn put(store: &Store, project: &ProjectKey, environment: &EnvironmentKey) -> Event {
    event("put", &json!({ "path": "/", "data": shape::everything(&store.read(), project, environment) }))
}

fn event(name: &str, data: &Value) -> Event {
    Event::default().event(name).data(data.to_string())
}
