use std::collections::BTreeSet;

use super::{Catalog, EnvironmentKey, Flag, FlagConfig, FlagState, StatusName};

/// A temporary flag that has done its work, by LaunchDarkly's own statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staleness {
    /// [`StatusName::Launched`] where it serves one value to everyone somewhere, else [`StatusName::Inactive`].
    pub status: StatusName,
    /// The environments that prove it, in the order they were chosen.
    pub environments: Vec<StaleIn>,
}

/// What one environment says of a stale flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleIn {
    /// The environment.
    pub environment: EnvironmentKey,
    /// Its name for people.
    pub name: String,
    /// `launched` or `inactive`.
    pub status: StatusName,
}

/// Whether a flag is stale in `environments`, those the user chose.
///
/// Made to give no false alarm: permanent, deprecated and archived flags are never stale; every environment whose
/// statuses are loaded must say `launched` or `inactive`, and there must be one; environments in which it is launched
/// must serve the same variation, as far as that is known. An environment that was not loaded proves nothing.
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

/// The variation that everyone gets, where that is known.
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
