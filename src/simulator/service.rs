//! The HTTP service: authentication, headers, faults and routing.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, Method, Request as HttpRequest, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::allowed::Allowed;
use super::connection::ResetHandle;
use super::exchange::{ApiError, Query, Reply, Request};
use super::faults::{self, FaultInjector};
use super::oauth::{self, OAuth};
use super::records::Token;
use super::routes::{self, Access, Route};
use super::store::Store;
use super::{Clock, FaultKind, RequestRecord, SimulatorOptions, chosen, sdk};

/// State shared by all requests.
pub struct Service {
    /// The store.
    pub store: Store,
    allowed: Allowed,
    /// The clock.
    pub clock: Clock,
    /// The faults.
    pub injector: Mutex<FaultInjector>,
    requests: Mutex<VecDeque<RequestRecord>>,
    limits: Mutex<Limits>,
    slow_body: Duration,
    live_quirks: bool,
    /// Clients and tokens of OAuth.
    oauth: Mutex<OAuth>,
    oauth_lifetime: Duration,
}

/// Request counts of the current rate-limit window.
#[derive(Default)]
struct Limits {
    window: i64,
    global: i64,
    routes: HashMap<String, i64>,
}

impl Service {
    /// Creates the service of a store.
    pub fn new(store: Store, allowed: Allowed, options: &SimulatorOptions) -> Self {
        Self {
            store,
            allowed,
            clock: options.clock.clone(),
            injector: Mutex::new(FaultInjector::new(options.faults.clone(), options.seed)),
            requests: Mutex::default(),
            limits: Mutex::default(),
            slow_body: options.slow_body,
            live_quirks: options.live_quirks,
            oauth: Mutex::default(),
            oauth_lifetime: options.oauth_lifetime,
        }
    }

    /// The requests answered so far.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn oauth(&self) -> std::sync::MutexGuard<'_, OAuth> {
        self.oauth.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, method: &Method, target: &str, status: u16) {
        tracing::debug!("{method} {target} {status}");
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() >= 10_000 {
            requests.pop_front();
        }
        requests.push_back(RequestRecord { method: method.to_string(), target: target.to_owned(), status });
    }

    /// Counts a request and returns the rate-limit headers.
    fn limit_headers(&self, route: &str) -> [(&'static str, String); 3] {
        let now = self.clock.now().0;
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if now / chosen::RATE_WINDOW != limits.window {
            *limits = Limits { window: now / chosen::RATE_WINDOW, ..Limits::default() };
        }
        limits.global += 1;
        let on_route = limits.routes.entry(route.to_owned()).or_default();
        *on_route += 1;
        let on_route = *on_route;
        [
            ("x-ratelimit-global-remaining", (chosen::RATE_LIMITS.0 - limits.global).max(1).to_string()),
            ("x-ratelimit-route-remaining", (chosen::RATE_LIMITS.1 - on_route).max(1).to_string()),
            ("x-ratelimit-reset", ((limits.window + 1) * chosen::RATE_WINDOW).to_string()),
        ]
    }
}

/// The router of all endpoints.
pub fn router(service: Arc<Service>) -> Router {
    Router::new().fallback(serve).with_state(service)
}

async fn serve(
    State(service): State<Arc<Service>>,
    ConnectInfo(handle): ConnectInfo<ResetHandle>,
    request: HttpRequest<Body>,
) -> Response {
    if !service.allowed.names_us(request.uri(), request.headers()) {
        return refuse(&ApiError::foreign_host());
    }
    let origin = service.allowed.allows_origin(request.headers());
    if request.method() == Method::OPTIONS {
        return with_cors(StatusCode::NO_CONTENT.into_response(), origin);
    }
    let path = request.uri().path();
    let response = if path.starts_with("/api/") {
        rest(&service, &handle, request).await
    } else if path == oauth::METADATA || path.starts_with(oauth::PREFIX) {
        authorization(&service, request).await
    } else {
        sdk::serve(service, request).await
    };
    with_cors(response, origin)
}

/// Handles a request to the authorization server. The record has no query, which may contain secrets.
async fn authorization(service: &Service, request: HttpRequest<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, chosen::MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = HttpRequest::from_parts(parts, Body::empty());
    let (now, lifetime) = (service.clock.now(), service.oauth_lifetime);
    // The name by which the client knows the simulator, already checked.
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let url = format!("http://{}", host.unwrap_or_default());
    let response = service.oauth().answer(&request, &body, &url, now, lifetime);
    service.record(request.method(), request.uri().path(), response.status().as_u16());
    response
}

