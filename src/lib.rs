//! A language server ([`server`]) and a command-line tool ([`cli`]) for LaunchDarkly feature flags, on one analysis engine.
//!
//! The layers, lowest first:
//!
//! * [`text`]: documents, byte ranges, positions in UTF-8, UTF-16 and UTF-32 units.
//! * [`syntax`]: source text in, facts out. Knows languages and SDKs, not LaunchDarkly's data.
//! * [`index`]: the whole workspace: facts per file, merged, incremental.
//! * [`flags`]: the domain model: flags, the catalog, lifecycle rules, semantic-patch instructions.
//! * [`ide`]: one file per editor feature, answered from a snapshot.
//! * [`launchdarkly`]: the typed REST client and its disk cache.
//! * [`credentials`]: where the access token comes from, and stored sign-ins.
//! * [`coderefs`]: an existing `.launchdarkly/coderefs.yaml`, and the aliases it defines.
//! * [`workspace`]: folders and files on disk: the walk, reading, decoding.
//! * [`simulator`]: an embedded LaunchDarkly API on loopback.
//! * [`files`]: the only reader of files that flagwise did not write; [`private_files`]: files that only the user can read.
//!   [`hosts`]: LaunchDarkly's own hosts, and this machine. All three are leaves.
//! * [`config`], [`logging`]: settings and log output, above these.
//!
//! `text`, `syntax`, `index`, `flags`, `coderefs` and `ide` do no I/O and know no protocol; `tests/suite/layers.rs` checks the
//! dependencies.

pub mod cli;
pub mod coderefs;
pub mod config;
pub mod credentials;
pub mod files;
pub mod flags;
pub mod hosts;
pub mod ide;
pub mod index;
pub mod launchdarkly;
pub mod logging;
pub mod private_files;
pub mod server;
pub mod simulator;
pub mod syntax;
pub mod text;
pub mod workspace;
