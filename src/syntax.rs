//! Syntax: source text in, flag sites out.
//!
//! A [`Site`] is a place where a flag is named. This module knows languages and SDKs (`languages/`: one folder each, with
//! its query, its SDK table and its tests) but nothing of LaunchDarkly's data: keys that are known come in as
//! [`KnownKeys`]. It does no I/O, cannot fail, and every range it returns lies inside the text on character boundaries.

mod known_keys;
mod language;
mod site;

pub use known_keys::KnownKeys;
pub use language::Language;
pub use site::{Call, Site, SiteKind, ValueKind};
