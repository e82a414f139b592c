//! Planning of changes: validation, confirmation, instructions and undo.

use std::sync::Arc;

use crate::config::Origin;
use crate::flags::{
    ApplyContext, Catalog, CatalogSource, ChangePlan, EnvironmentDemands, Flag, FlagState, Instruction, PatchProblem,
    PlanInput, SemanticPatch, SequentialIds, StatusName, plural,
};
use crate::ide::card::project_name;
use crate::ide::{Analysis, words};

use super::{WriteCommand, WritePlan, WriteRefusal, WriteRequest};

/// Plans a change against the catalog.
pub fn write_plan(analysis: &Analysis<'_>, request: &WriteRequest) -> Result<WritePlan, WriteRefusal> {
    let catalog = writable_catalog(analysis)?;
    let arguments = &request.arguments;
    if arguments.project != catalog.project.key {
        return Err(WriteRefusal::Unknown(format!(
            "The flags loaded here are those of the project `{}`, not of `{}`. Set `project` in flagwise.toml, or open \
             a file of that project.",
            catalog.project.key, arguments.project
        )));
    }
    let Some(flag) = catalog.flag(arguments.flag.as_str()) else {
        return Err(WriteRefusal::Unknown(format!(
            "The project `{}` has no flag `{}`. If it was made just now, refresh the flags and try again.",
            catalog.project.key, arguments.flag
        )));
    };
    if request.command.needs_environment() {
        turn(analysis, catalog, flag, request)
    } else {
        change_state(analysis, catalog, flag, request)
    }
}

/// The catalog, where changes are allowed and it is one of the API.
fn writable_catalog<'a>(analysis: &Analysis<'a>) -> Result<&'a Catalog, WriteRefusal> {
    if analysis.settings.read_only {
        let (origin, lift) = match analysis.settings.origin("readOnly") {
            origin @ Origin::WorkspaceFile(..) => (origin, "set it to false in your own settings to allow changes"),
            origin => (origin, "remove it there to allow changes"),
        };
        return Err(WriteRefusal::ReadOnly(format!(
            "Changes are off: `readOnly` is true in {origin}. If that is not what you want, {lift}."
        )));
    }
    let Some(catalog) = analysis.catalog else {
        let why = analysis.catalog_problem.unwrap_or("Try again in a moment.");
        return Err(WriteRefusal::NotLoaded(format!("The flags are not loaded yet. {why}")));
    };
    if catalog.source != CatalogSource::Api {
        return Err(WriteRefusal::ReadOnly(
            "The flags come from a saved list, which cannot be changed. Set an access token and remove `flagFile`."
                .to_owned(),
        ));
    }
    Ok(catalog)
}

/// Targeting on or off in one environment.
fn turn(
    analysis: &Analysis<'_>,
    catalog: &Catalog,
    flag: &Arc<Flag>,
    request: &WriteRequest,
) -> Result<WritePlan, WriteRefusal> {
    let key = &flag.key;
    let environments: Vec<String> =
        catalog.environments.iter().map(|environment| format!("`{}`", environment.key)).collect();
    let Some(wanted) = &request.arguments.environment else {
        return Err(WriteRefusal::Unknown(format!(
            "Which environment? Name one in `environment`: {}.",
            words::list(&environments)
        )));
    };
    let Some(environment) = catalog.environments.iter().find(|environment| environment.key == *wanted) else {
        return Err(WriteRefusal::Unknown(format!(
            "The environment `{wanted}` is not among those loaded, {}. Add it to `environments` in the settings.",
            words::list(&environments)
        )));
    };
    let name = words::name_of(environment);
    if matches!(flag.state(), FlagState::Archived { .. }) {
        return Err(WriteRefusal::Impossible(format!(
            "`{key}` is archived, so turning it on or off has no effect. Restore it first."
        )));
    }
    let on = request.command == WriteCommand::TurnOn;
    let place = wanted.as_str();
    let loaded = (flag.environments.get(wanted), flag.in_words(place), flag.in_words_if(place, on));
    let (Some(config), Some(now), Some(then)) = loaded else {
        return Err(WriteRefusal::NotLoaded(format!(
            "What `{key}` does in {name} is not loaded. Refresh the flags and try again."
        )));
    };
    let (before, after, verb) = if on { ("off", "on", "Turn on") } else { ("on", "off", "Turn off") };
    if config.on == on {
        return Err(WriteRefusal::AlreadySo(format!("`{key}` is already {after} in {name}. Nothing was changed.")));
    }
    let mut sentences = vec![
        format!("{verb} `{key}` in {name}?"),
        format!("Targeting goes from {before} to {after}."),
        format!("Now: {}.", words::serves(&now, config)),
        format!("After: {}.", words::serves(&then, config)),
    ];
    let instruction = if on { Instruction::TurnFlagOn {} } else { Instruction::TurnFlagOff {} };
    let patch = SemanticPatch::in_environment(wanted.clone(), vec![instruction]).with_comment(comment(request));
    let change = planned(analysis, catalog, flag, &patch)?;
    let warnings: Vec<String> = change.environments.iter().flat_map(warnings).collect();
    sentences.extend(warnings.iter().cloned());
    Ok(WritePlan {
        confirmation: sentences.join(" "),
        button: format!("{verb} in {name}"),
        patch,
        success: format!("`{key}` is now {after} in {name}."),
        undo: undo(request),
        flag_url: catalog.flag_url(key.as_str(), Some(wanted)),
        flag: flag.clone(),
        warnings,
        comment_required: change.comment_required(),
        approval_required: change.approval_required(),
        change,
    })
}

