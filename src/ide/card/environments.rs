//! The lines of a card that say what a flag does in each environment.

use crate::flags::{
    Catalog, EnvironmentKey, Flag, FlagConfig, Serving, StatusName, UnixMillis, Variation, percent, plural,
};
use crate::ide::rich_text::{Block, Span};
use crate::ide::words;

use super::{VALUE, cut, name_of};

/// Maximum number of environments, so that a card fits into an editor's pop-up.
const MOST: usize = 5;
/// Maximum number of prerequisites by name; more are counted.
const PREREQUISITES: usize = 2;

/// One line per environment with loaded configuration, the others in one line; when the flag was last requested follows
/// once where it is the same everywhere. None for an archived flag, which no environment serves.
pub(super) fn lines(catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Vec<Block> {
    if flag.archived {
        return Vec::new();
    }
    let all = chosen(catalog, flag);
    let (loaded, missing): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(key, _)| flag.environments.contains_key(key.as_str()));
    let statuses: Vec<Option<String>> = loaded.iter().map(|(key, _)| status(catalog, flag, key, now)).collect();
    let common = match statuses.as_slice() {
        [Some(first), others @ ..]
            if !others.is_empty() && others.iter().all(|other| other.as_ref() == Some(first)) =>
        {
            Some(first.clone())
        }
        _ => None,
    };
    let mut blocks = Vec::new();
    for ((key, name), status) in loaded.iter().zip(&statuses).take(MOST) {
        let Some(config) = flag.environments.get(key.as_str()) else { continue };
        let mut line = vec![
            Span::text(if config.on { "● " } else { "○ " }),
            Span::strong(*name),
            Span::text(if config.on { " on, " } else { " off, " }),
        ];
        line.extend(serves(flag, key.as_str(), config));
        if let Some(status) = status.as_ref().filter(|_| common.is_none()) {
            line.push(Span::text(format!(" · {status}")));
        }
        blocks.push(Block::Line(line));
    }
    let more = loaded.len().saturating_sub(MOST);
    if more > 0 {
        blocks.push(Block::Line(vec![Span::text(format!("and {}", plural(more, "more environment")))]));
    }
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().take(MOST).map(|(_, name)| (*name).to_owned()).collect();
        let more = missing.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        blocks.push(Block::Line(vec![Span::text(format!("{}{more}: not loaded", words::list(&names)))]));
    }
    if let Some(mut status) = common {
        if let Some(first) = status.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        blocks.push(Block::Line(vec![Span::text(status)]));
    }
    blocks
}

/// The chosen environments, or those of the flag if none is chosen, each with its name.
fn chosen<'a>(catalog: &'a Catalog, flag: &'a Flag) -> Vec<(&'a EnvironmentKey, &'a str)> {
    if catalog.environments.is_empty() {
        let named = |key: &'a EnvironmentKey, name: &'a str| if name.is_empty() { key.as_str() } else { name };
        return flag.environments.iter().map(|(key, config)| (key, named(key, &config.environment_name))).collect();
    }
    catalog.environments.iter().map(|environment| (&environment.key, words::name_of(environment))).collect()
}

/// `2 rules, 3 targets; of the others 25% get New, 75% false by plan · requires accounts`.
fn serves(flag: &Flag, environment: &str, config: &FlagConfig) -> Vec<Span> {
    let Some(in_words) = flag.in_words(environment) else { return vec![Span::text("not loaded")] };
    let counts = [(in_words.rules, "rule"), (in_words.targets, "target")];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(count, noun));
    let counts: Vec<String> = counts.filter(|_| in_words.on).collect();
    let counts = counts.join(", ");
    let mut line = Vec::new();
    let (everyone, of_all) = if counts.is_empty() {
        ("everyone gets ", "")
    } else {
        line.push(Span::text(format!("{counts}; ")));
        ("everyone else gets ", "of the others ")
    };
    match &in_words.serves {
        Serving::Variation(variation) => line.extend([Span::text(everyone), variation_span(variation)]),
        Serving::Rollout(shares) => {
            line.push(Span::text(of_all));
            for (at, (variation, weight)) in shares.iter().filter(|(_, weight)| *weight > 0).enumerate() {
                let verb = if at == 0 { "get " } else { "" };
                let comma = if at == 0 { "" } else { ", " };
                line.push(Span::text(format!("{comma}{} {verb}", percent(*weight))));
                line.push(variation_span(variation));
            }
            line.push(Span::text(words::by(config)));
        }
        Serving::NoOffVariation => {
            line.push(Span::text("everyone gets the default value in code: no off variation is set"));
        }
        Serving::NotLoaded if in_words.on => line.push(Span::text("targeting not loaded")),
        Serving::NotLoaded => line.push(Span::text("off variation not loaded")),
    }
    if in_words.on {
        line.extend(prerequisites(config, in_words.prerequisites));
    }
    line
}

/// ` · requires accounts`, or their number where they are not loaded or many.
fn prerequisites(config: &FlagConfig, count: usize) -> Vec<Span> {
    if count == 0 {
        return Vec::new();
    }
    if config.prerequisites.is_empty() || config.prerequisites.len() > PREREQUISITES {
        return vec![Span::text(format!(" · {}", plural(count, "prerequisite")))];
    }
    let mut line = vec![Span::text(" · requires ")];
    for (at, prerequisite) in config.prerequisites.iter().enumerate() {
        if at > 0 {
            line.push(Span::text(" and "));
        }
        line.push(Span::code(prerequisite.key.as_str()));
    }
    line
}

/// The name of a variation, or its value.
fn variation_span(variation: &Variation) -> Span {
    match name_of(variation) {
        Some(name) => Span::text(cut(name, VALUE)),
        None => Span::code(variation.value_in_words()),
    }
}

/// `active, last requested 2 hours ago`; `None` where that is not loaded.
fn status(catalog: &Catalog, flag: &Flag, environment: &EnvironmentKey, now: UnixMillis) -> Option<String> {
    let status = catalog.status(environment, flag.key.as_str())?;
    let name = match status.name {
        StatusName::New => "new",
        StatusName::Active => "active",
        StatusName::Inactive => "inactive",
        StatusName::Launched => "launched",
        StatusName::Unknown => "unknown status",
    };
    Some(match (status.last_requested_at(), status.last_requested.as_deref()) {
        (Some(moment), _) => format!("{name}, last requested {}", words::ago(moment, now)),
        (None, None) => format!("{name}, never requested"),
        (None, Some(_)) => name.to_owned(),
    })
}
