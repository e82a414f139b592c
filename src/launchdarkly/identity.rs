//! Whose token it is.

use serde::Deserialize;

use super::transport::Request;
use super::{Client, Error};

impl Client {
    /// What the API knows of the token: the way to check that it works.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] where it does not, and those of every read.
    pub async fn caller_identity(&self) -> Result<CallerIdentity, Error> {
        self.read(&Request::get("check the access token", &["caller-identity"])).await
    }
}

/// What the API knows of the token (`CallerIdentityRep`); every field may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallerIdentity {
    /// The account.
    pub account_id: Option<String>,
    /// `token`, `oauth` and so on.
    pub auth_kind: Option<String>,
    /// `auth` for personal and service tokens.
    pub token_kind: Option<String>,
    /// The token's name for people.
    pub token_name: Option<String>,
    /// The token's id; not the token.
    pub token_id: Option<String>,
    /// The member it belongs to.
    pub member_id: Option<String>,
    /// Whether it is a service token.
    pub service_token: Option<bool>,
    /// OAuth scopes.
    pub scopes: Option<Vec<String>>,
    /// The OAuth client.
    pub client_id: Option<String>,
    /// For SDK keys: the project.
    pub project_name: Option<String>,
    /// For SDK keys: the project's id.
    pub project_id: Option<String>,
    /// For SDK keys: the environment.
    pub environment_name: Option<String>,
    /// For SDK keys: the environment's id.
    pub environment_id: Option<String>,
}
