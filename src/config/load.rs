//! Loading: finds the sources of settings, reads them, and merges them in order of precedence.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::answers::{Answers, Unconfirmed};
use super::merge::{Layer, Merge, Merged};
use super::source::{self, Entry};
use super::{Origin, Settings, Severity};
use crate::files::{self, ReadError};

/// Name of the configuration file at a workspace folder's root.
pub const WORKSPACE_FILE: &str = "flagwise.toml";

/// Maximum size of a configuration file, in bytes.
const LARGEST: u64 = 1 << 20;
/// Maximum number of problems reported of all sources.
const MOST_PROBLEMS: usize = 50;

/// Environment variables with the API's base URL, in order of precedence.
pub const HOST_VARIABLES: &[&str] = &["LAUNCHDARKLY_API_HOST", "LD_BASE_URI"];

/// Environment variable with the user's own settings as an editor extension passes them, as a JSON object. No
/// repository can set it, so its values are trusted like those of the user's file.
pub const USER_SETTINGS_VARIABLE: &str = "FLAGWISE_USER_SETTINGS";

/// The sources of settings.
pub struct LoadInput<'a> {
    /// The workspace folder; may contain [`WORKSPACE_FILE`].
    pub root: Option<PathBuf>,
    /// The user's file, see [`user_file`].
    pub user_file: Option<PathBuf>,
    /// The editor's section `flagwise`: an object; dotted names are read as nesting. `null` and empty values are
    /// ignored.
    pub editor: Option<Json>,
    /// Looks up an environment variable.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// The user's answers about guarded values of the editor.
    pub answers: &'a Answers,
}

/// Merged settings with the problems of their sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings. An unusable value falls back to the next source.
    pub settings: Settings,
    /// Problems in order of the sources.
    pub problems: Vec<Problem>,
    /// Guarded values of the editor that are not used until the user confirms them.
    pub unconfirmed: Vec<Unconfirmed>,
    files: Files,
}

impl Loaded {
    /// The problems that are new since `before`. A file that stays unreadable is not reported again, even if the
    /// position changes.
    pub fn new_problems<'a>(&'a self, before: &Loaded) -> Vec<&'a Problem> {
        let known = |problem: &Problem| {
            before.problems.iter().any(|old| {
                old == problem
                    || (problem.affects == Affected::File && old.affects == Affected::File && old.file == problem.file)
            })
        };
        self.problems.iter().filter(|problem| !known(problem)).collect()
    }
}

/// The entries of each file when it was last readable.
#[derive(Debug, Clone, PartialEq, Default)]
struct Files {
    user: Option<(PathBuf, Vec<Entry>)>,
    workspace: Option<(PathBuf, Vec<Entry>)>,
}

/// A problem of a configuration file or of the editor's settings. Displays as `FILE:LINE:COLUMN: message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// [`Severity::Error`] if something is refused or unreadable, [`Severity::Warning`] if it is ignored.
    pub severity: Severity,
    /// Problem and next step as plain text; names the option.
    pub message: String,
    /// The file; `None` for the editor's settings and environment variables.
    pub file: Option<PathBuf>,
    /// One-based line, if known.
    pub line: Option<usize>,
    /// One-based column in characters, if known.
    pub column: Option<usize>,
    /// What cannot be used.
    pub affects: Affected,
}

/// What a problem leaves without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affected {
    /// One value: its default takes its place.
    Value,
    /// The host: a command must not send a token or a change to another one instead.
    Host,
    /// Everything in the file.
    File,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(formatter, "{}", file.display())?;
            if let Some(line) = self.line {
                write!(formatter, ":{line}:{}", self.column.unwrap_or(1))?;
            }
            write!(formatter, ": ")?;
        }
        formatter.write_str(&self.message)
    }
}

/// Reads and merges the settings. Later sources win: defaults, the user's file, the workspace's file, environment
/// variables, [`USER_SETTINGS_VARIABLE`], the editor. For `readOnly`, the user's file wins over the workspace's.
pub fn load(input: &LoadInput) -> Loaded {
    load_over(input, &Files::default())
}

/// The settings of a workspace file's text by itself.
pub fn load_text(text: &str) -> (Settings, Vec<Problem>) {
    let file = Path::new(WORKSPACE_FILE);
    let answers = Answers::default();
    let mut merge = Merge::new(None, None, &answers, Vec::new());
    match source::parse_toml(text) {
        Ok(entries) => merge.apply(Layer::Workspace(file), &entries),
        Err(problem) => merge = Merge::new(None, None, &answers, vec![problem]),
    }
    let Merged { settings, problems, .. } = merge.finish();
    (settings, problems)
}

