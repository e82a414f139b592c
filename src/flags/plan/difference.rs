//! What differs between a flag before and after a change: in words, and as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::super::{
    ClientSideAvailability, Environment, EnvironmentKey, Flag, FlagConfig, Rule, Served, Variation, value_in_words,
};

/// One difference in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Display name of the environment; `None` if the flag as a whole differs.
    pub environment: Option<String>,
    /// What differs: `targeting`, `tags`.
    pub subject: String,
    /// Before; empty if it did not exist.
    pub before: String,
    /// Afterwards; empty if it no longer exists.
    pub after: String,
}

impl fmt::Display for Difference {
    /// `Production: targeting: off → on`, `tags: added "web"`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(environment) = &self.environment {
            write!(formatter, "{environment}: ")?;
        }
        let Self { subject, before, after, .. } = self;
        match (before.as_str(), after.as_str()) {
            ("", after) => write!(formatter, "{subject}: added {after}"),
            (before, "") => write!(formatter, "{subject}: removed {before}"),
            (before, after) => write!(formatter, "{subject}: {before} → {after}"),
        }
    }
}

/// One difference as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JsonDifference {
    /// JSON pointer in the flag; empty for the whole flag.
    pub path: String,
    /// The value before; `None` if there was none.
    pub before: Option<Value>,
    /// The value afterwards; `None` if there is none.
    pub after: Option<Value>,
}

/// The smallest parts of two documents that differ. Arrays of different lengths differ as a whole.
pub(super) fn as_json(before: &Value, after: &Value) -> Vec<JsonDifference> {
    let mut found = Vec::new();
    compare(before, after, &mut String::new(), &mut found);
    found
}

fn compare(before: &Value, after: &Value, path: &mut String, found: &mut Vec<JsonDifference>) {
    if before == after {
        return;
    }
    let length = path.len();
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for name in names {
                path.push('/');
                path.push_str(&name.replace('~', "~0").replace('/', "~1"));
                match (old.get(name), new.get(name)) {
                    (Some(old), Some(new)) => compare(old, new, path, found),
                    (old, new) => {
                        found.push(JsonDifference { path: path.clone(), before: old.cloned(), after: new.cloned() })
                    }
                }
                path.truncate(length);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                path.push_str(&format!("/{index}"));
                compare(old, new, path, found);
                path.truncate(length);
            }
        }
        _ => {
            found.push(JsonDifference { path: path.clone(), before: Some(before.clone()), after: Some(after.clone()) })
        }
    }
}

/// The differences in words: the flag as a whole first, then each environment in the given order.
pub(super) fn in_words(before: &Flag, after: &Flag, environments: &[Environment]) -> Vec<Difference> {
    let mut list = List { environment: None, items: Vec::new() };
    of_flag(before, after, &mut list);
    let mut keys: Vec<&EnvironmentKey> = environments.iter().map(|environment| &environment.key).collect();
    keys.extend(before.environments.keys().filter(|key| !environments.iter().any(|known| known.key == **key)));
    for key in keys {
        let (Some(old), Some(new)) = (before.environments.get(key), after.environments.get(key)) else { continue };
        let known = environments.iter().find(|environment| environment.key == *key);
        list.environment = Some(known.map_or(key.as_str(), Environment::display_name).to_owned());
        of_config(before, after, old, new, &mut list);
    }
    list.items
}

struct List {
    environment: Option<String>,
    items: Vec<Difference>,
}

impl List {
    /// Adds a difference unless both sides are equal.
    fn compare(&mut self, subject: impl Into<String>, before: String, after: String) {
        if before != after {
            self.items.push(Difference {
                environment: self.environment.clone(),
                subject: subject.into(),
                before,
                after,
            });
        }
    }

    /// Adds what was removed from and what was added to a set.
    fn compare_sets<'a>(
        &mut self,
        subject: &str,
        before: impl IntoIterator<Item = &'a String>,
        after: impl IntoIterator<Item = &'a String>,
    ) {
        let (old, new): (BTreeSet<_>, BTreeSet<_>) = (before.into_iter().collect(), after.into_iter().collect());
        let words = |left: &BTreeSet<&'a String>, right: &BTreeSet<&'a String>| {
            let rest: Vec<&str> = left.difference(right).map(|value| value.as_str()).collect();
            let more = rest.len().saturating_sub(MOST);
            let mut text = rest.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
            if more > 0 {
                text.push_str(&format!(" and {more} more"));
            }
            text
        };
        self.compare(subject, words(&old, &new), String::new());
        self.compare(subject, String::new(), words(&new, &old));
    }
}

