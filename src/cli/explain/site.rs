//! Rows of an explanation that need the catalog or other files.

use crate::cli::source::Source;
use crate::cli::workspace::{Workspace, shown};
use crate::ide::Explanation;
use crate::index::{Reference, ReferenceKind};
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
pub(super) fn add(
    explanation: &mut Explanation,
    file: &ScannedFile,
    (reference, key): (&Reference, &str),
    context: &Context<'_>,
) {
    let known = context.source.is_some_and(|source| source.known().contains(key));
    let rows = &mut explanation.rows;
    rows.push(("catalog", catalog(file, key, known, context)));
    let (label, wanted) = match reference.kind() {
        ReferenceKind::Definition => ("used at", ReferenceKind::Constant),
        ReferenceKind::Constant | ReferenceKind::Hook | ReferenceKind::Wrapper => {
            ("defined at", ReferenceKind::Definition)
        }
        ReferenceKind::Call | ReferenceKind::Alias | ReferenceKind::Mention => return,
    };
    let related = related(&context.scan.files, key, wanted);
    rows.extend(related.iter().take(RELATED).map(|place| (label, place.clone())));
    if related.len() > RELATED {
        rows.push(("", format!("and {} more", related.len() - RELATED)));
    }
}

fn catalog(file: &ScannedFile, key: &str, known: bool, context: &Context<'_>) -> String {
    let Some(source) = context.source else { return "not checked: no flags are loaded".into() };
    let relative = context.workspace.relative(&file.absolute);
    let own = source.catalog_of(context.workspace, &relative);
    let flag = own.and_then(|catalog| catalog.flags.keys().find(|other| other.as_str() == key));
    match (known, flag.is_some() || source.is_only_keys()) {
        (true, true) => format!("known: {}", source.description),
        (true, false) => format!("known, but not in this file's project: {}", source.description),
        (false, _) => format!("unknown: not in {}", source.description),
    }
}

/// Locations of references to the same flag, of one kind.
fn related(files: &[ScannedFile], key: &str, kind: ReferenceKind) -> Vec<String> {
    let mut places = Vec::new();
    for file in files {
        let lines = LineIndex::new(&file.text);
        let same = file.references.resolved().filter(|(own, reference)| reference.kind() == kind && ***own == *key);
        for (_, reference) in same {
            let at = lines.position(&file.text, reference.range.start, PositionEncoding::Utf32);
            places.push(format!("{}:{}:{}", shown(&file.absolute), at.line + 1, at.character + 1));
        }
    }
    places
}
