//! Background tasks that load flags.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::config::{DEFAULT_HOST, Origin};
use crate::credentials::CredentialError;
use crate::files;
use crate::flags::{
    Catalog, Environment, EnvironmentKey, FLAG_FILE_LIMIT, Flag, FlagFile, FlagFileOptions, ProjectKey, UnixMillis,
};
use crate::launchdarkly::{self, Cache, Error, Host};

use super::activity::Pending;
use super::api::NO_TOKEN;
use super::progress::Progress;
use super::proto::MessageType;
use super::session::{Folder, LoadedCatalog, Source, SourceKey, source_keys};
use super::shared::{Event, Shared};
use super::{sign_in, status};

/// The loading task of each source.
#[derive(Default)]
pub(super) struct Loaders {
    running: Mutex<HashMap<SourceKey, mpsc::UnboundedSender<Pending>>>,
    /// Number of our own changes, so that a load started before one does not revert it.
    changes: Mutex<Vec<(u64, SourceKey, Flag)>>,
    sequence: AtomicU64,
    /// The latest revision written to the cache.
    stored: Mutex<HashMap<SourceKey, u64>>,
    /// Missing environments that were reported to the user.
    reported: Mutex<HashSet<String>>,
}

/// Why flags could not be loaded.
#[derive(Debug, Clone)]
struct Trouble {
    /// Problem and next step.
    message: String,
    /// Whether the token is missing: the editor may send one soon.
    no_token: bool,
    /// Whether signing in again would help.
    wants_sign_in: bool,
}

/// Starts loading newly configured sources and drops those no longer configured.
pub(super) fn adjust(shared: &Arc<Shared>) {
    let snapshot = shared.snapshot();
    let wanted: BTreeSet<_> = snapshot.folders().iter().flat_map(|folder| source_keys(&folder.settings)).collect();
    let mut running = shared.loaders.running.lock().unwrap_or_else(PoisonError::into_inner);
    running.retain(|key, _| wanted.contains(key));
    shared.session().sources_mut().retain(|key, _| wanted.contains(key));
    for key in wanted {
        running.entry(key.clone()).or_insert_with(|| {
            let (orders, queue) = mpsc::unbounded_channel();
            shared.session().sources_mut().insert(key.clone(), Source { loading: true, ..Source::default() });
            shared.spawn(keep_loaded(shared.clone(), key, queue));
            orders
        });
    }
    drop(running);
    status::changed(shared);
}

/// Reloads all sources.
pub(super) fn refresh(shared: &Shared, pending: &Pending) {
    for orders in shared.loaders.running.lock().unwrap_or_else(PoisonError::into_inner).values() {
        let _ = orders.send(pending.clone());
    }
}

/// Updates a flag after a change of ours.
pub(super) fn flag_changed(shared: &Arc<Shared>, key: &SourceKey, flag: Flag) {
    let sequence = shared.loaders.sequence.fetch_add(1, Ordering::SeqCst) + 1;
    shared.loaders.changes.lock().unwrap_or_else(PoisonError::into_inner).push((sequence, key.clone(), flag.clone()));
    let catalog = {
        let mut session = shared.session();
        let Some(source) = session.sources_mut().get_mut(key) else { return };
        let Some(loaded) = &mut source.loaded else { return };
        *loaded = loaded.with_flag(flag);
        loaded.catalog.clone()
    };
    store(shared, key, catalog);
    shared.send(Event::EverythingChanged);
}

/// Removes a deleted flag.
pub(super) fn flag_gone(shared: &Arc<Shared>, key: &SourceKey, flag: &str) {
    {
        let mut session = shared.session();
        let Some(loaded) = session.sources_mut().get_mut(key).and_then(|source| source.loaded.as_mut()) else { return };
        *loaded = LoadedCatalog::new(Arc::new(loaded.catalog.without_flag(flag)));
    }
    shared.send(Event::EverythingChanged);
}

