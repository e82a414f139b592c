//! Hover contents: a card that is read at a glance.

mod environments;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::Value;

use crate::flags::{Catalog, CatalogSource, Flag, FlagState, UnixMillis, Variation};

use super::rich_text::{self, Block, Span};
use super::{Analysis, words};

/// The content of a hover, rendered as Markdown or plain text.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    blocks: Vec<Block>,
}

impl Card {
    /// Renders as Markdown. Everything from LaunchDarkly is escaped.
    pub fn markdown(&self) -> String {
        rich_text::markdown(&self.blocks)
    }

    /// Renders as plain text, for clients without Markdown and for terminals.
    pub fn plain_text(&self) -> String {
        rich_text::plain_text(&self.blocks)
    }
}

/// Maximum length of a description, in characters.
const DESCRIPTION: usize = 200;
/// Maximum length of a name or value, in characters.
const VALUE: usize = 60;
/// Maximum number of suggestions for an unknown key.
pub(super) const SUGGESTIONS: usize = 3;
/// Maximum number of variations, of tags, and of flags that a name matches.
const MOST: usize = 6;

/// The card of a flag key, known or unknown.
pub fn card(analysis: &Analysis<'_>, key: &str) -> Card {
    let Some(catalog) = analysis.catalog else {
        return Card { blocks: not_loaded(analysis, key) };
    };
    let mut blocks = match catalog.flag(key) {
        _ if catalog.source == CatalogSource::Keys => keys_only(catalog, key),
        Some(flag) => of_flag(catalog, flag, analysis.now),
        None => unknown(catalog, key),
    };
    blocks.extend(provenance(analysis, catalog));
    Card { blocks }
}

/// The card of a name that matches several flags.
pub fn card_of_several(analysis: &Analysis<'_>, name: &str, keys: &[Arc<str>]) -> Card {
    let mut blocks = vec![Block::Heading(vec![Span::text("Ambiguous name "), Span::code(name)])];
    blocks.push(Block::Paragraph(vec![Span::text("Ambiguous: this name matches several flags:")]));
    for key in keys.iter().take(MOST) {
        let mut line = vec![Span::code(&**key)];
        if let Some((catalog, flag)) = analysis.catalog.and_then(|catalog| Some((catalog, catalog.flag(key)?))) {
            line.push(Span::text(" — "));
            line.push(Span::Link { text: cut(words::name_of_flag(flag), VALUE), url: catalog.flag_url(key, None) });
            line.push(Span::text(" · "));
            line.extend(summary(flag, analysis.now));
        }
        blocks.push(Block::Item(line));
    }
    let more = keys.len().saturating_sub(MOST);
    if more > 0 {
        blocks.push(Block::Item(vec![Span::text(format!("and {more} more"))]));
    }
    Card { blocks }
}

