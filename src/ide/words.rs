//! Flags in words: what an environment serves, how long ago something was, what a value looks like.

use serde_json::Value;

use crate::flags::{Catalog, Environment, EnvironmentKey, Flag, FlagConfig, Rollout, Served, UnixMillis, Variation};

/// `Production`, or the key where there is no name.
pub(super) fn environment_name<'a>(catalog: &'a Catalog, key: &'a EnvironmentKey) -> &'a str {
    let environment = catalog.environments.iter().find(|environment| environment.key == *key);
    environment.map_or(key.as_str(), name_of)
}

pub(super) fn name_of(environment: &Environment) -> &str {
    if environment.name.trim().is_empty() { environment.key.as_str() } else { environment.name.trim() }
}

/// `just now`, `5 minutes ago`, `3 days ago`, `2 years ago`; the future counts as now.
pub(super) fn ago(then: UnixMillis, now: UnixMillis) -> String {
    let seconds = now.0.saturating_sub(then.0) / 1000;
    let (count, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..5_184_000 => (seconds / 86_400, "day"),
        // Months and years of average length: an age is not a calendar.
        5_184_000..63_113_904 => (seconds / 2_629_746, "month"),
        _ => (seconds / 31_556_952, "year"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// `2026-03-01 (8 months ago)`.
pub(super) fn date_and_age(then: UnixMillis, now: UnixMillis) -> String {
    format!("{} ({})", then.date(), ago(then, now))
}

/// `has been archived since 2026-03-01 (8 months ago)`, or `is archived` where the date is not known.
pub(super) fn has_been(state: &str, since: Option<UnixMillis>, now: UnixMillis) -> String {
    match since {
        Some(date) => format!("has been {state} since {}", date_and_age(date, now)),
        None => format!("is {state}"),
    }
}

/// A text on one line, for plain messages.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// `1 rule`, `2 rules`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `boolean`, `string`, `number` or `JSON`, from the values; `multivariate` where there are none or they differ.
pub(super) fn kind(flag: &Flag) -> &'static str {
    let kinds = flag.variations.iter().map(|variation| match variation.value {
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        _ => "JSON",
    });
    let mut kinds: Vec<_> = kinds.collect();
    kinds.dedup();
    match (kinds.as_slice(), flag.purpose.as_deref()) {
        (_, Some("migration")) => "migration",
        ([one], _) => one,
        _ => "multivariate",
    }
}

/// A value as JSON, cut where it is long.
pub(super) fn value(value: &Value, longest: usize) -> String {
    let text = value.to_string();
    if text.chars().count() <= longest {
        return text;
    }
    let cut: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{cut}…")
}

/// A variation inside a sentence, in backticks: its value, or its name where the value is unwieldy.
pub(super) fn variation(flag: &Flag, index: usize) -> String {
    let Some(Variation { value: content, name, .. }) = flag.variations.get(index) else {
        return format!("variation {index}, which does not exist");
    };
    let unwieldy = content.is_object() || content.is_array() || content.as_str().is_some_and(|text| text.len() > 30);
    match name.as_deref().map(str::trim).filter(|name| !name.is_empty() && unwieldy) {
        Some(name) => format!("“{name}”"),
        None => format!("`{}`", value(content, 40).replace('`', "'")),
    }
}

/// Thousandths of a percent as `25%`, `33.333%`.
pub(super) fn percent(weight: u32) -> String {
    let text = format!("{}.{:03}", weight / 1000, weight % 1000);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What an environment serves, as the end of a sentence about it.
pub(super) fn serves(flag: &Flag, config: &FlagConfig) -> String {
    let parts = targeting(config);
    if !config.on {
        let everyone = match off_variation(flag, config) {
            Some(index) => format!("everyone gets {}, the off variation", variation(flag, index)),
            None if config.is_detailed() => {
                "no off variation is set, so everyone gets the default value in code".to_owned()
            }
            None => "off variation not loaded".to_owned(),
        };
        return if parts.is_empty() { everyone } else { format!("{everyone} ({} not in use)", list(&parts)) };
    }
    match fallthrough(flag, config) {
        Some(served) if parts.is_empty() => format!("everyone gets {served}"),
        Some(served) => format!("{}; everyone else gets {served}", list(&parts)),
        None if parts.is_empty() => "targeting not loaded".to_owned(),
        None => format!("{}; fallthrough not loaded", list(&parts)),
    }
}

/// `; off would serve `false``, for an environment that is on.
pub(super) fn off_would_serve(flag: &Flag, config: &FlagConfig) -> String {
    match off_variation(flag, config) {
        Some(index) if config.on => format!("; off would serve {}", variation(flag, index)),
        _ => String::new(),
    }
}

/// `2 rules`, `3 targets`, `1 prerequisite`: what decides before the fallthrough does.
pub(super) fn targeting(config: &FlagConfig) -> Vec<String> {
    let (rules, targets, prerequisites) = if config.is_detailed() {
        let enabled = config.rules.iter().filter(|rule| rule.disabled != Some(true)).count();
        // LaunchDarkly lists context targets of kind `user` twice: in `targets`, and without values in `contextTargets`.
        let targets = config.targets.iter().chain(&config.context_targets).map(|target| target.values.len()).sum();
        (enabled, targets, config.prerequisites.len())
    } else {
        let Some(summary) = &config.summary else { return Vec::new() };
        let of = |count: fn(&crate::flags::VariationSummary) -> u32| -> usize {
            summary.variations.values().map(|variation| count(variation) as usize).sum()
        };
        (
            of(|variation| variation.rules),
            of(|variation| variation.targets.saturating_add(variation.context_targets)),
            summary.prerequisites as usize,
        )
    };
    [(rules, "rule"), (targets, "target"), (prerequisites, "prerequisite")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect()
}

fn off_variation(flag: &Flag, config: &FlagConfig) -> Option<usize> {
    let from_summary = || {
        let summary = config.summary.as_ref()?;
        let (index, _) = summary.variations.iter().find(|(_, variation)| variation.is_off == Some(true))?;
        index.parse().ok()
    };
    let index = config.off_variation.or_else(from_summary)?;
    (index < flag.variations.len()).then_some(index)
}

/// What the fallthrough serves; `None` where it was not loaded.
fn fallthrough(flag: &Flag, config: &FlagConfig) -> Option<String> {
    match &config.fallthrough {
        Some(Served { rollout: Some(rollout), .. }) => Some(shares(flag, rollout)),
        Some(Served { variation: Some(index), .. }) => Some(variation(flag, *index)),
        Some(Served { variation: None, rollout: None }) => None,
        None => {
            let summary = config.summary.as_ref()?;
            let mut served: Vec<(usize, Option<u32>)> = summary
                .variations
                .iter()
                .filter(|(_, variation)| variation.is_fallthrough == Some(true) || variation.rollout.is_some())
                .filter_map(|(index, variation)| Some((index.parse().ok()?, variation.rollout)))
                .collect();
            served.sort_unstable();
            let shares: Vec<String> = served
                .iter()
                .filter(|(_, weight)| *weight != Some(0))
                .map(|(index, weight)| match weight {
                    Some(weight) => format!("{} {}", percent(*weight), variation(flag, *index)),
                    None => variation(flag, *index),
                })
                .collect();
            (!shares.is_empty()).then(|| list(&shares))
        }
    }
}

/// `25% `true` and 75% `false``, with what decides where it is not the user's key.
fn shares(flag: &Flag, rollout: &Rollout) -> String {
    let parts: Vec<String> = rollout
        .variations
        .iter()
        .filter(|share| share.weight > 0)
        .map(|share| format!("{} {}", percent(share.weight), variation(flag, share.variation)))
        .collect();
    let attribute = rollout.bucket_by.as_deref().filter(|attribute| !attribute.is_empty() && *attribute != "key");
    let context = rollout.context_kind.as_deref().filter(|kind| !kind.is_empty() && *kind != "user");
    let by = match (context, attribute) {
        (None, None) => String::new(),
        (Some(context), None) => format!(" by {context}"),
        (None, Some(attribute)) => format!(" by {attribute}"),
        (Some(context), Some(attribute)) => format!(" by {context} {attribute}"),
    };
    let experiment = if rollout.experiment_allocation.is_some() { " in an experiment" } else { "" };
    if parts.is_empty() {
        return "an empty rollout".to_owned();
    }
    format!("{}{by}{experiment}", list(&parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_in_words() {
        let now = UnixMillis(1_800_000_000_000);
        let before = |seconds: i64| ago(UnixMillis(now.0 - seconds * 1000), now);
        assert_eq!(before(-50), "just now");
        assert_eq!(before(59), "just now");
        assert_eq!(before(60), "1 minute ago");
        assert_eq!(before(7_200), "2 hours ago");
        assert_eq!(before(86_400 * 59), "59 days ago");
        assert_eq!(before(86_400 * 61), "2 months ago");
        assert_eq!(before(86_400 * 800), "2 years ago");
        assert!(ago(UnixMillis(i64::MIN), UnixMillis(i64::MAX)).ends_with(" years ago"));
    }

    #[test]
    fn weights_in_percent() {
        assert_eq!(percent(100_000), "100%");
        assert_eq!(percent(25_000), "25%");
        assert_eq!(percent(33_333), "33.333%");
        assert_eq!(percent(500), "0.5%");
        assert_eq!(percent(0), "0%");
    }

    #[test]
    fn lists_in_words() {
        let strings = |items: &[&str]| list(&items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>());
        assert_eq!(strings(&[]), "");
        assert_eq!(strings(&["a"]), "a");
        assert_eq!(strings(&["a", "b", "c"]), "a, b and c");
    }
}
