//! `flagwise/projects` and `flagwise/environments`: what a folder can be configured for. Asked of LaunchDarkly when the user
//! chooses a project; nothing else waits for the network.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::launchdarkly::{Client, Error as ApiError};
use crate::server::api::NO_TOKEN;
use crate::server::proto::{Error, ErrorCode, Result};
use crate::server::session::host_of;
use crate::server::shared::Shared;
use crate::text::printable;

/// Code of an error that the user can do something about: its message says what.
const NOT_AVAILABLE: i64 = -32803;

/// A project or environment to choose.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Choice {
    /// Its key.
    key: String,
    /// Its name, or its key if it has none.
    name: String,
    /// Whether it is a critical environment.
    critical: bool,
}

/// Parameters of `flagwise/environments`.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct EnvironmentsParams {
    /// The project's key.
    project: String,
}

/// `flagwise/projects`: the projects that the token can read, by name.
pub(in crate::server) async fn projects(shared: &Arc<Shared>) -> Result<Vec<Choice>> {
    let projects = client(shared)?.projects().await.map_err(|error| unavailable(&error))?;
    let mut choices: Vec<Choice> =
        projects.iter().map(|project| choice(project.key.as_str(), &project.name, false)).collect();
    choices.sort_by_cached_key(|choice| (choice.name.to_lowercase(), choice.key.clone()));
    Ok(choices)
}

/// `flagwise/environments`: the environments of a project, in LaunchDarkly's order.
pub(in crate::server) async fn environments(shared: &Arc<Shared>, params: EnvironmentsParams) -> Result<Vec<Choice>> {
    let environments =
        client(shared)?.environments(&params.project.into()).await.map_err(|error| unavailable(&error))?;
    let choices = environments.iter().map(|found| choice(found.key.as_str(), &found.name, found.critical));
    Ok(choices.collect())
}

/// A client of the first folder's host.
fn client(shared: &Arc<Shared>) -> Result<Client> {
    let snapshot = shared.snapshot();
    let host = snapshot.folders().first().map(|folder| host_of(&folder.settings).to_owned()).unwrap_or_default();
    match shared.api_client(&host) {
        Some(client) => client.map_err(|error| unavailable(&error)),
        None => Err(refused(NO_TOKEN.to_owned())),
    }
}

fn choice(key: &str, name: &str, critical: bool) -> Choice {
    let name = if name.trim().is_empty() { key } else { name.trim() };
    Choice { key: key.to_owned(), name: printable(name).into_owned(), critical }
}

fn unavailable(error: &ApiError) -> Error {
    refused(printable(&error.to_string()).into_owned())
}

fn refused(message: String) -> Error {
    Error { code: ErrorCode::ServerError(NOT_AVAILABLE), message: message.into(), data: None }
}
