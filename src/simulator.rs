//! Simulator: an embedded LaunchDarkly API on loopback, so that everything can be tried and tested with no account.
//!
//! [`Simulator::start`] serves the flag and scheduled-change operations of the REST API with their neighbours
//! (projects, environments, caller identity, approvals, audit log) and the SDK's stream, filled with sample data.
//! Handlers are pure functions from a `World` and a request to a reply and a list of changes; the store
//! persists the changes, applies them, and only then is the reply sent. What nobody documents is decided in one
//! table, `chosen`.
//!
//! It runs on threads of its own and stops when dropped. Semantic-patch instructions are those of [`crate::flags`].

mod api;
mod changing;
mod chosen;
mod clock;
mod connection;
mod due;
mod exchange;
mod faults;
mod ids;
mod journal;
mod options;
mod paging;
mod records;
mod routes;
mod running;
mod sample;
mod sdk;
mod service;
mod store;
mod validate;
mod wire;
mod world;

pub use clock::Clock;
pub use faults::{Fault, FaultKind};
pub use options::{SimulatorError, SimulatorOptions};
pub use running::{RequestRecord, Simulator};
