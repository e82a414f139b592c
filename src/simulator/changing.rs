//! From an operation on one flag to all records that change with it.

use std::cell::Cell;

use crate::flags::{
    Applied, ApplyContext, EnvironmentKey, Flag, FlagKey, IdSource, Lookup, Maintainer, MaintainerTeam, PendingChange,
    ProjectKey, ReviewStatus, Surroundings, UnixMillis, shift_prerequisites, still_targeted,
};

use super::ids;
use super::records::{Audit, Change, Expiring, Place, Record, RecordKey};
use super::world::World;

/// Ids derived from a persistent counter.
pub struct NewIds(Cell<u64>);

impl NewIds {
    /// Starts at the world's counter.
    pub fn after(world: &World) -> Self {
        Self(Cell::new(world.serial))
    }

    fn next(&self) -> u64 {
        self.0.set(self.0.get() + 1);
        self.0.get()
    }

    /// The change that stores the counter.
    pub fn change(&self) -> Change {
        Change::put(Record::Serial(self.0.get()))
    }
}

impl IdSource for NewIds {
    fn uuid(&self) -> String {
        ids::uuid(&format!("new/{}", self.next()))
    }

    fn object_id(&self) -> String {
        ids::object_id(&format!("new/{}", self.next()))
    }
}

/// The rest of a project, as seen by instructions.
pub struct ProjectSurroundings<'w> {
    world: &'w World,
    project: &'w ProjectKey,
}

impl<'w> ProjectSurroundings<'w> {
    /// Surroundings of the flags of a project.
    pub fn new(world: &'w World, project: &'w ProjectKey) -> Self {
        Self { world, project }
    }
}

impl Surroundings for ProjectSurroundings<'_> {
    fn flag(&self, key: &str) -> Option<&Flag> {
        self.world.flag(self.project, key).map(AsRef::as_ref)
    }

    fn dependents(&self, key: &str) -> Vec<FlagKey> {
        self.world.dependents(self.project, &FlagKey::new(key)).into_keys().collect()
    }

    fn member(&self, id: &str) -> Lookup<Maintainer> {
        self.world.members.get(id).cloned().map_or(Lookup::Absent, Lookup::Found)
    }

    fn team(&self, key: &str) -> Lookup<MaintainerTeam> {
        self.world.teams.get(key).cloned().map_or(Lookup::Absent, Lookup::Found)
    }
}

/// The context of [`crate::flags::apply`].
pub fn context<'a>(now: UnixMillis, ids: &'a NewIds, around: &'a ProjectSurroundings<'_>) -> ApplyContext<'a> {
    ApplyContext { now, ids, surroundings: around }
}

/// All pending changes of a flag: scheduled changes and open approval requests of every environment.
pub fn pending(world: &World, project: &ProjectKey, flag: &FlagKey) -> Vec<PendingChange> {
    let here = |place: &Place| place.project == *project && place.flag == *flag;
    let scheduled = world
        .scheduled
        .values()
        .filter(|held| here(&held.place))
        .map(|held| PendingChange::scheduled(&held.place.environment, &held.change));
    let approvals = world
        .approvals
        .values()
        .filter(|held| {
            here(&held.place) && held.applied.is_none() && held.request.review_status != ReviewStatus::Declined
        })
        .map(|held| PendingChange::approval(&held.place.environment, &held.request));
    scheduled.chain(approvals).collect()
}

/// Data of an audit log entry.
pub struct Activity<'a> {
    /// Title, such as `updated the flag`.
    pub title: &'a str,
    /// Action identifiers, such as `updateOn`.
    pub actions: Vec<String>,
    /// Comment.
    pub comment: &'a str,
    /// Member id; `None` for a scheduled action.
    pub member: Option<&'a str>,
    /// Time.
    pub now: UnixMillis,
}

