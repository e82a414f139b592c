//! The checks of `flagwise doctor`.

use serde::Serialize;
use serde_json::{Value, json};

use super::inferred::InferredPosition;
use crate::cli::Terminal;
use crate::cli::source::{Source, SourceArguments, api};
use crate::cli::workspace::{Workspace, shown};
use crate::config::{FileWatcher, OPTIONS, Origin, Settings, shown_url};
use crate::flags::ProjectKey;
use crate::launchdarkly::{Account, Cache, Client, Error, Host, TokenSource};
use crate::syntax::Language;

/// The report of `flagwise doctor`. Editors' health checks read its JSON form: fields are only ever added.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// flagwise's version.
    pub version: &'static str,
    /// Operating system and processor.
    pub platform: String,
    /// The workspace folder.
    pub root: String,
    /// API host.
    pub host: Option<String>,
    /// Origin of the token; never the token.
    pub token: Option<String>,
    /// Account and role of the token.
    pub account: Option<String>,
    /// Parsed languages.
    pub languages: Vec<&'static str>,
    /// Checks, in order.
    pub checks: Vec<Check>,
    /// Settings that differ from their default.
    pub settings: Vec<Setting>,
    /// Key positions inferred from use.
    pub inferred: Vec<InferredPosition>,
    /// Next steps.
    pub next: Vec<String>,
}

/// The result of one check.
#[derive(Debug, Serialize)]
pub struct Check {
    /// Name, one word.
    pub name: &'static str,
    /// Status.
    pub status: Status,
    /// Description of the result.
    pub message: String,
    /// Next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// Status of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// No problem.
    Ok,
    /// Information.
    Info,
    /// Works with limitations.
    Warning,
    /// Does not work.
    Error,
}

/// A setting that differs from its default.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// Option.
    pub name: &'static str,
    /// Value.
    pub value: Value,
    /// Source.
    pub origin: String,
}

impl Report {
    /// Checks a workspace, and the API if there is a token.
    pub fn of(workspace: &Workspace, terminal: &Terminal) -> Self {
        let mut report = Self {
            version: env!("CARGO_PKG_VERSION"),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            root: shown(&workspace.root),
            host: None,
            token: None,
            account: None,
            languages: Language::all().filter(|language| language.is_parsed()).map(Language::name).collect(),
            checks: Vec::new(),
            settings: settings(&workspace.settings),
            inferred: Vec::new(),
            next: Vec::new(),
        };
        report.check_settings(workspace);
        let project = report.check_project(&workspace.settings);
        match api::host(workspace) {
            Ok(host) => report.check_api(&host, project.as_ref(), workspace, terminal),
            Err(error) => report.check("api", Status::Error, error.to_string()),
        }
        report.check_watcher(workspace.settings.file_watcher);
        let languages = report.languages.join(", ");
        report.check("languages", Status::Ok, languages);
        if report.next.is_empty() {
            report.next.push("No problems: open a file in your editor, or run `flagwise check`.".to_owned());
        }
        report
    }

    /// Whether flags are available from any source.
    pub fn can_work(&self) -> bool {
        self.checks.iter().all(|check| check.status != Status::Error)
    }

    fn check(&mut self, name: &'static str, status: Status, message: impl Into<String>) {
        self.checks.push(Check { name, status, message: message.into(), advice: None });
    }

    /// Adds advice to the last check and to the next steps.
    fn advise(&mut self, advice: &str) {
        if let Some(check) = self.checks.last_mut() {
            check.advice = Some(advice.to_owned());
        }
        self.next.push(advice.to_owned());
    }

    fn check_settings(&mut self, workspace: &Workspace) {
        if workspace.problems.is_empty() {
            self.check("settings", Status::Ok, "no problems");
        }
        for problem in &workspace.problems {
            let status = if workspace.unusable.contains(problem) { Status::Error } else { Status::Warning };
            self.check("settings", status, problem);
        }
        if !workspace.unusable.is_empty() {
            self.advise("Correct the configuration file, see the message about `settings`.");
        }
    }

