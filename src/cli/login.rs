//! `flagwise login`: obtains a token, checks it against the API, and keeps it.

mod browser;
mod prompt;

use std::process::ExitCode;

use anyhow::{anyhow, bail};
use clap::ValueEnum;
use secrecy::{ExposeSecret, SecretString};

use super::question;
use super::source::api;
use super::workspace::Workspace;
use super::{COULD_NOT_RUN, Terminal};
use crate::credentials::{LdcliToken, Scope, SignIn, StoreError, Stores};
use crate::launchdarkly::{Account, Host, StoreKind, TokenOrigin, TokenSource};
use crate::text::printable;

/// Options of `flagwise login`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Arguments {
    /// Sign in with the browser (OAuth)
    #[arg(long, group = "method")]
    web: bool,

    /// Read an API access token from standard input; on a terminal it is not shown
    #[arg(long, group = "method")]
    with_token: bool,

    /// Copy the token of ldcli's configuration
    #[arg(long, group = "method")]
    from_ldcli: bool,

    /// Show the account, its role, and where the token comes from
    #[arg(long, group = "method", conflicts_with_all = ["write", "no_browser", "store"])]
    status: bool,

    /// With the browser: also ask for the right to change flags
    #[arg(long)]
    write: bool,

    /// With the browser: print the address instead of opening it
    #[arg(long)]
    no_browser: bool,

    /// Where to keep the token: the keyring of the operating system, or a file that only you can read
    #[arg(long, value_enum, value_name = "STORE")]
    store: Option<StoreChoice>,

    /// Refused: other users can see the arguments of a process
    #[arg(long, hide = true, num_args = 0..=1, value_parser = discard)]
    token: Option<Option<Discarded>>,
}

const AFTER_HELP: &str = "\
Without an option it asks how to sign in; if standard input is not a terminal, it reads a token from it.

Examples:
  flagwise login                         Choose between the browser and a token
  flagwise login --web --write           Sign in with the browser, to change flags too
  flagwise login < token.txt             Keep the token of a file
  flagwise login --store file            Keep the token in a file, on a machine without a keyring
  flagwise login --status                Show who is signed in

The host is that of the settings: LAUNCHDARKLY_API_HOST, or `host` in your own configuration file.
A token in LAUNCHDARKLY_ACCESS_TOKEN or LD_ACCESS_TOKEN takes precedence over the one that is kept.";

/// Where to keep the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StoreChoice {
    /// The keyring of the operating system
    Keyring,
    /// `flagwise/credentials.json` in your configuration folder, not encrypted
    File,
}

/// A value that must not be kept or repeated.
#[derive(Debug, Clone)]
struct Discarded;

#[allow(clippy::unnecessary_wraps, reason = "the signature of clap's parsers")]
fn discard(_: &str) -> Result<Discarded, std::convert::Infallible> {
    Ok(Discarded)
}

/// How to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Browser,
    Token,
    Ldcli,
}

/// Runs `flagwise login`. Exit code 0 if a token works, else 2.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    if arguments.token.is_some() {
        bail!(
            "`--token` is not an option: other users can see a program's arguments, and the shell's history keeps them. \
             Pass the token on standard input with `--with-token`. If you gave one here, revoke it in LaunchDarkly"
        );
    }
    let workspace = Workspace::of(std::path::Path::new("."));
    let host = api::host(&workspace)?;
    if arguments.status {
        return status(&host, &workspace, terminal);
    }
    let stores = Stores::of_user();
    let kind = match arguments.store {
        Some(StoreChoice::Keyring) => StoreKind::Keyring,
        Some(StoreChoice::File) => StoreKind::File,
        None => stores.preferred(),
    };
    // Before the user takes the trouble of signing in.
    stores.check(&host, kind)?;
    let ldcli = LdcliToken::find(|name| std::env::var(name).ok());
    let sign_in = match arguments.method(&host, ldcli.as_ref())? {
        Method::Browser => {
            let scope = if arguments.write { Scope::Writer } else { Scope::Reader };
            browser::sign_in(&host, &workspace.settings, scope, !arguments.no_browser, terminal)?
        }
        Method::Token => SignIn::with_token(&host, prompt::token(&host)?),
        Method::Ldcli => SignIn::with_token(&host, from_ldcli(ldcli, &host)?),
    };
    let account = check(&sign_in.source(kind), &host, &workspace, terminal)?;
    stores.write(&host, &sign_in, kind)?;
    let out = terminal.out();
    writeln!(out, "Signed in to {} as {}.", printable(&host.to_string()), printable(&account.to_string()))?;
    match stores.file().filter(|_| kind == StoreKind::File) {
        Some(file) => {
            writeln!(out, "The token is kept in {}, which only you can read.", printable(&file.display().to_string()))?
        }
        None => writeln!(out, "The token is kept in the keyring.")?,
    }
    terminal.flush()?;
    if let Some(TokenSource { origin, .. }) = TokenSource::from_environment() {
        terminal.warning(&format!("the token of {origin} takes precedence: unset it to use this one"));
    }
    Ok(ExitCode::SUCCESS)
}

