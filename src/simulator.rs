//! The simulator: an embedded LaunchDarkly API on loopback, for trying and testing everything without an account.
//!
//! [`Simulator::start`] serves the flag and scheduled-change operations of the REST API, the operations around them
//! (projects, environments, caller identity, approvals, audit log) and the SDK's stream, filled with sample data.
//! Handlers are pure functions from a `World` and a request to a reply and a list of changes; the store persists and
//! applies the changes before the reply is sent. Undocumented behaviour is decided in one table, `chosen`.
//!
//! The simulator runs on its own threads and stops when dropped. Semantic-patch instructions are those of
//! [`crate::flags`].

mod allowed;
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
mod oauth;
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
