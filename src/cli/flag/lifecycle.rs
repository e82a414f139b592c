//! `flagwise flag archive | restore | deprecate | undeprecate | delete`.

use std::process::ExitCode;

use anyhow::bail;

use crate::cli::Terminal;
use crate::flags::{FlagKey, Instruction};
use crate::launchdarkly::{Client, Error, Outcome};

use super::change::{FlagChange, of_flag};
use super::options::{ChangeOptions, WriteOptions};
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform};
use super::session::Session;

/// Options of the commands that change the state of a flag.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Flag key
    key: String,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Archives a flag.
pub fn archive(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    of_flag(&arguments.key, &arguments.options, terminal, |_| Ok(vec![Instruction::ArchiveFlag {}]))
}

/// Restores a flag from the archive.
pub fn restore(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    of_flag(&arguments.key, &arguments.options, terminal, |_| Ok(vec![Instruction::RestoreFlag {}]))
}

/// Marks a flag as deprecated.
pub fn deprecate(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    of_flag(&arguments.key, &arguments.options, terminal, |ground| {
        if ground.flag.archived {
            bail!("{0} is archived. Restore it first: `flagwise flag restore {0}`", ground.flag.key);
        }
        Ok(vec![Instruction::DeprecateFlag {}])
    })
}

/// Removes the deprecation mark.
pub fn undeprecate(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    of_flag(&arguments.key, &arguments.options, terminal, |_| Ok(vec![Instruction::RestoreDeprecatedFlag {}]))
}

/// Options of `flagwise flag delete`.
#[derive(Debug, clap::Args)]
pub struct DeleteArguments {
    /// Flag key
    key: String,
    #[command(flatten)]
    options: WriteOptions,
}

/// Deletes a flag for good.
pub fn delete(arguments: &DeleteArguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let options = ChangeOptions {
        write: arguments.options.clone(),
        at: None,
        request_approval: false,
        notify: Vec::new(),
        // Pending changes go with the flag; the preview names them.
        ignore_conflicts: true,
    };
    if let Some(environment) = &options.write.environment {
        bail!("this deletes the flag in every environment: leave out `--env {environment}`");
    }
    let session = Session::open(options.write.project.as_deref(), terminal)?;
    let build = Box::new(|_: &super::change::Ground<'_>| Ok(vec![Instruction::DeleteFlag {}]));
    let plan = FlagChange::new(&arguments.key, None, &options, Vec::new(), build)?;
    let delete = Delete { key: FlagKey::new(&arguments.key), plan };
    perform(&delete, &session, &options.write, terminal)
}

/// A deletion: planned as the instruction `deleteFlag`, sent as the documented operation.
struct Delete<'a> {
    key: FlagKey,
    plan: FlagChange<'a>,
}

impl Write for Delete<'_> {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        self.plan.propose(session, comment).await
    }

    async fn send(&self, session: &Session, client: &Client, _: &Proposal) -> Result<Sent, Error> {
        let done = || {
            Sent::Done(Report {
                message: format!("{}: deleted.", self.key),
                result: serde_json::json!({ "deleted": true }),
                undo: None,
            })
        };
        let (cause, accepted) = match client.delete_flag(&session.project, &self.key).await? {
            Outcome::Done(()) => return Ok(done()),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        let mut is_there = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match session.client.flag(&session.project, &self.key, &[]).await {
                Err(Error::NotFound(_)) => return Ok(done()),
                Ok(_) => is_there = true,
                Err(error) => tracing::info!("{} cannot be read: {error}", self.key),
            }
        }
        let is_over = is_there && !accepted && !may_come_late(&cause);
        Ok(if is_over { Sent::NotDone(cause) } else { Sent::Unknown(cause) })
    }
}