/// As [`load`], but falls back to `last_good` for a file that cannot be read, for example because it is being written.
pub fn reload(input: &LoadInput, last_good: &Loaded) -> Loaded {
    load_over(input, &last_good.files)
}

/// The user's configuration file: `flagwise/config.toml` in the platform's configuration folder.
pub fn user_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("flagwise").join("config.toml"))
}

fn load_over(input: &LoadInput, last_good: &Files) -> Loaded {
    let mut problems = Vec::new();
    let workspace_file = input.root.as_ref().map(|root| root.join(WORKSPACE_FILE));
    let user = entries_of(None, input.user_file.as_deref(), last_good.user.as_ref(), &mut problems);
    let workspace =
        entries_of(input.root.as_deref(), workspace_file.as_deref(), last_good.workspace.as_ref(), &mut problems);

    let handed_over = (input.environment)(USER_SETTINGS_VARIABLE).filter(|value| !value.trim().is_empty());
    let handed_over = handed_over.map(|text| serde_json::from_str::<Json>(&text)).transpose().unwrap_or_else(|_| {
        // The text is not repeated: it may hold a password.
        let message = format!("{USER_SETTINGS_VARIABLE} is not a JSON object. It is ignored");
        let severity = Severity::Error;
        problems.push(Problem { severity, message, file: None, line: None, column: None, affects: Affected::Value });
        None
    });

    let mut merge = Merge::new(input.root.as_deref(), input.user_file.as_deref(), input.answers, problems);
    if let Some((file, entries)) = &user {
        merge.apply(Layer::User(file), entries);
    }
    if let Some((file, entries)) = &workspace {
        merge.apply(Layer::Workspace(file), entries);
    }
    let host = HOST_VARIABLES.iter().find_map(|name| {
        let value = (input.environment)(name).filter(|value| !value.trim().is_empty())?;
        Some((*name, value))
    });
    if let Some((name, value)) = host {
        merge.set_host(value.trim(), Origin::Environment(name.to_owned()), None);
    }
    if let Some(section) = &handed_over {
        merge.apply(Layer::Environment(USER_SETTINGS_VARIABLE), &source::from_json(section));
    }
    if let Some(section) = &input.editor {
        merge.apply(Layer::Editor, &source::from_json(section));
    }
    let Merged { settings, mut problems, unconfirmed } = merge.finish();
    if problems.len() > MOST_PROBLEMS {
        let rest = problems.len() - MOST_PROBLEMS;
        problems.truncate(MOST_PROBLEMS);
        problems.extend(problems.last().cloned().map(|last| Problem {
            message: format!("there are {rest} more problems. Fix the reported ones first"),
            ..last
        }));
    }
    Loaded { settings, problems, unconfirmed, files: Files { user, workspace } }
}

/// Entries of a file, or its previous ones if it cannot be read. A missing file has none. A repository's file must not be
/// a link that leads out of its folder.
fn entries_of(
    repository: Option<&Path>,
    file: Option<&Path>,
    before: Option<&(PathBuf, Vec<Entry>)>,
    problems: &mut Vec<Problem>,
) -> Option<(PathBuf, Vec<Entry>)> {
    let file = file?;
    let bytes = match repository {
        Some(folder) => files::read_in(folder, file, LARGEST),
        None => files::read(file, LARGEST),
    };
    let is_foreign = repository.is_some() && bytes.as_ref().is_err_and(|error| !matches!(error, ReadError::Io(_)));
    let problem = match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => match source::parse_toml(&text) {
            Ok(entries) => return Some((file.to_owned(), entries)),
            Err(problem) => Problem { file: Some(file.to_owned()), ..problem },
        },
        Err(error) if error.is_missing() => return None,
        // Not a readable settings file: everything else works without it.
        unreadable => Problem {
            severity: Severity::Error,
            message: match unreadable {
                Ok(_) => "the file is not UTF-8. Save it as UTF-8".to_owned(),
                Err(_) if file.is_dir() => "this is a folder, expected a file. Move it away".to_owned(),
                Err(ReadError::Io(error)) => format!("cannot read the file: {error}. Check its permissions"),
                Err(error) => format!("it {error}. Replace it with a regular file"),
            },
            file: Some(file.to_owned()),
            line: None,
            column: None,
            affects: if is_foreign { Affected::Value } else { Affected::File },
        },
    };
    problems.push(problem);
    before.filter(|(path, _)| path == file).cloned()
}
