//! `flagwise flag patch`: a semantic patch, JSON Patch or merge patch from a file.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};

use crate::cli::Terminal;
use crate::cli::source::now;
use crate::cli::workspace::shown;
use crate::flags::{
    ApplyContext, ChangePlan, EnvironmentKey, Flag, FlagKey, Instruction, NothingElse, PlanInput, SemanticPatch,
    SequentialIds,
};
use crate::launchdarkly::{Client, Error, JsonPatch, MergePatch, Outcome, PatchOperation, PatchOptions};
use crate::workspace::{TEXT_LIMIT, read_text};

use super::change::{FlagChange, blocked_by, conflict_lines, conflicts_of, lines_of, pending, typed};
use super::options::ChangeOptions;
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform};
use super::session::Session;

/// Options of `flagwise flag patch`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Flag key
    key: String,
    /// File with the patch; `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "body", conflicts_with = "body")]
    file: Option<PathBuf>,
    /// The patch itself
    #[arg(long, value_name = "JSON")]
    body: Option<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag patch gift-cards patch.json --env staging
  flagwise flag patch gift-cards --body '{\"instructions\":[{\"kind\":\"turnFlagOn\"}]}' --env staging
  flagwise flag patch gift-cards --body '[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"Gift cards\"}]'
  flagwise flag patch gift-cards --body '{\"merge\":{\"temporary\":false}}'

The form tells the kind of patch: `{instructions: […]}` is a semantic patch, an array or `{patch: […]}` a JSON Patch,
`{merge: {…}}` or any other object a merge patch.";

/// A patch in one of the API's forms.
#[derive(Debug)]
enum Patch {
    Semantic(SemanticPatch),
    Json(Vec<PatchOperation>),
    Merge(Value),
}

/// Runs `flagwise flag patch`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let text = text_of(arguments.body.as_deref(), arguments.file.as_deref())?;
    let (patch, comment) = parse(&text)?;
    let mut options = arguments.options.clone();
    options.write.comment = options.write.comment().or(comment);
    let session = Session::open(options.write.project.as_deref(), terminal)?;
    match patch {
        Patch::Semantic(patch) => semantic(arguments, patch, &options, &session, terminal),
        document => {
            if options.at.is_some() || options.request_approval {
                bail!(
                    "only a semantic patch can be scheduled or proposed for approval: use `{{\"instructions\": […]}}`"
                );
            }
            if let Some(environment) = &options.write.environment {
                bail!(
                    "the paths of a JSON or merge patch name their environments: leave out `--env {environment}`, and \
                     use /environments/{environment}/…"
                );
            }
            let change = Document {
                key: FlagKey::new(&arguments.key),
                patch: document,
                ignore_conflicts: options.ignore_conflicts,
            };
            perform(&change, &session, &options.write, terminal)
        }
    }
}

/// The text of a patch: the argument itself, a file, or standard input.
pub fn text_of(body: Option<&str>, file: Option<&Path>) -> anyhow::Result<String> {
    match (body, file) {
        (Some(body), _) => Ok(body.to_owned()),
        (None, Some(path)) if path.as_os_str() == "-" => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().take(TEXT_LIMIT + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > TEXT_LIMIT {
                bail!("the patch on standard input is too large");
            }
            String::from_utf8(bytes).context("the patch on standard input is not UTF-8")
        }
        (None, Some(path)) => {
            let named = shown(path);
            Ok(read_text(path, TEXT_LIMIT).with_context(|| format!("the patch {named}"))?.text.to_string())
        }
        (None, None) => bail!("name a file with the patch, or `-` for standard input"),
    }
}

fn parse(text: &str) -> anyhow::Result<(Patch, Option<String>)> {
    let body: Value = serde_json::from_str(text).map_err(|error| anyhow!("the patch is not JSON: {error}"))?;
    let comment = body.get("comment").and_then(Value::as_str).map(str::to_owned);
    let operations = |value: &Value| -> anyhow::Result<Patch> {
        let operations: Vec<PatchOperation> =
            serde_json::from_value(value.clone()).map_err(|error| anyhow!("the JSON Patch is not valid: {error}"))?;
        if operations.is_empty() {
            bail!("the JSON Patch has no operations");
        }
        Ok(Patch::Json(operations))
    };
    match &body {
        Value::Array(_) => Ok((operations(&body)?, None)),
        Value::Object(fields) if fields.contains_key("instructions") => {
            let patch: SemanticPatch = serde_json::from_value(body.clone())
                .map_err(|error| anyhow!("the semantic patch is not valid: {error}"))?;
            if patch.instructions.is_empty() {
                bail!("the semantic patch has no instructions");
            }
            Ok((Patch::Semantic(patch), comment))
        }
        Value::Object(fields) if fields.get("patch").is_some_and(Value::is_array) => {
            Ok((operations(&fields["patch"])?, comment))
        }
        Value::Object(fields) if fields.get("merge").is_some_and(Value::is_object) => {
            Ok((Patch::Merge(fields["merge"].clone()), comment))
        }
        Value::Object(fields) if !fields.is_empty() => Ok((Patch::Merge(body), None)),
        _ => bail!("the patch is neither `{{\"instructions\": […]}}`, nor a JSON Patch, nor a merge patch"),
    }
}