    fn check_project(&mut self, settings: &Settings) -> Option<ProjectKey> {
        match &settings.project {
            Some(project) => {
                self.check("project", Status::Ok, project);
                Some(ProjectKey::new(project))
            }
            None if !settings.projects.is_empty() => {
                let mut keys: Vec<&str> = settings.projects.values().map(String::as_str).collect();
                keys.dedup();
                self.check("project", Status::Ok, format!("by folder: {}", keys.join(", ")));
                keys.first().map(ProjectKey::new)
            }
            None => {
                self.check("project", Status::Warning, "not set: uses the account's only project, if there is one");
                self.advise("Set the project: `project = \"KEY\"` in flagwise.toml.");
                None
            }
        }
    }

    fn check_api(&mut self, host: &Host, project: Option<&ProjectKey>, workspace: &Workspace, terminal: &Terminal) {
        let settings = &workspace.settings;
        self.host = Some(host.to_string());
        if let Some(file) = &settings.flag_file {
            match Source::load(&SourceArguments::default(), workspace, terminal) {
                Ok(_) => self.check("flags", Status::Ok, format!("from {}, not from the API", shown(file))),
                Err(error) => self.check("flags", Status::Error, format!("{error:#}")),
            }
            return;
        }
        let cached = project.and_then(|project| Cache::of_user()?.load(host, project));
        let found = api::token(host, settings);
        let Ok(Some(token)) = found else {
            let status = if cached.is_some() { Status::Warning } else { Status::Error };
            let message = match found {
                Err(error) => format!("{error:#}"),
                Ok(_) => format!(
                    "not set in LAUNCHDARKLY_ACCESS_TOKEN or LD_ACCESS_TOKEN, and not signed in to {host} with \
                     `flagwise login`"
                ),
            };
            self.check("token", status, message);
            self.advise(
                "Sign in with `flagwise login`, or create an access token in LaunchDarkly (Account settings > \
                 Authorization; the reader role is sufficient unless you change flags) and set LAUNCHDARKLY_ACCESS_TOKEN \
                 in your editor's environment. VS Code can store it: \"LaunchDarkly: Set Access Token\".",
            );
            self.next.push("Or try flagwise without an account: `flagwise demo`.".to_owned());
            self.check_cache(cached.as_ref());
            return;
        };
        self.token = Some(token.origin.to_string());
        self.check("token", Status::Ok, format!("from {}", token.origin));
        match ask(host, project, &token, settings, terminal) {
            Ok((account, message)) => {
                self.check("account", Status::Ok, account.to_string());
                self.account = Some(account.to_string());
                self.check("api", Status::Ok, format!("{host}: {message}"));
            }
            Err(trouble) => {
                // A cached copy replaces an API that cannot be reached, not a wrong configuration.
                let status = if trouble.is_temporary && cached.is_some() { Status::Warning } else { Status::Error };
                self.check("api", status, trouble.message);
                self.advise("See the message about `api`, then run `flagwise doctor` again.");
            }
        }
        self.check_cache(cached.as_ref());
    }

    /// Independent of the editor: only the server that it started knows its capabilities (`flagwise/status`).
    fn check_watcher(&mut self, watcher: FileWatcher) {
        let mut message = format!("{}: ", watcher.name());
        message.push_str(match watcher {
            FileWatcher::Auto => "the editor if it can watch all files, else flagwise",
            FileWatcher::Client => "the editor watches files",
            FileWatcher::Server => "flagwise watches files",
        });
        let limit = std::fs::read_to_string("/proc/sys/fs/inotify/max_user_watches");
        if let (FileWatcher::Auto | FileWatcher::Server, Ok(limit)) = (watcher, limit) {
            message.push_str(&format!("; system limit: {} watched folders", limit.trim()));
        }
        self.check("watcher", Status::Info, message);
    }

    fn check_cache(&mut self, cached: Option<&crate::flags::Catalog>) {
        match cached {
            Some(catalog) => {
                let flags = crate::cli::plural(catalog.flags.len(), "flag");
                self.check("cache", Status::Ok, format!("{flags}, saved {}", api::age(catalog)));
            }
            None => self.check("cache", Status::Info, "empty: flags are loaded on first use"),
        }
    }
}

