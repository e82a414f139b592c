//! Changes of a flag in an environment at a later date (an Enterprise feature).

use reqwest::Method;
use serde::Serialize;

use crate::flags::{
    EnvironmentKey, FlagKey, Instruction, ProjectKey, ScheduledChange, ScheduledChangeInstruction, UnixMillis,
};

use super::envelope::Page;
use super::transport::{JSON, Request, SEMANTIC_PATCH};
use super::{Client, Error, Outcome};

impl Client {
    /// The changes scheduled for a flag in an environment.
    ///
    /// # Errors
    /// Those of every read.
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
    /// [`Error::NotFound`] where it does not exist or was applied, and those of every read.
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
    /// [`Error::InvalidRequest`] where they conflict with other scheduled changes and conflicts are not ignored, and
    /// those of every write.
    pub async fn create_scheduled_change(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        change: &NewScheduledChange,
        ignore_conflicts: bool,
    ) -> Result<Outcome<ScheduledChange>, Error> {
        // This one is plain JSON, although it carries semantic instructions.
        let request = Request::new("schedule a change", Method::POST, &path(project, flag, environment))
            .optional("ignoreConflicts", ignore_conflicts.then_some("true"))
            .body(JSON, change)?;
        self.write(&request).await
    }

    /// Changes what is scheduled, or when. After `deleteScheduledChange` the answer has no body, which is
    /// [`Outcome::Done`] with `None`.
    ///
    /// # Errors
    /// As [`Client::create_scheduled_change`].
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

    /// Takes a scheduled change back.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it does not exist or was applied, and those of every write.
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

/// A change to schedule (`PostFlagScheduledChangesInput`).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewScheduledChange {
    /// Why; shown in the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When.
    pub execution_date: UnixMillis,
    /// What. Older versions of the API take `turnFlagOn` and `turnFlagOff` only.
    pub instructions: Vec<Instruction>,
}

/// A change of what is scheduled (`FlagScheduledChangesInput`).
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ScheduledChangePatch {
    /// Why; shown in the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What to do.
    pub instructions: Vec<ScheduledChangeInstruction>,
}