/// The loop of one source: loads the cache, then the API, periodically and on request.
async fn keep_loaded(shared: Arc<Shared>, key: SourceKey, mut orders: mpsc::UnboundedReceiver<Pending>) {
    let mut pending = vec![shared.activity.begin()];
    if let Some(catalog) = from_cache(&shared, &key).await {
        tracing::info!("{} flags of {} from the cache", catalog.flags.len(), catalog.project.key);
        publish(&shared, &key, catalog, 0);
    }
    loop {
        set_loading(&shared, &key, true);
        let began = shared.loaders.sequence.load(Ordering::SeqCst);
        let outcome = load(&shared, &key).await;
        let wants_sign_in = matches!(&outcome, Err(trouble) if trouble.wants_sign_in);
        match outcome {
            Ok(catalog) => {
                shared.forget_said();
                let catalog = publish(&shared, &key, catalog, began);
                store(&shared, &key, catalog);
                set_problem(&shared, &key, None);
            }
            Err(trouble) => {
                tracing::warn!("cannot load flags: {}", trouble.message);
                set_problem(&shared, &key, Some(trouble.message.as_str().into()));
                report(&shared, &key, trouble);
            }
        }
        set_loading(&shared, &key, false);
        shared.send(Event::EverythingChanged);
        pending.clear();
        tokio::select! {
            order = orders.recv() => match order {
                Some(order) => pending.push(order),
                None => return,
            },
            () = pause(interval(&shared, &key)) => {}
            () = signed_in(&shared, &key), if wants_sign_in => {}
        }
        while let Ok(order) = orders.try_recv() {
            pending.push(order);
        }
    }
}

/// Waits until there is another token than before, such as that of `flagwise login` in a terminal.
async fn signed_in(shared: &Shared, key: &SourceKey) {
    let proxy = shared.proxy_of(key.host());
    loop {
        tokio::time::sleep(shared.options.sign_in_interval).await;
        if let Ok(true) = shared.api.find_token(key.host(), proxy.as_deref()).await {
            return;
        }
    }
}

async fn pause(interval: Option<Duration>) {
    match interval {
        Some(interval) => tokio::time::sleep(interval).await,
        None => std::future::pending().await,
    }
}

/// The shortest refresh interval of the folders with this source.
fn interval(shared: &Shared, key: &SourceKey) -> Option<Duration> {
    let snapshot = shared.snapshot();
    let users = snapshot.folders().iter().filter(|folder| source_keys(&folder.settings).contains(key));
    users.filter_map(|folder| folder.settings.refresh_interval).min()
}

async fn load(shared: &Arc<Shared>, key: &SourceKey) -> Result<Catalog, Trouble> {
    match key {
        SourceKey::Api { host, project, environments } => from_api(shared, host, project, environments).await,
        SourceKey::File { path, project, host } => {
            let site = Host::parse(host).map_or_else(|_| DEFAULT_HOST.to_owned(), |host| host.to_string());
            let (path, project, saved_at) = (path.clone(), project.clone(), shared.now());
            let root = repository_of(shared, &path);
            let work = tokio::task::spawn_blocking(move || from_file(&path, root.as_deref(), project, site, saved_at));
            work.await.unwrap_or_else(|error| Err(Trouble::new(format!("Cannot read the flag file: {error}"))))
        }
    }
}

