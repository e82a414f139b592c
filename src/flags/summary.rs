//! Summary counts of an environment's targeting.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tolerance::null_default;
use super::{FlagConfig, SmallMap};

/// Counts by variation (`_summary`): all that a summary list reports about an environment's targeting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FlagSummary {
    /// Keyed by variation index as a string.
    #[serde(default, deserialize_with = "null_default")]
    pub variations: SmallMap<String, VariationSummary>,
    /// Number of prerequisites.
    #[serde(default, deserialize_with = "null_default")]
    pub prerequisites: u32,
}

impl FlagSummary {
    /// Computes the counts of a detailed configuration. Variations that are not served have no entry.
    pub fn of(config: &FlagConfig) -> Self {
        let mut rows: BTreeMap<usize, VariationSummary> = BTreeMap::new();
        let count = |values: &Vec<String>| u32::try_from(values.len()).unwrap_or(u32::MAX);
        for target in config.targets.iter().filter(|target| !target.values.is_empty()) {
            rows.entry(target.variation).or_default().targets += count(&target.values);
        }
        for target in config.context_targets.iter().filter(|target| !target.values.is_empty()) {
            rows.entry(target.variation).or_default().context_targets += count(&target.values);
        }
        for rule in &config.rules {
            for (variation, _) in rule.served.shares() {
                let row = rows.entry(variation).or_default();
                if rule.clauses.is_empty() {
                    row.null_rules += 1;
                } else {
                    row.rules += 1;
                }
            }
        }
        if let Some(fallthrough) = &config.fallthrough {
            for (variation, weight) in fallthrough.shares() {
                let row = rows.entry(variation).or_default();
                row.is_fallthrough = Some(true);
                if let Some(rollout) = &fallthrough.rollout {
                    row.rollout = Some(weight);
                    row.bucket_by.clone_from(&rollout.bucket_by);
                }
            }
        }
        if let Some(off) = config.off_variation {
            rows.entry(off).or_default().is_off = Some(true);
        }
        Self {
            variations: rows.into_iter().map(|(variation, row)| (variation.to_string(), row)).collect(),
            prerequisites: u32::try_from(config.prerequisites.len()).unwrap_or(u32::MAX),
        }
    }
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
    /// Individually targeted users.
    #[serde(default, deserialize_with = "null_default")]
    pub targets: u32,
    /// Individually targeted contexts of other kinds.
    #[serde(default, deserialize_with = "null_default")]
    pub context_targets: u32,
    /// Whether it is the fallthrough, alone or in a rollout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_fallthrough: Option<bool>,
    /// Whether it is the off variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_off: Option<bool>,
    /// Weight in the fallthrough rollout, thousandths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<u32>,
    /// Attribute that the rollout buckets by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
}
