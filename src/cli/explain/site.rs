//! Rows of an explanation that need the catalog or other files.

use crate::cli::source::Source;
use crate::cli::workspace::{Workspace, shown};
use crate::ide::Explanation;
use crate::syntax::{Site, SiteKind};
use crate::text::{LineIndex, PositionEncoding};
use crate::workspace::{Scan, ScannedFile};

/// Maximum number of related locations.
const RELATED: usize = 5;

/// Context of an explanation.
pub(super) struct Context<'a> {
    pub(super) scan: &'a Scan,
    pub(super) source: Option<&'a Source>,
    pub(super) workspace: &'a Workspace,
}

/// Adds the rows about the catalog and related locations.
pub(super) fn add(explanation: &mut Explanation, file: &ScannedFile, site: &Site, context: &Context<'_>) {
    let known = context.source.is_some_and(|source| source.known().contains(&site.key));
    let rows = &mut explanation.rows;
    rows.push(("catalog", catalog(file, site, known, context)));
    let (label, wanted) = match site.kind {
        SiteKind::Definition => ("used at", SiteKind::Constant),
        SiteKind::Constant | SiteKind::Hook | SiteKind::Wrapper => ("defined at", SiteKind::Definition),
        SiteKind::Call | SiteKind::Alias | SiteKind::Ambiguous | SiteKind::Mention => return,
    };
    let related = related(&context.scan.files, &site.key, wanted);
    rows.extend(related.iter().take(RELATED).map(|place| (label, place.clone())));
    if related.len() > RELATED {
        rows.push(("", format!("and {} more", related.len() - RELATED)));
    }
}

fn catalog(file: &ScannedFile, site: &Site, known: bool, context: &Context<'_>) -> String {
    let Some(source) = context.source else { return "not checked: no flags are loaded".into() };
    let relative = context.workspace.relative(&file.absolute);
    let own = source.catalog_of(context.workspace, &relative);
    let flag = own.and_then(|catalog| catalog.flags.keys().find(|key| key.as_str() == site.key));
    match (known, flag.is_some() || source.is_only_keys()) {
        (true, true) => format!("known: {}", source.description),
        (true, false) => format!("known, but not in this file's project: {}", source.description),
        (false, _) => format!("unknown: not in {}", source.description),
    }
}

/// Locations of references to the same flag, of one kind.
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
