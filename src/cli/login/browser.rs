//! `flagwise login` with the browser.

use std::process::{Command, Stdio};

use url::Url;

use crate::cli::Terminal;
use crate::cli::terminal::print_lines_to_stderr;
use crate::config::Settings;
use crate::credentials::{BrowserSignIn, Scope, SignIn};
use crate::launchdarkly::Host;

/// Shows the sign-in page and waits for the user.
pub(super) fn sign_in(
    host: &Host,
    settings: &Settings,
    scope: Scope,
    opens: bool,
    terminal: &Terminal,
) -> anyhow::Result<SignIn> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let waiting = BrowserSignIn::start(host, settings.proxy.as_deref(), scope).await?;
        let page = waiting.page();
        if opens && open(page) {
            print_lines_to_stderr(&format!("Sign in to {host} in your browser. If it did not open:\n{page}"));
        } else {
            print_lines_to_stderr(&format!(
                "Open this page in a browser on this machine and sign in to {host}:\n{page}"
            ));
        }
        terminal.note("waiting for the browser; Ctrl-C cancels");
        Ok(waiting.finish(BrowserSignIn::PATIENCE).await?)
    })
}

/// Opens a page in the user's browser; false if that cannot be tried.
fn open(page: &Url) -> bool {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        // Not `cmd /c start`, which would interpret `&`.
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else {
        Command::new("xdg-open")
    };
    command.arg(page.as_str()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}
