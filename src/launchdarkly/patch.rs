//! Flag changes: semantic patch, JSON Patch, merge patch.

use reqwest::Method;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::flags::{Flag, FlagKey, ProjectKey, SemanticPatch};

use super::transport::{JSON, Request, SEMANTIC_PATCH};
use super::{Client, Error, Outcome};

/// The operation whose 405 means that approval is required.
pub(super) const CHANGE_FLAG: &str = "change a flag";

impl Client {
    /// Changes a flag by instructions. Atomic; an instruction whose effect already holds succeeds.
    ///
    /// The response holds the environments that the API chooses; [`Client::change_flag`] reads the others.
    ///
    /// # Errors
    /// [`Error::ApprovalRequired`], [`Error::InvalidRequest`] (also if the change would break a scheduled one, unless
    /// conflicts are ignored), [`Error::NotFound`], and errors common to all writes.
    #[doc(alias = "patchFeatureFlag")]
    pub async fn patch_flag(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        patch: &SemanticPatch,
        options: PatchOptions,
    ) -> Result<Outcome<Flag>, Error> {
        self.write(&options.request(project, flag).body(SEMANTIC_PATCH, patch)?).await
    }

    /// Changes a flag by JSON Patch (RFC 6902) on its own JSON. Refers to variations by index, not id.
    ///
    /// # Errors
    /// As [`Client::patch_flag`].
    pub async fn patch_flag_json(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        patch: &JsonPatch,
        options: PatchOptions,
    ) -> Result<Outcome<Flag>, Error> {
        self.write(&options.request(project, flag).body(JSON, patch)?).await
    }

    /// Changes a flag by JSON Merge Patch (RFC 7386) on its own JSON.
    ///
    /// # Errors
    /// As [`Client::patch_flag`].
    pub async fn patch_flag_merge(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        patch: &MergePatch,
        options: PatchOptions,
    ) -> Result<Outcome<Flag>, Error> {
        self.write(&options.request(project, flag).body(JSON, patch)?).await
    }
}

/// Options of a flag change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PatchOptions {
    /// Apply the change even if it breaks a scheduled change or an approval request.
    pub ignore_conflicts: bool,
    /// Only validate the change and return its result.
    pub dry_run: bool,
}

impl PatchOptions {
    fn request<'a>(self, project: &'a ProjectKey, flag: &'a FlagKey) -> Request<'a> {
        Request::new(CHANGE_FLAG, Method::PATCH, &["flags", project.as_str(), flag.as_str()])
            .optional("ignoreConflicts", self.ignore_conflicts.then_some("true"))
            .optional("dryRun", self.dry_run.then_some("true"))
    }
}

/// A JSON Patch with a comment (`PatchWithComment`).
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct JsonPatch {
    /// The operations.
    pub patch: Vec<PatchOperation>,
    /// Comment for the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// An operation of a JSON Patch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatchOperation {
    /// `add`, `remove`, `replace`, `move`, `copy` or `test`.
    pub op: String,
    /// JSON pointer.
    pub path: String,
    /// JSON pointer of the source, for `move` and `copy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// For `add`, `replace` and `test`. JSON `null` is a value.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// Distinguishes a value of `null` from an absent one.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl PatchOperation {
    /// `replace`.
    pub fn replace(path: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { op: "replace".to_owned(), path: path.into(), from: None, value: Some(value.into()) }
    }

    /// `test`: the patch fails if the value differs.
    pub fn test(path: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { op: "test".to_owned(), path: path.into(), from: None, value: Some(value.into()) }
    }

    /// `add`.
    pub fn add(path: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { op: "add".to_owned(), path: path.into(), from: None, value: Some(value.into()) }
    }

    /// `remove`.
    pub fn remove(path: impl Into<String>) -> Self {
        Self { op: "remove".to_owned(), path: path.into(), from: None, value: None }
    }
}

/// A merge patch with a comment.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct MergePatch {
    /// The parts of the flag to change; null removes.
    pub merge: Value,
    /// Comment for the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}
