//! The audit log.

use reqwest::Method;
use serde::Deserialize;

use crate::flags::{EnvironmentKey, FlagKey, ProjectKey, UnixMillis};

use super::envelope::{Page, null_default};
use super::transport::Request;
use super::{Client, Error};

/// The API's maximum page size.
const MOST: usize = 20;

impl Client {
    /// The newest entries of the audit log about a flag, or about all flags of a project.
    ///
    /// # Errors
    /// Errors common to all reads.
    #[doc(alias = "getAuditLogEntries")]
    pub async fn flag_history(
        &self,
        project: &ProjectKey,
        flag: Option<&FlagKey>,
        query: &HistoryQuery,
    ) -> Result<Vec<HistoryEntry>, Error> {
        let environment = query.environment.as_ref().map_or("*", EnvironmentKey::as_str);
        let flag = flag.map_or("*", FlagKey::as_str);
        let specification = format!("proj/{project}:env/{environment}:flag/{flag}");
        let mut entries: Vec<HistoryEntry> = Vec::new();
        let mut before = None;
        while entries.len() < query.limit {
            let limit = (query.limit - entries.len()).min(MOST);
            let request = Request::new("read the audit log", Method::GET, &["auditlog"])
                .query("spec", specification.clone())
                .query("limit", limit.to_string())
                .optional("after", query.after.map(|date| date.0.to_string()))
                .optional("before", before.map(|date: UnixMillis| date.0.to_string()));
            let page: Page<HistoryEntry> = self.read(&request).await?;
            let received = page.items.len();
            entries.extend(page.items);
            before = entries.last().map(|entry| entry.date);
            if received < limit {
                break;
            }
        }
        Ok(entries)
    }
}

/// Which entries of the audit log to read.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryQuery {
    /// Only changes in this environment.
    pub environment: Option<EnvironmentKey>,
    /// Only entries after this time.
    pub after: Option<UnixMillis>,
    /// Maximum number of entries.
    pub limit: usize,
}

/// An entry of the audit log (`AuditLogEntryListingRep`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// Id.
    #[serde(rename = "_id", default, deserialize_with = "null_default")]
    pub id: String,
    /// When it happened.
    pub date: UnixMillis,
    /// Name of the resource.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// What was done, without its author: `turned on the flag`.
    #[serde(default, deserialize_with = "null_default")]
    pub title_verb: String,
    /// What was done: `Ada turned on the flag`.
    #[serde(default, deserialize_with = "null_default")]
    pub title: String,
    /// Details in Markdown.
    #[serde(default, deserialize_with = "null_default")]
    pub description: String,
    /// Comment of the author.
    #[serde(default, deserialize_with = "null_default")]
    pub comment: String,
    /// The author; absent for what LaunchDarkly did by itself, and for service tokens.
    #[serde(default)]
    pub member: Option<HistoryMember>,
    /// Actions with the resources that they changed.
    #[serde(default, deserialize_with = "null_default")]
    pub accesses: Vec<HistoryAccess>,
}

/// The author of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryMember {
    /// First name.
    #[serde(default, deserialize_with = "null_default")]
    pub first_name: String,
    /// Last name.
    #[serde(default, deserialize_with = "null_default")]
    pub last_name: String,
    /// E-mail address.
    #[serde(default, deserialize_with = "null_default")]
    pub email: String,
}

/// An action on a resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HistoryAccess {
    /// Action, such as `updateOn`.
    #[serde(default, deserialize_with = "null_default")]
    pub action: String,
    /// Resource, such as `proj/default:env/production:flag/checkout`.
    #[serde(default, deserialize_with = "null_default")]
    pub resource: String,
}

impl HistoryEntry {
    /// The environments that it changed; `*` for all.
    pub fn environments(&self) -> Vec<&str> {
        let part = |resource: &'_ str, kind: &str| -> Option<(usize, usize)> {
            let start = resource.find(kind)? + kind.len();
            let length = resource[start..].find([':', ';']).unwrap_or(resource.len() - start);
            Some((start, start + length))
        };
        let mut found: Vec<&str> = Vec::new();
        for access in &self.accesses {
            let Some((start, end)) = part(&access.resource, ":env/") else { continue };
            let environment = &access.resource[start..end];
            if !found.contains(&environment) {
                found.push(environment);
            }
        }
        found
    }

    /// Full name or e-mail address of the author.
    pub fn author(&self) -> Option<String> {
        let member = self.member.as_ref()?;
        let name = format!("{} {}", member.first_name, member.last_name);
        let name = name.trim();
        Some(if name.is_empty() { member.email.clone() } else { name.to_owned() })
    }
}
