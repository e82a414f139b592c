//! Plain-language descriptions of what a flag serves, shared by hovers, messages and confirmations.

use std::fmt;

use serde_json::Value;

use super::{Flag, FlagConfig, Served, Variation};

/// Maximum length of a value, in characters.
const VALUE_LENGTH: usize = 40;

impl Variation {
    /// The value as JSON on one line, truncated if long: `true`, `"blue"`, `{"size":1,…`.
    pub fn value_in_words(&self) -> String {
        value_in_words(&self.value)
    }

    /// Name and value: `Blue ("blue")`. The value alone if there is no name or it equals the value.
    pub fn in_words(&self) -> String {
        let value = self.value_in_words();
        match self.name.as_deref().filter(|name| !name.is_empty()) {
            Some(name) if name != value && Some(name) != self.value.as_str() => format!("{name} ({value})"),
            _ => value,
        }
    }
}

/// A value as JSON on one line, truncated if long.
pub fn value_in_words(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(VALUE_LENGTH) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

/// What a flag serves by default in one environment: to contexts that no rule or individual target matches.
#[derive(Debug, Clone, PartialEq)]
pub enum Serving<'a> {
    /// One variation.
    Variation(&'a Variation),
    /// Weighted variations, in thousandths of a percent.
    Rollout(Vec<(&'a Variation, u32)>),
    /// Targeting is off and no off variation is set: SDKs return the default value in code.
    NoOffVariation,
    /// Targeting is not loaded, or refers to a missing variation.
    NotLoaded,
}

impl fmt::Display for Serving<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variation(variation) => formatter.write_str(&variation.in_words()),
            Self::Rollout(shares) => {
                for (index, (variation, weight)) in shares.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(formatter, "{comma}{} {}", percent(*weight), variation.in_words())?;
                }
                Ok(())
            }
            Self::NoOffVariation => formatter.write_str("the default value in code (no off variation is set)"),
            Self::NotLoaded => formatter.write_str("not loaded"),
        }
    }
}

/// Summary of a flag in one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigInWords<'a> {
    /// Whether targeting is on.
    pub on: bool,
    /// Served by default.
    pub serves: Serving<'a>,
    /// Number of rules. From a summary list: each rule counts once per variation that it can serve.
    pub rules: usize,
    /// Number of individually targeted contexts.
    pub targets: usize,
    /// Number of prerequisites.
    pub prerequisites: usize,
}

impl Flag {
    /// Summarizes the flag in an environment; `None` if the environment was not loaded.
    pub fn in_words(&self, environment: &str) -> Option<ConfigInWords<'_>> {
        let config = self.environments.get(environment)?;
        Some(self.config_in_words(config, config.on))
    }

    /// Summarizes the flag as if targeting were on or off.
    pub fn in_words_if(&self, environment: &str, on: bool) -> Option<ConfigInWords<'_>> {
        Some(self.config_in_words(self.environments.get(environment)?, on))
    }

    fn config_in_words<'a>(&'a self, config: &'a FlagConfig, on: bool) -> ConfigInWords<'a> {
        if !config.is_detailed() {
            return self.summary_in_words(config, on);
        }
        let serves = match (&config.fallthrough, config.off_variation) {
            (Some(fallthrough), _) if on => self.serving(fallthrough),
            (_, Some(off)) if !on => self.variations.get(off).map_or(Serving::NotLoaded, Serving::Variation),
            (_, None) if !on => Serving::NoOffVariation,
            _ => Serving::NotLoaded,
        };
        let targets = config.targets.iter().chain(&config.context_targets);
        ConfigInWords {
            on,
            serves,
            rules: config.rules.iter().filter(|rule| !rule.disabled.unwrap_or_default()).count(),
            targets: targets.map(|target| target.values.len()).sum(),
            prerequisites: config.prerequisites.len(),
        }
    }

    fn summary_in_words<'a>(&'a self, config: &'a FlagConfig, on: bool) -> ConfigInWords<'a> {
        let Some(summary) = &config.summary else {
            return ConfigInWords { on, serves: Serving::NotLoaded, rules: 0, targets: 0, prerequisites: 0 };
        };
        let rows: Vec<_> = summary
            .variations
            .iter()
            .filter_map(|(index, row)| Some((self.variations.get(index.parse::<usize>().ok()?)?, row)))
            .collect();
        let off = || rows.iter().find(|(_, row)| row.is_off == Some(true));
        let fallthrough: Vec<_> =
            rows.iter().filter(|(_, row)| row.is_fallthrough == Some(true) || row.rollout.is_some()).collect();
        let serves = match (on, fallthrough.as_slice()) {
            (false, _) => off().map_or(Serving::NoOffVariation, |(variation, _)| Serving::Variation(variation)),
            (true, []) => Serving::NotLoaded,
            (true, [(variation, _)]) => Serving::Variation(variation),
            (true, several) => Serving::Rollout(
                several.iter().map(|(variation, row)| (*variation, row.rollout.unwrap_or_default())).collect(),
            ),
        };
        let sum = |count: fn(&super::VariationSummary) -> u32| rows.iter().map(|(_, row)| count(row) as usize).sum();
        ConfigInWords {
            on,
            serves,
            rules: sum(|row| row.rules + row.null_rules),
            targets: sum(|row| row.targets + row.context_targets),
            prerequisites: summary.prerequisites as usize,
        }
    }

    /// Resolves a rule's or the fallthrough's variation or rollout.
    pub fn serving(&self, served: &Served) -> Serving<'_> {
        let shares: Option<Vec<_>> = served
            .shares()
            .map(|(index, weight)| self.variations.get(index).map(|variation| (variation, weight)))
            .collect();
        match shares.as_deref() {
            None | Some([]) => Serving::NotLoaded,
            Some([(variation, _)]) => Serving::Variation(variation),
            Some(several) => Serving::Rollout(several.to_vec()),
        }
    }
}

impl ConfigInWords<'_> {
    /// The non-zero counts: `2 rules, 1 target`; `None` if all are zero.
    pub fn counts(&self) -> Option<String> {
        let counts = [(self.rules, "rule"), (self.targets, "target"), (self.prerequisites, "prerequisite")];
        let words: Vec<_> =
            counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(count, noun)).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

impl fmt::Display for ConfigInWords<'_> {
    /// `serves true to everyone`, `serves 60% "a", 40% "b", 2 rules, 1 target`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // With targeting off only the off variation matters.
        let counts = if self.on { self.counts() } else { None };
        match (&self.serves, counts) {
            (Serving::NotLoaded, None) => formatter.write_str("what it serves is not loaded"),
            (Serving::NotLoaded, Some(counts)) => write!(formatter, "what it serves is not loaded, {counts}"),
            (serves, None) => write!(formatter, "serves {serves} to everyone"),
            (serves, Some(counts)) => write!(formatter, "serves {serves} by default, {counts}"),
        }
    }
}

/// Formats thousandths of a percent as a percentage without trailing zeros: `33.333%`, `50%`.
pub fn percent(weight: u32) -> String {
    let text = format!("{}.{:03}", weight / 1000, weight % 1000);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Formats a number with its noun: `1 rule`, `2 rules`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests;
