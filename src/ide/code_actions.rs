//! Code actions: fixes of diagnostics, changes of the flag, links to its page.

mod evaluations;
mod explain_place;
mod ignore_comment;
mod replace_key;
#[cfg(test)]
mod tests;

use crate::flags::{Catalog, CatalogSource, Environment, EnvironmentKey, Flag, FlagKey, FlagState, ProjectKey};
use crate::index::{Form, Reference, Resolution};
use crate::text::ByteRange;

use super::{
    Analysis, Diagnostic, SourceChange, SourceFile, WriteCommand,
    diagnostics::{diagnostics_at, misspelled_flag},
};

/// Something offered at a place: a change of source or a command, never both.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeAction {
    /// Title; names the flag and the environment.
    pub title: String,
    /// Kind.
    pub kind: ActionKind,
    /// Whether it is the best fix of the diagnostic.
    pub is_preferred: bool,
    /// What it changes, in this file or others.
    pub change: Option<SourceChange>,
    /// Command.
    pub command: Option<Command>,
    /// The fixed diagnostic.
    pub fixes: Option<Diagnostic>,
}

/// Kinds of code actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// Fixes a diagnostic.
    QuickFix,
    /// Changes the flag in LaunchDarkly.
    Write,
    /// Opens the flag in LaunchDarkly.
    Open,
    /// Explains why the location is, or is not, a flag reference.
    Explain,
}

impl ActionKind {
    /// LSP's name of the kind.
    pub fn lsp_name(self) -> &'static str {
        match self {
            Self::QuickFix => "quickfix",
            Self::Write => "flagwise.write",
            Self::Open => "flagwise.open",
            Self::Explain => "flagwise.explain",
        }
    }
}

/// A command of `workspace/executeCommand`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Name, such as `flagwise.archive`.
    pub name: &'static str,
    /// Target.
    pub target: CommandTarget,
}

/// Target of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandTarget {
    /// A flag.
    Flag(CommandArguments),
    /// An offset in the file.
    Place(usize),
}

/// Why code actions were requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// Automatically by the editor, or unknown.
    Automatic,
    /// Explicitly by the user.
    Invoked,
}

/// Argument of the `flagwise.…` commands with a flag as target.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CommandArguments {
    /// The project.
    pub project: ProjectKey,
    /// The flag.
    pub flag: FlagKey,
    /// The environment, for commands that change one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentKey>,
    /// Comment of the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The command that opens a flag's page.
pub const OPEN_COMMAND: &str = "flagwise.openInLaunchDarkly";

/// The command that explains a location.
pub const EXPLAIN_COMMAND: &str = "flagwise.explain";

/// Maximum number of flags per selection with actions.
const MOST_FLAGS: usize = 3;

/// The code actions of a selection, in the order of the menu. Returns quickly if there is no flag and the request is automatic.
pub fn code_actions(analysis: &Analysis<'_>, path: &str, range: ByteRange, trigger: Trigger) -> Vec<CodeAction> {
    let Some(file) = analysis.files.file(path) else { return Vec::new() };
    let mut actions = about_flags(analysis, &file, range, trigger);
    actions.extend(about_misspelled(analysis, &file, range));
    actions.extend(evaluations::actions(analysis, &file, range));
    actions.extend(explain_place::action(&file, range, trigger));
    // Stable: of equal rank the order is by flag, then as above.
    actions.sort_by_key(CodeAction::rank);
    actions
}

impl CodeAction {
    /// Position in the menu: what only shows something, then changes of the source, of an environment, of the whole flag.
    /// Nothing that others would notice is near the top.
    fn rank(&self) -> usize {
        let target = self.command.as_ref().map(|command| &command.target);
        match (self.kind, target) {
            (ActionKind::Open, _) => 0,
            (ActionKind::Explain, _) => 1,
            (_, Some(CommandTarget::Flag(arguments))) if arguments.environment.is_some() => 3,
            (_, Some(CommandTarget::Flag(_))) => 4,
            _ => 2,
        }
    }
}

/// What is offered where a set of flags has a flag under another name.
fn about_misspelled(analysis: &Analysis<'_>, file: &SourceFile, range: ByteRange) -> Vec<CodeAction> {
    let is_here = |reference: &&Reference| {
        matches!(reference.resolution, Resolution::Misspelled { .. }) && reference.range.intersects(range)
    };
    let mut actions = Vec::new();
    for reference in file.references.all.iter().filter(is_here).take(MOST_FLAGS) {
        let Some(diagnostic) = misspelled_flag(analysis, file, reference) else { continue };
        actions.extend(replace_key::actions(analysis, file, reference, &diagnostic));
        actions.extend(ignore_comment::action(file, reference.range, &diagnostic));
    }
    actions
}

