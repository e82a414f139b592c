//! The list of flags: those of a file, of the workspace or of the project, found by key or name and by condition, with their
//! states and numbers of references.

use serde::{Deserialize, Serialize};

use crate::flags::{Catalog, Flag, FlagState};
use crate::index::ReferenceCounts;

use super::workspace_symbols::matching;
use super::{state, words};

/// Which flags of a project are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FlagScope {
    /// Flags with references in one file.
    File,
    /// Flags with references in the workspace.
    Workspace,
    /// All flags of the project.
    #[default]
    All,
}

/// What a flag can be. A flag is exactly one of the first four, and it can be unused besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FlagCondition {
    /// Neither stale, deprecated nor archived.
    Live,
    /// Temporary, and launched or no longer requested in all environments.
    Stale,
    /// Deprecated.
    Deprecated,
    /// Archived.
    Archived,
    /// Without a reference in the workspace.
    Unused,
}

/// A search among flags.
#[derive(Debug, Clone, Copy)]
pub struct FlagQuery<'q> {
    /// Which flags.
    pub scope: FlagScope,
    /// A part of the key or name, fuzzy; empty for all.
    pub text: &'q str,
    /// Flags with one of these conditions; empty for all.
    pub conditions: &'q [FlagCondition],
}

/// Numbers of references to the flags of a project.
#[derive(Debug, Clone, Copy, Default)]
pub struct FlagUses<'u> {
    /// Those of the file in question; `None` without one.
    pub file: Option<&'u ReferenceCounts>,
    /// Those of the workspace; `None` until its files were scanned.
    pub workspace: Option<&'u ReferenceCounts>,
}

/// A flag in a list. Names are printable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlagItem {
    /// The project's key.
    pub project: String,
    /// The flag's key, as it is.
    pub key: String,
    /// The flag's name, or its key if it has none.
    pub name: String,
    /// `boolean`, `string`, `number`, `JSON`, `migration` or `multivariate`.
    pub kind: &'static str,
    /// One of the first four conditions.
    pub condition: FlagCondition,
    /// Whether the workspace has no reference to it; `None` until its files were scanned.
    pub unused: Option<bool>,
    /// `on in Production, off in Staging`; `None` where no environment is loaded.
    pub summary: Option<String>,
    /// The chosen environments, in the user's order.
    pub environments: Vec<FlagInEnvironment>,
    /// Whether the flag is temporary.
    pub temporary: bool,
    /// References in the file in question; `None` without one.
    pub references_in_file: Option<usize>,
    /// References in the workspace; `None` until its files were scanned.
    pub references_in_workspace: Option<usize>,
    /// The flag's page.
    pub url: String,
}

/// A flag's state in one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlagInEnvironment {
    /// The environment's key.
    pub key: String,
    /// The environment's name, or its key if it has none.
    pub name: String,
    /// Whether the flag is on; `None` where that is not loaded.
    pub on: Option<bool>,
    /// `on`, `off`, `25% get Enabled`; `None` where that is not loaded.
    pub state: Option<String>,
}

/// The flags of a catalog that a query asks for, with their score, best first; by key for an empty text.
pub fn find_flags<'c>(catalog: &'c Catalog, uses: FlagUses<'_>, query: &FlagQuery<'_>) -> Vec<(u32, &'c Flag)> {
    let is_wanted = |flag: &&Flag| {
        let mut wanted = query.conditions.iter();
        query.conditions.is_empty() || wanted.any(|wanted| has_condition(catalog, flag, uses, *wanted))
    };
    let of_counts = |counts: Option<&ReferenceCounts>| {
        let mut flags: Vec<&Flag> = counts
            .into_iter()
            .flat_map(ReferenceCounts::keys)
            .filter_map(|key| catalog.flag(key))
            .map(|flag| &**flag)
            .collect();
        flags.sort_by(|a, b| a.key.cmp(&b.key));
        flags
    };
    let text = query.text.trim();
    match query.scope {
        FlagScope::File => matching(of_counts(uses.file).into_iter().filter(is_wanted), text),
        FlagScope::Workspace => matching(of_counts(uses.workspace).into_iter().filter(is_wanted), text),
        FlagScope::All => matching(catalog.flags.values().map(|flag| &**flag).filter(is_wanted), text),
    }
}

/// A flag as a list shows it.
pub fn flag_item(catalog: &Catalog, flag: &Flag, uses: FlagUses<'_>) -> FlagItem {
    let key = flag.key.as_str();
    let environments = catalog.environments.iter().map(|environment| FlagInEnvironment {
        key: environment.key.to_string(),
        name: words::plain(words::name_of(environment)),
        on: flag.environments.get(&environment.key).map(|config| config.on),
        state: state::of_environment(flag, &environment.key),
    });
    let in_workspace = uses.workspace.map(|counts| counts.count(key));
    FlagItem {
        project: catalog.project.key.to_string(),
        key: key.to_owned(),
        name: words::plain(words::name_of_flag(flag)),
        kind: words::kind(flag),
        condition: condition(catalog, flag),
        unused: in_workspace.map(|count| count == 0),
        summary: state::in_all(catalog, flag),
        environments: environments.collect(),
        temporary: flag.temporary,
        references_in_file: uses.file.map(|counts| counts.count(key)),
        references_in_workspace: in_workspace,
        url: catalog.flag_url(key, None),
    }
}

fn condition(catalog: &Catalog, flag: &Flag) -> FlagCondition {
    match flag.state() {
        FlagState::Archived { .. } => FlagCondition::Archived,
        FlagState::Deprecated { .. } => FlagCondition::Deprecated,
        FlagState::Live if catalog.staleness(flag).is_some() => FlagCondition::Stale,
        FlagState::Live => FlagCondition::Live,
    }
}

fn has_condition(catalog: &Catalog, flag: &Flag, uses: FlagUses<'_>, wanted: FlagCondition) -> bool {
    match wanted {
        // Unknown is not unused.
        FlagCondition::Unused => uses.workspace.is_some_and(|counts| counts.count(flag.key.as_str()) == 0),
        wanted => condition(catalog, flag) == wanted,
    }
}

#[cfg(test)]
mod tests;