/// Maximum number of items named in one difference.
const MOST: usize = 5;

fn of_flag(before: &Flag, after: &Flag, list: &mut List) {
    let quoted = |text: &str| if text.is_empty() { "none".to_owned() } else { format!("“{text}”") };
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    list.compare("archived", yes(before.archived), yes(after.archived));
    list.compare("deprecated", yes(before.deprecated), yes(after.deprecated));
    list.compare("name", quoted(&before.name), quoted(&after.name));
    list.compare("description", quoted(&before.description), quoted(&after.description));
    list.compare("temporary", yes(before.temporary), yes(after.temporary));
    list.compare_sets("tags", &before.tags, &after.tags);
    list.compare("maintainer", maintainer(before), maintainer(after));
    let available = |flag: &Flag| -> ClientSideAvailability { flag.client_side_availability.unwrap_or_default() };
    let (old, new) = (available(before), available(after));
    list.compare("client-side SDKs", yes(old.using_environment_id), yes(new.using_environment_id));
    list.compare("mobile SDKs", yes(old.using_mobile_key), yes(new.using_mobile_key));
    of_variations(before, after, list);
    let keys: BTreeSet<&String> = before.custom_properties.keys().chain(after.custom_properties.keys()).collect();
    for key in keys {
        let words = |flag: &Flag| flag.custom_properties.get(key).map(|held| held.value.join(", ")).unwrap_or_default();
        list.compare(format!("custom property {key}"), words(before), words(after));
    }
}

fn maintainer(flag: &Flag) -> String {
    match (&flag.maintainer, &flag.maintainer_id, &flag.maintainer_team_key) {
        (Some(member), Some(id), _) if member.id == *id => member.email.clone(),
        (_, Some(id), _) => format!("member {id}"),
        (_, None, Some(team)) => format!("team {team}"),
        (_, None, None) => "nobody".to_owned(),
    }
}

fn of_variations(before: &Flag, after: &Flag, list: &mut List) {
    let find = |flag: &Flag, variation: &Variation| -> Option<Variation> {
        let id = variation.id.as_deref()?;
        flag.variation_index(id).map(|index| flag.variations[index].clone())
    };
    for variation in &before.variations {
        match find(after, variation) {
            None => list.compare("variations", variation.in_words(), String::new()),
            Some(now) => {
                list.compare("variation", variation.in_words(), now.in_words());
                if variation.description != now.description {
                    let words = |text: &Option<String>| format!("“{}”", text.as_deref().unwrap_or_default());
                    let subject = format!("description of variation {}", now.in_words());
                    list.compare(subject, words(&variation.description), words(&now.description));
                }
            }
        }
    }
    for variation in after.variations.iter().filter(|variation| find(before, variation).is_none()) {
        list.compare("variations", String::new(), variation.in_words());
    }
    let default = |flag: &Flag, of: fn(&super::super::Defaults) -> usize| {
        let index = flag.defaults.as_ref().map(of);
        index.and_then(|index| flag.variations.get(index)).map_or_else(|| "none".to_owned(), Variation::in_words)
    };
    let subject = "in new environments, while";
    let (on, off) = (
        |defaults: &super::super::Defaults| defaults.on_variation,
        |defaults: &super::super::Defaults| defaults.off_variation,
    );
    list.compare(format!("{subject} on"), default(before, on), default(after, on));
    list.compare(format!("{subject} off"), default(before, off), default(after, off));
}

fn of_config(before: &Flag, after: &Flag, old: &FlagConfig, new: &FlagConfig, list: &mut List) {
    let state = |on: bool| if on { "on" } else { "off" }.to_owned();
    list.compare("targeting", state(old.on), state(new.on));
    let fallthrough = |flag: &Flag, config: &FlagConfig| {
        config.fallthrough.as_ref().map_or_else(|| "not loaded".to_owned(), |served| serves(flag, served))
    };
    list.compare("default rule serves", fallthrough(before, old), fallthrough(after, new));
    let off = |flag: &Flag, config: &FlagConfig| {
        let variation = config.off_variation.and_then(|index| flag.variations.get(index));
        variation.map_or_else(|| "the default value in code".to_owned(), Variation::in_words)
    };
    list.compare("while off serves", off(before, old), off(after, new));
    of_rules(before, after, old, new, list);
    of_targets(before, after, old, new, list);
    of_prerequisites(old, new, list);
    list.compare("detailed events", state(old.track_events), state(new.track_events));
    list.compare(
        "detailed events of the default rule",
        state(old.track_events_fallthrough),
        state(new.track_events_fallthrough),
    );
}

