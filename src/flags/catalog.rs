//! The immutable snapshot of a project's flags.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Environment, EnvironmentKey, Flag, FlagKey, FlagState, FlagStatus, Project, Staleness, Surroundings, UnixMillis,
    staleness,
};

/// A snapshot of one project. Immutable: a change produces a new catalog with a higher revision.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Catalog {
    /// Incremented with every change; orders the catalogs of a session.
    #[serde(skip)]
    pub revision: u64,
    /// The project.
    pub project: Project,
    /// The chosen environments, in the user's order. Flags may carry configuration of others.
    pub environments: Vec<Environment>,
    /// Live, deprecated and archived flags by key.
    pub flags: BTreeMap<FlagKey, Arc<Flag>>,
    /// Statuses by environment; an environment that was not loaded is absent.
    pub statuses: BTreeMap<EnvironmentKey, HashMap<FlagKey, FlagStatus>>,
    /// When the data was fetched.
    pub fetched_at: UnixMillis,
    /// Origin of the data; decides whether a missing key is unknown.
    pub source: CatalogSource,
    /// Scheme and host of LaunchDarkly's web application, without a trailing slash: `https://app.launchdarkly.com`.
    pub site: String,
}

/// Origin of a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CatalogSource {
    /// The whole project from the API, directly or through the cache.
    Api,
    /// A complete flag file: a key that it lacks is unknown.
    File,
    /// A flag file that is truncated, partly unreadable or one page of several: a key that it lacks may exist.
    PartialFile,
    /// A plain list of keys without flag data: a key that it lacks may exist.
    Keys,
}

impl Catalog {
    /// Returns the flag with this key.
    pub fn flag(&self, key: &str) -> Option<&Arc<Flag>> {
        self.flags.get(key)
    }

    /// Whether a key that is missing here does not exist. `false` for a list of keys or an incomplete flag file.
    pub fn is_complete(&self) -> bool {
        matches!(self.source, CatalogSource::Api | CatalogSource::File)
    }

    /// Returns the flag's status in an environment; `None` if it was not loaded.
    pub fn status(&self, environment: &EnvironmentKey, key: &str) -> Option<&FlagStatus> {
        self.statuses.get(environment)?.get(key)
    }

    /// Returns this catalog with one flag replaced or added, one revision higher.
    pub fn with_flag(&self, flag: Flag) -> Self {
        let mut next = self.clone();
        next.revision += 1;
        next.flags.insert(flag.key.clone(), Arc::new(flag));
        next
    }

    /// Returns this catalog without one flag, one revision higher.
    pub fn without_flag(&self, key: &str) -> Self {
        let mut next = self.clone();
        next.revision += 1;
        next.flags.remove(key);
        next
    }

    /// URL of a flag's page: `SITE/PROJECT/ENVIRONMENT/features/KEY`. `environment` defaults to the first chosen one.
    pub fn flag_url(&self, key: &str, environment: Option<&EnvironmentKey>) -> String {
        let environment = environment.or_else(|| self.environments.first().map(|environment| &environment.key));
        let environment = environment.map_or("production", EnvironmentKey::as_str);
        let [project, environment, key] = [self.project.key.as_str(), environment, key].map(path_segment);
        format!("{}/{project}/{environment}/features/{key}", self.site)
    }

    /// Returns a chosen environment.
    pub fn environment(&self, key: &EnvironmentKey) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.key == *key)
    }

    /// Display name of an environment; its key if it has no name or was not chosen.
    pub fn environment_name<'a>(&'a self, key: &'a EnvironmentKey) -> &'a str {
        match self.environment(key) {
            Some(environment) if !environment.name.is_empty() => &environment.name,
            _ => key.as_str(),
        }
    }

    /// [`staleness`] in all chosen environments.
    pub fn staleness(&self, flag: &Flag) -> Option<Staleness> {
        let environments: Vec<_> = self.environments.iter().map(|environment| environment.key.clone()).collect();
        staleness(flag, self, &environments)
    }

    /// The flags that have `key` as a prerequisite, ordered by key. Considers environments with loaded targeting only.
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

    /// Numbers of live, deprecated and archived flags.
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
    /// The environments in which it depends on it.
    pub environments: Vec<&'a EnvironmentKey>,
}

/// Numbers of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FlagCounts {
    /// Neither deprecated nor archived.
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

/// A key as one segment of a URL's path. Valid keys are unchanged.
fn path_segment(key: &str) -> String {
    if matches!(key, "." | "..") {
        return key.replace('.', "%2E");
    }
    let mut segment = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'~' => segment.push(char::from(byte)),
            _ => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    segment
}

#[cfg(test)]
pub(crate) mod tests;
