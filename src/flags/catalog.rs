use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Environment, EnvironmentKey, Flag, FlagKey, FlagState, FlagStatus, Project, Staleness, Surroundings, UnixMillis,
    staleness,
};

/// Everything known of one project at one moment. Immutable: a change makes a new catalog with a higher revision.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Catalog {
    /// Grows with every change; orders catalogs of one session.
    #[serde(skip)]
    pub revision: u64,
    /// The project.
    pub project: Project,
    /// The chosen environments, in the order the user chose. Flags may carry others; only these were asked for.
    pub environments: Vec<Environment>,
    /// Live, deprecated and archived flags by key.
    pub flags: BTreeMap<FlagKey, Arc<Flag>>,
    /// Statuses by environment; an environment that is missing was not loaded.
    pub statuses: BTreeMap<EnvironmentKey, HashMap<FlagKey, FlagStatus>>,
    /// When the data was fetched.
    pub fetched_at: UnixMillis,
    /// Where the data comes from, and so what its silence means.
    pub source: CatalogSource,
    /// Scheme and host of LaunchDarkly's pages, without a slash at the end: `https://app.launchdarkly.com`.
    pub site: String,
}

/// Where a catalog comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CatalogSource {
    /// The whole project from the API, or from the cache of such a load.
    Api,
    /// A saved list of flags. A key it does not hold is unknown.
    File,
    /// A saved list that could not be read whole, or is one page of several: what it holds is right, but a key that it
    /// does not hold may well exist.
    PartialFile,
    /// A plain list of keys: nothing is known of the flags, and a key it does not hold cannot be called unknown.
    Keys,
}

impl Catalog {
    /// The flag with this key.
    pub fn flag(&self, key: &str) -> Option<&Arc<Flag>> {
        self.flags.get(key)
    }

    /// Whether a key that is missing here does not exist. `false` where only a list of keys, or a part of a saved list,
    /// was given.
    pub fn is_complete(&self) -> bool {
        matches!(self.source, CatalogSource::Api | CatalogSource::File)
    }

    /// The flag's status in an environment; `None` where it was not loaded.
    pub fn status(&self, environment: &EnvironmentKey, key: &str) -> Option<&FlagStatus> {
        self.statuses.get(environment)?.get(key)
    }

    /// This catalog with one flag replaced or added, one revision higher.
    pub fn with_flag(&self, flag: Flag) -> Self {
        let mut next = self.clone();
        next.revision += 1;
        next.flags.insert(flag.key.clone(), Arc::new(flag));
        next
    }

    /// This catalog without a flag, one revision higher.
    pub fn without_flag(&self, key: &str) -> Self {
        let mut next = self.clone();
        next.revision += 1;
        next.flags.remove(key);
        next
    }

    /// The page of a flag: `SITE/PROJECT/ENVIRONMENT/features/KEY`, in the first chosen environment where none is named.
    pub fn flag_url(&self, key: &str, environment: Option<&EnvironmentKey>) -> String {
        let environment = environment.or_else(|| self.environments.first().map(|environment| &environment.key));
        let environment = environment.map_or("production", EnvironmentKey::as_str);
        format!("{}/{}/{}/features/{}", self.site, self.project.key, environment, key)
    }

    /// A chosen environment.
    pub fn environment(&self, key: &EnvironmentKey) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.key == *key)
    }

    /// The name of an environment for people; its key where it has none or was not chosen.
    pub fn environment_name<'a>(&'a self, key: &'a EnvironmentKey) -> &'a str {
        match self.environment(key) {
            Some(environment) if !environment.name.is_empty() => &environment.name,
            _ => key.as_str(),
        }
    }

    /// The chosen environments in which a change deserves an explicit warning.
    pub fn critical_environments(&self) -> impl Iterator<Item = &Environment> {
        self.environments.iter().filter(|environment| environment.is_critical())
    }

    /// [`staleness`] in all chosen environments.
    pub fn staleness(&self, flag: &Flag) -> Option<Staleness> {
        let environments: Vec<_> = self.environments.iter().map(|environment| environment.key.clone()).collect();
        staleness(flag, self, &environments)
    }

    /// The flags that have `key` as a prerequisite, by key. Only environments whose targeting is loaded can tell.
    pub fn dependents(&self, key: &str) -> Vec<Dependent<'_>> {
        self.flags
            .iter()
            .filter_map(|(flag, held)| {
                let environments: Vec<_> = held
                    .environments
                    .iter()
                    .filter(|(_, config)| config.prerequisites.iter().any(|held| held.key.as_str() == key))
                    .map(|(environment, _)| environment)
                    .collect();
                (!environments.is_empty()).then_some(Dependent { flag, environments })
            })
            .collect()
    }

    /// How many flags are live, deprecated and archived.
    pub fn counts(&self) -> FlagCounts {
        let mut counts = FlagCounts::default();
        for flag in self.flags.values() {
            match flag.state() {
                FlagState::Live => counts.live += 1,
                FlagState::Deprecated { .. } => counts.deprecated += 1,
                FlagState::Archived { .. } => counts.archived += 1,
            }
        }
        counts
    }
}

/// A flag that depends on another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependent<'a> {
    /// The flag.
    pub flag: &'a FlagKey,
    /// The environments in which it does.
    pub environments: Vec<&'a EnvironmentKey>,
}

/// Numbers of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FlagCounts {
    /// In use.
    pub live: usize,
    /// Deprecated and not archived.
    pub deprecated: usize,
    /// Archived.
    pub archived: usize,
}

impl Surroundings for Catalog {
    fn flag(&self, key: &str) -> Option<&Flag> {
        self.flags.get(key).map(Arc::as_ref)
    }

    fn dependents(&self, key: &str) -> Vec<FlagKey> {
        self.dependents(key).into_iter().map(|dependent| dependent.flag.clone()).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
