use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tolerance::null_default;

/// Counts by variation (`_summary`), all that a summary list tells of an environment's targeting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FlagSummary {
    /// By variation index as a string.
    #[serde(default, deserialize_with = "null_default")]
    pub variations: BTreeMap<String, VariationSummary>,
    /// Number of prerequisites.
    #[serde(default, deserialize_with = "null_default")]
    pub prerequisites: u32,
}

/// Counts of one variation (`VariationSummary`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VariationSummary {
    /// Rules that serve it.
    #[serde(default, deserialize_with = "null_default")]
    pub rules: u32,
    /// Rules without clauses.
    #[serde(default, deserialize_with = "null_default")]
    pub null_rules: u32,
    /// Users targeted.
    #[serde(default, deserialize_with = "null_default")]
    pub targets: u32,
    /// Other contexts targeted.
    #[serde(default, deserialize_with = "null_default")]
    pub context_targets: u32,
    /// It is the fallthrough, alone or by rollout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_fallthrough: Option<bool>,
    /// It is the off variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_off: Option<bool>,
    /// Its weight in the fallthrough's rollout, thousandths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<u32>,
    /// What the rollout goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
}
