//! A plan as lines for a terminal, what has to be typed, and errors in the words of the command line.

use anyhow::anyhow;

use crate::cli::flag::parse::bar;
use crate::cli::flag::session::Session;
use crate::flags::{ChangePlan, FlagKey, Instruction, PatchProblem, SemanticPatch, plural};

/// What has to be typed: the flag's key to delete it, or to change it as a whole where a critical environment is reached;
/// the key of a critical environment to change it there.
pub fn typed(key: &FlagKey, plan: &ChangePlan) -> Option<String> {
    if plan.deletes {
        return Some(key.as_str().to_owned());
    }
    let critical = plan.environments.iter().find(|environment| environment.critical)?;
    if critical.targeting { Some(critical.key.as_str().to_owned()) } else { Some(key.as_str().to_owned()) }
}

/// A plan in lines.
pub fn lines_of(plan: &ChangePlan) -> Vec<String> {
    let mut lines: Vec<String> = plan.sentences.clone();
    lines.extend(plan.differences.iter().map(|difference| format!("  {difference}")));
    if let Some(shares) = shares(plan) {
        lines.extend(shares);
    }
    let names = |critical: bool| {
        let found = plan.environments.iter().filter(|environment| environment.critical == critical);
        found.map(|environment| environment.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let reached = match (names(true), names(false)) {
        (critical, others) if critical.is_empty() => others,
        (critical, others) if others.is_empty() => format!("{critical} (critical)"),
        (critical, others) => format!("{critical} (critical), {others}"),
    };
    if !reached.is_empty() {
        lines.push(format!("  Reaches {reached}"));
    }
    if !plan.dependents.is_empty() {
        let keys: Vec<&str> = plan.dependents.iter().map(FlagKey::as_str).collect();
        lines.push(format!("  {} on it: {}", depend(keys.len()), keys.join(", ")));
    }
    if let Some(count) = plan.code_references.filter(|count| *count > 0) {
        lines.push(format!("  {} to it in this workspace", plural(count, "reference")));
    }
    for environment in &plan.environments {
        if environment.comment_required {
            lines.push(format!("  {} requires a comment", environment.name));
        }
        if environment.approval_required {
            lines.push(format!("  {} requires an approval", environment.name));
        }
    }
    lines
}

/// The pending changes that a plan breaks, with the reasons.
pub fn conflicts_of(plan: &ChangePlan) -> Vec<String> {
    plan.conflicts.iter().map(|conflict| format!("{}: {}", conflict.id, conflict.error)).collect()
}

/// Conflicts in lines.
pub fn conflict_lines(conflicts: &[String]) -> impl Iterator<Item = String> + '_ {
    conflicts.iter().map(|conflict| format!("  Conflict with a pending change: {conflict}"))
}

/// Why a change with these conflicts is not sent.
pub fn blocked_by(conflicts: &[String]) -> Option<String> {
    (!conflicts.is_empty()).then(|| {
        format!(
            "pending changes would fail ({}): cancel them with `flagwise flag schedule cancel`, or use \
             `--ignore-conflicts`",
            conflicts.join("; ")
        )
    })
}

fn depend(count: usize) -> String {
    if count == 1 { "1 flag depends".to_owned() } else { format!("{count} flags depend") }
}

/// Bars of the shares of a changed default rule.
fn shares(plan: &ChangePlan) -> Option<Vec<String>> {
    let key = &plan.environment()?.key;
    let served = plan.after.environments.get(key)?.fallthrough.as_ref()?;
    if served.rollout.is_none() || plan.before.environments.get(key)?.fallthrough.as_ref() == Some(served) {
        return None;
    }
    let bars = served.shares().filter_map(|(index, weight)| {
        Some(format!("    {}", bar(&plan.after.variations.get(index)?.in_words(), weight)))
    });
    Some(bars.collect())
}

/// A local validation error in the words of the command line.
pub fn explain(key: &FlagKey, problem: &PatchProblem) -> anyhow::Error {
    match problem {
        PatchProblem::MigrationNeedsRollout => {
            anyhow!("{key} is a migration flag, which serves a rollout: use `flagwise flag rollout` with shares")
        }
        PatchProblem::PrerequisiteOf(_) | PatchProblem::DeletedPrerequisiteOf(_) => {
            anyhow!("{key} cannot be changed like this: {problem}. Remove the prerequisite there first")
        }
        problem => anyhow!("{key} cannot be changed like this: {problem}"),
    }
}

/// The command that sends a patch.
pub fn undo_command(key: &FlagKey, patch: &SemanticPatch, session: &Session) -> String {
    let environment = patch.environment_key.as_ref().map(|key| format!(" --env {key}")).unwrap_or_default();
    let project = &session.project;
    let simple = match patch.instructions.as_slice() {
        [Instruction::TurnFlagOn {}] => Some("on"),
        [Instruction::TurnFlagOff {}] => Some("off"),
        [Instruction::ArchiveFlag {}] => Some("archive"),
        [Instruction::RestoreFlag {}] => Some("restore"),
        [Instruction::DeprecateFlag {}] => Some("deprecate"),
        [Instruction::RestoreDeprecatedFlag {}] => Some("undeprecate"),
        _ => None,
    };
    match simple {
        Some(command) => format!("flagwise flag {command} {key} --project {project}{environment}"),
        None => {
            let body = serde_json::to_string(patch).unwrap_or_default().replace('\'', "'\\''");
            format!("flagwise flag patch {key} --project {project} --body '{body}'")
        }
    }
}
