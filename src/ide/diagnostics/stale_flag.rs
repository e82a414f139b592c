//! The rule `stale-flag`.

use crate::flags::{Catalog, EnvironmentKey, Flag, StatusName, UnixMillis};
use crate::ide::words;

use super::Finding;

const CODE: &str = "stale-flag";

/// Reports a stale flag with the relevant environments; see [`crate::flags::staleness`].
pub(super) fn check(catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Option<Finding> {
    let staleness = catalog.staleness(flag)?;
    let places = |wanted: StatusName| -> Vec<String> {
        let proofs = staleness.environments.iter().filter(|proof| proof.status == wanted);
        proofs
            .map(|proof| match wanted {
                StatusName::Inactive => format!("{}{}", proof.name, requested(catalog, flag, &proof.environment, now)),
                _ => proof.name.clone(),
            })
            .collect()
    };
    let (launched, inactive) = (places(StatusName::Launched), places(StatusName::Inactive));
    let mut proofs = Vec::new();
    if !launched.is_empty() {
        proofs.push(format!("launched in {}", words::list(&launched)));
    }
    if !inactive.is_empty() {
        proofs.push(format!("inactive in {}", words::list(&inactive)));
    }
    Some(Finding::new(CODE, format!("The flag `{}` is stale: {}", flag.key, proofs.join("; "))))
}

fn requested(catalog: &Catalog, flag: &Flag, environment: &EnvironmentKey, now: UnixMillis) -> String {
    let status = catalog.status(environment, flag.key.as_str());
    match status.and_then(|status| status.last_requested_at()) {
        Some(moment) => format!(" (last requested {})", words::ago(moment, now)),
        None => " (never requested)".to_owned(),
    }
}
