//! `flagwise logout`: removes the stored token of the configured host.

use std::path::Path;
use std::process::ExitCode;

use super::Terminal;
use super::source::api;
use super::workspace::Workspace;
use crate::credentials::{self, Stores};
use crate::launchdarkly::TokenSource;
use crate::text::printable;

/// Options of `flagwise logout`.
#[derive(Debug, clap::Args)]
#[command(after_help = "API access tokens stay valid: revoke them in LaunchDarkly. Those of the browser are revoked.")]
pub struct Arguments {}

/// Runs `flagwise logout`. Exit code 0 if no token is stored afterwards.
pub fn run(_arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of(Path::new("."));
    let host = api::host(&workspace)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let proxy = workspace.settings.proxy.as_deref();
    let (removed, problem) = runtime.block_on(credentials::sign_out(&Stores::of_user(), &host, proxy))?;
    if removed.is_empty() {
        writeln!(terminal.out(), "Not signed in to {}: no token is stored.", printable(&host.to_string()))?;
    } else {
        writeln!(terminal.out(), "Signed out of {}. The token was removed.", printable(&host.to_string()))?;
    }
    terminal.flush()?;
    if let Some(problem) = problem {
        terminal.warning(&format!(
            "the token could not be revoked and stays valid until it expires: {problem}. Revoke it in LaunchDarkly"
        ));
    }
    if let Some(TokenSource { origin, .. }) = TokenSource::from_environment() {
        terminal.warning(&format!("the token of {origin} is still used: unset it"));
    }
    Ok(ExitCode::SUCCESS)
}
