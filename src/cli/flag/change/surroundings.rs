//! What a change needs to know besides the flag: other flags, pending changes, safety issues of migrations.

use std::collections::BTreeMap;

use anyhow::anyhow;
use futures::future::join_all;

use crate::cli::flag::session::{Session, refused};
use crate::flags::{
    ApprovalStatus, Environment, Flag, FlagKey, Instruction, PendingChange, ReviewStatus, Surroundings,
};
use crate::launchdarkly::Error;

/// What a command sees when it decides on its instructions.
pub struct Ground<'a> {
    /// The flag as it is.
    pub flag: &'a Flag,
    /// The environment of the change.
    pub environment: Option<&'a Environment>,
    /// Other flags of the project that it has read.
    pub others: &'a Others,
}

impl<'a> Ground<'a> {
    /// The environment; an error if the command has none.
    pub fn environment(&self) -> anyhow::Result<&'a Environment> {
        self.environment.ok_or_else(|| anyhow!("this change needs an environment: use `--env KEY`"))
    }

    /// Another flag of the project.
    pub fn other(&self, key: &FlagKey) -> anyhow::Result<&'a Flag> {
        self.others.flag(key.as_str()).ok_or_else(|| anyhow!("the project has no flag `{key}`"))
    }
}

/// The other flags of a project, as far as a change needs them.
#[derive(Debug, Default)]
pub struct Others {
    flags: BTreeMap<FlagKey, Flag>,
    dependents: Vec<FlagKey>,
}

impl Surroundings for Others {
    fn flag(&self, key: &str) -> Option<&Flag> {
        self.flags.get(key)
    }

    fn dependents(&self, _: &str) -> Vec<FlagKey> {
        self.dependents.clone()
    }
}

impl Others {
    /// Reads these flags. Those that do not exist are left out; `own` is the flag of the change.
    pub async fn read(&mut self, session: &Session, own: &FlagKey, keys: &[FlagKey]) -> anyhow::Result<()> {
        for key in keys {
            if key == own || self.flags.contains_key(key.as_str()) {
                continue;
            }
            match session.client.flag(&session.project, key, &[]).await {
                Ok(flag) => drop(self.flags.insert(key.clone(), flag)),
                Err(Error::NotFound(_)) => {}
                Err(error) => return Err(refused(&error)),
            }
        }
        Ok(())
    }

    /// Reads what the instructions refer to.
    pub async fn surround(
        &mut self,
        session: &Session,
        flag: &Flag,
        environment: Option<&Environment>,
        instructions: &[Instruction],
    ) -> anyhow::Result<()> {
        use Instruction as I;
        let mut keys = Vec::new();
        let mut has_prerequisites = false;
        let mut may_affect_others = false;
        for instruction in instructions {
            match instruction {
                I::AddPrerequisite { key, .. } | I::UpdatePrerequisite { key, .. } | I::RemovePrerequisite { key } => {
                    has_prerequisites = true;
                    keys.push(key.clone());
                }
                I::ReplacePrerequisites { prerequisites } => {
                    has_prerequisites = true;
                    keys.extend(prerequisites.iter().map(|held| held.key.clone()));
                }
                I::ArchiveFlag {}
                | I::DeleteFlag {}
                | I::TurnFlagOff {}
                | I::RemoveVariation { .. }
                | I::UpdateVariation { .. } => may_affect_others = true,
                _ => {}
            }
        }
        if let Some(config) = environment.and_then(|environment| flag.environments.get(&environment.key))
            && has_prerequisites
        {
            keys.extend(config.prerequisites.iter().map(|held| held.key.clone()));
        }
        if may_affect_others {
            // An Enterprise feature: without it LaunchDarkly itself refuses what would break others.
            match session.client.dependent_flags(&session.project, &flag.key).await {
                Ok(found) => self.dependents = found.into_iter().map(|dependent| dependent.key).collect(),
                Err(error) => tracing::debug!(%error, "dependent flags are not known"),
            }
            keys.extend(self.dependents.iter().take(20).cloned());
        }
        self.read(session, &flag.key, &keys).await
    }
}

/// Scheduled changes and open approval requests, of every environment if the flag changes as a whole.
pub async fn pending(
    session: &Session,
    flag: &FlagKey,
    environment: Option<&Environment>,
    is_whole: bool,
) -> Vec<PendingChange> {
    let places: Vec<&Environment> = match environment {
        Some(environment) if !is_whole => vec![environment],
        _ if is_whole => session.environments.iter().collect(),
        _ => Vec::new(),
    };
    let reads = places.into_iter().map(|environment| async {
        let (project, key) = (&session.project, &environment.key);
        let mut found = Vec::new();
        match session.client.scheduled_changes(project, flag, key).await {
            Ok(list) => found.extend(list.iter().map(|change| PendingChange::scheduled(key, change))),
            // An Enterprise feature.
            Err(error) => tracing::debug!(%error, "scheduled changes are not known"),
        }
        match session.client.approval_requests(project, flag, key).await {
            Ok(list) => found.extend(
                list.iter()
                    .filter(|request| {
                        !matches!(request.status, ApprovalStatus::Completed | ApprovalStatus::Failed)
                            && request.review_status != ReviewStatus::Declined
                    })
                    .map(|request| PendingChange::approval(key, request)),
            ),
            Err(error) => tracing::debug!(%error, "approval requests are not known"),
        }
        found
    });
    join_all(reads).await.into_iter().flatten().collect()
}

/// LaunchDarkly's safety check of a migration's next stage.
pub async fn safety_issues(
    session: &Session,
    flag: &FlagKey,
    environment: &Environment,
    instructions: &[Instruction],
) -> Vec<String> {
    let (project, key) = (&session.project, &environment.key);
    match session.client.migration_safety_issues(project, flag, key, instructions, None).await {
        Ok(issues) => issues.into_iter().map(|issue| format!("Migration safety: {}", issue.issue)).collect(),
        Err(error) => {
            tracing::debug!(%error, "migration safety is not known");
            Vec::new()
        }
    }
}
