//! Sending one request: rate limits, safe retries, classification and decoding of the response.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::client::Credential;
use super::retry::RateLimit;
use super::{Answer, Client, Error, NetworkProblem, Outcome, Wait, WaitReason};

/// The API version whose shapes this module implements.
const API_VERSION: &str = "20240415";
/// Time without a connection after which a host that never responded is not tried again.
const FIRST_CONTACT: Duration = Duration::from_secs(3);
/// Content type of semantic patches.
pub(super) const SEMANTIC_PATCH: &str = "application/json; domain-model=launchdarkly.semanticpatch";
/// Content type of everything else.
pub(super) const JSON: &str = "application/json";

/// A request to be sent.
#[derive(Debug, Clone)]
pub(super) struct Request<'a> {
    /// The operation as a verb phrase; also identifies the route for rate limits.
    pub operation: &'static str,
    pub method: Method,
    /// Path segments after `/api/v2`, unencoded.
    pub path: Vec<&'a str>,
    pub query: Vec<(&'static str, String)>,
    pub body: Option<(&'static str, Vec<u8>)>,
    pub api_version: &'static str,
}

impl<'a> Request<'a> {
    pub(super) fn new(operation: &'static str, method: Method, path: &[&'a str]) -> Self {
        let (query, body) = (Vec::new(), None);
        Self { operation, method, path: path.to_vec(), query, body, api_version: API_VERSION }
    }

    pub(super) fn get(operation: &'static str, path: &[&'a str]) -> Self {
        Self::new(operation, Method::GET, path)
    }

    pub(super) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Adds a query parameter if there is a value.
    pub(super) fn optional(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    pub(super) fn body(mut self, content_type: &'static str, body: &impl Serialize) -> Result<Self, Error> {
        let bytes = serde_json::to_vec(body)
            .map_err(|error| Error::Setup(format!("the request body cannot be serialized: {error}")))?;
        self.body = Some((content_type, bytes));
        Ok(self)
    }

    /// Requests the beta version of the API, which some routes require.
    pub(super) fn beta(mut self) -> Self {
        self.api_version = "beta";
        self
    }
}

/// A complete response.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Why there is no complete response.
struct Lost {
    problem: NetworkProblem,
    /// The status, if the status line arrived.
    status: Option<StatusCode>,
}