fn of_rules(before: &Flag, after: &Flag, old: &FlagConfig, new: &FlagConfig, list: &mut List) {
    for (index, rule) in old.rules.iter().enumerate() {
        let position = new.rules.iter().position(|held| held.id == rule.id);
        let subject = format!("rule {}", index + 1);
        match position {
            None => list.compare(subject, rule_in_words(before, rule), String::new()),
            Some(position) => {
                list.compare(subject.clone(), rule_in_words(before, rule), rule_in_words(after, &new.rules[position]));
                let events = |rule: &Rule| if rule.track_events { "on" } else { "off" }.to_owned();
                list.compare(format!("detailed events of {subject}"), events(rule), events(&new.rules[position]));
            }
        }
    }
    let is_new = |rule: &&Rule| !old.rules.iter().any(|held| held.id == rule.id);
    for (index, rule) in new.rules.iter().enumerate().filter(|(_, rule)| is_new(rule)) {
        list.compare(format!("rule {}", index + 1), String::new(), rule_in_words(after, rule));
    }
    let order = |from: &FlagConfig, other: &FlagConfig| -> Vec<usize> {
        let kept = from.rules.iter().filter(|rule| other.rules.iter().any(|held| held.id == rule.id));
        kept.filter_map(|rule| old.rules.iter().position(|held| held.id == rule.id)).map(|index| index + 1).collect()
    };
    let words = |order: Vec<usize>| order.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    list.compare("order of the rules", words(order(old, new)), words(order(new, old)));
}

/// `“Staff”: if user email endsWith "@example.com" serves true`.
fn rule_in_words(flag: &Flag, rule: &Rule) -> String {
    let mut text = String::new();
    if let Some(description) = rule.description.as_deref().filter(|text| !text.is_empty()) {
        text.push_str(&format!("“{description}”: "));
    }
    let clauses = rule.clauses.iter().map(|clause| {
        let values: Vec<_> = clause.values.iter().map(value_in_words).collect();
        let not = if clause.negate { "not " } else { "" };
        let kind = clause.context_kind.as_deref().unwrap_or("user");
        format!("{not}{kind} {} {} {}", clause.attribute, clause.op, values.join(", "))
    });
    let clauses: Vec<_> = clauses.collect();
    let condition = if clauses.is_empty() { "always".to_owned() } else { format!("if {}", clauses.join(" and ")) };
    format!("{text}{condition} serves {}", serves(flag, &rule.served))
}

/// What is served, with the attribute that a rollout buckets by.
fn serves(flag: &Flag, served: &Served) -> String {
    let rollout = served.rollout.as_ref();
    let kind = rollout.and_then(|rollout| rollout.context_kind.as_deref()).filter(|kind| *kind != "user");
    let attribute = rollout.and_then(|rollout| rollout.bucket_by.as_deref()).filter(|attribute| *attribute != "key");
    let by: Vec<&str> = kind.into_iter().chain(attribute).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.join(" ")) };
    format!("{}{by}", flag.serving(served))
}

fn of_targets(before: &Flag, after: &Flag, old: &FlagConfig, new: &FlagConfig, list: &mut List) {
    let all = |flag: &Flag, config: &FlagConfig| {
        let mut found: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for target in config.targets.iter().chain(&config.context_targets) {
            let Some(variation) = flag.variations.get(target.variation) else { continue };
            let place = (target.kind().to_owned(), variation.in_words());
            found.entry(place).or_default().extend(target.values.iter().cloned());
        }
        found
    };
    let (old, new) = (all(before, old), all(after, new));
    let places: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for place in places {
        let (kind, variation) = place;
        let subject = format!("{kind} targets of {variation}");
        let none = Vec::new();
        list.compare_sets(&subject, old.get(place).unwrap_or(&none), new.get(place).unwrap_or(&none));
    }
}

fn of_prerequisites(old: &FlagConfig, new: &FlagConfig, list: &mut List) {
    let find = |config: &FlagConfig, key: &str| {
        let held = config.prerequisites.iter().find(|held| held.key.as_str() == key);
        held.map(|held| format!("variation {} of {key}", held.variation + 1)).unwrap_or_default()
    };
    let keys: BTreeSet<&str> =
        old.prerequisites.iter().chain(&new.prerequisites).map(|held| held.key.as_str()).collect();
    for key in keys {
        list.compare("prerequisites", find(old, key), find(new, key));
    }
}
