//! `flagwise/references`: the references to a flag by its key, for clients without a place that names it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ide;
use crate::server::context::{FolderContext, projects_of};
use crate::server::proto::Location;
use crate::server::session::Snapshot;

/// Maximum number of locations.
const MOST: usize = 1_000;

/// Parameters of `flagwise/references`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) struct FlagReferencesParams {
    /// The project's key; all projects without one.
    #[serde(default)]
    project: Option<String>,
    /// The flag's key.
    flag: Arc<str>,
    /// Whether constants and types that declare the flag are listed.
    #[serde(default = "yes")]
    include_declaration: bool,
}

fn yes() -> bool {
    true
}

/// Answer to `flagwise/references`.
#[derive(Debug, Serialize)]
pub(in crate::server) struct FlagReferences {
    /// The first locations, by folder, file and position.
    locations: Vec<Location>,
    /// Number of all references.
    total: usize,
}

/// `flagwise/references`.
pub(in crate::server) fn flag_references(snapshot: &Snapshot, params: &FlagReferencesParams) -> FlagReferences {
    let keys = [params.flag.clone()];
    let mut answer = FlagReferences { locations: Vec::new(), total: 0 };
    for folder in snapshot.folders().iter().filter(|folder| folder.root.is_some()) {
        for project in projects_of(folder) {
            let Some(context) = FolderContext::new(snapshot, folder, project) else { continue };
            if params.project.as_ref().is_some_and(|wanted| *wanted != context.catalog().project.key.as_str()) {
                continue;
            }
            for found in ide::references_to(&context.analysis(), project, &keys, params.include_declaration) {
                answer.total += found.ranges.len();
                let rest = MOST.saturating_sub(answer.locations.len());
                let ranges = &found.ranges[..found.ranges.len().min(rest)];
                if !ranges.is_empty() {
                    answer.locations.extend(context.locations(&found.path, ranges));
                }
            }
        }
    }
    answer
}