/// End of the rate-limit waits, for the account and by route.
#[derive(Debug, Default)]
pub(super) struct Gates(Mutex<(Option<Instant>, HashMap<&'static str, Instant>)>);

impl Gates {
    fn lock(&self) -> std::sync::MutexGuard<'_, (Option<Instant>, HashMap<&'static str, Instant>)> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Remaining wait for an operation.
    pub(super) fn wait(&self, operation: &'static str) -> Duration {
        let gates = self.lock();
        let until = gates.0.into_iter().chain(gates.1.get(operation).copied()).max();
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    fn close(&self, operation: Option<&'static str>, wait: Duration) {
        let Some(until) = Instant::now().checked_add(wait) else { return };
        let mut gates = self.lock();
        match operation {
            Some(operation) => {
                let gate = gates.1.entry(operation).or_insert(until);
                *gate = until.max(*gate);
            }
            None => gates.0 = Some(gates.0.map_or(until, |gate| gate.max(until))),
        }
    }
}

impl Client {
    /// Performs a read and decodes the response. A response that does not decode is retried like a broken one.
    pub(super) async fn read<T: DeserializeOwned>(&self, request: &Request<'_>) -> Result<T, Error> {
        self.read_with(request, |body| decode(request.operation, body)).await
    }

    /// As [`Client::read`], with a custom decoder.
    pub(super) async fn read_with<T>(
        &self,
        request: &Request<'_>,
        decode: impl Fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut failed = 0;
        let started = Instant::now();
        loop {
            let (error, requested) = match self.attempt(request).await {
                Ok(reply) if reply.status.is_success() => match decode(&reply.body) {
                    Ok(value) => return Ok(value),
                    Err(error) => (error, None),
                },
                Ok(reply) => {
                    let limit = rate_limit(&reply.headers);
                    let error = self.refusal(request, &reply, limit);
                    match &error {
                        Error::RateLimited { .. } => (error, Some(limit.reset_in.unwrap_or_default())),
                        Error::Server(_) => (error, limit.retry_after),
                        _ => return Err(error),
                    }
                }
                Err(lost) if self.is_hopeless(&lost.problem, failed, started.elapsed()) => {
                    return Err(self.network(request, lost.problem));
                }
                Err(lost) => (self.network(request, lost.problem), None),
            };
            failed += 1;
            self.pause_or_give_up(request, failed, error, requested).await?;
        }
    }

    /// Whether to give up: the host is probably wrong or unreachable.
    fn is_hopeless(&self, problem: &NetworkProblem, failed: u32, elapsed: Duration) -> bool {
        let has_answered = || self.shared.answered.load(Ordering::Relaxed);
        match problem {
            NetworkProblem::Certificate(_) | NetworkProblem::Tls(_) => true,
            NetworkProblem::Timeout => !has_answered(),
            NetworkProblem::Name | NetworkProblem::Connect(_) => {
                !has_answered() && (failed > 0 || elapsed > FIRST_CONTACT)
            }
            NetworkProblem::Interrupted(_) => false,
        }
    }

    /// Performs a write. Retries only if the response proves that nothing happened.
    pub(super) async fn write<T: DeserializeOwned>(&self, request: &Request<'_>) -> Result<Outcome<T>, Error> {
        self.write_with(request, |_, body| decode(request.operation, body)).await
    }

    /// Performs a write and ignores the response body.
    pub(super) async fn write_without_answer(&self, request: &Request<'_>) -> Result<Outcome<()>, Error> {
        self.write_with(request, |_, _| Ok(())).await
    }

    /// As [`Client::write`], with a custom decoder.
    pub(super) async fn write_with<T>(
        &self,
        request: &Request<'_>,
        decode: impl Fn(StatusCode, &[u8]) -> Result<T, Error>,
    ) -> Result<Outcome<T>, Error> {
        let mut failed = 0;
        loop {
            let reply = match self.attempt(request).await {
                Ok(reply) => reply,
                Err(lost) => {
                    let nothing_sent = lost.problem.is_before_sending();
                    let cause = self.network(request, lost.problem);
                    return match lost.status {
                        None if nothing_sent => Err(cause),
                        // A rejection stays one even if its body was lost.
                        Some(status) if status.is_client_error() => {
                            let reply = Reply { status, headers: HeaderMap::new(), body: Vec::new() };
                            Err(self.refusal(request, &reply, RateLimit::default()))
                        }
                        status => Ok(Outcome::Unknown { cause, accepted: status.is_some_and(|it| it.is_success()) }),
                    };
                }
            };
            if reply.status.is_success() {
                return match decode(reply.status, &reply.body) {
                    Ok(value) => Ok(Outcome::Done(value)),
                    Err(cause) => Ok(Outcome::Unknown { cause, accepted: true }),
                };
            }
            let limit = rate_limit(&reply.headers);
            let error = self.refusal(request, &reply, limit);
            let requested = match &error {
                Error::RateLimited { .. } => Some(limit.reset_in.unwrap_or_default()),
                Error::OptimisticLock(_) => None,
                // The server may have applied the write before it failed.
                Error::Server(_) => return Ok(Outcome::Unknown { cause: error, accepted: false }),
                _ => return Err(error),
            };
            if !self.repeats_writes {
                return Err(error);
            }
            failed += 1;
            self.pause_or_give_up(request, failed, error, requested).await?;
        }
    }

    /// One attempt. A rejected token is renewed, if it can be: a rejected request had no effect.
    async fn attempt(&self, request: &Request<'_>) -> Result<Reply, Lost> {
        let credential = self.shared.credential();
        let reply = self.attempt_with(request, &credential).await?;
        if reply.status != StatusCode::UNAUTHORIZED {
            return Ok(reply);
        }
        match self.shared.renewed(&credential).await {
            Some(renewed) => self.attempt_with(request, &renewed).await,
            None => Ok(reply),
        }
    }

    /// Waits for the gates and a permit, sends, reads the complete response.
    async fn attempt_with(&self, request: &Request<'_>, credential: &Credential) -> Result<Reply, Lost> {
        let permit = loop {
            let wait = self.shared.gates.wait(request.operation);
            if !wait.is_zero() {
                self.report_wait(Wait { operation: request.operation, reason: WaitReason::RateLimit, duration: wait });
                tokio::time::sleep(wait).await;
                continue;
            }
            let permit = self.shared.in_flight.acquire().await;
            // The gate may have closed while this request waited for a permit.
            if self.shared.gates.wait(request.operation).is_zero() {
                break permit;
            }
        };
        let mut url = self.shared.host.join(&request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let mut builder = self.shared.http.request(request.method.clone(), url);
        builder = builder.header(AUTHORIZATION, credential.header.clone());
        builder = builder.header("LD-API-Version", request.api_version);
        if let Some((content_type, body)) = &request.body {
            builder = builder.header(CONTENT_TYPE, *content_type).body(body.clone());
        }
        tracing::debug!(operation = request.operation, method = %request.method, "request");
        let response =
            builder.send().await.map_err(|error| Lost { problem: NetworkProblem::of(error), status: None })?;
        self.shared.answered.store(true, Ordering::Relaxed);
        let (status, headers) = (response.status(), response.headers().clone());
        self.observe_limits(request.operation, status, &headers);
        let body = response
            .bytes()
            .await
            .map_err(|error| Lost { problem: NetworkProblem::of(error), status: Some(status) })?;
        drop(permit);
        tracing::debug!(operation = request.operation, status = status.as_u16(), bytes = body.len(), "answer");
        Ok(Reply { status, headers, body: body.to_vec() })
    }

    /// Closes the gates according to a response, so that queued requests do not hit the same limit.
    fn observe_limits(&self, operation: &'static str, status: StatusCode, headers: &HeaderMap) {
        let limit = rate_limit(headers);
        let Some(reset_in) = limit.reset_in.filter(|wait| *wait <= self.shared.retry.longest_wait) else { return };
        let limited = status == StatusCode::TOO_MANY_REQUESTS;
        if limit.global_remaining == Some(0) {
            self.shared.gates.close(None, reset_in);
        } else if limited || limit.route_remaining == Some(0) {
            self.shared.gates.close(Some(operation), reset_in);
        }
    }

    /// Waits before the next attempt, or returns the error if there is none.
    async fn pause_or_give_up(
        &self,
        request: &Request<'_>,
        failed: u32,
        error: Error,
        requested: Option<Duration>,
    ) -> Result<(), Error> {
        let retry = &self.shared.retry;
        if failed >= retry.attempts || requested.is_some_and(|requested| requested > retry.longest_wait) {
            return Err(error);
        }
        let random = rand::random::<f64>();
        let duration = match requested {
            Some(requested) => retry.rate_limit_pause(requested, failed, random),
            None => retry.pause(failed, random),
        };
        let reason = match error {
            Error::RateLimited { .. } => WaitReason::RateLimit,
            _ => WaitReason::Retry { attempt: failed + 1 },
        };
        tracing::info!(operation = request.operation, %error, wait = ?duration, "trying again");
        self.report_wait(Wait { operation: request.operation, reason, duration });
        tokio::time::sleep(duration).await;
        Ok(())
    }

    fn report_wait(&self, wait: Wait) {
        if let Some(on_wait) = &self.on_wait {
            on_wait(&wait);
        }
    }

    fn network(&self, request: &Request<'_>, problem: NetworkProblem) -> Error {
        Error::Network { operation: request.operation, host: self.shared.host.to_string(), problem }
    }

    /// Classifies an error response. Its body may be empty, not JSON, or lack `code`.
    fn refusal(&self, request: &Request<'_>, reply: &Reply, limit: RateLimit) -> Error {
        let status = reply.status;
        let (code, message) = error_body(status, &reply.body);
        let lock = code.as_deref() == Some("optimistic_locking_error");
        let answer = Answer { operation: request.operation, status: status.as_u16(), code, message };
        match status.as_u16() {
            300..=399 => Error::Redirected {
                host: self.shared.host.to_string(),
                status: status.as_u16(),
                location: location(&reply.headers),
            },
            401 => Error::Unauthorized(answer),
            403 => Error::Forbidden(answer),
            404 => Error::NotFound(answer),
            405 if request.operation == super::patch::CHANGE_FLAG => Error::ApprovalRequired(answer),
            405 => Error::MethodNotAllowed(answer),
            409 if lock => Error::OptimisticLock(answer),
            409 => Error::Conflict(answer),
            429 => Error::RateLimited { answer, wait: limit.reset_in.unwrap_or_default() },
            500..=599 => Error::Server(answer),
            _ => Error::InvalidRequest(answer),
        }
    }
}

/// Decodes a response; the error names the offending field.
pub(super) fn decode<T: DeserializeOwned>(operation: &'static str, body: &[u8]) -> Result<T, Error> {
    // The fast path does not track the field path; it is recomputed on failure.
    serde_json::from_slice(body).map_err(|_| {
        let deserializer = &mut serde_json::Deserializer::from_slice(body);
        let detailed: Result<T, _> = serde_path_to_error::deserialize(deserializer);
        let (path, detail) = match detailed {
            Ok(_) => (".".to_owned(), "trailing data after the response".to_owned()),
            Err(error) => (error.path().to_string(), error.inner().to_string()),
        };
        Error::Decode { operation, path, detail }
    })
}

fn rate_limit(headers: &HeaderMap) -> RateLimit {
    RateLimit::from_headers(headers, Timestamp::now().as_millisecond())
}

/// `code` and `message` of an error body; the message defaults to the status's meaning.
fn error_body(status: StatusCode, body: &[u8]) -> (Option<String>, String) {
    let json = serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default();
    let field = |name: &str| json.get(name).and_then(|value| value.as_str()).map(str::trim).filter(|it| !it.is_empty());
    let default = || status.canonical_reason().unwrap_or("no message").to_owned();
    (field("code").map(str::to_owned), field("message").map_or_else(default, str::to_owned))
}

/// Scheme and host of a `Location` header. The path is dropped; it may contain secrets.
fn location(headers: &HeaderMap) -> String {
    let text = headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match url::Url::parse(text) {
        Ok(url) => url.origin().ascii_serialization(),
        Err(_) => "another page".to_owned(),
    }
}