async fn from_api(
    shared: &Arc<Shared>,
    host: &str,
    project: &ProjectKey,
    environments: &[EnvironmentKey],
) -> Result<Catalog, Trouble> {
    let found = shared.api.find_token(host, shared.proxy_of(host).as_deref()).await;
    let Some(client) = shared.api_client(host) else {
        return Err(match found {
            Err(error @ CredentialError::Expired { .. }) => {
                Trouble { wants_sign_in: true, ..Trouble::new(sentence(&error.to_string())) }
            }
            Err(error) => {
                tracing::info!("no stored sign-in can be used: {error}");
                Trouble::no_token()
            }
            Ok(_) => Trouble::no_token(),
        });
    };
    let client = client.map_err(|error| Trouble::of(&error))?;
    let progress = Progress::start(shared, &format!("Loading flags of {project}"));
    let report = move |step: launchdarkly::Progress| progress.report(step.to_string(), step.done, step.total);
    let load = client.load_catalog(project, environments, report).await.map_err(|error| Trouble::of(&error))?;
    for note in &load.notes {
        tracing::warn!("{project}: {note}");
    }
    for (_, sentence) in load.missing {
        tracing::warn!("{sentence}");
        // Every refresh finds it again.
        let mut reported = shared.loaders.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.insert(sentence.clone()) {
            let message = format!("flagwise: {sentence} Correct `environments` in the settings.");
            shared.show(MessageType::WARNING, message);
        }
    }
    tracing::info!("{} flags of {project} loaded", load.catalog.flags.len());
    Ok(load.catalog)
}

/// The folder of the repository that chose a flag file; `None` if the user did.
fn repository_of(shared: &Shared, path: &Path) -> Option<PathBuf> {
    let snapshot = shared.snapshot();
    let mut chosen = snapshot.folders().iter().filter(|folder| folder.settings.flag_file.as_deref() == Some(path));
    let is_repository = |folder: &&Folder| matches!(folder.settings.origin("flagFile"), Origin::WorkspaceFile(..));
    chosen.find(is_repository)?.root.clone()
}

fn from_file(
    path: &Path,
    repository: Option<&Path>,
    project: Option<ProjectKey>,
    site: String,
    saved_at: UnixMillis,
) -> Result<Catalog, Trouble> {
    let trouble = |problem: String| Trouble::new(format!("The flag file {} cannot be used: {problem}", path.display()));
    let bytes = match repository {
        Some(folder) => files::read_in(folder, path, FLAG_FILE_LIMIT),
        None => files::read(path, FLAG_FILE_LIMIT),
    };
    let bytes = bytes.map_err(|error| trouble(format!("it {error}. Check `flagFile`.")))?;
    let text = String::from_utf8(bytes).map_err(|_| trouble("it is not UTF-8. Save it as UTF-8.".to_owned()))?;
    let options = FlagFileOptions { project, site, saved_at, ..FlagFileOptions::default() };
    let file = FlagFile::read(&text, &options).map_err(|error| trouble(error.to_string()))?;
    for problem in &file.problems {
        tracing::warn!("{}: {problem}", path.display());
    }
    Ok(file.catalog)
}

async fn from_cache(shared: &Shared, key: &SourceKey) -> Option<Catalog> {
    let SourceKey::Api { host, project, environments } = key else { return None };
    let cache = shared.options.cache_folder.clone().map(Cache::at)?;
    let (host, project, environments) = (Host::parse(host).ok()?, project.clone(), environments.clone());
    let work = tokio::task::spawn_blocking(move || {
        let mut catalog = cache.load(&host, &project)?;
        if !environments.is_empty() {
            let place = |environment: &Environment| environments.iter().position(|key| *key == environment.key);
            catalog.environments.retain(|environment| place(environment).is_some());
            catalog.environments.sort_by_key(place);
        }
        Some(catalog)
    });
    work.await.ok().flatten()
}

/// Writes the cache in the background. Errors are only logged.
fn store(shared: &Arc<Shared>, key: &SourceKey, catalog: Arc<Catalog>) {
    let SourceKey::Api { host, .. } = key else { return };
    let (Some(cache), Ok(host)) = (shared.options.cache_folder.clone().map(Cache::at), Host::parse(host)) else {
        return;
    };
    let (writing, key) = (shared.clone(), key.clone());
    tokio::task::spawn_blocking(move || {
        // Writes are serialized, and an older catalog never replaces a newer one.
        let mut newest = writing.loaders.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = newest.entry(key).or_default();
        if *newest < catalog.revision {
            *newest = catalog.revision;
            store_now(&cache, &host, &catalog);
        }
    });
}

