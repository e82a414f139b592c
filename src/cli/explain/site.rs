use crate::cli::source::Source;
use crate::cli::workspace::{Workspace, shown};
use crate::index::{self, place};
use crate::syntax::{KnownKeys, Site, SiteKind, ValueKind};
use crate::text::{LineIndex, PositionEncoding};
use crate::workspace::{Scan, ScannedFile};

/// How many related places are named.
const RELATED: usize = 5;

/// What an explanation goes by.
pub(super) struct Seen<'a> {
    pub(super) scan: &'a Scan,
    pub(super) source: Option<&'a Source>,
    pub(super) workspace: &'a Workspace,
}

/// What a site is and why, as rows under a heading.
pub(super) fn explain(file: &ScannedFile, site: &Site, seen: &Seen<'_>) -> String {
    let known = seen.source.is_some_and(|source| source.known().contains(&site.key));
    let mut told = format!("the flag {}", site.key);
    let mut row = |label: &str, value: &str| {
        told.push_str(&format!("\n  {label:<10}{value}"));
    };
    row("kind", &format!("{}: {}", site.kind.name(), kind(site, known, site.range.of(&file.text) != site.key)));
    if site.kind == SiteKind::Call {
        row("because", &evidence(file, site, known));
    }
    if let Some(call) = &site.call {
        row("method", &call.method);
        row("asks for", value_kind(call.value_kind));
        let default = call.default.map(|range| range.of(&file.text).split_whitespace().collect::<Vec<_>>().join(" "));
        row("default", default.as_deref().unwrap_or("none"));
        row("condition", if call.is_condition { "yes: the result decides a branch" } else { "no" });
    }
    row("catalog", &catalog(file, site, known, seen));
    let (label, wanted) = match site.kind {
        SiteKind::Definition => ("used at", SiteKind::Constant),
        SiteKind::Constant | SiteKind::Hook | SiteKind::Wrapper => ("defined at", SiteKind::Definition),
        SiteKind::Call | SiteKind::Alias | SiteKind::Ambiguous | SiteKind::Mention => return told,
    };
    let related = related(&seen.scan.files, &site.key, wanted);
    for place in related.iter().take(RELATED) {
        row(label, place);
    }
    if related.len() > RELATED {
        row("", &format!("and {} more", related.len() - RELATED));
    }
    told
}

fn kind(site: &Site, known: bool, is_named: bool) -> String {
    let method = site.call.as_ref().map_or("", |call| call.method.as_str());
    match site.kind {
        SiteKind::Call => format!("a literal key in the SDK call {method}"),
        SiteKind::Constant if method.is_empty() => "a constant that holds the key".into(),
        SiteKind::Constant => format!("a constant that holds the key, given to {method}"),
        SiteKind::Wrapper if known => {
            format!("an argument of {method}, which passes it on to an SDK call or speaks of flags by its name")
        }
        SiteKind::Wrapper => format!("an argument of {method}, which passes it on to an SDK call"),
        SiteKind::Hook => "a name given by React's useFlags() or its kin".into(),
        SiteKind::Alias => "a pattern of .launchdarkly/coderefs.yaml".into(),
        SiteKind::Definition => "where a constant that holds the key is defined".into(),
        SiteKind::Mention if is_named => "a local name that holds the key; what it was given is the reference".into(),
        SiteKind::Ambiguous => "a name that could mean several flags".into(),
        SiteKind::Mention => "a quoted string equal to a known key; it never warns".into(),
    }
}

/// What makes an SDK call believed: the file is looked at again with no key known.
fn evidence(file: &ScannedFile, site: &Site, known: bool) -> String {
    let alone = index::file_sites(file.language, &file.text, &KnownKeys::default());
    let is_proven = alone.sites.iter().any(|other| other.range == site.range && other.kind == site.kind);
    let imports = file.language.map(|language| place::sdk_imports(language, &file.text)).unwrap_or_default();
    match (is_proven, imports.is_empty(), known) {
        (true, false, _) => format!("the file imports {}", imports.join(", ")),
        (true, true, _) => "what it is called on, or a name in the file, speaks for LaunchDarkly".into(),
        (false, _, true) => "the key is known; nothing in this file alone speaks for LaunchDarkly".into(),
        (false, _, false) => "what it is called on comes from another file that speaks for LaunchDarkly".into(),
    }
}

fn value_kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Any => "a value of any kind",
        ValueKind::Bool => "a boolean",
        ValueKind::String => "a string",
        ValueKind::Int => "an integer",
        ValueKind::Double => "a floating-point number",
        ValueKind::Json => "a JSON value",
        ValueKind::Migration => "a migration stage",
        ValueKind::AiConfig => "an AI configuration",
        ValueKind::None => "no value",
    }
}

fn catalog(file: &ScannedFile, site: &Site, known: bool, seen: &Seen<'_>) -> String {
    let Some(source) = seen.source else { return "not asked: no flags are known".into() };
    let relative = seen.workspace.relative(&file.absolute);
    let own = source.catalog_of(seen.workspace, &relative);
    let flag = own.and_then(|catalog| catalog.flags.keys().find(|key| key.as_str() == site.key));
    match (known, flag.is_some() || source.is_only_keys()) {
        (true, true) => format!("known: {}", source.description),
        (true, false) => format!("known, but not in this file's project: {}", source.description),
        (false, _) => format!("unknown: not in {}", source.description),
    }
}

/// The places of a kind that name the same flag.
fn related(files: &[ScannedFile], key: &str, kind: SiteKind) -> Vec<String> {
    let mut places = Vec::new();
    for file in files {
        let lines = LineIndex::new(&file.text);
        for site in file.sites.sites.iter().filter(|site| site.kind == kind && site.key == key) {
            let at = lines.position(&file.text, site.range.start, PositionEncoding::Utf32);
            places.push(format!("{}:{}:{}", shown(&file.absolute), at.line + 1, at.character + 1));
        }
    }
    places
}
