//! Loading of settings, and reporting of their problems.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::config::{self, LoadInput, Loaded, Origin, Problem, Severity};
use crate::ide;
use crate::logging;
use crate::syntax::Language;
use crate::workspace::{self, ReadCodeRefs};

use super::activity::Pending;
use super::aliases;
use super::proto::{ConfigurationItem, MessageType};
use super::session::{Folder, Snapshot};
use super::shared::{Event, Shared};
use super::sources;
use super::trust;
use super::uri;

/// Timeout of reading files during `initialize`, as on a network drive; they are applied when they arrive.
const FIRST_LOAD: Duration = Duration::from_secs(2);

/// Identity of a folder while its settings are loaded.
type FolderId = (Option<String>, Option<PathBuf>);

/// The latest settings of each folder.
type LastGood = HashMap<FolderId, Loaded>;

/// Whether to show problems to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problems {
    Show,
    Keep,
}

/// Reloads the settings on request: queries the client, reads the files, and updates the sources of flags. Concurrent
/// requests are merged.
pub(super) async fn run(shared: Arc<Shared>, mut changes: mpsc::UnboundedReceiver<Pending>) {
    let mut last_good = LastGood::new();
    while let Some(pending) = changes.recv().await {
        let mut merged = vec![pending];
        while let Ok(pending) = changes.try_recv() {
            merged.push(pending);
        }
        pull(&shared).await;
        load(&shared, &mut last_good, Problems::Show).await;
        follow_log_settings(&shared);
        sources::adjust(&shared);
        shared.send(Event::EverythingChanged);
        drop(merged);
    }
}

/// Glob patterns of configuration files to watch.
pub(super) fn watched_patterns(snapshot: &Snapshot) -> Vec<String> {
    let extensions: Vec<_> = Language::all().flat_map(Language::extensions).copied().collect();
    let mut patterns = vec![
        format!("**/{}", config::WORKSPACE_FILE),
        aliases::WATCHED.to_owned(),
        "**/{package.json,.gitignore,.ignore,.ldignore}".to_owned(),
        format!("**/*.{{{}}}", extensions.join(",")),
    ];
    for folder in snapshot.folders() {
        patterns.extend(folder.coderefs.coderefs.searched_paths().into_iter().map(|path| format!("**/{path}")));
        patterns.extend(folder.settings.flag_file.as_ref().map(|path| path.to_string_lossy().into_owned()));
    }
    patterns.dedup();
    patterns
}

/// Loads the settings from files and from `initialize`, so that the first request sees them.
pub(super) async fn load_first(shared: &Arc<Shared>) {
    // Problems are shown by the load after `initialized`: clients do not show messages earlier.
    let _ = tokio::time::timeout(FIRST_LOAD, load(shared, &mut LastGood::new(), Problems::Keep)).await;
    follow_log_settings(shared);
}

/// Applies the log settings of the first folder: there is one log per process.
fn follow_log_settings(shared: &Shared) {
    if let Some(folder) = shared.snapshot().folders().first() {
        let settings = &folder.settings;
        let level = (settings.origin("logLevel") != Origin::Default).then_some(settings.log_level.as_str());
        logging::follow_settings(level, settings.log_file.as_deref());
    }
}

/// Requests the section `flagwise` of each folder, if the client supports it.
async fn pull(shared: &Arc<Shared>) {
    let snapshot = shared.snapshot();
    if !snapshot.capabilities.configuration {
        return;
    }
    let items = snapshot.folders().iter().map(|folder| ConfigurationItem {
        scope_uri: folder.uri.as_deref().and_then(|uri| uri.parse().ok()),
        section: Some("flagwise".to_owned()),
    });
    let question = shared.client.configuration(items.collect());
    let Some(answers) = shared.ask(question, "workspace/configuration").await else { return };
    let mut session = shared.session();
    for (folder_before, answer) in snapshot.folders().iter().zip(answers) {
        if let Some(folder) = session.folders_mut().iter_mut().find(|folder| folder.id() == folder_before.id()) {
            folder.pulled = Some(answer).filter(Value::is_object);
        }
    }
}

