//! Flags: LaunchDarkly's domain model, pure.
//!
//! [`Flag`] and what hangs on it carry serde names of the REST API, so that one type serves the wire, the disk cache,
//! flag files and the simulator. Reading is tolerant: unknown fields are skipped, missing ones take their documented
//! default. The [`Catalog`] is immutable; a change makes a new one with a higher revision. [`Instruction`]s are the
//! API's semantic-patch instructions as pure functions on a flag.
//!
//! This module does no I/O, reads no clock (time is passed in) and knows no protocol.

mod catalog;
mod environment;
mod flag;
mod flag_file;
mod keys;
mod status;
mod time;

pub use catalog::{Catalog, CatalogSource};
pub use environment::{ApprovalSettings, Environment, Project};
pub use flag::{
    Clause, ClientSideAvailability, CustomProperty, Defaults, Flag, FlagConfig, FlagKind, FlagState, FlagSummary,
    Maintainer, MaintainerTeam, MigrationSettings, Prerequisite, Rollout, Rule, Served, Target, Variation,
    VariationSummary, WeightedVariation,
};
pub use flag_file::{FlagFile, FlagFileError, FlagFileOptions};
pub use keys::{EnvironmentKey, FlagKey, ProjectKey, is_valid_key};
pub use status::{FlagStatus, StatusName};
pub use time::UnixMillis;
