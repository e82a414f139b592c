//! A typed client of LaunchDarkly's REST API, and its disk cache.
//!
//! Start with a [`Client`]. It is cheap to clone; clones share connections, the limit of six requests in flight and the
//! state of rate limits. One method is one documented operation, and a search for its `operationId` finds it; the domain
//! types (flags, instructions, statuses) are those of [`crate::flags`].
//!
//! ```no_run
//! use flagwise::flags::{FlagKey, ProjectKey};
//! use flagwise::launchdarkly::{Client, ClientOptions, Host, TokenSource};
//!
//! # async fn example() -> Result<(), flagwise::launchdarkly::Error> {
//! let Some(source) = TokenSource::from_environment() else { return Ok(()) };
//! let host = Host::from_environment()?.unwrap_or_default();
//! let client = Client::new(ClientOptions::of(host, &source))?;
//!
//! let project = ProjectKey::new("default");
//! let load = client.load_catalog(&project, &[], |progress| eprintln!("{progress}")).await?;
//! eprintln!("{} flags", load.catalog.flags.len());
//!
//! let flag = client.flag(&project, &FlagKey::new("checkout-v2"), &[]).await?;
//! eprintln!("{} is {:?}", flag.name, flag.state());
//! # Ok(())
//! # }
//! ```
//!
//! # Retries
//!
//! A read is retried on 429, on 5xx, and after a broken connection or response. A host that never responded gets one more
//! attempt, and none after 15 s without data. A write is retried only if the response proves that it had no effect: 429,
//! and 409 with the code `optimistic_locking_error`. A write whose response was lost is an [`Outcome::Unknown`]: neither a
//! success nor an error, to be resolved by reading, see [`Client::resolve_unknown`].
//!
//! # Errors
//!
//! Every [`Error`] carries the API's own message, and [`Error::advice`] the next step for the user. No error, `Debug`
//! output or cache file contains a token.
//!
//! Based on LaunchDarkly's reference documentation and OpenAPI description (<https://launchdarkly.com/docs/api>).
//! Deviations that official tools are known to handle are tolerated on read: unknown and missing fields, nulls, empty
//! or non-JSON error bodies.

mod approval;
mod audit;
mod cache;
mod catalog;
mod change;
mod client;
mod code_references;
mod dependents;
mod envelope;
mod error;
mod expiring;
mod flag;
mod host;
mod identity;
mod list;
mod migration;
mod network;
mod oauth;
mod outcome;
mod paging;
mod patch;
mod progress;
mod project;
mod retry;
mod scheduled;
mod status;
mod token;
mod transport;

pub use crate::flags::CopyAction;
pub use approval::{ApprovalReview, NewApprovalRequest, ReviewKind};
pub use audit::{HistoryAccess, HistoryEntry, HistoryMember, HistoryQuery};
pub use cache::Cache;
pub use catalog::Load;
pub use change::{Change, Resolution};
pub use client::{Authorization, Client, ClientOptions, Renew};
pub use code_references::CodeReferenceStatistic;
pub use dependents::{DependentEnvironment, DependentFlag};
pub use error::{Answer, Error};
pub use expiring::{ExpiringChange, InstructionError};
pub use flag::{CopyEnvironment, CopyParts, FlagCopy, NewFlag};
pub use host::Host;
pub use identity::{Account, CallerIdentity};
pub use list::{
    FlagExpand, FlagExpansion, FlagFilter, FlagPage, FlagQuery, FlagSort, FlagSortField, ListedState, SdkAvailability,
};
pub use migration::MigrationSafetyIssue;
pub use network::NetworkProblem;
pub use oauth::{AuthorizationServer, OAuthError, Tokens};
pub use outcome::Outcome;
pub use patch::{JsonPatch, MergePatch, PatchOperation, PatchOptions};
pub use progress::{OnWait, Progress, Stage, Wait, WaitReason};
pub use retry::RetryPolicy;
pub use scheduled::{NewScheduledChange, ScheduledChangePatch};
pub use token::{StoreKind, TokenOrigin, TokenSource};
