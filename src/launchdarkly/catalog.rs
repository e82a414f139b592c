//! Loading a whole project.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::{join_all, try_join, try_join_all};
use futures::stream::{FuturesUnordered, StreamExt};

use crate::flags::{
    Catalog, CatalogSource, Environment, EnvironmentKey, Flag, FlagKey, Project, ProjectKey, UnixMillis,
};

use super::envelope::Page;
use super::paging::Paging;
use super::transport::decode;
use super::{Client, Error, FlagFilter, FlagQuery, ListedState, Progress, Stage};

/// How often a page with malformed flags is requested again before the valid ones are used.
const MALFORMED_PAGE_RETRIES: usize = 2;
/// Maximum number of environments per request.
const ENVIRONMENTS_PER_REQUEST: usize = 3;

/// A catalog from the API, with notes on what is missing.
#[derive(Debug, Clone)]
pub struct Load {
    /// The loaded data, with revision 0: the caller assigns revisions.
    pub catalog: Catalog,
    /// What is missing and why, in sentences for the user: an environment without statuses, a flag that could not be
    /// read. Everything else is complete.
    pub notes: Vec<String>,
    /// Chosen environments that the project does not have: for each a sentence that names those it has.
    pub missing: Vec<(EnvironmentKey, String)>,
}

impl Client {
    /// Number of environments loaded by default: critical ones, then the first of the project's list.
    pub const DEFAULT_ENVIRONMENTS: usize = 3;

    /// Loads all flags of a project (live, deprecated and archived) with their configuration and statuses in the chosen
    /// environments. [`Client::DEFAULT_ENVIRONMENTS`] applies if none is chosen.
    ///
    /// A failed page is retried; if it fails for good, so does the load, so that a flag is never missing silently.
    ///
    /// # Errors
    /// Errors common to all reads. Failures to load statuses or the list of environments are reported in
    /// [`Load::notes`] instead.
    pub async fn load_catalog(
        &self,
        project: &ProjectKey,
        environments: &[EnvironmentKey],
        progress: impl Fn(Progress) + Send + Sync + 'static,
    ) -> Result<Load, Error> {
        let progress: Arc<dyn Fn(Progress) + Send + Sync> = Arc::new(progress);
        let client = {
            let (progress, outer) = (Arc::clone(&progress), self.on_wait.clone());
            self.with_on_wait(move |wait| {
                progress(Progress { stage: Stage::Waiting(wait.clone()), done: 0, total: None });
                if let Some(outer) = &outer {
                    outer(wait);
                }
            })
        };
        progress(Progress { stage: Stage::Project, done: 0, total: None });
        let (mut notes, mut missing) = (Vec::new(), Vec::new());
        let (found, listed) = futures::join!(client.project(project), client.environments(project));
        let found = found?;
        let environments = choose_environments(&found, listed, environments, &mut notes, &mut missing)?;
        let keys: Vec<_> = environments.iter().map(|environment| environment.key.clone()).collect();

        let statuses = client.all_statuses(project, &keys, &*progress);
        let (flags, (statuses, status_notes)) =
            try_join(client.all_flags_noting(project, &keys, &*progress), async { Ok(statuses.await) }).await?;
        notes.extend(flags.notes);
        notes.extend(status_notes);
        let catalog = Catalog {
            revision: 0,
            project: found,
            environments,
            flags: flags.flags.into_iter().map(|(key, flag)| (key, Arc::new(flag))).collect(),
            statuses,
            fetched_at: UnixMillis(jiff::Timestamp::now().as_millisecond()),
            source: CatalogSource::Api,
            site: self.host().site(),
        };
        Ok(Load { catalog, notes, missing })
    }

    /// Loads every flag of a project by key, with the full configuration in these environments.
    ///
    /// # Errors
    /// Errors common to all reads.
    pub async fn all_flags(
        &self,
        project: &ProjectKey,
        environments: &[EnvironmentKey],
    ) -> Result<BTreeMap<FlagKey, Flag>, Error> {
        Ok(self.all_flags_noting(project, environments, &|_| {}).await?.flags)
    }

