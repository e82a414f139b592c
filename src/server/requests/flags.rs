//! `flagwise/flags`: the list of flags, for views and quick picks of any client.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::flags::{Catalog, Flag};
use crate::ide::{self, FlagCondition, FlagItem, FlagQuery, FlagScope, FlagUses};
use crate::index::ReferenceCounts;
use crate::server::context::{FileContext, FolderContext, projects_of};
use crate::server::proto::TextDocumentIdentifier;
use crate::server::session::{Snapshot, SourceKey, source_key};

/// Flags of an answer unless the request says how many.
const PAGE: usize = 100;

/// Maximum number of flags of an answer.
const MOST: usize = 500;

/// Parameters of `flagwise/flags`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::server) struct FlagsParams {
    /// `file`, `workspace` or `all`.
    scope: FlagScope,
    /// The document of scope `file`. In other scopes its references are counted too.
    text_document: Option<TextDocumentIdentifier>,
    /// A part of the key or name, fuzzy.
    query: String,
    /// Only flags with one of these conditions.
    conditions: Vec<FlagCondition>,
    /// Flags to skip.
    offset: usize,
    /// Maximum number of flags.
    limit: Option<usize>,
}

/// Answer to `flagwise/flags`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) struct FlagsResult {
    /// A page of the matching flags: best first, or by project and key without a query.
    flags: Vec<FlagItem>,
    /// Number of matching flags.
    total: usize,
    /// Whether the flags of all projects are loaded and all files were scanned. References are not counted before.
    complete: bool,
    /// Whether the workspace, or an open document, uses flags at all, known or not.
    in_use: bool,
}

/// The flags of one source, with the numbers of references in all folders that use it.
struct Listed {
    catalog: Arc<Catalog>,
    workspace: Option<ReferenceCounts>,
}

/// `flagwise/flags`.
pub(in crate::server) fn flags(snapshot: &Snapshot, params: &FlagsParams) -> FlagsResult {
    let (sources, complete) = sources(snapshot);
    let document = params.text_document.as_ref().and_then(|document| snapshot.file(&document.uri));
    let of_file = document.as_ref().and_then(|file| Some((file.source.as_ref()?, FileContext::new(snapshot, file)?)));
    let of_file = of_file.map(|(source, context)| (source, context.reference_counts()));
    let query = FlagQuery { scope: params.scope, text: &params.query, conditions: &params.conditions };
    let mut found: Vec<(u32, &Flag, &Catalog, FlagUses<'_>)> = Vec::new();
    for (key, listed) in &sources {
        let file = of_file.as_ref().filter(|(source, _)| *source == key).map(|(_, counts)| counts);
        let uses = FlagUses { file, workspace: listed.workspace.as_ref() };
        let matching = ide::find_flags(&listed.catalog, uses, &query);
        found.extend(matching.into_iter().map(|(score, flag)| (score, flag, &*listed.catalog, uses)));
    }
    if sources.len() > 1 {
        found.sort_by_key(|(score, ..)| Reverse(*score));
    }
    let limit = params.limit.unwrap_or(PAGE).min(MOST);
    let page = found.iter().skip(params.offset).take(limit);
    FlagsResult {
        flags: page.map(|(_, flag, catalog, uses)| ide::flag_item(catalog, flag, *uses)).collect(),
        total: found.len(),
        complete: complete && !sources.is_empty(),
        in_use: is_in_use(snapshot, &sources),
    }
}

/// The loaded sources of all folders, and whether all are loaded and counted.
fn sources(snapshot: &Snapshot) -> (BTreeMap<SourceKey, Listed>, bool) {
    let mut sources: BTreeMap<SourceKey, Listed> = BTreeMap::new();
    let mut complete = true;
    for folder in snapshot.folders().iter().filter(|folder| folder.root.is_some()) {
        for project in projects_of(folder) {
            let Some(key) = source_key(&folder.settings, project) else { continue };
            let loaded = snapshot.source(&key).and_then(|source| source.loaded.as_ref());
            let Some(loaded) = loaded else {
                complete = false;
                continue;
            };
            let counts = FolderContext::new(snapshot, folder, project).and_then(|context| context.reference_counts());
            complete &= counts.is_some();
            let listed =
                sources.entry(key).or_insert_with(|| Listed { catalog: loaded.catalog.clone(), workspace: None });
            if let Some(counts) = counts {
                listed.workspace.get_or_insert_default().add(&counts);
            }
        }
    }
    (sources, complete)
}

fn is_in_use(snapshot: &Snapshot, sources: &BTreeMap<SourceKey, Listed>) -> bool {
    let is_counted = |listed: &Listed| listed.workspace.as_ref().is_some_and(|counts| !counts.is_empty());
    sources.values().any(is_counted)
        || snapshot.documents().any(|(_, open)| {
            let file = snapshot.file_of(open);
            file.and_then(|file| FileContext::new(snapshot, &file).map(|context| context.has_references()))
                == Some(true)
        })
}
