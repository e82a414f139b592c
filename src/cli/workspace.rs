//! The workspace folder of a command, and paths for display.

use std::path::{Path, PathBuf};

use crate::config::{self, Affected, Answers, LoadInput, Problem, Settings};
use crate::workspace::shards_folder;

use super::Terminal;

/// Name of the configuration file in a workspace folder.
const WORKSPACE_FILE: &str = "flagwise.toml";

/// Cache options of commands that scan files.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CacheArguments {
    /// Read every file and do not use the disk cache
    #[arg(long)]
    no_cache: bool,
}

impl CacheArguments {
    /// Location of the disk cache; `None` if disabled.
    pub fn shards(&self) -> Option<PathBuf> {
        if self.no_cache { None } else { shards_folder() }
    }
}

/// The workspace folder of a command, with its settings.
pub struct Workspace {
    /// Absolute path of the folder with `flagwise.toml`, else of the repository's root, else of the current folder.
    pub root: PathBuf,
    /// The merged settings.
    pub settings: Settings,
    /// Problems of the configuration files; each message starts with the file's path.
    pub problems: Vec<String>,
    /// Problems of files that cannot be used at all, and of the host.
    pub unusable: Vec<String>,
    /// The problem of the host. Without one, no other host may take its place.
    pub host_problem: Option<String>,
}

impl Workspace {
    /// The workspace that contains `path`, the first path on the command line.
    pub fn of(path: &Path) -> Self {
        let absolute = absolute(path);
        let folder = if absolute.is_dir() { absolute.as_path() } else { absolute.parent().unwrap_or(&absolute) };
        let root = root_of(folder);
        let loaded = config::load(&LoadInput {
            root: Some(root.clone()),
            user_file: config::user_file(),
            editor: None,
            environment: &|name| std::env::var(name).ok(),
            answers: &Answers::default(),
        });
        let unusable =
            loaded.problems.iter().filter(|problem| problem.affects != Affected::Value).map(sentence).collect();
        let host_problem = loaded.problems.iter().find(|problem| problem.affects == Affected::Host).map(sentence);
        let problems = loaded.problems.iter().map(sentence).collect();
        Self { root, settings: loaded.settings, problems, unusable, host_problem }
    }

    /// As [`Workspace::of`]. Fails if a configuration file cannot be used: the results would be those of other settings.
    pub fn usable(path: &Path) -> anyhow::Result<Self> {
        let workspace = Self::of(path);
        if !workspace.unusable.is_empty() {
            anyhow::bail!("{}", workspace.unusable.join("\n"));
        }
        Ok(workspace)
    }

    /// As [`Workspace::usable`]; prints the problems of the configuration.
    pub fn with_warnings(path: &Path, terminal: &Terminal) -> anyhow::Result<Self> {
        let workspace = Self::usable(path)?;
        for problem in &workspace.problems {
            terminal.warning(problem);
        }
        Ok(workspace)
    }

    /// Path of a file relative to the root with `/`, as in settings.
    pub fn relative(&self, absolute: &Path) -> String {
        slashes(absolute.strip_prefix(&self.root).unwrap_or(absolute))
    }
}

/// A problem with its place.
fn sentence(problem: &Problem) -> String {
    let file = problem.file.as_deref().map(shown).unwrap_or_default();
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}: "),
        (Some(line), None) => format!("{file}:{line}: "),
        _ if file.is_empty() => String::new(),
        _ => format!("{file}: "),
    };
    // The editor keeps the previous values of a broken file; a command has none.
    let message =
        problem.message.trim_end_matches("The file is ignored until it is fixed; its previous values still apply");
    format!("{place}{}", message.trim_end().trim_end_matches('.'))
}

/// The nearest ancestor with `flagwise.toml`, up to the repository's root.
fn root_of(folder: &Path) -> PathBuf {
    for ancestor in folder.ancestors() {
        // Of any type: what is not a regular file is reported.
        if ancestor.join(WORKSPACE_FILE).symlink_metadata().is_ok() || ancestor.join(".git").exists() {
            return ancestor.to_owned();
        }
    }
    folder.to_owned()
}

/// The paths of the command line as roots of a scan: absolute and disjoint.
pub fn roots(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = paths.iter().map(|path| absolute(path)).collect();
    roots.sort();
    // Sorted, a folder directly precedes its contents.
    roots.dedup_by(|inner, outer| inner.starts_with(outer));
    roots
}

/// The absolute path, without `.` and, for existing folders, `..`.
fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if absolute.components().any(|part| part == std::path::Component::ParentDir) {
        return absolute.canonicalize().unwrap_or(absolute);
    }
    absolute
}

/// A path for display: with `/`, and relative to the current folder if it is below it.
pub fn shown(path: &Path) -> String {
    let Ok(current) = std::env::current_dir() else { return slashes(path) };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match absolute.strip_prefix(&current) {
        Ok(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Ok(relative) => slashes(relative),
        Err(_) => slashes(path),
    }
}

fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_lies_in_two_roots() {
        let found = roots(&["/a/b".into(), "/a/c/d".into(), "/a/b/x.ts".into(), "/a/c".into(), "/a/./b".into()]);
        assert_eq!(found, [PathBuf::from("/a/b"), "/a/c".into()]);
    }

    #[test]
    fn the_nearest_configuration_file_decides_and_the_repository_ends_the_search() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        std::fs::write(top.join(WORKSPACE_FILE), "project = \"outside\"").unwrap();
        let repository = top.join("repository");
        let shop = repository.join("apps/shop");
        std::fs::create_dir_all(shop.join("src")).unwrap();
        std::fs::create_dir(repository.join(".git")).unwrap();
        assert_eq!(Workspace::of(&shop.join("src")).root, repository);

        std::fs::write(shop.join(WORKSPACE_FILE), "project = \"shop\"").unwrap();
        let workspace = Workspace::of(&shop.join("src"));
        assert_eq!(workspace.root, shop);
        assert_eq!(workspace.relative(&shop.join("src/a.ts")), "src/a.ts");
    }
}