/// Handles a request to the REST API, with faults.
async fn rest(service: &Service, handle: &ResetHandle, request: HttpRequest<Body>) -> Response {
    let method = method_of(&request);
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let path = request.uri().path().trim_end_matches('/').to_owned();
    let fault = service.injector.lock().unwrap_or_else(PoisonError::into_inner).roll(method.as_str(), &target);
    let mut response = match fault.and_then(|kind| faults::instead(kind, service.clock.now())) {
        Some(response) => response,
        None => answer(service, &method, &path, request).await,
    };
    for (name, value) in service.limit_headers(&format!("{method} {path}")) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().entry(name).or_insert(value);
        }
    }
    let reset = matches!(fault, Some(FaultKind::ResetBefore | FaultKind::ResetAfter));
    service.record(&method, &target, if reset { 0 } else { response.status().as_u16() });
    if reset {
        handle.reset();
    }
    match fault {
        Some(kind) => faults::mangle(kind, response, service.slow_body).await,
        None => response,
    }
}

/// The method, or the one in `X-HTTP-Method-Override` of a POST.
fn method_of(request: &HttpRequest<Body>) -> Method {
    let named = request.headers().get("x-http-method-override").and_then(|value| value.to_str().ok());
    match named.and_then(|name| name.to_ascii_uppercase().parse().ok()) {
        Some(method) if request.method() == Method::POST => method,
        _ => request.method().clone(),
    }
}

/// Handles a request to the REST API, without faults.
async fn answer(service: &Service, method: &Method, path: &str, request: HttpRequest<Body>) -> Response {
    match prepare(service, method, path, request).await {
        Ok((route, request)) => {
            service.store.apply_due();
            let answered = match route.access {
                Access::Read => service.store.answer(route.handler, &request),
                Access::Write => service.store.change(route.handler, &request),
            };
            answered.map_or_else(|error| refuse(&error), reply)
        }
        Err(error) => refuse(&error),
    }
}

async fn prepare(
    service: &Service,
    method: &Method,
    path: &str,
    request: HttpRequest<Body>,
) -> Result<(&'static Route, Request), ApiError> {
    let (parts, body) = request.into_parts();
    let caller = authenticate(service, &parts.headers)?;
    // The HTTP layer leaves out the body of the response.
    let routed = if method == Method::HEAD { "GET" } else { method.as_str() };
    let (route, parameters) = routes::find(routed, path)?;
    if matches!(route.access, Access::Write) && !caller.writer {
        return Err(ApiError::forbidden());
    }
    let body = axum::body::to_bytes(body, chosen::MAX_BODY).await.map_err(|_| ApiError::too_large())?;
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let request = Request {
        parameters,
        path: path.to_owned(),
        query: Query::parse(parts.uri.query().unwrap_or_default()),
        content_type: content_type.unwrap_or_default().to_ascii_lowercase(),
        body: body.into(),
        caller,
        now: service.clock.now(),
        live_quirks: service.live_quirks,
    };
    Ok((route, request))
}

/// Authenticates the caller: the bare token in `Authorization`, or after `Bearer`. Tokens of OAuth need the latter.
fn authenticate(service: &Service, headers: &HeaderMap) -> Result<Token, ApiError> {
    if let Some(caller) = service.oauth().caller(headers, service.clock.now()) {
        return Ok(caller);
    }
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")).unwrap_or(value).trim();
    service.store.read().tokens.get(token).cloned().ok_or_else(ApiError::unauthorized)
}

fn reply(reply: Reply) -> Response {
    match reply.body {
        Some(body) => (reply.status, axum::Json(body)).into_response(),
        None => reply.status.into_response(),
    }
}

fn refuse(error: &ApiError) -> Response {
    (error.status, axum::Json(error.body())).into_response()
}

/// Lets web pages of an allowed origin read the response, with the live API's headers. No other page can read it.
fn with_cors(mut response: Response, origin: Option<HeaderValue>) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return response };
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let headers = [
        ("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS, REPORT, HEAD"),
        (
            "access-control-allow-headers",
            "Accept, Authorization, Content-Type, Content-Length, Accept-Encoding, LD-API-Version, \
             X-HTTP-Method-Override, X-LaunchDarkly-User-Agent, X-LaunchDarkly-Event-Schema, X-LaunchDarkly-Tags",
        ),
        (
            "access-control-expose-headers",
            "Retry-After, X-Ratelimit-Global-Remaining, X-Ratelimit-Route-Remaining, X-Ratelimit-Reset, Date",
        ),
        ("access-control-max-age", "300"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
