//! Questions on the terminal. The default answer is always *no*.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use anyhow::bail;

use crate::text::printable;

/// The longest answer read, in bytes.
const LONGEST: u64 = 4096;

/// Whether there is a terminal to ask on.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on stderr and reads a line; `None` at the end of the input.
pub fn ask(question: &str) -> anyhow::Result<Option<String>> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{} ", printable(question))?;
    stderr.flush()?;
    let mut answer = String::new();
    let length = io::stdin().lock().take(LONGEST).read_line(&mut answer)?;
    Ok((length > 0).then(|| answer.trim().to_owned()))
}

/// A yes-or-no question.
pub fn confirm(question: &str) -> anyhow::Result<()> {
    let answer = ask(&format!("{question}? [y/N]"))?.unwrap_or_default();
    if matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    bail!("not confirmed. Nothing was changed")
}

/// A question that is answered by typing `expected`.
pub fn confirm_by_typing(question: &str, expected: &str) -> anyhow::Result<()> {
    let answer = ask(&format!("{question}? Type `{expected}` to confirm:"))?.unwrap_or_default();
    if answer == expected {
        return Ok(());
    }
    bail!("not confirmed. Nothing was changed")
}
