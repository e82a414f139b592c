use anyhow::bail;

use crate::cli::Terminal;
use crate::cli::workspace::Workspace;

use super::{Source, SourceArguments};

/// Flags from the API, or from the cache of an earlier load where the API cannot be reached.
pub(super) fn load(
    _arguments: &SourceArguments,
    _workspace: &Workspace,
    _terminal: &Terminal,
) -> anyhow::Result<Source> {
    bail!("there are no flags to go by: use `--flags FILE` or `--keys FILE`")
}

/// Flags from the API.
pub(super) fn download(
    arguments: &SourceArguments,
    workspace: &Workspace,
    _terminal: &Terminal,
) -> anyhow::Result<Source> {
    match arguments.project(workspace) {
        Some(project) => bail!("the flags of {project} cannot be loaded in this version"),
        None => bail!("say which project: use `--project KEY`, or set `project` in flagwise.toml"),
    }
}