/// Deprecated, archived, or back again: in all environments at once.
fn change_state(
    analysis: &Analysis<'_>,
    catalog: &Catalog,
    flag: &Arc<Flag>,
    request: &WriteRequest,
) -> Result<WritePlan, WriteRefusal> {
    let key = &flag.key;
    let already = |state: &str| Err(WriteRefusal::AlreadySo(format!("`{key}` {state}. Nothing was changed.")));
    let state = match flag.state() {
        FlagState::Live => "live",
        FlagState::Deprecated { .. } => "deprecated",
        FlagState::Archived { .. } => "archived",
    };
    let (instruction, verb, after, effect) = match request.command {
        WriteCommand::Archive if flag.archived => return already("is already archived"),
        WriteCommand::Archive => {
            (Instruction::ArchiveFlag {}, "Archive", "archived", "SDKs will get the default value in code.")
        }
        WriteCommand::Restore if !flag.archived => return already("is not archived"),
        WriteCommand::Restore => {
            let after = if flag.deprecated { "deprecated" } else { "live" };
            (Instruction::RestoreFlag {}, "Restore", after, "SDKs will evaluate it again.")
        }
        WriteCommand::Deprecate if flag.deprecated => return already("is already deprecated"),
        WriteCommand::Deprecate if flag.archived => {
            return Err(WriteRefusal::Impossible(format!("`{key}` is archived. Restore it before you deprecate it.")));
        }
        WriteCommand::Deprecate => {
            (Instruction::DeprecateFlag {}, "Deprecate", "deprecated", "SDKs go on evaluating it.")
        }
        WriteCommand::RestoreDeprecated if !flag.deprecated => return already("is not deprecated"),
        WriteCommand::RestoreDeprecated if flag.archived => {
            return Err(WriteRefusal::Impossible(format!(
                "`{key}` is archived too. Restore it from the archive first."
            )));
        }
        _ => (Instruction::RestoreDeprecatedFlag {}, "Restore", "live", "SDKs go on evaluating it."),
    };
    let patch = SemanticPatch::of_flag(vec![instruction]).with_comment(comment(request));
    let change = planned(analysis, catalog, flag, &patch)?;
    let project = project_name(catalog);
    let mut sentences = vec![
        format!("{verb} `{key}` in all environments of {project}?"),
        format!("It goes from {state} to {after}. {effect}"),
    ];
    if request.command == WriteCommand::Archive {
        sentences.extend(in_use(analysis, catalog, flag));
    }
    let warnings: Vec<String> = guarded_environments(&change.environments).into_iter().collect();
    sentences.extend(warnings.iter().cloned());
    Ok(WritePlan {
        confirmation: sentences.join(" "),
        button: format!("{verb} {key}"),
        patch,
        success: format!("`{key}` is now {after}."),
        undo: undo(request),
        flag_url: catalog.flag_url(key.as_str(), None),
        flag: flag.clone(),
        warnings,
        comment_required: change.comment_required(),
        approval_required: change.approval_required(),
        change,
    })
}

