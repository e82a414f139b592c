//! Expiring targets.
//!
//! Unlike flag patches these are not atomic: a response of 200 may list failed instructions.

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::flags::{
    EnvironmentKey, ExpiringTarget, ExpiringTargetInstruction, ExpiringUserTarget, ExpiringUserTargetInstruction,
    FlagKey, ProjectKey,
};

use super::envelope::{Page, null_default};
use super::transport::{Request, SEMANTIC_PATCH};
use super::{Client, Error, Outcome};

const CONTEXTS: &str = "expiring-targets";
const USERS: &str = "expiring-user-targets";

impl Client {
    /// The expiring context targets of a flag in an environment.
    ///
    /// # Errors
    /// Errors common to all reads.
    #[doc(alias = "getExpiringContextTargets")]
    pub async fn expiring_targets(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
    ) -> Result<Vec<ExpiringTarget>, Error> {
        self.read_expiring(CONTEXTS, project, flag, environment).await
    }

    /// The expiring user targets of a flag in an environment: the older form of [`Client::expiring_targets`].
    ///
    /// # Errors
    /// Errors common to all reads.
    #[doc(alias = "getExpiringUserTargets")]
    pub async fn expiring_user_targets(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
    ) -> Result<Vec<ExpiringUserTarget>, Error> {
        self.read_expiring(USERS, project, flag, environment).await
    }

    /// Changes expiring context targets.
    ///
    /// # Errors
    /// Errors common to all writes. Instructions that failed individually are listed in [`ExpiringChange::errors`].
    #[doc(alias = "patchExpiringTargets")]
    pub async fn patch_expiring_targets(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        instructions: &[ExpiringTargetInstruction],
        comment: Option<&str>,
    ) -> Result<Outcome<ExpiringChange<ExpiringTarget>>, Error> {
        let body = PatchBody { comment, instructions };
        let request = expiring(Method::PATCH, CONTEXTS, project, flag, environment).body(SEMANTIC_PATCH, &body)?;
        self.write(&request).await
    }

    /// Changes expiring user targets.
    ///
    /// # Errors
    /// As [`Client::patch_expiring_targets`].
    #[doc(alias = "patchExpiringUserTargets")]
    pub async fn patch_expiring_user_targets(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        instructions: &[ExpiringUserTargetInstruction],
        comment: Option<&str>,
    ) -> Result<Outcome<ExpiringChange<ExpiringUserTarget>>, Error> {
        let body = PatchBody { comment, instructions };
        let request = expiring(Method::PATCH, USERS, project, flag, environment).body(SEMANTIC_PATCH, &body)?;
        self.write(&request).await
    }

    async fn read_expiring<T: DeserializeOwned>(
        &self,
        kind: &str,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
    ) -> Result<Vec<T>, Error> {
        let page: Page<T> = self.read(&expiring(Method::GET, kind, project, flag, environment)).await?;
        Ok(page.items)
    }
}

/// Route prefix. The environment comes last, unlike in the routes of statuses.
fn expiring<'a>(
    method: Method,
    kind: &'a str,
    project: &'a ProjectKey,
    flag: &'a FlagKey,
    environment: &'a EnvironmentKey,
) -> Request<'a> {
    let operation = if method == Method::GET { "list expiring targets" } else { "change expiring targets" };
    Request::new(operation, method, &["flags", project.as_str(), flag.as_str(), kind, environment.as_str()])
}

#[derive(Serialize)]
struct PatchBody<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<&'a str>,
    instructions: &'a [T],
}

/// The response to a change of expiring targets (`ExpiringTargetPatchResponse`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: Deserialize<'de>")]
pub struct ExpiringChange<T> {
    /// The current expiring targets.
    #[serde(default, deserialize_with = "null_default")]
    pub items: Vec<T>,
    /// Instructions received.
    #[serde(default, deserialize_with = "null_default")]
    pub total_instructions: u64,
    /// Instructions applied.
    #[serde(default, deserialize_with = "null_default")]
    pub successful_instructions: u64,
    /// Instructions that failed.
    #[serde(default, deserialize_with = "null_default")]
    pub failed_instructions: u64,
    /// Errors of the failed instructions.
    #[serde(default, deserialize_with = "null_default")]
    pub errors: Vec<InstructionError>,
}

/// The error of one instruction.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstructionError {
    /// Zero-based index in the request.
    pub instruction_index: u64,
    /// The API's message.
    #[serde(default, deserialize_with = "null_default")]
    pub message: String,
}
