//! A typed client of LaunchDarkly's REST API, and its disk cache.
//!
//! There is no other API crate in Rust; this module is written to be read as one.
