//! Scheduled changes (an Enterprise feature).

use reqwest::Method;
use serde::Serialize;

use crate::flags::{
    EnvironmentKey, FlagKey, Instruction, ProjectKey, ScheduledChange, ScheduledChangeInstruction, UnixMillis,
};

use super::envelope::Page;
use super::transport::{JSON, Request, SEMANTIC_PATCH};
use super::{Client, Error, Outcome};

impl Client {
    /// The scheduled changes of a flag in an environment.
    ///
    /// # Errors
    /// Errors common to all reads.
    #[doc(alias = "getFlagConfigScheduledChanges")]
    pub async fn scheduled_changes(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
    ) -> Result<Vec<ScheduledChange>, Error> {
        let request = Request::get("list scheduled changes", &path(project, flag, environment));
        let page: Page<ScheduledChange> = self.read(&request).await?;
        Ok(page.items)
    }

    /// One scheduled change.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it does not exist or was already applied, and errors common to all reads.
    #[doc(alias = "getFeatureFlagScheduledChange")]
    pub async fn scheduled_change(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        id: &str,
    ) -> Result<ScheduledChange, Error> {
        self.read(&Request::get("get a scheduled change", &with_id(project, flag, environment, id))).await
    }

    /// Schedules instructions.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] if they conflict with other scheduled changes and conflicts are not ignored, and
    /// errors common to all writes.
    #[doc(alias = "postFlagConfigScheduledChanges")]
    pub async fn create_scheduled_change(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        change: &NewScheduledChange,
        ignore_conflicts: bool,
    ) -> Result<Outcome<ScheduledChange>, Error> {
        // Plain JSON, although it carries semantic instructions.
        let request = Request::new("schedule a change", Method::POST, &path(project, flag, environment))
            .optional("ignoreConflicts", ignore_conflicts.then_some("true"))
            .body(JSON, change)?;
        self.write(&request).await
    }

    /// Changes the instructions or date of a scheduled change. After `deleteScheduledChange` the response has no body:
    /// [`Outcome::Done`] with `None`.
    ///
    /// # Errors
    /// As [`Client::create_scheduled_change`].
    #[doc(alias = "patchFlagConfigScheduledChange")]
    pub async fn patch_scheduled_change(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        id: &str,
        patch: &ScheduledChangePatch,
        ignore_conflicts: bool,
    ) -> Result<Outcome<Option<ScheduledChange>>, Error> {
        let path = with_id(project, flag, environment, id);
        let request = Request::new("change a scheduled change", Method::PATCH, &path)
            .optional("ignoreConflicts", ignore_conflicts.then_some("true"))
            .body(SEMANTIC_PATCH, patch)?;
        let deletes =
            patch.instructions.iter().any(|it| matches!(it, ScheduledChangeInstruction::DeleteScheduledChange {}));
        let decode = |_, body: &[u8]| match super::transport::decode(request.operation, body) {
            Ok(change) => Ok(Some(change)),
            Err(_) if deletes => Ok(None),
            Err(error) => Err(error),
        };
        self.write_with(&request, decode).await
    }

    /// Deletes a scheduled change.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it does not exist or was already applied, and errors common to all writes.
    #[doc(alias = "deleteFlagConfigScheduledChanges")]
    pub async fn delete_scheduled_change(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        id: &str,
    ) -> Result<Outcome<()>, Error> {
        let path = with_id(project, flag, environment, id);
        self.write_without_answer(&Request::new("delete a scheduled change", Method::DELETE, &path)).await
    }
}

fn path<'a>(project: &'a ProjectKey, flag: &'a FlagKey, environment: &'a EnvironmentKey) -> [&'a str; 7] {
    let (project, flag, environment) = (project.as_str(), flag.as_str(), environment.as_str());
    ["projects", project, "flags", flag, "environments", environment, "scheduled-changes"]
}

fn with_id<'a>(
    project: &'a ProjectKey,
    flag: &'a FlagKey,
    environment: &'a EnvironmentKey,
    id: &'a str,
) -> Vec<&'a str> {
    let mut segments = path(project, flag, environment).to_vec();
    segments.push(id);
    segments
}

/// A scheduled change to create (`PostFlagScheduledChangesInput`).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewScheduledChange {
    /// Comment for the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Execution date.
    pub execution_date: UnixMillis,
    /// Instructions. Older versions of the API accept `turnFlagOn` and `turnFlagOff` only.
    pub instructions: Vec<Instruction>,
}

/// A change of a scheduled change (`FlagScheduledChangesInput`).
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ScheduledChangePatch {
    /// Comment for the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Instructions.
    pub instructions: Vec<ScheduledChangeInstruction>,
}
