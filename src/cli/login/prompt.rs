//! Questions of `flagwise login` on the terminal. They go to stderr; a token is never shown.

use std::io::{self, IsTerminal, Read};

use anyhow::{Context, bail};
use console::Term;
use secrecy::SecretString;

use super::Method;
use crate::cli::question;
use crate::cli::terminal::print_lines_to_stderr;
use crate::credentials::LdcliToken;
use crate::launchdarkly::Host;

/// Maximum size of a token on standard input, in bytes.
const LIMIT: u64 = 16 << 10;

/// Asks how to sign in.
pub(super) fn method(host: &Host, ldcli: Option<&LdcliToken>) -> anyhow::Result<Method> {
    let mut choices = vec![
        (Method::Browser, "In the browser".to_owned()),
        (Method::Token, "With an API access token (Account settings > Authorization)".to_owned()),
    ];
    choices.extend(ldcli.map(|ldcli| (Method::Ldcli, format!("With the token of ldcli ({})", ldcli.path.display()))));
    let lines: Vec<String> =
        choices.iter().enumerate().map(|(at, (_, text))| format!("  {}  {text}", at + 1)).collect();
    print_lines_to_stderr(&format!("How do you want to sign in to {host}?\n{}", lines.join("\n")));
    let answer = question::ask(&format!("Number [1-{}]:", choices.len()))?.unwrap_or_default();
    let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match number.and_then(|at| choices.get(at)) {
        Some((method, _)) => Ok(*method),
        None => bail!("no such choice. Nothing has changed"),
    }
}

/// Reads a token: hidden on a terminal, else the first line of standard input.
pub(super) fn token(host: &Host) -> anyhow::Result<SecretString> {
    if io::stdin().is_terminal() {
        let term = Term::stderr();
        if !term.is_term() {
            bail!("the token cannot be read without showing it. Pass it on standard input");
        }
        term.write_str(&format!("API access token for {host} (not shown): "))?;
        return Ok(SecretString::from(term.read_secure_line().context("cannot read the token")?.trim()));
    }
    let mut bytes = Vec::new();
    io::stdin().lock().take(LIMIT).read_to_end(&mut bytes).context("cannot read the token")?;
    let text = SecretString::from(String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("the token is not text"))?);
    let token = secrecy::ExposeSecret::expose_secret(&text).trim();
    if token.is_empty() {
        bail!(
            "standard input has no token. Use `flagwise login --web` to sign in with the browser, or pass an API access \
             token: `flagwise login < FILE`"
        );
    }
    Ok(SecretString::from(token))
}
