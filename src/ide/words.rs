//! Plain-language fragments: dates, lists, and what a flag serves. Values are in backticks, which become code in Markdown,
//! see `rich_text::spans`.

use serde_json::Value;

use std::sync::Arc;

use crate::flags::{ConfigInWords, Environment, Flag, FlagConfig, Serving, UnixMillis, Variation, percent};
use crate::text::printable;

/// The environment's name, or its key if it has none.
pub(super) fn name_of(environment: &Environment) -> &str {
    if environment.name.trim().is_empty() { environment.key.as_str() } else { environment.name.trim() }
}

/// The flag's name, or its key if it has none.
pub(super) fn name_of_flag(flag: &Flag) -> &str {
    if flag.name.trim().is_empty() { flag.key.as_str() } else { flag.name.trim() }
}

/// ``is ambiguous: it matches `a` and `b` ``.
pub(super) fn is_ambiguous(keys: &[Arc<str>]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{}`", plain(key))).collect();
    let all = match quoted.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        all => all.join(", "),
    };
    format!("is ambiguous: it matches {all}")
}

/// `just now`, `5 minutes ago`, `3 days ago`, `2 years ago`; times in the future count as now.
pub(super) fn ago(then: UnixMillis, now: UnixMillis) -> String {
    let seconds = now.0.saturating_sub(then.0) / 1000;
    let (count, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..5_184_000 => (seconds / 86_400, "day"),
        // Months and years of average length.
        5_184_000..63_113_904 => (seconds / 2_629_746, "month"),
        _ => (seconds / 31_556_952, "year"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// `2026-03-01 (8 months ago)`.
pub(super) fn date_and_age(then: UnixMillis, now: UnixMillis) -> String {
    format!("{} ({})", then.date(), ago(then, now))
}

/// `has been archived since 2026-03-01 (8 months ago)`, or `is archived` if the date is unknown.
pub(super) fn has_been(state: &str, since: Option<UnixMillis>, now: UnixMillis) -> String {
    match since {
        Some(date) => format!("has been {state} since {}", date_and_age(date, now)),
        None => format!("is {state}"),
    }
}

/// Foreign text within a plain one-line message, see [`printable`].
pub(super) fn plain(text: &str) -> String {
    printable(text).into_owned()
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `boolean`, `string`, `number` or `JSON`, by the values; `multivariate` if there are none or they differ.
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

/// What an environment serves, as a clause: `2 rules; everyone else gets 60% `true` and 40%
/// `false` by organization`.
pub(super) fn serves(words: &ConfigInWords, config: &FlagConfig) -> String {
    let counts = words.counts();
    let served = match &words.serves {
        Serving::Variation(variation) if words.on => value(variation),
        Serving::Variation(variation) => format!("{}, the off variation", value(variation)),
        Serving::Rollout(shares) => {
            let shares: Vec<String> = shares
                .iter()
                .filter(|(_, weight)| *weight > 0)
                .map(|(variation, weight)| format!("{} {}", percent(*weight), value(variation)))
                .collect();
            format!("{}{}", list(&shares), by(config))
        }
        Serving::NoOffVariation => "the default value in code, because no off variation is set".to_owned(),
        Serving::NotLoaded if words.on => return counts.map_or("targeting not loaded".to_owned(), not_loaded),
        Serving::NotLoaded => return "off variation not loaded".to_owned(),
    };
    match (words.on, counts) {
        (_, None) => format!("everyone gets {served}"),
        (true, Some(counts)) => format!("{counts}; everyone else gets {served}"),
        (false, Some(counts)) => format!("everyone gets {served} (not in use: {counts})"),
    }
}

fn not_loaded(counts: String) -> String {
    format!("{counts}; the default is not loaded")
}

/// A variation within a sentence.
fn value(variation: &Variation) -> String {
    format!("`{}`", variation.in_words().replace('`', "'"))
}

/// The attribute that a rollout buckets by, unless it is the user key.
pub(super) fn by(config: &FlagConfig) -> String {
    let Some(rollout) = config.fallthrough.as_ref().and_then(|served| served.rollout.as_ref()) else {
        return String::new();
    };
    let attribute = rollout.bucket_by.as_deref().filter(|attribute| !attribute.is_empty() && *attribute != "key");
    let context = rollout.context_kind.as_deref().filter(|kind| !kind.is_empty() && *kind != "user");
    let by = match (context, attribute) {
        (None, None) => String::new(),
        (Some(one), None) | (None, Some(one)) => format!(" by {one}"),
        (Some(context), Some(attribute)) => format!(" by {context} {attribute}"),
    };
    if rollout.experiment_allocation.is_some() { format!("{by} in an experiment") } else { by }
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
    fn lists_in_words() {
        let strings = |items: &[&str]| list(&items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>());
        assert_eq!(strings(&[]), "");
        assert_eq!(strings(&["a"]), "a");
        assert_eq!(strings(&["a", "b", "c"]), "a, b and c");
    }
}
