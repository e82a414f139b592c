//! The language server: the protocol around `ide`.
//!
//! [`serve`] runs one connection over any pair of streams, [`run_stdio`] that of this process. A message passes
//! `frames` and `transport` (bytes, JSON-RPC) to `ingress`, which applies changes to the `session` in wire order and
//! answers each request from a snapshot on its own task. Consequences of changes (diagnostics, loading flags, writing
//! to LaunchDarkly) run in background tasks; no request waits for the network or the client.
//!
//! Protocol types are imported through [`proto`] only.

mod activity;
mod aliases;
mod api;
mod apply;
mod backend;
mod background;
mod capabilities;
mod changes;
mod commands;
mod context;
mod convert;
mod frames;
mod indexing;
mod ingress;
mod options;
mod parent;
mod progress;
pub mod proto;
mod publisher;
mod requests;
mod session;
mod settings;
mod shared;
mod sign_in;
mod sources;
mod status;
mod streaming;
mod transport;
mod trust;
mod uri;
mod watcher;

use tokio::io::{AsyncRead, AsyncWrite};

pub use capabilities::{NavigationCapabilities, ResolvedClientCapabilities};
pub use frames::messages;
pub use options::{Clock, Environment, ExtraHandler, ExtraRequest, ServerOptions};
pub use session::{OpenDocument, Snapshot};

use backend::Backend;
use ingress::Ingress;
use session::Phase;
use shared::Shared;
use transport::Ended;

/// Serves one client until it disconnects; returns the exit code for the process: 0 after `shutdown`, else 1.
///
/// All tasks of the connection have ended, or end on their own, when this returns.
pub async fn serve<R, W>(read: R, write: W, options: ServerOptions) -> i32
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin + Send + 'static,
{
    let extra = options.extra_requests.clone();
    let mut events = None;
    let builder = proto::LspService::build(|client| {
        let (shared, queue) = Shared::new(client, options);
        events = Some(queue);
        Backend { shared }
    });
    let mut builder = builder
        .custom_method("flagwise/setToken", Backend::set_token)
        .custom_method("flagwise/status", Backend::status)
        .custom_method("flagwise/flags", Backend::flags)
        .custom_method("flagwise/references", Backend::flag_references)
        .custom_method("flagwise/card", Backend::flag_card)
        .custom_method("flagwise/projects", Backend::projects)
        .custom_method("flagwise/environments", Backend::environments)
        .custom_method("flagwise/projectFile", Backend::project_file);
    for ExtraRequest { method, handler } in extra {
        builder = builder.custom_method(method, move |_: &Backend, params: serde_json::Value| {
            ingress::with_arrival(handler.clone(), params)
        });
    }
    let (service, socket) = builder.finish();
    let shared = service.inner().shared.clone();
    if let Some(events) = events {
        shared.spawn(background::run(shared.clone(), events));
    }

    let ingress = Ingress::new(service, shared.clone());
    let ended = transport::serve(read, write, ingress, socket, shared.parent_gone.clone()).await;
    shared.stop();
    let was_shut_down = shared.session().phase() == Phase::ShutDown;
    tracing::info!("the connection ended: {ended:?}");
    if was_shut_down && ended != Ended::OutputClosed { 0 } else { 1 }
}

/// Serves the client on stdin and stdout, then ends the process.
///
/// Calls `exit` explicitly: a blocking read of stdin cannot be interrupted, and a handler may never finish.
pub fn run_stdio(options: ServerOptions) -> ! {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("the server's threads cannot be started: {error}");
            std::process::exit(1)
        }
    };
    let code = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout(), options));
    // Before the runtime is dropped, which would wait for the thread that reads stdin.
    std::process::exit(code)
}