/// Why the API cannot be used.
struct Trouble {
    message: String,
    is_temporary: bool,
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self { message: format!("{error:#}"), is_temporary: false }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self { message: error.message(), is_temporary: error.is_temporary() }
    }
}

/// Requests the caller's identity and the project's environments.
fn ask(
    host: &Host,
    project: Option<&ProjectKey>,
    token: &TokenSource,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(Account, String), Trouble> {
    let client = api::client_with(token, host, settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(anyhow::Error::from)?;
    // With several projects, an environment need not be one of the first.
    let wanted = if settings.projects.is_empty() { settings.environments.as_slice() } else { &[] };
    runtime.block_on(api::waiting(&client, terminal, answer(&client, project, wanted)))
}

async fn answer(
    client: &Client,
    project: Option<&ProjectKey>,
    wanted: &[String],
) -> Result<(Account, String), Trouble> {
    let account = client.account().await?;
    let name = match &account.identity.token_name {
        Some(name) => format!("token \"{name}\""),
        None => "the token".to_owned(),
    };
    let Some(project) = project else { return Ok((account, name)) };
    let environments = match client.environments(project).await {
        Ok(environments) => environments,
        Err(error @ Error::NotFound(_)) => return Err(api::explained(client, project, &error).await.into()),
        Err(error) => return Err(error.into()),
    };
    let keys: Vec<&str> = environments.iter().map(|environment| environment.key.as_str()).collect();
    if let Some(missing) = wanted.iter().find(|key| !keys.contains(&key.as_str())) {
        let message = format!("the project {project} has no environment {missing}; it has: {}", keys.join(", "));
        return Err(Trouble { message, is_temporary: false });
    }
    Ok((account, format!("{name} can read {project} ({})", keys.join(", "))))
}

/// Settings that differ from their default, as JSON values with their source.
fn settings(settings: &Settings) -> Vec<Setting> {
    OPTIONS
        .iter()
        .filter_map(|option| {
            let origin = match settings.origin(option.name) {
                Origin::Default => return None,
                Origin::WorkspaceFile(path, line) | Origin::UserFile(path, line) => format!("{}:{line}", shown(&path)),
                Origin::Editor => "editor".to_owned(),
                Origin::Environment(name) => format!("environment variable {name}"),
            };
            Some(Setting { name: option.name, value: value(settings, option.name), origin })
        })
        .collect()
}

fn value(settings: &Settings, name: &str) -> Value {
    match name {
        "project" => json!(settings.project),
        "projects" => json!(settings.projects),
        "environments" => json!(settings.environments),
        "host" => json!(settings.host.as_deref().map(shown_url)),
        "proxy" => json!(settings.proxy.as_deref().map(shown_url)),
        "severity" => {
            let named = settings.severity.iter().map(|(code, severity)| (code.clone(), json!(severity.name())));
            Value::Object(named.collect())
        }
        "inferredSeverity" => json!(settings.inferred_severity.name()),
        "aliasCommands" => json!(settings.alias_commands),
        "wrappers" => json!(settings.wrappers.iter().map(|wrapper| &wrapper.function).collect::<Vec<_>>()),
        "ignoredWrappers" => json!(settings.ignored_wrappers),
        "ignoredPaths" => json!(settings.ignored_paths),
        "codeLens" => json!(settings.code_lens.name()),
        "inlayHints" => json!(settings.inlay_hints.name()),
        "links" => json!(settings.links),
        "readOnly" => json!(settings.read_only),
        "flagFile" => json!(settings.flag_file),
        "refreshInterval" => json!(settings.refresh_interval.map(|interval| interval.as_secs())),
        "maxFileSize" => json!(settings.max_file_size),
        "diagnostics.scope" => json!(settings.diagnostic_scope.name()),
        "files.watcher" => json!(settings.file_watcher.name()),
        "logLevel" => json!(settings.log_level),
        "logFile" => json!(settings.log_file),
        _ => Value::Null,
    }
}
