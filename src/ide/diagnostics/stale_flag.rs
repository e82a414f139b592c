use crate::flags::{Catalog, Flag, FlagStatus, StatusName, UnixMillis};
use crate::ide::words;

use super::Finding;

pub(super) const CODE: &str = "stale-flag";

/// Speaks where LaunchDarkly's statuses say that a temporary flag is done in every chosen environment of which the
/// status is known, and names those environments.
pub(super) fn check(catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Option<Finding> {
    if !flag.temporary {
        return None;
    }
    let mut launched = Vec::new();
    let mut inactive = Vec::new();
    for environment in &catalog.environments {
        let Some(status) = catalog.status(&environment.key, flag.key.as_str()) else { continue };
        let name = words::name_of(environment);
        match status.name {
            StatusName::Launched => launched.push(name.to_owned()),
            StatusName::Inactive => inactive.push(format!("{name}{}", requested(status, now))),
            StatusName::New | StatusName::Active | StatusName::Unknown => return None,
        }
    }
    let mut proofs = Vec::new();
    if !launched.is_empty() {
        proofs.push(format!("launched in {}", words::list(&launched)));
    }
    if !inactive.is_empty() {
        proofs.push(format!("inactive in {}", words::list(&inactive)));
    }
    if proofs.is_empty() {
        return None;
    }
    Some(Finding::new(CODE, format!("The flag `{}` is stale: {}", flag.key, words::list(&proofs))))
}

fn requested(status: &FlagStatus, now: UnixMillis) -> String {
    match status.last_requested_at() {
        Some(moment) => format!(" (last requested {})", words::ago(moment, now)),
        None => " (never requested)".to_owned(),
    }
}
