use crate::cli::source::Source;
use crate::cli::workspace::{Workspace, shown};
use crate::ide::Explanation;
use crate::syntax::{Site, SiteKind};
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

/// Adds what the flags and the other places say.
pub(super) fn add(explanation: &mut Explanation, file: &ScannedFile, site: &Site, seen: &Seen<'_>) {
    let known = seen.source.is_some_and(|source| source.known().contains(&site.key));
    let rows = &mut explanation.rows;
    rows.push(("catalog", catalog(file, site, known, seen)));
    let (label, wanted) = match site.kind {
        SiteKind::Definition => ("used at", SiteKind::Constant),
        SiteKind::Constant | SiteKind::Hook | SiteKind::Wrapper => ("defined at", SiteKind::Definition),
        SiteKind::Call | SiteKind::Alias | SiteKind::Ambiguous | SiteKind::Mention => return,
    };
    let related = related(&seen.scan.files, &site.key, wanted);
    rows.extend(related.iter().take(RELATED).map(|place| (label, place.clone())));
    if related.len() > RELATED {
        rows.push(("", format!("and {} more", related.len() - RELATED)));
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