/// All changes that follow from a patched flag.
pub fn carry_out(
    world: &World,
    project: &ProjectKey,
    before: &Flag,
    applied: &Applied,
    activity: &Activity<'_>,
    new_ids: &NewIds,
) -> Vec<Change> {
    let mut changes = if applied.deleted {
        removal(world, project, &before.key)
    } else if applied.changed {
        let mut changes = vec![Change::put(Record::Flag(project.clone(), Box::new(applied.flag.clone())))];
        for removed in &applied.removed_variations {
            for key in world.dependents(project, &before.key).keys() {
                let other = world.flag(project, key.as_str());
                if let Some(shifted) = other.and_then(|other| shift_prerequisites(other, &before.key, *removed)) {
                    changes.push(Change::put(Record::Flag(project.clone(), Box::new(shifted))));
                }
            }
        }
        changes.extend(orphans(world, project, &applied.flag));
        changes
    } else {
        return Vec::new();
    };
    let changed: Vec<EnvironmentKey> = applied
        .flag
        .environments
        .iter()
        .filter(|(key, config)| before.environments.get(*key) != Some(*config))
        .map(|(key, _)| key.clone())
        .collect();
    changes.push(new_ids.change());
    changes.push(audit(world, project, before, changed, activity));
    changes
}

/// Creates an audit log entry.
pub fn audit(
    world: &World,
    project: &ProjectKey,
    flag: &Flag,
    environments: Vec<EnvironmentKey>,
    activity: &Activity<'_>,
) -> Change {
    Change::put(Record::Audit(Audit {
        number: world.audit.last_key_value().map_or(1, |(number, _)| number + 1),
        date: activity.now,
        project: project.clone(),
        flag: flag.key.clone(),
        name: flag.name.clone(),
        environments,
        title: activity.title.to_owned(),
        actions: activity.actions.clone(),
        comment: activity.comment.to_owned(),
        member: activity.member.map(str::to_owned),
    }))
}

/// Removes expiring targets whose context is no longer targeted.
fn orphans(world: &World, project: &ProjectKey, after: &Flag) -> Vec<Change> {
    let mut changes = Vec::new();
    for environment in after.environments.keys() {
        let place = Place { project: project.clone(), environment: environment.clone(), flag: after.key.clone() };
        let held: Vec<&Expiring> = world.expiring_at(&place);
        let targets: Vec<_> = held.iter().map(|held| held.target.clone()).collect();
        let left = still_targeted(after, environment, &targets);
        let gone = targets.into_iter().filter(|target| !left.contains(target));
        changes.extend(gone.map(|target| Change::Remove(RecordKey::Expiring(target.id))));
    }
    changes
}

/// Removes everything that belongs to a flag.
fn removal(world: &World, project: &ProjectKey, flag: &FlagKey) -> Vec<Change> {
    let here = |place: &Place| place.project == *project && place.flag == *flag;
    let mut changes = vec![Change::Remove(RecordKey::Flag(project.clone(), flag.clone()))];
    for environment in world.environments(project) {
        let place = Place { project: project.clone(), environment: environment.key.clone(), flag: flag.clone() };
        changes.push(Change::Remove(RecordKey::Traffic(place)));
    }
    for entry in world.code_references(project, Some(flag)) {
        let key = RecordKey::CodeReferences(project.clone(), flag.clone(), entry.repository.clone());
        changes.push(Change::Remove(key));
    }
    let scheduled = world.scheduled.iter().filter(|(_, held)| here(&held.place));
    changes.extend(scheduled.map(|(id, _)| Change::Remove(RecordKey::Scheduled(id.clone()))));
    let expiring = world.expiring.iter().filter(|(_, held)| here(&held.place));
    changes.extend(expiring.map(|(id, _)| Change::Remove(RecordKey::Expiring(id.clone()))));
    let approvals = world.approvals.iter().filter(|(_, held)| here(&held.place));
    changes.extend(approvals.map(|(id, _)| Change::Remove(RecordKey::Approval(id.clone()))));
    changes
}