/// The state first: what is below it may need scrolling.
fn of_flag(catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Vec<Block> {
    let mut blocks = vec![heading(catalog, flag), Block::Paragraph(summary(flag, now))];
    blocks.extend(environments::lines(catalog, flag, now));
    blocks.extend(variations(flag));
    if !flag.description.trim().is_empty() {
        blocks.push(Block::Paragraph(vec![Span::text(cut(&flag.description, DESCRIPTION))]));
    }
    blocks.extend(people_and_age(flag, now));
    blocks
}

/// Name and key; the name links to the flag's page.
fn heading(catalog: &Catalog, flag: &Flag) -> Block {
    let link =
        Span::Link { text: cut(words::name_of_flag(flag), VALUE), url: catalog.flag_url(flag.key.as_str(), None) };
    Block::Heading(vec![link, Span::text(" "), Span::code(flag.key.as_str())])
}

/// `boolean · temporary · live`.
fn summary(flag: &Flag, now: UnixMillis) -> Vec<Span> {
    let since = |date: Option<UnixMillis>| match date {
        Some(date) => format!(" since {}", words::date_and_age(date, now)),
        None => String::new(),
    };
    let permanence = if flag.temporary { "temporary" } else { "permanent" };
    let mut spans = vec![Span::text(format!("{} · {permanence} · ", words::kind(flag)))];
    match flag.state() {
        FlagState::Live => spans.push(Span::text("live")),
        FlagState::Deprecated { since: date } => {
            spans.extend([Span::strong("deprecated"), Span::text(since(date))]);
        }
        FlagState::Archived { since: date } => {
            let rest = format!("{}: SDKs get the default value in code", since(date));
            spans.extend([Span::strong("archived"), Span::text(rest)]);
        }
    }
    spans
}

/// ``Variations: `true` New, `false` Old``; nothing where they are the two booleans without names.
fn variations(flag: &Flag) -> Option<Block> {
    let is_told = |variation: &Variation| !variation.value.is_boolean() || name_of(variation).is_some();
    if !flag.variations.iter().any(is_told) {
        return None;
    }
    let mut line = vec![Span::text("Variations: ")];
    for (at, variation) in flag.variations.iter().take(MOST).enumerate() {
        if at > 0 {
            line.push(Span::text(", "));
        }
        line.push(Span::code(cut(&variation.value.to_string(), VALUE)));
        if let Some(name) = name_of(variation) {
            line.push(Span::text(format!(" {}", cut(name, VALUE))));
        }
    }
    let more = flag.variations.len().saturating_sub(MOST);
    if more > 0 {
        line.push(Span::text(format!(" and {more} more")));
    }
    Some(Block::Paragraph(line))
}

/// A variation's name, where it says more than the value.
fn name_of(variation: &Variation) -> Option<&str> {
    let name = variation.name.as_deref()?.trim();
    let value = match &variation.value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    (!name.is_empty() && name != value).then_some(name)
}

/// `Maintained by Ann Lee · tags: checkout, web · created 2026-01-02 (10 months ago)`, as far as it is known.
fn people_and_age(flag: &Flag, now: UnixMillis) -> Option<Block> {
    let mut parts: Vec<String> = maintainer(flag).into_iter().collect();
    if !flag.tags.is_empty() {
        let mut tags: Vec<&str> = flag.tags.iter().take(MOST).map(String::as_str).collect();
        let more = flag.tags.len() - tags.len();
        let rest = format!("and {more} more");
        if more > 0 {
            tags.push(&rest);
        }
        parts.push(format!("tags: {}", tags.join(", ")));
    }
    if flag.creation_date != UnixMillis(0) {
        parts.push(format!("created {}", words::date_and_age(flag.creation_date, now)));
    }
    let mut text = parts.join(" · ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    (!text.is_empty()).then(|| Block::Paragraph(vec![Span::text(text)]))
}

fn maintainer(flag: &Flag) -> Option<String> {
    if let Some(member) = &flag.maintainer {
        let names = [member.first_name.as_deref(), member.last_name.as_deref()];
        let name: Vec<&str> = names.into_iter().flatten().filter(|name| !name.trim().is_empty()).collect();
        let who = if name.is_empty() { member.email.clone() } else { name.join(" ") };
        return Some(format!("maintained by {who}"));
    }
    let team = flag.maintainer_team.as_ref().map(|team| if team.name.is_empty() { &team.key } else { &team.name });
    match (team.or(flag.maintainer_team_key.as_ref()), &flag.maintainer_id) {
        (Some(team), _) => Some(format!("maintained by the team {team}")),
        (None, Some(_)) => Some("maintained by a former member".to_owned()),
        (None, None) => None,
    }
}

fn unknown(catalog: &Catalog, key: &str) -> Vec<Block> {
    let title = vec![Span::text("Unknown flag "), Span::code(key)];
    let project = project_name(catalog);
    let mut blocks = vec![Block::Heading(title)];
    blocks.push(Block::Paragraph(if catalog.is_complete() {
        vec![
            Span::text("The project "),
            Span::strong(project),
            Span::text(" has no flag with this key. SDKs get the default value in code."),
        ]
    } else {
        vec![Span::text("The project's flags are only partly loaded; this flag is not among them.")]
    }));
    let nearest = catalog.nearest(key, SUGGESTIONS);
    if !nearest.is_empty() {
        blocks.push(Block::Paragraph(vec![Span::text("Did you mean:")]));
        for key in nearest {
            let mut line = vec![Span::code(key.as_str())];
            if let Some(flag) = catalog.flag(key.as_str()).filter(|flag| !flag.name.trim().is_empty()) {
                line.push(Span::text(format!(" — {}", cut(&flag.name, VALUE))));
            }
            blocks.push(Block::Item(line));
        }
    }
    blocks
}

fn keys_only(catalog: &Catalog, key: &str) -> Vec<Block> {
    let known = if catalog.flag(key).is_some() { "This key is in the list" } else { "This key is not in the list" };
    let text = format!("{known}. Only keys are loaded, no flag data.");
    vec![Block::Heading(vec![Span::text("Flag "), Span::code(key)]), Block::Paragraph(vec![Span::text(text)])]
}

fn not_loaded(analysis: &Analysis<'_>, key: &str) -> Vec<Block> {
    let why = analysis.catalog_problem.unwrap_or("Loading flags.");
    vec![
        Block::Heading(vec![Span::text("Flag "), Span::code(key)]),
        Block::Paragraph(vec![Span::text(format!("The flags are not loaded yet. {why}"))]),
    ]
}

/// Age and source of the data, unless it is current data from the API.
fn provenance(analysis: &Analysis<'_>, catalog: &Catalog) -> Option<Block> {
    let age = words::ago(catalog.fetched_at, analysis.now);
    let text = match (analysis.catalog_problem, catalog.source) {
        (Some(problem), _) => format!("As of {age}. {problem}"),
        (None, CatalogSource::File | CatalogSource::PartialFile) => "From a flag file.".to_owned(),
        (None, CatalogSource::Api | CatalogSource::Keys) => return None,
    };
    Some(Block::Paragraph(vec![Span::text(text)]))
}

pub(super) fn project_name(catalog: &Catalog) -> &str {
    let name = catalog.project.name.trim();
    if name.is_empty() { catalog.project.key.as_str() } else { name }
}

fn cut(text: &str, longest: usize) -> String {
    let text = text.trim();
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
