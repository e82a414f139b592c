//! The rule `archived-prerequisite`.

use crate::flags::{Catalog, Flag, FlagState, UnixMillis};

use super::{Finding, prerequisites};

const CODE: &str = "archived-prerequisite";

/// Reports prerequisites that are archived, with the environments that serve the off variation for that reason.
pub(super) fn check(catalog: &Catalog, flag: &Flag, _now: UnixMillis) -> Option<Finding> {
    let is_unmet = |key: &str| matches!(catalog.flag(key).map(|flag| flag.state()), Some(FlagState::Archived { .. }));
    Some(Finding::new(CODE, prerequisites::message(catalog, flag, "is archived", &is_unmet)?))
}
