//! Logging: `tracing` to stderr or a file. stdout belongs to the protocol.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

/// Environment variable with filter directives (`flagwise=debug,reqwest=info`) that go before the level asked for.
pub const FILTER_VARIABLE: &str = "FLAGWISE_LOG";

/// Starts logging for this process. `level` is `off`, `error`, `warn`, `info`, `debug` or `trace`, for flagwise's own
/// messages; those of libraries are shown from `warn` on. Fails where the file cannot be opened.
pub fn start(level: &str, file: Option<&Path>) -> io::Result<()> {
    let default = if level == "off" { "off".to_owned() } else { format!("warn,flagwise={level}") };
    let filter = match std::env::var(FILTER_VARIABLE) {
        Ok(directives) if !directives.is_empty() => {
            EnvFilter::try_new(&directives).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?
        }
        _ => EnvFilter::new(default),
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_target(false);
    let started = match file {
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            builder.with_ansi(false).with_writer(Mutex::new(file)).try_init()
        }
        None => builder.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).with_writer(io::stderr).try_init(),
    };
    started.map_err(io::Error::other)
}
