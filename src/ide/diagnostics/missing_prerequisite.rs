//! The rule `missing-prerequisite`.

use crate::flags::{Catalog, Flag, UnixMillis};

use super::{Finding, prerequisites};

const CODE: &str = "missing-prerequisite";

/// Reports prerequisites that the project does not have, with the environments that serve the off variation for that reason.
pub(super) fn check(catalog: &Catalog, flag: &Flag, _now: UnixMillis) -> Option<Finding> {
    if !catalog.is_complete() {
        return None;
    }
    let is_unmet = |key: &str| catalog.flag(key).is_none();
    Some(Finding::new(CODE, prerequisites::message(catalog, flag, "does not exist", &is_unmet)?))
}