/// The plan of a patch, with what the catalog knows.
fn planned(
    analysis: &Analysis<'_>,
    catalog: &Catalog,
    flag: &Arc<Flag>,
    patch: &SemanticPatch,
) -> Result<ChangePlan, WriteRefusal> {
    let ids = SequentialIds::default();
    let input = PlanInput {
        flag,
        environments: &catalog.environments,
        pending: &[],
        code_references: None,
        context: ApplyContext { now: analysis.now, ids: &ids, surroundings: catalog },
    };
    ChangePlan::of_patch(patch.clone(), &input).map_err(|error| match error.problem {
        PatchProblem::PrerequisiteOf(_) => needed_by_others(catalog, flag),
        problem => WriteRefusal::Impossible(format!("`{}` cannot be changed: {problem}.", flag.key)),
    })
}

/// The environments that deserve a second thought, among those that a change of state reaches.
fn guarded_environments(reached: &[EnvironmentDemands]) -> Option<String> {
    let guarded: Vec<String> = reached
        .iter()
        .filter_map(|environment| match (environment.critical, environment.confirmation_required) {
            (true, _) => Some(format!("{} (critical)", environment.name)),
            (false, true) => Some(format!("{} (asks for a confirmation)", environment.name)),
            (false, false) => None,
        })
        .collect();
    (!guarded.is_empty()).then(|| format!("This reaches {}.", words::list(&guarded)))
}

/// LaunchDarkly does not archive a flag that is a prerequisite of others.
fn needed_by_others(catalog: &Catalog, flag: &Flag) -> WriteRefusal {
    const MOST: usize = 5;
    let dependents = catalog.dependents(flag.key.as_str());
    let mut words: Vec<String> = dependents
        .iter()
        .take(MOST)
        .map(|dependent| {
            let places = dependent.environments.iter().map(|place| catalog.environment_name(place).to_owned());
            format!("`{}` (in {})", dependent.flag, words::list(&places.collect::<Vec<_>>()))
        })
        .collect();
    if dependents.len() > MOST {
        words.push(plural(dependents.len() - MOST, "other flag"));
    }
    WriteRefusal::Impossible(format!(
        "`{}` cannot be archived, because it is a prerequisite of {}. Remove the prerequisite there first.",
        flag.key,
        words::list(&words)
    ))
}

/// Environments that still request the flag, with what it serves there.
fn in_use(analysis: &Analysis<'_>, catalog: &Catalog, flag: &Flag) -> Vec<String> {
    let mut sentences = Vec::new();
    for environment in &catalog.environments {
        let name = words::name_of(environment);
        let status = catalog.status(&environment.key, flag.key.as_str());
        let still_asked = status.filter(|status| matches!(status.name, StatusName::Active | StatusName::Launched));
        if let Some(moment) = still_asked.and_then(|status| status.last_requested_at()) {
            sentences.push(format!("In {name} it was last requested {}.", words::ago(moment, analysis.now)));
        }
    }
    sentences
}

/// What an environment says about changes.
fn warnings(environment: &EnvironmentDemands) -> Vec<String> {
    let name = &environment.name;
    let mut sentences = Vec::new();
    match (environment.critical, environment.confirmation_required) {
        (true, _) => sentences.push(format!("{name} is a critical environment.")),
        (false, true) => sentences.push(format!("{name} asks for a confirmation of changes.")),
        (false, false) => {}
    }
    if environment.comment_required {
        sentences.push(format!("{name} asks for a comment with changes."));
    }
    if environment.approval_required {
        sentences.push(format!(
            "Changes in {name} need an approval, so LaunchDarkly will most likely ask for an approval request instead."
        ));
    }
    sentences
}

fn comment(request: &WriteRequest) -> Option<String> {
    request.arguments.comment.clone().filter(|comment| !comment.trim().is_empty())
}

fn undo(request: &WriteRequest) -> WriteRequest {
    let mut arguments = request.arguments.clone();
    arguments.comment = None;
    WriteRequest { command: request.command.inverse(), arguments }
}
