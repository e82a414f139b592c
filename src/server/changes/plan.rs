//! Plans of changes, based on the current flag at LaunchDarkly.

use std::sync::Arc;

use crate::flags::{EnvironmentKey, Flag};
use crate::ide::{self, CommandArguments, WritePlan, WriteRefusal, WriteRequest};
use crate::index::Index;
use crate::launchdarkly::{Client, Error};

use super::super::api::NO_TOKEN;
use super::super::proto::MessageType;
use super::super::session::{Snapshot, SourceKey, source_keys};
use super::super::shared::{Event, Shared};
use super::super::sources;

/// The source of the flag that a command changes.
pub(super) struct Target {
    pub(super) key: SourceKey,
}

impl Target {
    /// The source of the project; informs the user if there is none.
    pub(super) fn find(shared: &Arc<Shared>, request: &WriteRequest) -> Option<Self> {
        let key = source_of(&shared.snapshot(), &request.arguments);
        if key.is_none() {
            let message =
                format!("flagwise: The project {} is not configured in this workspace.", request.arguments.project);
            shared.show(MessageType::WARNING, message);
        }
        key.map(|key| Self { key })
    }

    /// Whether the loaded flags allow the change; informs the user if not. A flag that already seems to be as requested is
    /// allowed: it may have been changed elsewhere.
    pub(super) fn is_possible(&self, shared: &Arc<Shared>, request: &WriteRequest) -> bool {
        match plan_change(&shared.snapshot(), &self.key, request) {
            Ok(_) | Err(WriteRefusal::AlreadySo(_) | WriteRefusal::Impossible(_)) => true,
            Err(refusal) => {
                report_refusal(shared, &refusal);
                false
            }
        }
    }

    /// Reads the flag and plans the change; informs the user if that fails.
    pub(super) async fn current_plan(&self, shared: &Arc<Shared>, request: &WriteRequest) -> Option<WritePlan> {
        // Refusals by the settings need no connection.
        self.read(shared, request).await?;
        match plan_change(&shared.snapshot(), &self.key, request) {
            Ok(plan) => Some(plan),
            Err(refusal) => {
                report_refusal(shared, &refusal);
                None
            }
        }
    }

    /// Reads the flag, with a timeout; informs the user if that fails.
    pub(super) async fn read(&self, shared: &Arc<Shared>, request: &WriteRequest) -> Option<Flag> {
        let client = self.client(shared)?;
        let CommandArguments { project, flag, .. } = &request.arguments;
        let environments = self.environments(shared);
        let reading = client.flag(project, flag, &environments);
        let message = match tokio::time::timeout(shared.options.read_patience, reading).await {
            Ok(Ok(found)) => {
                sources::flag_changed(shared, &self.key, found.clone());
                return Some(found);
            }
            Ok(Err(error)) => {
                if matches!(error, Error::NotFound(_)) {
                    shared.send(Event::RefreshFlags);
                }
                format!("flagwise: {flag} was not changed. {}", error.message())
            }
            Err(_) => format!(
                "flagwise: {flag} was not changed: LaunchDarkly did not respond within {} s. Try again later.",
                shared.options.read_patience.as_secs()
            ),
        };
        shared.show(MessageType::ERROR, message);
        None
    }

    /// A client of the source; informs the user if there is none.
    pub(super) fn client(&self, shared: &Arc<Shared>) -> Option<Client> {
        let SourceKey::Api { host, .. } = &self.key else {
            let message =
                "flagwise: The flags come from a file, so they cannot be changed. Remove `flagFile` to use the API.";
            shared.show(MessageType::WARNING, message.to_owned());
            return None;
        };
        let message = match shared.api_client(host) {
            Some(Ok(client)) => return Some(client),
            Some(Err(error)) => error.message(),
            None => NO_TOKEN.to_owned(),
        };
        shared.show(MessageType::ERROR, format!("flagwise: {message}"));
        None
    }

    /// The displayed environments.
    pub(super) fn environments(&self, shared: &Shared) -> Vec<EnvironmentKey> {
        let snapshot = shared.snapshot();
        let loaded = snapshot.source(&self.key).and_then(|source| source.loaded.as_ref());
        let environments = loaded.into_iter().flat_map(|loaded| &loaded.catalog.environments);
        environments.map(|environment| environment.key.clone()).collect()
    }
}

fn report_refusal(shared: &Arc<Shared>, refusal: &WriteRefusal) {
    let level = if matches!(refusal, WriteRefusal::AlreadySo(_)) { MessageType::INFO } else { MessageType::WARNING };
    shared.show(level, format!("flagwise: {refusal}"));
}

/// The source of a command's project. If several folders configure the project, possibly with different hosts, the one
/// with the flag is used.
pub(super) fn source_of(snapshot: &Snapshot, arguments: &CommandArguments) -> Option<SourceKey> {
    let is_meant = |key: &SourceKey| {
        let loaded = snapshot.source(key).and_then(|source| source.loaded.as_ref());
        match key {
            SourceKey::Api { project, .. } => *project == arguments.project,
            SourceKey::File { project, .. } => {
                project.as_ref().or(loaded.map(|loaded| &loaded.catalog.project.key)) == Some(&arguments.project)
            }
        }
    };
    let knows = |key: &SourceKey| {
        let loaded = snapshot.source(key).and_then(|source| source.loaded.as_ref());
        loaded.is_some_and(|loaded| loaded.catalog.flag(arguments.flag.as_str()).is_some())
    };
    snapshot.sources().map(|(key, _)| key).filter(|key| is_meant(key)).max_by_key(|key| knows(key)).cloned()
}

/// Plans a change with the flags of a source and the settings of the first folder that names it.
fn plan_change(snapshot: &Snapshot, key: &SourceKey, request: &WriteRequest) -> Result<WritePlan, WriteRefusal> {
    let source = snapshot.source(key).cloned().unwrap_or_default();
    let folder = snapshot.folders().iter().find(|folder| source_keys(&folder.settings).contains(key));
    let settings = folder.map(|folder| folder.settings.clone()).unwrap_or_default();
    let analysis = ide::Analysis {
        index: &Index::default(),
        files: &ide::NoFiles,
        catalog: source.loaded.as_ref().map(|loaded| &*loaded.catalog),
        catalog_problem: source.problem.as_deref(),
        settings: &settings,
        now: snapshot.now,
    };
    ide::write_plan(&analysis, request)
}