    async fn all_flags_noting(
        &self,
        project: &ProjectKey,
        environments: &[EnvironmentKey],
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Flags, Error> {
        let mut chunks: Vec<&[EnvironmentKey]> = environments.chunks(ENVIRONMENTS_PER_REQUEST).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        // The unfiltered list omits archived flags; whether it includes deprecated ones is not documented.
        let states = [None, Some(ListedState::Deprecated), Some(ListedState::Archived)];
        let counter = Counter { lists: chunks.len(), progress, done: AtomicUsize::new(0), total: AtomicUsize::new(0) };
        let lists = chunks.iter().flat_map(|chunk| {
            states.map(|state| {
                let query = FlagQuery {
                    environments: chunk.to_vec(),
                    summary: Some(false),
                    filters: state.map(FlagFilter::State).into_iter().collect(),
                    ..FlagQuery::default()
                };
                self.list(project, query, &counter)
            })
        });
        let mut all = Flags::default();
        for list in try_join_all(lists).await? {
            all.merge(list);
        }
        Ok(all)
    }

    /// Reads every page of one list. If the count and the flags disagree, the list may have changed in between and a
    /// flag may have moved to an earlier page: it is read once more.
    async fn list(&self, project: &ProjectKey, query: FlagQuery, counter: &Counter<'_>) -> Result<Flags, Error> {
        let first = self.list_once(project, &query, counter).await?;
        if first.agrees {
            return Ok(first.flags);
        }
        tracing::debug!(flags = first.flags.flags.len(), "the list changed while it was read, reading it again");
        let silent = Counter { progress: &|_| {}, ..Counter::new(&|_| {}) };
        Ok(self.list_once(project, &query, &silent).await?.flags)
    }

    async fn list_once(&self, project: &ProjectKey, query: &FlagQuery, counter: &Counter<'_>) -> Result<Listed, Error> {
        let mut paging = Paging::new(self.shared.page_size);
        let mut flags = Flags::default();
        let mut totals = Vec::new();
        let mut in_flight = FuturesUnordered::new();
        loop {
            while in_flight.len() < Self::MOST_IN_FLIGHT
                && let Some(offset) = paging.next_offset()
            {
                let query = FlagQuery { limit: Some(self.shared.page_size), offset: Some(offset), ..query.clone() };
                in_flight.push(async move { (offset, self.tolerant_page(project, &query).await) });
            }
            let Some((offset, page)) = in_flight.next().await else { break };
            let TolerantPage { page, bad } = page?;
            let (received, total, next) = (page.items.len() + bad.len(), page.total(), page.next_offset());
            let fresh = flags.add(page.items, bad);
            paging.received(offset, received, fresh, total, next);
            counter.add(fresh, if offset == 0 { total } else { None });
            totals.extend(total);
        }
        let agrees = totals.iter().all(|total| *total == flags.flags.len());
        Ok(Listed { flags, agrees })
    }

    /// Reads a page of flags. A malformed page is requested again; then the valid flags are used, and the others
    /// are kept by their key alone, so that they do not count as unknown.
    async fn tolerant_page(&self, project: &ProjectKey, query: &FlagQuery) -> Result<TolerantPage, Error> {
        let request = query.request(project);
        let malformed = AtomicUsize::new(0);
        self.read_with(&request, |body| match decode::<Page<Flag>>(request.operation, body) {
            Ok(page) => Ok(TolerantPage { page, bad: Vec::new() }),
            Err(error) if malformed.fetch_add(1, Ordering::Relaxed) < MALFORMED_PAGE_RETRIES => Err(error),
            Err(error) => {
                decode::<Page<serde_json::Value>>(request.operation, body).map(TolerantPage::of).map_err(|_| error)
            }
        })
        .await
    }

    async fn all_statuses(
        &self,
        project: &ProjectKey,
        environments: &[EnvironmentKey],
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> (BTreeMap<EnvironmentKey, HashMap<FlagKey, crate::flags::FlagStatus>>, Vec<String>) {
        let done = AtomicUsize::new(0);
        let loads = environments.iter().map(|environment| {
            let done = &done;
            async move {
                let statuses = self.flag_statuses(project, environment).await;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress(Progress { stage: Stage::Statuses, done, total: Some(environments.len()) });
                (environment.clone(), statuses)
            }
        });
        let (mut statuses, mut notes) = (BTreeMap::new(), Vec::new());
        for (environment, loaded) in join_all(loads).await {
            match loaded {
                Ok(loaded) => drop(statuses.insert(environment, loaded)),
                Err(error) => notes.push(format!("No flag statuses for {environment}: {}", error.message())),
            }
        }
        (statuses, notes)
    }
}

/// The environments to load, in the chosen order.
fn choose_environments(
    project: &Project,
    listed: Result<Vec<Environment>, Error>,
    chosen: &[EnvironmentKey],
    notes: &mut Vec<String>,
    missing: &mut Vec<(EnvironmentKey, String)>,
) -> Result<Vec<Environment>, Error> {
    let listed = match listed {
        Ok(listed) => listed,
        // Environments chosen by key can be loaded without the list.
        Err(error @ (Error::Forbidden(_) | Error::NotFound(_))) if !chosen.is_empty() => {
            notes.push(format!("The environments of {} are not available: {}", project.key, error.message()));
            return Ok(chosen.iter().map(|key| bare_environment(key.clone())).collect());
        }
        Err(error) => return Err(error),
    };
    let mut environments = Vec::new();
    for key in chosen {
        match listed.iter().find(|environment| environment.key == *key) {
            Some(environment) => environments.push(environment.clone()),
            None => {
                let keys: Vec<_> = listed.iter().map(|environment| environment.key.as_str()).collect();
                let keys = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
                let sentence = format!("The project {} has no environment {key}; it has: {keys}.", project.key);
                missing.push((key.clone(), sentence));
            }
        }
    }
    if environments.is_empty() {
        let (critical, other): (Vec<_>, Vec<_>) = listed.into_iter().partition(|environment| environment.critical);
        environments = critical.into_iter().chain(other).take(Client::DEFAULT_ENVIRONMENTS).collect();
    }
    Ok(environments)
}

fn bare_environment(key: EnvironmentKey) -> Environment {
    Environment {
        name: key.to_string(),
        key,
        color: String::new(),
        critical: false,
        confirm_changes: false,
        require_comments: false,
        tags: Vec::new(),
        approval_settings: None,
    }
}

/// Flags loaded so far, and problems of individual ones.
#[derive(Default)]
struct Flags {
    flags: BTreeMap<FlagKey, Flag>,
    notes: Vec<String>,
}

/// A list read to its end.
struct Listed {
    flags: Flags,
    /// Whether the count of every page equals the number of flags found.
    agrees: bool,
}

impl Flags {
    /// Adds a page; returns how many of its flags were new.
    fn add(&mut self, items: Vec<Flag>, bad: Vec<(Flag, String)>) -> usize {
        let before = self.flags.len();
        for flag in items {
            self.take(flag);
        }
        for (flag, note) in bad {
            if self.take(flag) {
                self.notes.push(note);
            }
        }
        self.flags.len() - before
    }

    /// Adds a flag, or merges the environments of one that exists; returns whether it was new. If both have an
    /// environment, the newer flag wins: it may have been archived between two lists.
    fn take(&mut self, flag: Flag) -> bool {
        let Some(known) = self.flags.get_mut(&flag.key) else {
            self.flags.insert(flag.key.clone(), flag);
            return true;
        };
        let (mut newer, older) =
            if flag.version > known.version { (flag, known.clone()) } else { (known.clone(), flag) };
        for (environment, config) in older.environments {
            newer.environments.entry(environment).or_insert(config);
        }
        *known = newer;
        false
    }

    fn merge(&mut self, other: Self) {
        for flag in other.flags.into_values() {
            self.take(flag);
        }
        let notes = other.notes.into_iter().filter(|note| !self.notes.contains(note)).collect::<Vec<_>>();
        self.notes.extend(notes);
    }
}

/// A page of flags, some of which may be malformed.
struct TolerantPage {
    page: Page<Flag>,
    bad: Vec<(Flag, String)>,
}

impl TolerantPage {
    fn of(page: Page<serde_json::Value>) -> Self {
        let mut bad = Vec::new();
        let page = page.filter_map(|item| match serde_path_to_error::deserialize::<_, Flag>(&item) {
            Ok(flag) => Some(flag),
            Err(error) => {
                let key = item.get("key").and_then(|key| key.as_str())?;
                let flag = serde_json::from_value::<Flag>(serde_json::json!({ "key": key })).ok()?;
                let (path, reason) = (error.path().to_string(), error.into_inner());
                bad.push((flag, format!("The flag {key} could not be read at `{path}`: {reason}.")));
                None
            }
        });
        Self { page, bad }
    }
}

/// Counts flags over all lists. A flag occurs once per group of environments.
struct Counter<'a> {
    lists: usize,
    progress: &'a (dyn Fn(Progress) + Send + Sync),
    done: AtomicUsize,
    total: AtomicUsize,
}

impl<'a> Counter<'a> {
    fn new(progress: &'a (dyn Fn(Progress) + Send + Sync)) -> Self {
        Self { lists: 1, progress, done: AtomicUsize::new(0), total: AtomicUsize::new(0) }
    }

    fn add(&self, flags: usize, total: Option<usize>) {
        let done = (self.done.fetch_add(flags, Ordering::Relaxed) + flags) / self.lists;
        let total = total.unwrap_or_default();
        let total = (self.total.fetch_add(total, Ordering::Relaxed) + total) / self.lists;
        let total = (total >= done && total > 0).then_some(total);
        (self.progress)(Progress { stage: Stage::Flags, done, total });
    }
}
