//! LaunchDarkly's domain model. Pure.
//!
//! [`Flag`] and the types below it carry the serde names of the REST API, so one type serves the wire, the disk cache,
//! flag files and the simulator. Deserialization is tolerant: unknown fields are ignored, missing ones take their
//! documented default. The [`Catalog`] is immutable; a change produces a new one with a higher revision.
//! [`Instruction`]s are the API's semantic-patch instructions as pure functions on a flag. A [`ChangePlan`] says what a
//! change does before it is sent.
//!
//! This module does no I/O, reads no clock (the time is a parameter) and knows no protocol.

mod apply;
mod approval;
mod catalog;
mod config;
mod conflicts;
mod copy;
mod environment;
mod essence;
mod expiring;
mod flag;
mod flag_file;
mod ids;
mod instruction;
mod keys;
mod lifecycle;
mod nearest;
mod plan;
mod scheduled;
mod small_map;
mod status;
mod summary;
mod time;
mod tolerance;
mod words;

pub use apply::{
    Applied, ApplyContext, CLAUSE_OPERATORS, Lookup, NothingElse, PatchError, PatchProblem, Surroundings, apply,
    apply_patch, count_versions, shift_prerequisites,
};
pub use approval::{ApprovalRequest, ApprovalStatus, ReviewStatus};
pub use catalog::{Catalog, CatalogSource, Dependent, FlagCounts};
pub use config::{Clause, FlagConfig, Prerequisite, Rollout, Rule, Served, Target, WeightedVariation};
pub use conflicts::{Conflict, PendingChange, conflicts, conflicts_of_change, conflicts_of_scheduling};
pub use copy::{CopyAction, copied};
pub use environment::{ApprovalSettings, Environment, Project, default_environments};
pub use expiring::{ExpiringApplied, ExpiringTarget, ExpiringUserTarget, apply_expiring, expire, still_targeted};
pub use flag::{
    ClientSideAvailability, CustomProperty, Defaults, Flag, FlagKind, FlagState, Maintainer, MaintainerTeam,
    MigrationSettings, Variation,
};
pub use flag_file::{FLAG_FILE_LIMIT, FlagFile, FlagFileError, FlagFileOptions};
pub use ids::{IdSource, RandomIds, SequentialIds};
pub use instruction::{
    AnyInstruction, ClientSideSdk, ExpiringTargetInstruction, ExpiringUserTargetInstruction, Instruction,
    InstructionKind, NewClause, NewRule, PrerequisiteById, ScheduledChangeInstruction, Scope, SemanticPatch,
    ServedById, TargetById, UserTargetById,
};
pub use keys::{EnvironmentKey, FlagKey, ProjectKey, is_valid_key};
pub use lifecycle::{StaleIn, Staleness, staleness};
pub use nearest::nearest_text;
pub use plan::{ChangePlan, Difference, EnvironmentDemands, JsonDifference, PlanInput, inverse};
pub use scheduled::known as known_instructions;
pub use scheduled::{ScheduledChange, apply_scheduled, check_execution_date, check_instructions};
pub use small_map::SmallMap;
pub use status::{FlagStatus, StatusName};
pub use summary::{FlagSummary, VariationSummary};
pub use time::UnixMillis;
pub use words::{ConfigInWords, Serving, percent, plural, value_in_words};
