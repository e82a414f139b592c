//! The rule `deprecated-flag`.

use crate::flags::{Catalog, Flag, FlagState, UnixMillis};
use crate::ide::words;

use super::{Finding, Tag};

const CODE: &str = "deprecated-flag";

/// Reports a deprecated flag with its date; editors strike the key through.
pub(super) fn check(_catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Option<Finding> {
    let FlagState::Deprecated { since } = flag.state() else { return None };
    let state = words::has_been("deprecated", since, now);
    let message = format!("The flag `{}` {state}: new code should not use it", flag.key);
    Some(Finding { tags: vec![Tag::Deprecated], ..Finding::new(CODE, message) })
}
