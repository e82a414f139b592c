//! Merges the sources option by option and rejects what a source is not allowed to set.

mod guarded;
mod paths;
mod tables;
mod wrappers;

use std::path::Path;
use std::time::Duration;

use super::answers::{Answers, Unconfirmed};
use super::options::{ConfigOption, OPTIONS, OptionKind, Scope, Trust, option};
use super::source::{Entry, LineColumn, Node, Value};
use super::values::{base_url, is_loopback, is_program, is_secret, key_of, shown_url, suggestion};
use super::{Affected, CodeLenses, DiagnosticScope, FileWatcher, InlayHints, Origin, Problem, Settings, Severity};

use paths::{absolute, log_file};
pub(super) use wrappers::{EXAMPLE, KINDS};

/// Maximum number of entries of an option that is a list, and of bytes of a path pattern.
pub(super) const MOST_ENTRIES: usize = 1000;
const LONGEST_PATTERN: usize = 1000;
/// Number of problems after which unknown names get no suggestion: those are not shown.
const MOST_HINTS: usize = 100;

/// The source of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layer<'a> {
    User(&'a Path),
    Workspace(&'a Path),
    /// An environment variable of the process, which no repository can set.
    Environment(&'static str),
    Editor,
}

/// Settings being merged.
pub(super) struct Merge<'a> {
    root: Option<&'a Path>,
    user_file: Option<&'a Path>,
    answers: &'a Answers,
    settings: Settings,
    problems: Vec<Problem>,
    unconfirmed: Vec<Unconfirmed>,
}

/// The merged settings, the problems of their sources, and the values that await the user's confirmation.
pub(super) struct Merged {
    pub settings: Settings,
    pub problems: Vec<Problem>,
    pub unconfirmed: Vec<Unconfirmed>,
}

impl<'a> Merge<'a> {
    pub fn new(
        root: Option<&'a Path>,
        user_file: Option<&'a Path>,
        answers: &'a Answers,
        problems: Vec<Problem>,
    ) -> Self {
        Self { root, user_file, answers, settings: Settings::default(), problems, unconfirmed: Vec::new() }
    }

    pub fn finish(self) -> Merged {
        Merged { settings: self.settings, problems: self.problems, unconfirmed: self.unconfirmed }
    }

    /// Merges the entries of one source over the previous ones.
    pub fn apply(&mut self, layer: Layer, entries: &[Entry]) {
        for entry in entries {
            self.apply_entry(layer, &entry.name, entry);
        }
    }

    /// `name` is the entry's full name, with the tables around it.
    fn apply_entry(&mut self, layer: Layer, name: &str, entry: &Entry) {
        if is_secret(name) {
            return self.refuse(layer, entry, format!(
                "`{name}` is not an option: secrets do not live in settings, where they end up in version control. \
                 Remove it, and set the environment variable LAUNCHDARKLY_ACCESS_TOKEN or use your editor's sign-in command"
            ));
        }
        if let Some(option) = option(name) {
            return self.apply_option(layer, option, entry);
        }
        // `server.path` may be a table `server` or a dotted name, and so may the entries of maps.
        if let Some((table, key)) = name.split_once('.')
            && let Some(option) = option(table)
            && matches!(option.kind, OptionKind::FolderMap | OptionKind::SeverityMap)
        {
            let inner = Entry { name: key.to_owned(), ..entry.clone() };
            let node = Node { value: Value::Table(vec![inner]), place: entry.place };
            return self.apply_option(layer, option, &Entry { name: table.to_owned(), place: entry.place, node });
        }
        let prefix = format!("{name}.");
        if OPTIONS.iter().any(|option| option.name.starts_with(&prefix))
            && let Value::Table(entries) = &entry.node.value
        {
            // The editor's own options, for example of another version of the extension, are not ours to validate.
            return entries
                .iter()
                .filter(|inner| {
                    !matches!(layer, Layer::Editor | Layer::Environment(_))
                        || option(&format!("{prefix}{}", inner.name)).is_some()
                })
                .for_each(|inner| self.apply_entry(layer, &format!("{prefix}{}", inner.name), inner));
        }
        if matches!(layer, Layer::Workspace(_)) && is_program(name) {
            return self.refuse(layer, entry, format!(
                "`{name}` may not be set in a workspace file: a cloned repository must not be able to start a program. \
                 Remove it; the program's path is a user setting of the editor"
            ));
        }
        let hint = match self.nearest(name, OPTIONS.iter().map(|option| option.name)) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "docs/options.md lists all options".to_owned(),
        };
        self.warn(layer, entry.place, format!("unknown option `{name}`; {hint}"));
    }

    fn apply_option(&mut self, layer: Layer, option: &'static ConfigOption, entry: &Entry) {
        let name = option.name;
        if entry.node.value.is_blank() {
            return;
        }
        match (layer, option.scope) {
            (Layer::Workspace(_), Scope::User | Scope::Editor) => {
                let danger = match option.kind {
                    OptionKind::Url => "a cloned repository could redirect your access token",
                    OptionKind::Path if option.scope == Scope::Editor => {
                        "a cloned repository must not be able to start a program"
                    }
                    OptionKind::FolderList => "a cloned repository must not be able to start a program",
                    _ => "a cloned repository must not change this",
                };
                let place = match option.scope {
                    Scope::User => self.user_place(),
                    _ => "your editor's user settings".to_owned(),
                };
                return self.refuse(
                    layer,
                    entry,
                    format!(
                        "`{name}` cannot be set in a workspace file: {danger}. Remove it here and set it in {place}"
                    ),
                );
            }
            (Layer::User(_), Scope::Editor) => {
                return self.warn(layer, entry.place, format!("`{name}` is an editor setting; it is ignored here"));
            }
            _ => {}
        }
        match (layer, option.trust) {
            (Layer::Editor, Trust::User(consequence)) => self.apply_guarded(option, consequence, entry),
            _ => self.apply_value(layer, option, entry),
        }
    }

    fn apply_value(&mut self, layer: Layer, option: &ConfigOption, entry: &Entry) {
        let (name, value) = (option.name, &entry.node.value);
        if let Err(expected) = self.set(layer, option, entry) {
            // For a malformed key, adding "found a text" would not help.
            let found = if option.kind.holds(value) { String::new() } else { format!(", found {}", value.words()) };
            self.error(
                layer,
                entry.node.place.or(entry.place),
                format!("`{name}` expects {expected}{found}. It is ignored"),
            );
        }
    }

    /// Sets an option; the error describes the expected value.
    fn set(&mut self, layer: Layer, option: &ConfigOption, entry: &Entry) -> Result<(), String> {
        let expectation = || option.kind.expectation();
        let value = &entry.node.value;
        let origin = layer.origin(entry.place);
        match (option.name, value) {
            ("project", Value::Text(key)) => self.settings.project = Some(key_of(key).ok_or_else(expectation)?),
            ("environments", Value::List(items)) => {
                let keys = items.iter().map(|item| match &item.value {
                    Value::Text(key) => key_of(key),
                    _ => None,
                });
                let mut keys: Vec<String> = keys.collect::<Option<_>>().ok_or_else(expectation)?;
                let mut seen = std::collections::HashSet::new();
                keys.retain(|key| seen.insert(key.clone()));
                self.settings.environments = keys;
            }
            ("projects", Value::Table(entries)) => return self.set_projects(layer, entries),
            ("severity", Value::Table(entries)) => return self.set_severities(layer, entries),
            ("ignoredPaths", Value::List(items)) => {
                for item in self.first(layer, option.name, items) {
                    let Value::Text(pattern) = &item.value else { return Err(expectation()) };
                    if pattern.len() > LONGEST_PATTERN {
                        let message =
                            format!("`ignoredPaths`: a pattern has more than {LONGEST_PATTERN} bytes. It is ignored");
                        self.error(layer, item.place, message);
                        continue;
                    }
                    match globset::Glob::new(pattern) {
                        Ok(_) => self.settings.ignored_paths.push(pattern.clone()),
                        Err(error) => self.error(
                            layer,
                            item.place,
                            format!("`ignoredPaths`: \"{pattern}\" is not a pattern: {}. It is ignored", error.kind()),
                        ),
                    }
                }
            }
            ("wrappers", Value::List(items)) => {
                let items = self.first(layer, option.name, items);
                self.add_wrappers(layer, items);
            }
            ("ignoredWrappers", Value::List(items)) => {
                let items = self.first(layer, option.name, items);
                self.add_ignored_wrappers(layer, items);
            }
            ("aliasCommands", Value::List(items)) => {
                for item in self.first(layer, option.name, items) {
                    let Value::Text(folder) = &item.value else { return Err(expectation()) };
                    match absolute(folder) {
                        Some(folder) => self.settings.alias_commands.push(folder),
                        None => self.error(
                            layer,
                            item.place,
                            format!("`aliasCommands`: \"{folder}\" is not an absolute path. It is ignored"),
                        ),
                    }
                }
            }
            ("readOnly", Value::Boolean(value)) => match layer {
                Layer::Workspace(_) if !value => {
                    self.warn(
                        layer,
                        entry.place,
                        "`readOnly = false` has no effect in a workspace file, which can only set `true`. Remove it; \
                         the user's file can allow changes"
                            .to_owned(),
                    );
                    return Ok(());
                }
                // The user's file takes precedence over the workspace's.
                Layer::Workspace(_) if matches!(self.settings.origin("readOnly"), Origin::UserFile(..)) => {
                    return Ok(());
                }
                _ => self.settings.read_only = *value,
            },
            ("flagFile", Value::Text(path)) => match self.flag_file(layer, path) {
                Ok(path) => self.settings.flag_file = Some(path),
                Err(message) => {
                    self.error(layer, entry.node.place, message);
                    return Ok(());
                }
            },
            ("refreshInterval", Value::Integer(seconds)) => {
                let seconds = u64::try_from(*seconds).map_err(|_| expectation())?;
                // Shorter intervals would only consume the account's rate limit.
                self.settings.refresh_interval = (seconds > 0).then(|| Duration::from_secs(seconds.max(30)));
            }
            ("maxFileSize", Value::Integer(bytes)) => {
                self.settings.max_file_size =
                    u64::try_from(*bytes).ok().filter(|bytes| *bytes > 0).ok_or_else(expectation)?;
            }
            ("diagnostics.scope", Value::Text(word)) => {
                self.settings.diagnostic_scope = DiagnosticScope::from_name(word).ok_or_else(expectation)?;
            }
            ("files.watcher", Value::Text(word)) => {
                self.settings.file_watcher = FileWatcher::from_name(word).ok_or_else(expectation)?;
            }
            ("host", Value::Text(url)) => {
                self.set_host(url, origin, entry.node.place);
                return Ok(());
            }
            ("proxy", Value::Text(url)) => self.settings.proxy = Some(base_url(url).ok_or_else(expectation)?),
            ("codeLens", Value::Text(word)) => {
                self.settings.code_lens = CodeLenses::from_name(word).ok_or_else(expectation)?;
            }
            ("inlayHints", Value::Text(word)) => {
                self.settings.inlay_hints = InlayHints::from_name(word).ok_or_else(expectation)?;
            }
            ("links", Value::Boolean(value)) => self.settings.links = *value,
            ("inferredSeverity", Value::Text(name)) => {
                self.settings.inferred_severity = Severity::from_name(name).ok_or_else(expectation)?;
            }
            ("logLevel", Value::Text(level)) => match option.kind {
                OptionKind::Choice(levels) if levels.contains(&level.as_str()) => {
                    self.settings.log_level = level.clone()
                }
                _ => return Err(expectation()),
            },
            ("logFile", Value::Text(path)) => self.settings.log_file = Some(log_file(layer, path)),
            // Editors read their own options themselves.
            _ if option.scope == Scope::Editor => return Ok(()),
            _ => return Err(expectation()),
        }
        self.settings.origins.insert(option.name.to_owned(), origin);
        Ok(())
    }

    /// Sets the base URL. A URL without a scheme gets `https://`, since variables of other tools omit it.
    pub fn set_host(&mut self, url: &str, origin: Origin, place: Option<LineColumn>) {
        let file = match &origin {
            Origin::UserFile(file, _) => Some(file.clone()),
            _ => None,
        };
        let name = match &origin {
            Origin::Environment(name) => name.clone(),
            _ => "host".to_owned(),
        };
        let (line, column) = (place.map(|place| place.line), place.map(|place| place.column));
        let Some(base) = base_url(url) else {
            let expectation = OptionKind::Url.expectation();
            let message = match origin {
                Origin::Editor => format!("`{name}` expects {expectation}. It is ignored"),
                _ => format!("`{name}` expects {expectation}"),
            };
            return self.problems.push(Problem {
                severity: Severity::Error,
                message,
                file,
                line,
                column,
                affects: Affected::Host,
            });
        };
        if base.starts_with("http://") && !is_loopback(&base) {
            let message = format!(
                "`{name}` is {}: the access token would cross the network unencrypted. Use https:// unless you trust \
                 every machine between",
                shown_url(&base)
            );
            self.problems.push(Problem {
                severity: Severity::Warning,
                message,
                file,
                line,
                column,
                affects: Affected::Value,
            });
        }
        self.settings.host = Some(base);
        self.settings.origins.insert("host".to_owned(), origin);
    }

    /// The most similar of `names`, if any is near.
    fn nearest<'n>(&self, name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        if self.problems.len() < MOST_HINTS { suggestion(name, names) } else { None }
    }

    /// The entries of a list up to the limit; reports if there are more.
    fn first<'n>(&mut self, layer: Layer, name: &str, items: &'n [Node]) -> &'n [Node] {
        if let Some(rest) = items.get(MOST_ENTRIES) {
            let message = format!("`{name}` has more than {MOST_ENTRIES} entries. The rest is ignored");
            self.error(layer, rest.place, message);
        }
        &items[..items.len().min(MOST_ENTRIES)]
    }

    fn refuse(&mut self, layer: Layer, entry: &Entry, message: String) {
        self.error(layer, entry.place, message);
    }

    fn error(&mut self, layer: Layer, place: Option<LineColumn>, message: String) {
        self.problem(Severity::Error, layer, place, message);
    }

    fn warn(&mut self, layer: Layer, place: Option<LineColumn>, message: String) {
        self.problem(Severity::Warning, layer, place, message);
    }

    fn problem(&mut self, severity: Severity, layer: Layer, place: Option<LineColumn>, message: String) {
        let (message, file) = match layer {
            Layer::User(file) | Layer::Workspace(file) => (message, Some(file.to_owned())),
            Layer::Editor => (format!("Editor settings, section flagwise: {message}"), None),
            Layer::Environment(name) => (format!("{name}: {message}"), None),
        };
        let (line, column) = (place.map(|place| place.line), place.map(|place| place.column));
        self.problems.push(Problem { severity, message, file, line, column, affects: Affected::Value });
    }
}

impl Layer<'_> {
    fn origin(self, place: Option<LineColumn>) -> Origin {
        let line = place.map_or(1, |place| place.line);
        match self {
            Self::User(file) => Origin::UserFile(file.to_owned(), line),
            Self::Workspace(file) => Origin::WorkspaceFile(file.to_owned(), line),
            Self::Editor => Origin::Editor,
            Self::Environment(name) => Origin::Environment(name.to_owned()),
        }
    }
}
