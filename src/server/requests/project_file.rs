//! `flagwise/projectFile`: the text of a `flagwise.toml` with a chosen project, for the client to write.

use serde::{Deserialize, Serialize};

use crate::config;
use crate::files;
use crate::server::proto::Uri;
use crate::server::session::Snapshot;

/// Maximum size of the file in bytes.
const LIMIT: u64 = 1 << 20;

/// Parameters of `flagwise/projectFile`.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct ProjectFileParams {
    /// The workspace folder; the first one by default.
    #[serde(default)]
    folder: Option<Uri>,
    /// The project's key.
    project: String,
    /// Keys of environments, most important first; the file's stay without any.
    #[serde(default)]
    environments: Vec<String>,
}

/// Answer to `flagwise/projectFile`.
#[derive(Debug, Serialize)]
pub(in crate::server) struct ProjectFile {
    /// The file.
    uri: Uri,
    /// Its new text. All but the two values stays as it is.
    text: String,
    /// Whether the file exists.
    exists: bool,
}

/// `flagwise/projectFile`. `None` without a folder on disk, or if its file cannot be read or parsed.
pub(in crate::server) fn project_file(snapshot: &Snapshot, params: &ProjectFileParams) -> Option<ProjectFile> {
    let wanted = params.folder.as_ref().and_then(|uri| uri.to_file_path().map(|path| path.into_owned()));
    let mut roots = snapshot.folders().iter().filter_map(|folder| folder.root.as_deref());
    let root = roots.find(|root| wanted.as_deref().is_none_or(|wanted| wanted == *root))?;
    let path = root.join(config::WORKSPACE_FILE);
    let uri = Uri::from_file_path(&path)?;
    let text = match files::read_in(root, &path, LIMIT) {
        Ok(bytes) => Some(String::from_utf8(bytes).ok()?),
        Err(error) if error.is_missing() => None,
        Err(_) => return None,
    };
    let environments: Vec<&str> = params.environments.iter().map(String::as_str).collect();
    let new = config::with_project(text.as_deref().unwrap_or_default(), &params.project, &environments)?;
    Some(ProjectFile { uri, text: new, exists: text.is_some() })
}