impl Arguments {
    /// The chosen method; asks if there is no option for one.
    fn method(&self, host: &Host, ldcli: Option<&LdcliToken>) -> anyhow::Result<Method> {
        match (self.web || self.write || self.no_browser, self.with_token, self.from_ldcli) {
            (_, true, _) => Ok(Method::Token),
            (_, _, true) => Ok(Method::Ldcli),
            (true, ..) => Ok(Method::Browser),
            _ if !question::is_possible() => Ok(Method::Token),
            _ => {
                // A token of another host is not offered: it would be sent to this one.
                let ldcli = ldcli.filter(|ldcli| ldcli.host.as_ref() == Some(host));
                prompt::method(host, ldcli)
            }
        }
    }
}

/// The token of `ldcli`, if it was given for this host.
fn from_ldcli(found: Option<LdcliToken>, host: &Host) -> anyhow::Result<SecretString> {
    let Some(found) = found else {
        bail!("ldcli is not configured with a token. Run `ldcli login`, or `flagwise login` without `--from-ldcli`");
    };
    if found.host.as_ref() == Some(host) {
        return Ok(found.token);
    }
    let of = found.host.map_or_else(|| "an invalid host".to_owned(), |host| host.to_string());
    bail!(
        "ldcli's token in {} is for {of}, not for {host}. Set LAUNCHDARKLY_API_HOST to the same host to use it",
        found.path.display()
    )
}

/// Checks a token against the API; an SDK key or a token of another host never gets into a store.
fn check(source: &TokenSource, host: &Host, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Account> {
    if source.token.expose_secret().trim().is_empty() {
        bail!("no token was given. Nothing has changed");
    }
    let client = api::client_with(source, host, &workspace.settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let account = runtime.block_on(api::waiting(&client, terminal, client.account()));
    account.map_err(|error| match error {
        // Its advice is about a token that is used already.
        crate::launchdarkly::Error::Unauthorized(_) => anyhow!(
            "{error}. Nothing was stored. It must be an API access token (`api-…`) of {host}, made under Account settings \
             > Authorization, not an SDK key"
        ),
        error => anyhow!("{} Nothing was stored", error.message()),
    })
}

/// `flagwise login --status`.
fn status(host: &Host, workspace: &Workspace, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let Some(source) = api::token(host, &workspace.settings)? else {
        let stores = Stores::of_user();
        if let Err(error @ StoreError::Keyring(_)) = stores.check(host, stores.preferred()) {
            terminal.note(&error.to_string());
        }
        bail!("not signed in to {host}. Run `flagwise login`");
    };
    let file = Stores::of_user().file().filter(|_| source.origin == TokenOrigin::Stored(StoreKind::File));
    let place = file.map_or_else(String::new, |file| format!(" ({})", file.display()));
    writeln!(terminal.out(), "Host:    {}", printable(&host.to_string()))?;
    writeln!(terminal.out(), "Token:   from {}{}", source.origin, printable(&place))?;
    terminal.flush()?;
    let client = api::client_with(&source, host, &workspace.settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(api::waiting(&client, terminal, client.account())) {
        Ok(account) => {
            writeln!(terminal.out(), "Account: {}", printable(&account.to_string()))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            terminal.error(&error.message());
            Ok(ExitCode::from(COULD_NOT_RUN))
        }
    }
}
