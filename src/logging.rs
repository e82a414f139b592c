//! Logging: `tracing` to stderr or a file. stdout belongs to the protocol.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing_subscriber::EnvFilter;

/// Environment variable with filter directives (`flagwise=debug,reqwest=info`) that go before the level asked for.
pub const FILTER_VARIABLE: &str = "FLAGWISE_LOG";

/// Replaces the filter of the running log.
static FILTER: OnceLock<Box<dyn Fn(EnvFilter) + Send + Sync>> = OnceLock::new();
/// Where the log goes; stderr while empty.
static TARGET: Mutex<Option<(PathBuf, File)>> = Mutex::new(None);
/// What the command line or the environment said, which settings do not change.
static FIXED: OnceLock<Fixed> = OnceLock::new();

#[derive(Debug)]
struct Fixed {
    level: bool,
    file: bool,
    default_level: String,
}

/// What the command line says about the log.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogOptions<'a> {
    /// `off`, `error`, `warn`, `info`, `debug` or `trace`, for flagwise's own messages; those of libraries are shown
    /// from `warn` on.
    pub level: Option<&'a str>,
    /// The level where neither the command line nor, later, the settings say one.
    pub default_level: &'a str,
    /// Write to this file and not to stderr.
    pub file: Option<&'a Path>,
}

/// Starts logging for this process. Fails where the file cannot be opened or the filter of the environment not read.
pub fn start(options: LogOptions<'_>) -> io::Result<()> {
    let directives = std::env::var(FILTER_VARIABLE).ok().filter(|directives| !directives.is_empty());
    let _ = FIXED.set(Fixed {
        level: options.level.is_some() || directives.is_some(),
        file: options.file.is_some(),
        default_level: options.default_level.to_owned(),
    });
    let filter = match directives {
        Some(directives) => {
            EnvFilter::try_new(directives).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?
        }
        None => filter_of(options.level.unwrap_or(options.default_level)),
    };
    if let Some(path) = options.file {
        write_to(path)?;
    }
    let ansi = options.file.is_none() && io::IsTerminal::is_terminal(&io::stderr());
    let builder = tracing_subscriber::fmt().with_target(false).with_ansi(ansi).with_writer(|| Output);
    let builder = builder.with_env_filter(filter).with_filter_reloading();
    let handle = builder.reload_handle();
    builder.try_init().map_err(io::Error::other)?;
    let _ = FILTER.set(Box::new(move |filter| {
        // Fails only where the log is gone, and then there is nobody to tell.
        let _ = handle.reload(filter);
    }));
    Ok(())
}

/// Follows the settings where neither the command line nor the environment said otherwise; `None` is what settings say
/// that say nothing. Does nothing in a process that has not [started](start) logging.
pub fn follow_settings(level: Option<&str>, file: Option<&Path>) {
    let Some(fixed) = FIXED.get() else { return };
    if let (false, Some(reload)) = (fixed.level, FILTER.get()) {
        reload(filter_of(level.unwrap_or(&fixed.default_level)));
    }
    let current = TARGET.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(path, _)| path.clone());
    if fixed.file || current.as_deref() == file {
        return;
    }
    match file {
        None => *TARGET.lock().unwrap_or_else(PoisonError::into_inner) = None,
        Some(path) => {
            if let Err(error) = write_to(path) {
                tracing::warn!("the log goes on here, {} cannot be written: {error}", path.display());
            }
        }
    }
}

fn filter_of(level: &str) -> EnvFilter {
    EnvFilter::new(if level == "off" { "off".to_owned() } else { format!("warn,flagwise={level}") })
}

fn write_to(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    *TARGET.lock().unwrap_or_else(PoisonError::into_inner) = Some((path.to_owned(), file));
    Ok(())
}

/// Writes to wherever the log goes now.
struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut *TARGET.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((_, file)) => file.write(bytes),
            None => io::stderr().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