fn about_flags(analysis: &Analysis<'_>, file: &SourceFile, range: ByteRange, trigger: Trigger) -> Vec<CodeAction> {
    let Some(catalog) = analysis.catalog else { return Vec::new() };
    let mut selected: Vec<(&str, &Reference)> = Vec::new();
    for (key, reference) in file.references.resolved().filter(|(_, reference)| reference.range.intersects(range)) {
        if selected.len() < MOST_FLAGS && selected.iter().all(|(other, _)| *other != &**key) {
            selected.push((key, reference));
        }
    }
    if selected.is_empty() {
        return Vec::new();
    }
    let all = diagnostics_at(analysis, file, &mut selected.iter().map(|(_, reference)| *reference));
    let mut actions = Vec::new();
    for (key, reference) in selected {
        let is_here = |diagnostic: &&Diagnostic| diagnostic.range == reference.range && diagnostic.key == key;
        let diagnostic = all.iter().find(is_here);
        if let Some(diagnostic) = diagnostic {
            actions.extend(replace_key::actions(analysis, file, reference, diagnostic));
        }
        if let Some(flag) = catalog.flag(key) {
            // A quoted string may only look like the key.
            if trigger == Trigger::Invoked || reference.form != Form::Mention {
                actions.extend(writes(analysis, catalog, flag, diagnostic));
            }
            actions.extend(open(catalog, flag));
        }
        for diagnostic in all.iter().filter(is_here) {
            actions.extend(ignore_comment::action(file, reference.range, diagnostic));
        }
    }
    actions
}

/// The changes applicable to the flag's current state.
fn writes(analysis: &Analysis<'_>, catalog: &Catalog, flag: &Flag, diagnostic: Option<&Diagnostic>) -> Vec<CodeAction> {
    if analysis.settings.read_only || catalog.source != CatalogSource::Api {
        return Vec::new();
    }
    use WriteCommand::{Archive, Deprecate, Restore, RestoreDeprecated, TurnOff, TurnOn};
    let mut actions = Vec::new();
    let mut offer = |command: WriteCommand, environment: Option<&EnvironmentKey>, fixed: &[&str]| {
        let fixes = diagnostic.filter(|diagnostic| fixed.contains(&diagnostic.code)).cloned();
        actions.push(CodeAction {
            title: title(catalog, flag, command, environment),
            kind: if fixes.is_some() { ActionKind::QuickFix } else { ActionKind::Write },
            is_preferred: false,
            change: None,
            command: Some(Command { name: command.name(), target: target(catalog, flag, environment) }),
            fixes,
        });
    };
    match flag.state() {
        FlagState::Archived { .. } => offer(Restore, None, &["archived-flag"]),
        state => {
            for environment in least_critical_first(catalog) {
                // If the configuration is not loaded, neither is offered.
                if let Some(config) = flag.environments.get(&environment.key) {
                    offer(if config.on { TurnOff } else { TurnOn }, Some(&environment.key), &[]);
                }
            }
            match state {
                FlagState::Deprecated { .. } => offer(RestoreDeprecated, None, &["deprecated-flag"]),
                _ => offer(Deprecate, None, &["stale-flag"]),
            }
            offer(Archive, None, &["stale-flag", "deprecated-flag"]);
        }
    }
    actions
}

/// The chosen environments, those first in which a change does least harm.
fn least_critical_first(catalog: &Catalog) -> Vec<&Environment> {
    let mut environments: Vec<&Environment> = catalog.environments.iter().collect();
    environments.sort_by_key(|environment| {
        let is_guarded = environment.confirm_changes || environment.require_comments;
        (environment.is_critical(), environment.requires_approval(), is_guarded)
    });
    environments
}

/// Menu title of a change.
fn title(catalog: &Catalog, flag: &Flag, command: WriteCommand, environment: Option<&EnvironmentKey>) -> String {
    let name = flag.key.as_str();
    let place = environment.map_or("", |environment| catalog.environment_name(environment));
    match command {
        WriteCommand::TurnOn => format!("Turn on `{name}` in {place}"),
        WriteCommand::TurnOff => format!("Turn off `{name}` in {place}"),
        WriteCommand::Deprecate => format!("Deprecate `{name}` in all environments"),
        WriteCommand::RestoreDeprecated => format!("Restore deprecated `{name}` in all environments"),
        WriteCommand::Archive => format!("Archive `{name}` in all environments"),
        WriteCommand::Restore => format!("Restore archived `{name}` in all environments"),
    }
}

fn open(catalog: &Catalog, flag: &Flag) -> Option<CodeAction> {
    if catalog.source == CatalogSource::Keys {
        return None;
    }
    Some(CodeAction {
        title: format!("Open `{}` in LaunchDarkly", flag.key),
        kind: ActionKind::Open,
        is_preferred: false,
        change: None,
        command: Some(Command { name: OPEN_COMMAND, target: target(catalog, flag, None) }),
        fixes: None,
    })
}

fn target(catalog: &Catalog, flag: &Flag, environment: Option<&EnvironmentKey>) -> CommandTarget {
    CommandTarget::Flag(CommandArguments {
        project: catalog.project.key.clone(),
        flag: flag.key.clone(),
        environment: environment.cloned(),
        comment: None,
    })
}
