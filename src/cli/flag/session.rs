//! The connection of a command: client, project and environments.

use std::future::Future;
use std::path::Path;

use anyhow::{anyhow, bail};

use crate::cli::Terminal;
use crate::cli::progress::Progress;
use crate::cli::source::{SourceArguments, api};
use crate::cli::workspace::Workspace;
use crate::flags::{Environment, EnvironmentKey, Flag, FlagKey, ProjectKey};
use crate::launchdarkly::{Client, Error, FlagFilter, FlagQuery};

/// A client of one project.
pub struct Session {
    /// The workspace folder with its settings.
    pub workspace: Workspace,
    /// The client.
    pub client: Client,
    /// The project.
    pub project: ProjectKey,
    /// The project's environments.
    pub environments: Vec<Environment>,
    runtime: tokio::runtime::Runtime,
}

impl Session {
    /// Connects with the token of the environment. The error includes the next step.
    pub fn open(project: Option<&str>, terminal: &Terminal) -> anyhow::Result<Self> {
        let workspace = Workspace::with_warnings(Path::new("."), terminal)?;
        let host = api::host(&workspace)?;
        let Some(client) = api::client(&host, &workspace.settings)? else {
            bail!(
                "no access token is set. Set LAUNCHDARKLY_ACCESS_TOKEN (or LD_ACCESS_TOKEN) to an API access token; \
                 changing flags requires the writer role"
            );
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let arguments = SourceArguments { project: project.map(str::to_owned), ..SourceArguments::default() };
        let read = async {
            let mut projects = api::projects(&client, &arguments, &workspace).await?.into_iter();
            let (Some(project), None) = (projects.next(), projects.next()) else {
                bail!("flagwise.toml has several projects: choose one with `--project KEY`");
            };
            match client.environments(&project).await {
                Ok(environments) => Ok((project, environments)),
                Err(error) => Err(api::explained(&client, &project, &error).await),
            }
        };
        let (project, environments) = runtime.block_on(api::waiting(&client, terminal, read))?;
        Ok(Self { workspace, client, project, environments, runtime })
    }

    /// Runs requests with a spinner.
    pub fn waiting<T>(&self, terminal: &Terminal, requests: impl Future<Output = T>) -> T {
        let progress = Progress::new(terminal, "Waiting");
        self.runtime.block_on(progress.during(format!("for {}", self.client.host()), requests))
    }

    /// The environment of a change: the requested one, else the only one of the settings.
    pub fn environment(&self, requested: Option<&str>) -> anyhow::Result<&Environment> {
        let configured = match self.workspace.settings.environments.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        match requested.or(configured) {
            Some(key) => self.named(key),
            None => bail!("which environment? Use `--env KEY` with one of: {}", self.environment_keys()),
        }
    }

    /// The environments to read: the requested ones, else all.
    pub fn environments(&self, requested: &[String]) -> anyhow::Result<Vec<&Environment>> {
        if requested.is_empty() {
            return Ok(self.environments.iter().collect());
        }
        requested.iter().map(|key| self.named(key)).collect()
    }

    /// An environment by key.
    pub fn named(&self, key: &str) -> anyhow::Result<&Environment> {
        self.environments.iter().find(|environment| environment.key.as_str() == key).ok_or_else(|| {
            anyhow!(
                "the project {} has no environment `{key}`. Environments: {}",
                self.project,
                self.environment_keys()
            )
        })
    }

    /// Reads items of several environments, each with its environment: of the requested ones, else of all.
    pub fn in_environments<T>(
        &self,
        requested: &[String],
        terminal: &Terminal,
        read: impl AsyncFn(&Environment) -> Result<Vec<T>, Error>,
    ) -> anyhow::Result<Vec<(&Environment, T)>> {
        let mut rows = Vec::new();
        for environment in self.environments(requested)? {
            let found = self.waiting(terminal, read(environment)).map_err(|error| refused(&error))?;
            rows.extend(found.into_iter().map(|item| (environment, item)));
        }
        Ok(rows)
    }

    /// Display name of an environment.
    pub fn name_of(&self, key: &EnvironmentKey) -> String {
        let known = self.environments.iter().find(|environment| environment.key == *key);
        known.map_or(key.as_str(), Environment::display_name).to_owned()
    }

    fn environment_keys(&self) -> String {
        self.environments.iter().map(|environment| environment.key.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Reads a flag with its configuration in every environment.
    pub async fn flag(&self, key: &FlagKey) -> anyhow::Result<Flag> {
        match self.client.flag(&self.project, key, &[]).await {
            Ok(flag) => Ok(flag),
            Err(Error::NotFound(_)) => Err(self.unknown_flag(key).await),
            Err(error) => Err(refused(&error)),
        }
    }

    /// The error about a flag that does not exist, with similar keys.
    async fn unknown_flag(&self, key: &FlagKey) -> anyhow::Error {
        let mut words: Vec<&str> = key.as_str().split(['-', '_', '.']).filter(|word| word.len() > 2).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let mut similar = Vec::new();
        if let Some(word) = words.first() {
            let filters = vec![FlagFilter::Query((*word).to_owned())];
            let query = FlagQuery { limit: Some(5), filters, ..FlagQuery::default() };
            if let Ok(page) = self.client.flags(&self.project, &query).await {
                similar.extend(page.flags.into_iter().map(|flag| flag.key.as_str().to_owned()));
            }
        }
        let hint = if similar.is_empty() {
            "`flagwise flag list` lists all flags".to_owned()
        } else {
            format!("Similar flags: {}", similar.join(", "))
        };
        anyhow!("the project {} has no flag `{key}`. {hint}", self.project)
    }

    /// Fails if the settings forbid changes.
    pub fn refuse_if_read_only(&self) -> anyhow::Result<()> {
        let settings = &self.workspace.settings;
        if settings.read_only {
            bail!("changes are off: `readOnly` is true in {}. Nothing was sent", settings.origin("readOnly"));
        }
        Ok(())
    }
}

/// An API error as its message with advice.
pub fn refused(error: &Error) -> anyhow::Error {
    anyhow!("{}", error.message().trim_end_matches('.'))
}
