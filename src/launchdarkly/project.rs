//! Projects and environments.

use crate::flags::{Environment, EnvironmentKey, Project, ProjectKey};

use super::transport::Request;
use super::{Client, Error};

/// Page size of short lists: the API's default, as the maximum is not documented.
const PAGE: usize = 20;

impl Client {
    /// Every project visible to the token.
    ///
    /// # Errors
    /// Errors common to all reads.
    pub async fn projects(&self) -> Result<Vec<Project>, Error> {
        self.all_of(&Request::get("list projects", &["projects"]), |project: &Project| project.key.clone()).await
    }

    /// One project.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it does not exist or is not visible to the token, and errors common to all reads.
    pub async fn project(&self, project: &ProjectKey) -> Result<Project, Error> {
        self.read(&Request::get("get the project", &["projects", project.as_str()])).await
    }

    /// Every environment of a project. SDK keys are not deserialized.
    ///
    /// # Errors
    /// Errors common to all reads.
    pub async fn environments(&self, project: &ProjectKey) -> Result<Vec<Environment>, Error> {
        let request = Request::get("list environments", &["projects", project.as_str(), "environments"]);
        self.all_of(&request, |environment: &Environment| environment.key.clone()).await
    }

    /// One environment.
    ///
    /// # Errors
    /// Errors common to all reads.
    pub async fn environment(&self, project: &ProjectKey, environment: &EnvironmentKey) -> Result<Environment, Error> {
        let path = ["projects", project.as_str(), "environments", environment.as_str()];
        self.read(&Request::get("get an environment", &path)).await
    }

    /// Reads every page of a short list in sequence.
    async fn all_of<T, K>(&self, request: &Request<'_>, key: impl Fn(&T) -> K) -> Result<Vec<T>, Error>
    where
        T: serde::de::DeserializeOwned,
        K: std::hash::Hash + Eq,
    {
        let mut pages = super::paging::Paging::new(PAGE);
        let mut seen = std::collections::HashSet::new();
        let mut items = Vec::new();
        while let Some(offset) = pages.next_offset() {
            let request = request.clone().query("limit", PAGE.to_string()).query("offset", offset.to_string());
            let page: super::envelope::Page<T> = self.read(&request).await?;
            let before = items.len();
            let received = page.items.len();
            let (total, next) = (page.total(), page.next_offset());
            items.extend(page.items.into_iter().filter(|item| seen.insert(key(item))));
            pages.received(offset, received, items.len() - before, total, next);
        }
        Ok(items)
    }
}
