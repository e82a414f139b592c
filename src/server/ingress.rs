//! The layer between the wire and the framework.
//!
//! [`Ingress::call`] runs in wire order, so it is the only place where messages change the session. Its rules, each of
//! which was violated in a real server before:
//!
//! 1. It does no I/O, parses nothing but parameters, and takes no lock that a handler holds while it works.
//! 2. These messages change state: `didOpen`, `didChange`, `didClose`, `didSave` of documents and notebooks,
//!    `didChangeConfiguration`, `didChangeWatchedFiles`, `didChangeWorkspaceFolders`, and `initialize`. All others only
//!    read.
//! 3. A request is answered from the snapshot taken at its arrival, on its own task: a handler that blocks or panics
//!    affects only its own response.
//! 4. A notification is fully applied when `call` returns; its consequences are handled by background tasks.
//! 5. Notifications before the response to `initialize` or after `shutdown` are ignored.
//! 5. Notifications before `initialize` was answered, or after `shutdown`, are ignored.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tower::Service;

use super::apply;
use super::options::ExtraHandler;
use super::proto::{Error, ExitedError, Request, Response, Result};
use super::session::{Phase, Snapshot};
use super::shared::Shared;
use super::uri;

tokio::task_local! {
    static ARRIVAL: Snapshot;
}

/// The session at the arrival of the current task's request.
pub(super) fn arrival() -> Option<Snapshot> {
    ARRIVAL.try_with(Clone::clone).ok()
}

/// Handles a request registered by an embedder.
pub(super) fn with_arrival(handler: ExtraHandler, params: Value) -> BoxFuture<'static, Result<Value>> {
    async move {
        match arrival() {
            Some(snapshot) => handler(snapshot, params).await,
            None => Err(Error::internal_error()),
        }
    }
    .boxed()
}

/// A [`Service`] around the framework's, see the module.
pub(super) struct Ingress<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> Ingress<S> {
    pub(super) fn new(inner: S, shared: Arc<Shared>) -> Self {
        Self { inner, shared }
    }
}

impl<S> Service<Request> for Ingress<S>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
{
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = BoxFuture<'static, std::result::Result<Option<Response>, ExitedError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<std::result::Result<(), ExitedError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match (request.method(), request.id()) {
            ("initialize", Some(_)) => self.initialize(request),
            (_, Some(_)) => self.request(request),
            (_, None) => {
                self.notification(request);
                futures::future::ready(Ok(None)).boxed()
            }
        }
    }
}

impl<S> Ingress<S>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
{
    /// Parses the parameters leniently instead of by the framework's types: an editor with a malformed capability is
    /// still served.
    fn initialize(&mut self, request: Request) -> <Self as Service<Request>>::Future {
        let (method, id, params) = request.into_parts();
        if self.shared.session().phase() == Phase::Starting {
            let params = params.unwrap_or_default();
            guarded("initialize", || apply::initialize(&self.shared, &params));
        }
        let mut forwarded = Request::build(method).params(json!({ "capabilities": {} }));
        if let Some(id) = id {
            forwarded = forwarded.id(id);
        }
        let answer = self.inner.call(forwarded.finish());
        let shared = self.shared.clone();
        async move {
            let answer = answer.await?;
            if answer.as_ref().is_some_and(Response::is_ok) {
                shared.session().set_phase(Phase::Running);
            }
            Ok(answer)
        }
        .boxed()
    }

    fn request(&mut self, request: Request) -> <Self as Service<Request>>::Future {
        let (method, id, mut params) = request.into_parts();
        let Some(id) = id else { return futures::future::ready(Ok(None)).boxed() };
        if let Some(params) = &mut params {
            uri::repair_all(params);
            // Diagnostics of other servers are not needed, and a malformed one must not fail the request.
            if let Some(diagnostics) = params.pointer_mut("/context/diagnostics") {
                *diagnostics = json!([]);
            }
        }
        if params.is_none() && method.starts_with("flagwise/") {
            // The framework distinguishes methods with and without parameters; ours accept both.
            params = Some(Value::Null);
        }
        let method_name = method.to_string();
        let mut forwarded = Request::build(method).id(id.clone());
        if let Some(params) = params {
            forwarded = forwarded.params(params);
        }
        let snapshot = {
            let mut session = self.shared.session();
            if method_name == "shutdown" && session.phase() == Phase::Running {
                session.set_phase(Phase::ShutDown);
            }
            session.snapshot(self.shared.now())
        };
        let task = tokio::spawn(ARRIVAL.scope(snapshot, self.inner.call(forwarded.finish())));
        async move {
            match task.await {
                Ok(answer) => answer,
                Err(error) => {
                    tracing::error!("the handler of {method_name} failed: {error}");
                    Ok(Some(Response::from_error(id, panicked(&method_name))))
                }
            }
        }
        .boxed()
    }

    fn notification(&mut self, request: Request) {
        let method = request.method().to_owned();
        if !apply::changes_state(&method) {
            // The framework's `initialized`, `exit` and `$/cancelRequest` complete without waiting.
            let _ = self.inner.call(request).now_or_never();
            return;
        }
        if self.shared.session().phase() != Phase::Running {
            tracing::debug!("ignoring {method}: the session is not running");
            return;
        }
        let (_, _, params) = request.into_parts();
        let params: Value = params.unwrap_or_default();
        guarded(&method, || apply::notification(&self.shared, &method, params));
    }
}

/// The error response for a handler that panicked.
pub(super) fn panicked(method: &str) -> Error {
    let mut error = Error::internal_error();
    error.message = format!("internal error in {method}; see the log for details").into();
    error
}

/// Runs a change of the session so that a panic affects that change only, not the connection.
fn guarded(method: &str, change: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(change)).is_err() {
        tracing::error!("internal error: {method} was not applied");
    }
}