fn store_now(cache: &Cache, host: &Host, catalog: &Catalog) {
    if let Err(error) = cache.store(host, catalog) {
        tracing::warn!("cannot write the flag cache in {}: {error}", cache.folder().display());
    }
}

/// Publishes a catalog. `began` is the number of our changes when its load started; later ones are reapplied. Expensive
/// work is done before locking the session.
fn publish(shared: &Shared, key: &SourceKey, mut catalog: Catalog, began: u64) -> Arc<Catalog> {
    let snapshot = shared.snapshot();
    let loaded = || snapshot.sources().filter_map(|(key, source)| Some((key, source.loaded.as_ref()?)));
    catalog.revision = loaded().map(|(_, loaded)| loaded.catalog.revision).max().unwrap_or(0) + 1;
    let catalog = Arc::new(catalog);
    let before = loaded().find(|(other, _)| *other == key).map(|(_, loaded)| loaded);
    let mut next = match before {
        Some(before) if before.catalog.flags.keys().eq(catalog.flags.keys()) => {
            LoadedCatalog { catalog, ..before.clone() }
        }
        _ => LoadedCatalog::new(catalog),
    };
    let mut session = shared.session();
    let mut changes = shared.loaders.changes.lock().unwrap_or_else(PoisonError::into_inner);
    changes.retain(|(sequence, source, _)| *sequence > began || source != key);
    for (_, _, flag) in changes.iter().filter(|(_, source, _)| source == key) {
        next = next.with_flag(flag.clone());
    }
    let catalog = next.catalog.clone();
    if let Some(source) = session.sources_mut().get_mut(key) {
        source.loaded = Some(next);
    }
    drop((session, changes));
    shared.send(Event::EverythingChanged);
    catalog
}

fn set_problem(shared: &Shared, key: &SourceKey, problem: Option<Arc<str>>) {
    if let Some(source) = shared.session().sources_mut().get_mut(key) {
        source.problem = problem;
    }
}

fn set_loading(shared: &Arc<Shared>, key: &SourceKey, loading: bool) {
    if let Some(source) = shared.session().sources_mut().get_mut(key) {
        source.loading = loading;
    }
    status::changed(shared);
}

/// Reports a problem once, with the next step; again only after a successful load.
fn report(shared: &Arc<Shared>, key: &SourceKey, trouble: Trouble) {
    if shared.snapshot().capabilities.flags_changed {
        return; // It has views of its own, and tells what the status says with buttons.
    }
    let has_flags = shared.snapshot().source(key).is_some_and(|source| source.loaded.is_some());
    let rest = if has_flags { "  Until then flagwise uses the flags loaded earlier." } else { "" };
    let message = format!("flagwise: {}{rest}", trouble.message);
    let say = if trouble.wants_sign_in { sign_in::offer } else { Shared::warn_once };
    if !trouble.no_token {
        say(shared, message);
        return;
    }
    // Editors send the token right after the start; report a missing one only after a delay.
    let (waiting, host) = (shared.clone(), key.host().to_owned());
    shared.spawn(async move {
        tokio::time::sleep(waiting.options.token_patience).await;
        if waiting.api.token_origin(&host).is_none() {
            say(&waiting, message);
        }
    });
}

impl Trouble {
    fn new(message: String) -> Self {
        Self { message, no_token: false, wants_sign_in: false }
    }

    fn no_token() -> Self {
        Self { message: NO_TOKEN.to_owned(), no_token: true, wants_sign_in: true }
    }

    fn of(error: &Error) -> Self {
        let wants_sign_in = matches!(error, Error::Unauthorized(_) | Error::InvalidToken { .. });
        Self { wants_sign_in, ..Self::new(error.message()) }
    }
}

/// A message as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    format!("{}.", first.chain(characters).collect::<String>().trim_end_matches('.'))
}
