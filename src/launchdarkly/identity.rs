//! The caller's identity.

use std::fmt;

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

    /// Returns the account, member and role behind the token. What the token may not read is missing.
    ///
    /// # Errors
    /// As [`Client::caller_identity`].
    pub async fn account(&self) -> Result<Account, Error> {
        let identity = self.caller_identity().await?;
        let mut account = Account::default();
        if identity.member_id.is_some() {
            let request = Request::get("read your own member", &["members", "me"]);
            account.member = readable(self.read::<Role>(&request).await)?;
        }
        if let Some(id) = &identity.token_id {
            let request = Request::get("read the token's role", &["tokens", id]);
            account.token = readable(self.read::<Role>(&request).await)?;
        }
        account.identity = identity;
        Ok(account)
    }
}

/// The account, member and role behind a token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// The caller.
    pub identity: CallerIdentity,
    member: Option<Role>,
    token: Option<Role>,
}

/// The fields of a member or token that tell what it may do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Role {
    email: Option<String>,
    role: Option<String>,
    custom_role_ids: Option<Vec<String>>,
    custom_roles: Option<Vec<String>>,
}

impl Role {
    /// `reader`, or `custom roles a, b`.
    fn name(&self) -> Option<String> {
        let custom = self.custom_role_ids.iter().chain(&self.custom_roles).find(|roles| !roles.is_empty());
        match (custom, &self.role) {
            (Some(roles), _) => Some(format!("custom roles {}", roles.join(", "))),
            (None, Some(role)) if !role.is_empty() => Some(format!("role {role}")),
            _ => None,
        }
    }
}

impl Account {
    /// What the token may do: its own role, else its OAuth scopes, else the member's role.
    pub fn role(&self) -> Option<String> {
        let own = self.token.as_ref().and_then(Role::name);
        let scopes = self.identity.scopes.as_ref().filter(|scopes| !scopes.is_empty());
        own.or_else(|| scopes.map(|scopes| format!("scopes {}", scopes.join(", "))))
            .or_else(|| self.member.as_ref().and_then(Role::name))
    }
}

/// `ada@example.com, role reader, token "Laptop", account 5f…`.
impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = &self.identity;
        let member = self.member.as_ref().and_then(|member| member.email.clone());
        let service = (identity.service_token == Some(true)).then(|| "service token".to_owned());
        let parts = [
            member.or(service),
            Some(self.role().unwrap_or_else(|| "role unknown".to_owned())),
            identity.token_name.as_ref().map(|name| format!("token \"{name}\"")),
            identity.account_id.as_ref().map(|id| format!("account {id}")),
        ];
        formatter.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// `None` for what the token may not see.
fn readable<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(Error::Forbidden(_) | Error::NotFound(_) | Error::MethodNotAllowed(_) | Error::InvalidRequest(_)) => {
            Ok(None)
        }
        Err(error) => Err(error),
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
