//! Hover contents.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::flags::{
    Catalog, CatalogSource, Environment, EnvironmentKey, Flag, FlagState, StatusName, UnixMillis, plural,
};

use super::rich_text::{self, Block, Span, spans};
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
const DESCRIPTION: usize = 600;
/// Maximum length of a value in the list of variations, in characters.
const VALUE: usize = 120;
/// Maximum number of suggestions for an unknown key.
pub(super) const SUGGESTIONS: usize = 3;
/// Maximum number of variations, tags and environments.
const MOST: usize = 12;

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
            let name = if flag.name.trim().is_empty() { &**key } else { flag.name.trim() };
            line.push(Span::text(" — "));
            line.push(Span::Link { text: cut(name, VALUE), url: catalog.flag_url(key, None) });
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

fn of_flag(catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Vec<Block> {
    let mut blocks = vec![heading(catalog, flag), Block::Paragraph(summary(flag, now))];
    if !flag.description.trim().is_empty() {
        blocks.push(Block::Paragraph(vec![Span::text(cut(&flag.description, DESCRIPTION))]));
    }
    let (shown, more) = environments(catalog, flag);
    blocks.extend(shown.iter().map(|environment| Block::Item(environment_line(catalog, flag, environment, now))));
    if more > 0 {
        blocks.push(Block::Item(vec![Span::text(format!("and {}", plural(more, "more environment")))]));
    }
    blocks.extend(variations(flag));
    blocks.push(Block::Paragraph(vec![Span::text(people_and_age(flag, now))]));
    blocks
}

/// Name and key; the name links to the flag's page.
fn heading(catalog: &Catalog, flag: &Flag) -> Block {
    let key = flag.key.as_str();
    let name = if flag.name.trim().is_empty() { key } else { flag.name.trim() };
    let link = Span::Link { text: cut(name, 120), url: catalog.flag_url(key, None) };
    Block::Heading(vec![link, Span::text(" "), Span::code(key)])
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

/// The chosen environments, or those of the flag if none is chosen; and the number of omitted ones.
fn environments(catalog: &Catalog, flag: &Flag) -> (Vec<Environment>, usize) {
    let mut all = catalog.environments.clone();
    if all.is_empty() {
        all = flag.environments.iter().map(|(key, config)| carried(key, &config.environment_name)).collect();
    }
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    (all, more)
}

fn carried(key: &EnvironmentKey, name: &str) -> Environment {
    Environment {
        key: key.clone(),
        name: name.to_owned(),
        color: String::new(),
        critical: false,
        confirm_changes: false,
        require_comments: false,
        tags: Vec::new(),
        approval_settings: None,
    }
}

/// `**Production**: on, everyone gets true; off would serve false. Launched, last requested 2 hours ago.`
fn environment_line(catalog: &Catalog, flag: &Flag, environment: &Environment, now: UnixMillis) -> Vec<Span> {
    let mut line = vec![Span::strong(words::name_of(environment))];
    if environment.is_critical() {
        line.push(Span::text(" (critical)"));
    }
    line.push(Span::text(": "));
    let key = environment.key.as_str();
    let (Some(config), Some(served)) = (flag.environments.get(key), flag.in_words(key)) else {
        line.push(Span::text("not loaded"));
        return line;
    };
    line.push(Span::strong(if config.on { "on" } else { "off" }));
    let off = if config.on { words::off_would_serve(flag, key) } else { String::new() };
    let serves = format!("{}{off}.", words::serves(&served, config));
    if flag.archived {
        line.push(Span::text(" once it is restored: "));
        line.extend(spans(&serves));
        return line;
    }
    line.push(Span::text(", "));
    line.extend(spans(&serves));
    line.push(Span::text(" "));
    line.push(Span::text(status(catalog, flag, environment, now)));
    line
}

/// `Launched, last requested 2 hours ago.`
fn status(catalog: &Catalog, flag: &Flag, environment: &Environment, now: UnixMillis) -> String {
    let key = flag.key.as_str();
    let Some(status) = catalog.status(&environment.key, key) else {
        return if catalog.statuses.contains_key(&environment.key) {
            "No status.".to_owned()
        } else {
            "Status not loaded.".to_owned()
        };
    };
    let name = match status.name {
        StatusName::New => "New",
        StatusName::Active => "Active",
        StatusName::Inactive => "Inactive",
        StatusName::Launched => "Launched",
        StatusName::Unknown => "Unknown status",
    };
    match (status.last_requested_at(), status.last_requested.as_deref()) {
        (Some(moment), _) => format!("{name}, last requested {}.", words::ago(moment, now)),
        (None, None) => format!("{name}, never requested."),
        (None, Some(_)) => format!("{name}."),
    }
}

fn variations(flag: &Flag) -> Vec<Block> {
    if flag.variations.is_empty() {
        return vec![Block::Paragraph(vec![Span::text("Variations not loaded")])];
    }
    let mut blocks = vec![Block::Paragraph(vec![Span::text("Variations:")])];
    for variation in flag.variations.iter().take(MOST) {
        let mut line = vec![Span::code(cut(&variation.value.to_string(), VALUE))];
        let told = [&variation.name, &variation.description];
        for text in told.into_iter().flatten().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            line.push(Span::text(format!(" — {}", cut(text, VALUE))));
        }
        blocks.push(Block::Item(line));
    }
    let more = flag.variations.len().saturating_sub(MOST);
    if more > 0 {
        blocks.push(Block::Item(vec![Span::text(format!("and {more} more"))]));
    }
    blocks
}

/// `Maintained by Ann Lee · tags: checkout, web · created 2026-01-02 (10 months ago)`.
fn people_and_age(flag: &Flag, now: UnixMillis) -> String {
    let mut parts = vec![maintainer(flag)];
    if !flag.tags.is_empty() {
        let mut tags: Vec<&str> = flag.tags.iter().take(MOST).map(String::as_str).collect();
        let more = flag.tags.len() - tags.len();
        let rest = format!("and {more} more");
        if more > 0 {
            tags.push(&rest);
        }
        parts.push(format!("tags: {}", tags.join(", ")));
    }
    parts.push(match flag.creation_date {
        UnixMillis(0) => "creation date not loaded".to_owned(),
        date => format!("created {}", words::date_and_age(date, now)),
    });
    parts.join(" · ")
}

fn maintainer(flag: &Flag) -> String {
    if let Some(member) = &flag.maintainer {
        let names = [member.first_name.as_deref(), member.last_name.as_deref()];
        let name: Vec<&str> = names.into_iter().flatten().filter(|name| !name.trim().is_empty()).collect();
        let who = if name.is_empty() { member.email.clone() } else { name.join(" ") };
        return format!("Maintained by {who}");
    }
    let team = flag.maintainer_team.as_ref().map(|team| if team.name.is_empty() { &team.key } else { &team.name });
    match (team.or(flag.maintainer_team_key.as_ref()), &flag.maintainer_id) {
        (Some(team), _) => format!("Maintained by the team {team}"),
        (None, Some(_)) => "Maintained by a former member".to_owned(),
        (None, None) => "No maintainer".to_owned(),
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
