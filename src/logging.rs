//! Logging through `tracing`, to stderr or a file. stdout belongs to the protocol.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::private_files;

use crate::text::terminal_line;

/// Environment variable with filter directives (`flagwise=debug,reqwest=info`), evaluated before the requested level.
pub const FILTER_VARIABLE: &str = "FLAGWISE_LOG";

/// Replaces the filter of the running subscriber.
static FILTER: OnceLock<Box<dyn Fn(EnvFilter) + Send + Sync>> = OnceLock::new();
/// The log file; `None` means stderr.
static TARGET: Mutex<Option<(PathBuf, File)>> = Mutex::new(None);
/// Options from the command line or the environment, which settings do not override.
static FIXED: OnceLock<Fixed> = OnceLock::new();

#[derive(Debug)]
struct Fixed {
    level: bool,
    file: bool,
    default_level: String,
}

/// Options from the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogOptions<'a> {
    /// `off`, `error`, `warn`, `info`, `debug` or `trace`, for flagwise's own messages. Messages of libraries are
    /// logged from `warn`.
    pub level: Option<&'a str>,
    /// Level if neither the command line nor, later, the settings have one.
    pub default_level: &'a str,
    /// Log file instead of stderr.
    pub file: Option<&'a Path>,
    /// Whether to log only flagwise's own warnings as plain sentences, for the terminal, unless a level or file is set.
    pub plain: bool,
}

/// Starts logging for this process. Fails if the file cannot be opened or the environment's filter is invalid.
pub fn start(options: LogOptions<'_>) -> io::Result<()> {
    let directives = std::env::var(FILTER_VARIABLE).ok().filter(|directives| !directives.is_empty());
    let _ = FIXED.set(Fixed {
        level: options.level.is_some() || directives.is_some(),
        file: options.file.is_some(),
        default_level: options.default_level.to_owned(),
    });
    let plain = options.plain && directives.is_none();
    let filter = match directives {
        Some(directives) => {
            EnvFilter::try_new(directives).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?
        }
        None if options.plain => EnvFilter::new("off,flagwise=warn"),
        None => filter_of(options.level.unwrap_or(options.default_level)),
    };
    if let Some(path) = options.file {
        write_to(path)?;
    }
    let ansi = options.file.is_none() && io::IsTerminal::is_terminal(&io::stderr());
    let full = Format::default().with_target(false).with_ansi(ansi);
    let builder = tracing_subscriber::fmt().with_ansi(ansi).with_writer(|| Output);
    let builder = builder.event_format(Lines { plain, full }).with_env_filter(filter).with_filter_reloading();
    let handle = builder.reload_handle();
    builder.try_init().map_err(io::Error::other)?;
    let _ = FILTER.set(Box::new(move |filter| {
        // Fails only if the subscriber is gone; there is no log left to report to.
        let _ = handle.reload(filter);
    }));
    Ok(())
}

/// Applies the settings, unless the command line or the environment decided; `None` means unset. Has no effect in a
/// process that has not [started](start) logging.
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
                tracing::warn!("logging stays here, cannot write {}: {error}", path.display());
            }
        }
    }
}

fn filter_of(level: &str) -> EnvFilter {
    EnvFilter::new(if level == "off" { "off".to_owned() } else { format!("warn,flagwise={level}") })
}

fn write_to(path: &Path) -> io::Result<()> {
    let file = private_files::append(path)?;
    *TARGET.lock().unwrap_or_else(PoisonError::into_inner) = Some((path.to_owned(), file));
    Ok(())
}

/// The format of a message: `warning: …` for users of commands, else with time and level.
struct Lines {
    plain: bool,
    full: Format,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        if !self.plain {
            return self.full.format_event(context, out, event);
        }
        let label = if *event.metadata().level() == Level::ERROR { "error" } else { "warning" };
        write!(out, "{label}: ")?;
        context.format_fields(out.by_ref(), event)?;
        writeln!(out)
    }
}

/// Writes to the current log target, one line a message.
struct Output;

impl Write for Output {
    /// The subscriber writes a whole message at a time; line ends within it are escaped.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let message = String::from_utf8_lossy(bytes);
        let line = terminal_line(message.trim_end_matches('\n'));
        let line = format!("{line}\n");
        self.write_line(line.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output {
    fn write_line(&self, line: &[u8]) -> io::Result<()> {
        match &mut *TARGET.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((_, file)) => file.write_all(line),
            None => io::stderr().write_all(line),
        }
    }
}
