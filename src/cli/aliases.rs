//! Aliases of a workspace's `.launchdarkly/coderefs.yaml`, for commands that scan files.

use crate::coderefs::Keys;
use crate::config;
use crate::ide;
use crate::syntax::KnownKeys;
use crate::workspace::{AliasCommands, ReadCodeRefs, aliases, read_coderefs};

use super::source::Source;
use super::workspace::{Workspace, shown};

/// Options about aliases.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct AliasArguments {
    /// Run the programs of `command` aliases in .launchdarkly/coderefs.yaml; only for trusted repositories
    #[arg(long)]
    pub allow_alias_commands: bool,
}

/// The keys of `source` with the aliases of the workspace. Appends their errors to `problems`.
pub fn known(
    arguments: &AliasArguments,
    workspace: &Workspace,
    source: &Source,
    problems: &mut Vec<String>,
) -> KnownKeys {
    let read = read_coderefs(&workspace.root);
    let keys = keys(source);
    let commands = if arguments.allow_alias_commands || workspace.settings.allows_alias_commands(&workspace.root) {
        AliasCommands::Run
    } else {
        AliasCommands::Refuse
    };
    let found = aliases(&workspace.root, &read, &keys, commands);
    problems.extend(read.problems.iter().map(|problem| format!("{}:{problem}", file(&read))));
    problems.extend(found.problems.iter().map(|problem| format!("{}: {}", shown(&problem.path), problem.message)));
    if let Some(refused) = refused(&found.refused) {
        let user_file = config::user_file().map_or_else(|| "your user settings".to_owned(), |path| shown(&path));
        problems.push(format!(
            "{}: {refused} not run. If you trust this repository, pass --allow-alias-commands, or add its folder to \
             `aliasCommands` in {user_file}",
            file(&read)
        ));
    }
    declared(workspace, source).with_aliases(found.aliases)
}

/// The keys of `source` with the wrappers of the settings, without aliases.
pub fn declared(workspace: &Workspace, source: &Source) -> KnownKeys {
    source.known().with_wrappers(ide::declared_wrappers(&workspace.settings))
}

/// Whether the workspace has any aliases.
pub fn exist(workspace: &Workspace) -> bool {
    !read_coderefs(&workspace.root).coderefs.aliases.is_empty()
}

fn file(read: &ReadCodeRefs) -> String {
    read.file.as_deref().map(shown).unwrap_or_default()
}

/// The keys by project, if projects are known.
fn keys(source: &Source) -> Vec<Keys> {
    if source.is_only_keys() || source.catalogs().len() < 2 {
        let project = source.catalogs().first().filter(|_| !source.is_only_keys());
        let project = project.map(|catalog| catalog.project.key.as_str().to_owned());
        return vec![Keys { project, known: source.known().clone() }];
    }
    let of = |catalog: &std::sync::Arc<crate::flags::Catalog>| Keys {
        project: Some(catalog.project.key.as_str().to_owned()),
        known: catalog.flags.keys().map(|key| key.as_str()).collect(),
    };
    source.catalogs().iter().map(of).collect()
}

/// `the alias command x was`, `the alias commands x, y were`.
fn refused(commands: &[String]) -> Option<String> {
    match commands {
        [] => None,
        [one] => Some(format!("the alias command `{one}` was")),
        several => Some(format!("the alias commands `{}` were", several.join("`, `"))),
    }
}
