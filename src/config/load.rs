use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::merge::{Layer, Merge};
use super::source::{self, Entry};
use super::{Origin, Settings, Severity};

/// Name of the file at a workspace folder's root.
pub const WORKSPACE_FILE: &str = "flagwise.toml";

/// Environment variables that hold the API's base URL, stronger first.
pub const HOST_VARIABLES: &[&str] = &["LAUNCHDARKLY_API_HOST", "LD_BASE_URI"];

/// What settings are made from.
pub struct LoadInput<'a> {
    /// The workspace folder that may hold [`WORKSPACE_FILE`].
    pub root: Option<PathBuf>,
    /// The user's file; see [`user_file`].
    pub user_file: Option<PathBuf>,
    /// The editor's section `flagwise`: an object; dots in names are read as nesting. `null` and empty values say
    /// nothing.
    pub editor: Option<Json>,
    /// Looks up an environment variable.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
}

/// Merged settings, and what was wrong with what they were made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings; where a value could not be used, what the next weaker source says.
    pub settings: Settings,
    /// What was wrong, file by file.
    pub problems: Vec<Problem>,
    files: Files,
}

impl Loaded {
    /// The problems that `before` did not have: what is to be told to a user who saw those. A file that was unreadable
    /// before and still is, if elsewhere, is not told again.
    pub fn new_problems<'a>(&'a self, before: &Loaded) -> Vec<&'a Problem> {
        let told = |problem: &Problem| {
            before
                .problems
                .iter()
                .any(|old| old == problem || (problem.whole_file && old.whole_file && old.file == problem.file))
        };
        self.problems.iter().filter(|problem| !told(problem)).collect()
    }
}

/// What each file said when it could last be read.
#[derive(Debug, Clone, PartialEq, Default)]
struct Files {
    user: Option<(PathBuf, Vec<Entry>)>,
    workspace: Option<(PathBuf, Vec<Entry>)>,
}

/// Something wrong with a configuration file or the editor's settings. Displays as `FILE:LINE:COLUMN: message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// [`Severity::Error`] where something is refused or unreadable, [`Severity::Warning`] where it is left out.
    pub severity: Severity,
    /// What is wrong and what to do, as plain text that names the option.
    pub message: String,
    /// The file; `None` for the editor's settings and environment variables.
    pub file: Option<PathBuf>,
    /// One-based line, where known.
    pub line: Option<usize>,
    /// One-based column in characters, where known.
    pub column: Option<usize>,
    /// Nothing of the file can be used.
    pub whole_file: bool,
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

/// Reads and merges the settings. Later wins: defaults, the user's file, the workspace's file, environment variables,
/// the editor. For `readOnly`, the user's file wins over the workspace's.
pub fn load(input: &LoadInput) -> Loaded {
    load_over(input, &Files::default())
}

/// As [`load`], but a file that cannot be read at all, as while it is being written, counts as it did in `last_good`.
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
    let user = entries_of(input.user_file.as_deref(), last_good.user.as_ref(), &mut problems);
    let workspace = entries_of(workspace_file.as_deref(), last_good.workspace.as_ref(), &mut problems);

    let mut merge = Merge::new(input.root.as_deref(), input.user_file.as_deref(), problems);
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
    if let Some(section) = &input.editor {
        merge.apply(Layer::Editor, &source::from_json(section));
    }
    let (settings, problems) = merge.finish();
    Loaded { settings, problems, files: Files { user, workspace } }
}

/// What a file says; where it cannot be read, what it said before. A file that is not there says nothing.
fn entries_of(
    file: Option<&Path>,
    before: Option<&(PathBuf, Vec<Entry>)>,
    problems: &mut Vec<Problem>,
) -> Option<(PathBuf, Vec<Entry>)> {
    let file = file?;
    let problem = match fs::read_to_string(file) {
        Ok(text) => match source::parse_toml(&text) {
            Ok(entries) => return Some((file.to_owned(), entries)),
            Err(problem) => Problem { file: Some(file.to_owned()), ..problem },
        },
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return None,
        Err(error) => Problem {
            severity: Severity::Error,
            message: match error.kind() {
                ErrorKind::InvalidData => "this is not UTF-8 text. Save it as UTF-8".to_owned(),
                ErrorKind::IsADirectory => "this is a folder; a file is expected here. Move it away".to_owned(),
                _ => format!("this cannot be read: {error}. Check the file's permissions"),
            },
            file: Some(file.to_owned()),
            line: None,
            column: None,
            whole_file: true,
        },
    };
    problems.push(problem);
    before.filter(|(path, _)| path == file).cloned()
}