async fn load(shared: &Arc<Shared>, last_good: &mut LastGood, problems: Problems) {
    let editor = shared.session().editor_settings.clone();
    let folders: Vec<_> = shared.snapshot().folders().to_vec();
    let options = shared.options.clone();
    let answers = shared.answers();
    let before = std::mem::take(last_good);
    let work = tokio::task::spawn_blocking(move || {
        let load_one = |folder: &Folder| {
            let input = LoadInput {
                root: folder.root.clone(),
                user_file: options.user_file.clone(),
                editor: merged(editor.as_ref(), folder.pulled.as_ref()),
                environment: &*options.environment,
                answers: &answers,
            };
            let loaded = match before.get(&folder.id()) {
                Some(last_good) => config::reload(&input, last_good),
                None => config::load(&input),
            };
            (folder.id(), loaded)
        };
        let loaded: LastGood = folders.iter().map(load_one).collect();
        let roots = folders.iter().filter_map(|folder| folder.root.clone());
        let coderefs: HashMap<PathBuf, ReadCodeRefs> =
            roots.map(|root| (root.clone(), workspace::read_coderefs(&root))).collect();
        let roots = folders.iter().filter_map(|folder| folder.root.clone());
        let real_roots: HashMap<PathBuf, PathBuf> =
            roots.map(|root| (root.clone(), uri::real_path(&root))).filter(|(root, real)| root != real).collect();
        (before, loaded, coderefs, real_roots)
    });
    let Ok((before, loaded, mut coderefs, real_roots)) = work.await else {
        tracing::error!("internal error: cannot load the settings");
        return;
    };
    {
        let mut session = shared.session();
        for folder in session.folders_mut() {
            let Some(loaded) = loaded.get(&folder.id()) else { continue };
            folder.settings = Arc::new(loaded.settings.clone());
            folder.wrappers = ide::declared_wrappers(&loaded.settings);
            folder.ignored = Arc::new(glob_set(&loaded.settings.ignored_paths));
            let read = folder.root.as_ref().and_then(|root| coderefs.remove(root)).unwrap_or_default();
            folder.coderefs = Arc::new(read);
            folder.real_root = folder.root.as_ref().and_then(|root| real_roots.get(root)).cloned();
        }
    }
    if problems == Problems::Show {
        report(shared, &before, &loaded);
        let unconfirmed = loaded.iter().map(|((_, root), loaded)| (root.clone(), loaded.unconfirmed.clone()));
        trust::ask(shared, unconfirmed.collect());
    }
    *last_good = loaded;
}

/// Shows each problem once when it appears, and again only after it was fixed.
fn report(shared: &Arc<Shared>, before: &LastGood, now: &LastGood) {
    let old: Vec<&Problem> = before.values().flat_map(|loaded| &loaded.problems).collect();
    let mut shown = Vec::new();
    for problem in now.values().flat_map(|loaded| &loaded.problems) {
        if old.contains(&problem) || shown.contains(&problem) {
            continue;
        }
        shown.push(problem);
        let level = if problem.severity == Severity::Error { MessageType::ERROR } else { MessageType::WARNING };
        tracing::warn!("settings: {problem}");
        shared.show(level, format!("flagwise: {problem}"));
    }
}

/// The latest client settings: responses to our requests take precedence over notifications.
fn merged(sent: Option<&Value>, pulled: Option<&Value>) -> Option<Value> {
    let (Some(Value::Object(sent)), Some(Value::Object(pulled))) = (sent, pulled) else {
        return pulled.or(sent).cloned();
    };
    let mut merged = sent.clone();
    merged.extend(pulled.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), value.clone())));
    Some(Value::Object(merged))
}

/// Compiles the patterns. Invalid ones were already reported by the settings.
fn glob_set(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        // As in ignore files, a folder pattern includes its contents.
        for pattern in [pattern.clone(), format!("{}/**", pattern.trim_end_matches('/'))] {
            if let Ok(glob) = Glob::new(&pattern) {
                set.add(glob);
            }
        }
    }
    set.build().unwrap_or_default()
}

impl Folder {
    fn id(&self) -> FolderId {
        (self.uri.clone(), self.root.clone())
    }
}
