//! The rule `archived-flag`.

use crate::flags::{Catalog, Flag, FlagState, UnixMillis};
use crate::ide::words;

use super::Finding;

const CODE: &str = "archived-flag";

/// Reports an archived flag with its date.
pub(super) fn check(_catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Option<Finding> {
    let FlagState::Archived { since } = flag.state() else { return None };
    let state = words::has_been("archived", since, now);
    let message = format!("The flag `{}` {state}: SDKs get the default value in code", flag.key);
    Some(Finding::new(CODE, message))
}
