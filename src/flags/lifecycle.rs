//! Staleness of temporary flags.

use std::collections::BTreeSet;

use super::{Catalog, EnvironmentKey, Flag, FlagConfig, FlagState, StatusName};

/// Why a temporary flag is stale, by LaunchDarkly's own statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staleness {
    /// [`StatusName::Launched`] if any environment serves one value to everyone, else [`StatusName::Inactive`].
    pub status: StatusName,
    /// The environments with a stale status, in the user's order.
    pub environments: Vec<StaleIn>,
}

/// Status of a stale flag in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleIn {
    /// The environment.
    pub environment: EnvironmentKey,
    /// Display name.
    pub name: String,
    /// `launched` or `inactive`.
    pub status: StatusName,
}

/// Returns why a flag is stale in the chosen `environments`, if it is.
///
/// Conservative: permanent, deprecated and archived flags are never stale; every environment with loaded statuses, at
/// least one, must report `launched` or `inactive`; environments in which the flag is launched must serve the same
/// variation, as far as it is known. An environment that was not loaded counts neither way.
pub fn staleness(flag: &Flag, catalog: &Catalog, environments: &[EnvironmentKey]) -> Option<Staleness> {
    if !flag.temporary || flag.state() != FlagState::Live {
        return None;
    }
    let mut proof = Vec::new();
    let mut served = BTreeSet::new();
    for environment in environments {
        let Some(status) = catalog.status(environment, flag.key.as_str()) else { continue };
        match status.name {
            StatusName::Launched => {
                served.extend(flag.environments.get(environment).and_then(|config| only_variation(config)));
            }
            StatusName::Inactive => {}
            StatusName::New | StatusName::Active | StatusName::Unknown => return None,
        }
        proof.push(StaleIn {
            environment: environment.clone(),
            name: catalog.environment_name(environment).to_owned(),
            status: status.name,
        });
    }
    if proof.is_empty() || served.len() > 1 {
        return None;
    }
    let launched = proof.iter().any(|item| item.status == StatusName::Launched);
    let status = if launched { StatusName::Launched } else { StatusName::Inactive };
    Some(Staleness { status, environments: proof })
}

/// The variation served to everyone, if known.
fn only_variation(config: &FlagConfig) -> Option<usize> {
    if let Some(served) = &config.fallthrough {
        let mut shares = served.shares();
        let first = shares.next().map(|(variation, _)| variation);
        return if shares.next().is_none() { first } else { None };
    }
    let rows = &config.summary.as_ref()?.variations;
    let mut fallthrough = rows.iter().filter(|(_, row)| row.is_fallthrough == Some(true));
    let first = fallthrough.next()?.0.parse().ok();
    if fallthrough.next().is_none() { first } else { None }
}

#[cfg(test)]
mod tests;
