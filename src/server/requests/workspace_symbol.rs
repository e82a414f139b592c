//! `workspace/symbol`.

use std::cmp::Reverse;

use crate::ide::{self, FlagSymbol, FlagSymbolKind};
use crate::server::context::{FolderContext, projects_of};
use crate::server::proto::{
    OneOf, SymbolKind, SymbolTag, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};
use crate::server::session::Snapshot;

/// Maximum number of symbols.
const MOST: usize = 100;

/// The flags of all folders that match a query, best first.
pub(in crate::server) fn workspace_symbols(
    snapshot: &Snapshot,
    params: &WorkspaceSymbolParams,
) -> Option<WorkspaceSymbolResponse> {
    let mut found: Vec<(u32, WorkspaceSymbol)> = Vec::new();
    for folder in snapshot.folders().iter().filter(|folder| folder.root.is_some()) {
        for project in projects_of(folder) {
            let Some(context) = FolderContext::new(snapshot, folder, project) else { continue };
            let Some(places) = context.first_places() else { continue };
            let symbols = ide::workspace_symbols(context.catalog(), &places, &params.query, MOST);
            found.extend(symbols.iter().filter_map(|flag| Some((flag.score, symbol(snapshot, &context, flag)?))));
        }
    }
    found.sort_by_key(|(score, _)| Reverse(*score));
    let symbols: Vec<_> = found.into_iter().take(MOST).map(|(_, symbol)| symbol).collect();
    (!symbols.is_empty()).then_some(WorkspaceSymbolResponse::Nested(symbols))
}

fn symbol(snapshot: &Snapshot, context: &FolderContext<'_>, flag: &FlagSymbol) -> Option<WorkspaceSymbol> {
    let location = context.locations(&flag.path, &[flag.range]).pop()?;
    let is_tagged = flag.is_deprecated && snapshot.capabilities.navigation.deprecated_symbols;
    Some(WorkspaceSymbol {
        name: flag.name.clone(),
        kind: match flag.kind {
            FlagSymbolKind::Boolean => SymbolKind::BOOLEAN,
            FlagSymbolKind::String => SymbolKind::STRING,
            FlagSymbolKind::Number => SymbolKind::NUMBER,
            FlagSymbolKind::Json => SymbolKind::OBJECT,
            FlagSymbolKind::Other => SymbolKind::CONSTANT,
        },
        tags: is_tagged.then(|| vec![SymbolTag::DEPRECATED]),
        container_name: Some(flag.container.clone()),
        location: OneOf::Left(location),
        data: None,
    })
}