fn semantic(
    arguments: &Arguments,
    patch: SemanticPatch,
    options: &ChangeOptions,
    session: &Session,
    terminal: &mut Terminal,
) -> anyhow::Result<ExitCode> {
    let own = patch.environment_key.as_ref().map(EnvironmentKey::as_str);
    let requested = options.write.environment.as_deref();
    if let (Some(own), Some(requested)) = (own, requested)
        && own != requested
    {
        bail!("the patch is for the environment {own}, but `--env` names {requested}");
    }
    let needs_environment = patch.instructions.iter().any(Instruction::needs_environment)
        || options.at.is_some()
        || options.request_approval;
    let environment = if needs_environment { Some(session.environment(own.or(requested))?) } else { None };
    let instructions = patch.instructions;
    let build = Box::new(move |_: &super::change::Ground<'_>| Ok(instructions.clone()));
    let change = FlagChange::new(&arguments.key, environment, options, Vec::new(), build)?;
    perform(&change, session, &options.write, terminal)
}

/// A change by JSON Patch or merge patch.
struct Document {
    key: FlagKey,
    patch: Patch,
    ignore_conflicts: bool,
}

impl Document {
    /// The flag after the patch, computed here.
    fn after(&self, flag: &Flag) -> anyhow::Result<Flag> {
        let mut document = serde_json::to_value(flag)?;
        match &self.patch {
            Patch::Json(operations) => {
                let patch: json_patch::Patch = serde_json::from_value(json!(operations))
                    .map_err(|error| anyhow!("the JSON Patch is not valid: {error}"))?;
                json_patch::patch(&mut document, &patch)
                    .map_err(|error| anyhow!("the JSON Patch does not apply to {}: {error}", self.key))?;
            }
            Patch::Merge(merge) => json_patch::merge(&mut document, merge),
            Patch::Semantic(_) => {}
        }
        serde_json::from_value(document).map_err(|error| anyhow!("the patched flag would not be valid: {error}"))
    }

    async fn patch(
        &self,
        session: &Session,
        client: &Client,
        comment: Option<String>,
        dry_run: bool,
    ) -> Result<Outcome<Flag>, Error> {
        let options = PatchOptions { ignore_conflicts: self.ignore_conflicts, dry_run };
        let (project, key) = (&session.project, &self.key);
        match &self.patch {
            Patch::Json(operations) => {
                let patch = JsonPatch { patch: operations.clone(), comment };
                client.patch_flag_json(project, key, &patch, options).await
            }
            Patch::Merge(merge) => {
                client.patch_flag_merge(project, key, &MergePatch { merge: merge.clone(), comment }, options).await
            }
            Patch::Semantic(patch) => client.patch_flag(project, key, patch, options).await,
        }
    }
}

impl Write for Document {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        let flag = Arc::new(session.flag(&self.key).await?);
        let after = self.after(&flag)?;
        let pending = pending(session, &self.key, None, true).await;
        let ids = SequentialIds::default();
        let input = PlanInput {
            flag: &flag,
            environments: &session.environments,
            pending: &pending,
            code_references: None,
            context: ApplyContext { now: now(), ids: &ids, surroundings: &NothingElse },
        };
        let (kind, body) = match &self.patch {
            Patch::Json(operations) => ("JSON Patch", json!(operations)),
            Patch::Merge(merge) => ("merge patch", merge.clone()),
            Patch::Semantic(patch) => ("semantic patch", json!(patch)),
        };
        let plan = ChangePlan::of_result(after, format!("Apply a {kind}"), comment, &input);
        let mut lines = vec![format!("{} in the project {}", self.key, session.project)];
        lines.extend(lines_of(&plan));
        let conflicts = conflicts_of(&plan);
        lines.extend(conflict_lines(&conflicts));
        let needs = |pick: fn(&crate::flags::EnvironmentDemands) -> bool| {
            plan.environments.iter().find(|it| pick(it)).map(|it| it.name.clone())
        };
        Ok(Proposal {
            title: format!("Apply the {kind} to {}", self.key),
            lines,
            stamp: json!([body, comment]),
            changes: plan.changed,
            typed: typed(&self.key, &plan),
            blocked: needs(|environment| environment.approval_required)
                .map(|name| {
                    format!("changes in {name} need an approval: use a semantic patch with `--request-approval`")
                })
                .or_else(|| blocked_by(&conflicts).filter(|_| !self.ignore_conflicts)),
            comment_required: needs(|environment| environment.comment_required),
            plan: Some(plan),
        })
    }

    async fn send(&self, session: &Session, client: &Client, proposal: &Proposal) -> Result<Sent, Error> {
        let Some(plan) = &proposal.plan else { return Err(Error::Setup("the patch has no plan".to_owned())) };
        let comment = proposal.stamp[1].as_str().map(str::to_owned);
        let done = |flag: &Flag| {
            Sent::Done(Report {
                message: format!("{}: changed.", self.key),
                result: json!({ "flag": flag }),
                undo: plan.inverse.as_ref().map(|patch| super::change::undo_command(&self.key, patch, session)),
            })
        };
        let (cause, accepted) = match self.patch(session, client, comment, false).await? {
            Outcome::Done(flag) => return Ok(done(&flag)),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        let mut is_unchanged = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match session.client.flag(&session.project, &self.key, &[]).await {
                Ok(flag) if flag.is_same_in(&plan.after, None) => return Ok(done(&flag)),
                Ok(flag) if flag.is_same_in(&plan.before, None) => is_unchanged = true,
                Ok(_) => return Ok(Sent::Unclear(cause)),
                Err(error) => tracing::info!("{} cannot be read: {error}", self.key),
            }
        }
        let is_over = is_unchanged && !accepted && !may_come_late(&cause);
        Ok(if is_over { Sent::NotDone(cause) } else { Sent::Unknown(cause) })
    }

    async fn check(&self, session: &Session, proposal: &Proposal) -> Option<Result<(), Error>> {
        let comment = proposal.stamp[1].as_str().map(str::to_owned);
        Some(self.patch(session, &session.client, comment, true).await.map(drop))
    }
}
