//! `flagwise flag copy`: a flag's settings from one environment to another.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use serde_json::json;

use crate::cli::Terminal;
use crate::cli::source::now;
use crate::flags::{
    ApplyContext, ChangePlan, CopyAction, Environment, FlagKey, NothingElse, PlanInput, SequentialIds, copied,
};
use crate::launchdarkly::{Client, CopyEnvironment, CopyParts, Error, FlagCopy, Outcome};

use super::change::{conflict_lines, conflicts_of, lines_of, pending, typed};
use super::options::WriteOptions;
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform};
use super::session::Session;

/// Options of `flagwise flag copy`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Flag key
    key: String,
    /// Environment to copy from; `--env` names the one to copy to
    #[arg(long, value_name = "KEY")]
    from: String,
    /// Only these parts: on, rules, default, off, prerequisites, targets, migration
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    only: Vec<String>,
    /// All but these parts
    #[arg(long, value_name = "PARTS", value_delimiter = ',', conflicts_with = "only")]
    except: Vec<String>,
    #[command(flatten)]
    options: WriteOptions,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag copy gift-cards --from staging --env production --only rules,targets";

/// Runs `flagwise flag copy`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let (only, except) = (parts(&arguments.only)?, parts(&arguments.except)?);
    let all = CopyAction::ALL.iter().map(|(action, ..)| *action);
    let parts = all.filter(|part| (only.is_empty() || only.contains(part)) && !except.contains(part)).collect();
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let source = session.named(&arguments.from)?;
    let target = session.environment(arguments.options.environment.as_deref())?;
    if source.key == target.key {
        bail!("source and target are the same environment: `--from` is copied to `--env`");
    }
    let wire = match (only.is_empty(), except.is_empty()) {
        (false, _) => CopyParts::Only { included_actions: only },
        (true, false) => CopyParts::Except { excluded_actions: except },
        (true, true) => CopyParts::All {},
    };
    let copy = Copy { key: FlagKey::new(&arguments.key), source, target, parts, wire };
    perform(&copy, &session, &arguments.options, terminal)
}

fn parts(names: &[String]) -> anyhow::Result<Vec<CopyAction>> {
    let known = || CopyAction::ALL.iter().map(|(.., name)| *name).collect::<Vec<_>>().join(", ");
    let parse = |name: &String| {
        CopyAction::from_short_name(name).ok_or_else(|| anyhow!("`{name}` cannot be copied. Parts: {}", known()))
    };
    names.iter().map(parse).collect()
}

struct Copy<'a> {
    key: FlagKey,
    source: &'a Environment,
    target: &'a Environment,
    parts: Vec<CopyAction>,
    wire: CopyParts,
}

impl Write for Copy<'_> {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        let flag = Arc::new(session.flag(&self.key).await?);
        let missing = |environment: &Environment| anyhow!("{} has no settings in {}", self.key, environment.key);
        let source = flag.environments.get(&self.source.key).ok_or_else(|| missing(self.source))?;
        let target = flag.environments.get(&self.target.key).ok_or_else(|| missing(self.target))?;
        let pending = pending(session, &self.key, Some(self.target), false).await;
        let ids = SequentialIds::default();
        let mut after = (*flag).clone();
        let mut config = copied(source, target, &self.parts, &ids);
        // Copied rules get new ids, so equal ones would seem to differ.
        let without_ids = |rules: &[crate::flags::Rule]| {
            let mut rules = rules.to_vec();
            for rule in &mut rules {
                rule.id = None;
                rule.clauses.iter_mut().for_each(|clause| clause.id = None);
            }
            rules
        };
        if without_ids(&config.rules) == without_ids(&target.rules) {
            config.rules.clone_from(&target.rules);
        }
        after.environments.insert(self.target.key.clone(), Box::new(config));
        let (from, to) = (self.source.display_name(), self.target.display_name());
        let sentence = format!("Copy settings from {from} to {to}");
        let input = PlanInput {
            flag: &flag,
            environments: &session.environments,
            pending: &pending,
            code_references: None,
            context: ApplyContext { now: now(), ids: &ids, surroundings: &NothingElse },
        };
        let plan = ChangePlan::of_result(after, sentence.clone(), comment, &input);
        let mut lines = vec![format!("{} in the project {}", self.key, session.project)];
        lines.extend(lines_of(&plan));
        let conflicts = conflicts_of(&plan);
        lines.extend(conflict_lines(&conflicts));
        // A copy has no option that ignores conflicts.
        let blocked_by_conflicts = (!conflicts.is_empty()).then(|| {
            format!(
                "pending changes would fail ({}): cancel them with `flagwise flag schedule cancel`",
                conflicts.join("; ")
            )
        });
        let needs = |pick: fn(&crate::flags::EnvironmentDemands) -> bool| plan.environments.iter().find(|it| pick(it));
        Ok(Proposal {
            title: sentence,
            lines,
            stamp: json!([self.wire, comment, source.version]),
            changes: plan.changed,
            typed: typed(&self.key, &plan),
            blocked: needs(|environment| environment.approval_required)
                .map(|environment| {
                    format!(
                        "changes in {} need an approval: request it for a copy in LaunchDarkly itself",
                        environment.name
                    )
                })
                .or(blocked_by_conflicts),
            comment_required: needs(|environment| environment.comment_required)
                .map(|environment| environment.name.clone()),
            plan: Some(plan),
        })
    }

    async fn send(&self, session: &Session, client: &Client, proposal: &Proposal) -> Result<Sent, Error> {
        let Some(plan) = &proposal.plan else { return Err(Error::Setup("the copy has no plan".to_owned())) };
        let version =
            |environment: &Environment| plan.before.environments.get(&environment.key).map(|config| config.version);
        let end = |environment: &Environment| CopyEnvironment {
            key: environment.key.clone(),
            // LaunchDarkly refuses if either was changed since.
            current_version: version(environment),
        };
        let copy = FlagCopy {
            source: end(self.source),
            target: end(self.target),
            comment: proposal.stamp[1].as_str().map(str::to_owned),
            parts: self.wire.clone(),
        };
        let done = |flag: &crate::flags::Flag| {
            Sent::Done(Report {
                message: format!("{}: {}.", self.key, plan.sentences.join("; ")),
                result: json!({ "flag": flag }),
                undo: plan.inverse.as_ref().map(|patch| super::change::undo_command(&self.key, patch, session)),
            })
        };
        let (cause, accepted) = match client.copy_flag(&session.project, &self.key, &copy).await? {
            Outcome::Done(flag) => return Ok(done(&flag)),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        let mut is_unchanged = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match session.client.flag(&session.project, &self.key, &[]).await {
                Ok(flag) if flag.is_same_in(&plan.after, Some(&self.target.key)) => return Ok(done(&flag)),
                Ok(flag) if flag.is_same_in(&plan.before, Some(&self.target.key)) => is_unchanged = true,
                Ok(_) => return Ok(Sent::Unclear(cause)),
                Err(error) => tracing::info!("{} cannot be read: {error}", self.key),
            }
        }
        let is_over = is_unchanged && !accepted && !may_come_late(&cause);
        Ok(if is_over { Sent::NotDone(cause) } else { Sent::Unknown(cause) })
    }
}
