use serde::{Deserialize, Serialize};

use super::UnixMillis;

/// A context that will stop being targeted individually (`ExpiringTarget`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpiringTarget {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// Counts changes.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// When it stops being targeted.
    pub expiration_date: UnixMillis,
    /// `user` and so on.
    pub context_kind: String,
    /// The context.
    pub context_key: String,
    /// UUID of the variation it is targeted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation_id: Option<String>,
}

/// The same of a user, as the older route writes it (`ExpiringUserTargetItem`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpiringUserTarget {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// Counts changes.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// When it stops being targeted.
    pub expiration_date: UnixMillis,
    /// The user.
    pub user_key: String,
    /// UUID of the variation it is targeted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation_id: Option<String>,
}

impl ExpiringTarget {
    /// The older route's view of it; `None` where the context is not a user.
    pub fn as_user(&self) -> Option<ExpiringUserTarget> {
        (self.context_kind == "user").then(|| ExpiringUserTarget {
            id: self.id.clone(),
            version: self.version,
            expiration_date: self.expiration_date,
            user_key: self.context_key.clone(),
            variation_id: self.variation_id.clone(),
        })
    }
}
