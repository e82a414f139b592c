use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Environment, EnvironmentKey, Flag, FlagKey, FlagStatus, Project, UnixMillis};

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
}
