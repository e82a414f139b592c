//! The caller's identity.

use serde::Deserialize;

use super::transport::Request;
use super::{Client, Error};

impl Client {
    /// Returns the owner of the token; a check that the token works.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] if it does not, and errors common to all reads.
    pub async fn caller_identity(&self) -> Result<CallerIdentity, Error> {
        self.read(&Request::get("check the access token", &["caller-identity"])).await
    }
}

/// Identity behind a token (`CallerIdentityRep`). Any field may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallerIdentity {
    /// The account.
    pub account_id: Option<String>,
    /// `token`, `oauth` and so on.
    pub auth_kind: Option<String>,
    /// `auth` for personal and service tokens.
    pub token_kind: Option<String>,
    /// Display name of the token.
    pub token_name: Option<String>,
    /// Id of the token, not the token itself.
    pub token_id: Option<String>,
    /// Id of the member who owns the token.
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
