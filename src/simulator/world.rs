//! The simulator's state, and how a change is applied to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::flags::{EnvironmentKey, Flag, FlagKey, Maintainer, MaintainerTeam, ProjectKey};

use super::records::{
    Approval, Audit, Change, CodeReferences, Environment, Expiring, Place, Project, Record, RecordKey, Scheduled,
    Token, Traffic,
};

/// All records by key. Handlers read it; only [`World::apply`] modifies it.
#[derive(Debug, Default)]
pub struct World {
    /// Counter for new ids.
    pub serial: u64,
    /// By secret.
    pub tokens: BTreeMap<String, Token>,
    /// By id.
    pub members: BTreeMap<String, Maintainer>,
    /// By key.
    pub teams: BTreeMap<String, MaintainerTeam>,
    /// By key.
    pub projects: BTreeMap<ProjectKey, Project>,
    /// By project, in order.
    environments: BTreeMap<ProjectKey, Vec<Environment>>,
    flags: BTreeMap<ProjectKey, BTreeMap<FlagKey, Arc<Flag>>>,
    traffic: BTreeMap<Place, Traffic>,
    code_references: BTreeMap<(ProjectKey, FlagKey, String), CodeReferences>,
    /// By id.
    pub scheduled: BTreeMap<String, Scheduled>,
    /// By id.
    pub expiring: BTreeMap<String, Expiring>,
    /// By id.
    pub approvals: BTreeMap<String, Approval>,
    /// By number.
    pub audit: BTreeMap<u64, Audit>,
}

impl World {
    /// The environments of a project, in order.
    pub fn environments(&self, project: &ProjectKey) -> &[Environment] {
        self.environments.get(project).map_or(&[], Vec::as_slice)
    }

    /// One environment.
    pub fn environment(&self, project: &ProjectKey, key: &str) -> Option<&Environment> {
        self.environments(project).iter().find(|environment| environment.key.as_str() == key)
    }

    /// The environment with this SDK key.
    pub fn environment_of_sdk_key(&self, sdk_key: &str) -> Option<&Environment> {
        self.environments.values().flatten().find(|environment| environment.sdk_key == sdk_key)
    }

    /// The flags of a project by key.
    pub fn flags(&self, project: &ProjectKey) -> impl Iterator<Item = &Arc<Flag>> {
        self.flags.get(project).into_iter().flat_map(BTreeMap::values)
    }

    /// One flag.
    pub fn flag(&self, project: &ProjectKey, key: &str) -> Option<&Arc<Flag>> {
        self.flags.get(project)?.get(key)
    }

    /// The requests for a flag in an environment.
    pub fn traffic(&self, place: &Place) -> Option<&Traffic> {
        self.traffic.get(place)
    }

    /// The code references of a flag, or of all flags of a project if `flag` is `None`.
    pub fn code_references<'a>(
        &'a self,
        project: &'a ProjectKey,
        flag: Option<&'a FlagKey>,
    ) -> impl Iterator<Item = &'a CodeReferences> {
        self.code_references
            .values()
            .filter(move |entry| entry.project == *project && flag.is_none_or(|flag| entry.flag == *flag))
    }

    /// Scheduled changes of a flag in an environment, earliest first.
    pub fn scheduled_at(&self, place: &Place) -> Vec<&Scheduled> {
        let mut found: Vec<_> = self.scheduled.values().filter(|change| change.place == *place).collect();
        found.sort_by_key(|held| (held.change.execution_date, held.change.id.clone()));
        found
    }

    /// Expiring targets of a flag in an environment, earliest first.
    pub fn expiring_at(&self, place: &Place) -> Vec<&Expiring> {
        let mut found: Vec<_> = self.expiring.values().filter(|target| target.place == *place).collect();
        found.sort_by_key(|held| (held.target.expiration_date, held.target.id.clone()));
        found
    }

    /// The flags that have `key` as a prerequisite, with the environments of each.
    pub fn dependents(&self, project: &ProjectKey, key: &FlagKey) -> BTreeMap<FlagKey, Vec<EnvironmentKey>> {
        let mut found: BTreeMap<FlagKey, Vec<EnvironmentKey>> = BTreeMap::new();
        for flag in self.flags(project) {
            for (environment, config) in &flag.environments {
                if config.prerequisites.iter().any(|prerequisite| prerequisite.key == *key) {
                    found.entry(flag.key.clone()).or_default().push(environment.clone());
                }
            }
        }
        found
    }

    /// Applies one step.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Put(record) => self.put(*record),
            Change::Remove(key) => self.remove(&key),
        }
    }

    fn put(&mut self, record: Record) {
        match record {
            Record::Serial(serial) => self.serial = serial,
            Record::Token(token) => drop(self.tokens.insert(token.token.clone(), token)),
            Record::Member(member) => drop(self.members.insert(member.id.clone(), member)),
            Record::Team(team) => drop(self.teams.insert(team.key.clone(), team)),
            Record::Project(project) => drop(self.projects.insert(project.key.clone(), project)),
            Record::Environment(environment) => {
                let list = self.environments.entry(environment.project.clone()).or_default();
                list.retain(|other| other.key != environment.key);
                list.push(environment);
                list.sort_by_key(|environment| environment.order);
            }
            Record::Flag(project, flag) => {
                drop(self.flags.entry(project).or_default().insert(flag.key.clone(), Arc::from(flag)));
            }
            Record::Traffic(traffic) => drop(self.traffic.insert(traffic.place.clone(), traffic)),
            Record::CodeReferences(entry) => {
                let key = (entry.project.clone(), entry.flag.clone(), entry.repository.clone());
                drop(self.code_references.insert(key, entry));
            }
            Record::Scheduled(held) => drop(self.scheduled.insert(held.change.id.clone(), held)),
            Record::Expiring(held) => drop(self.expiring.insert(held.target.id.clone(), held)),
            Record::Approval(held) => drop(self.approvals.insert(held.request.id.clone(), held)),
            Record::Audit(entry) => drop(self.audit.insert(entry.number, entry)),
        }
    }

    fn remove(&mut self, key: &RecordKey) {
        match key {
            RecordKey::Serial => self.serial = 0,
            RecordKey::Token(token) => drop(self.tokens.remove(token)),
            RecordKey::Member(id) => drop(self.members.remove(id)),
            RecordKey::Team(team) => drop(self.teams.remove(team)),
            RecordKey::Project(project) => drop(self.projects.remove(project)),
            RecordKey::Environment(project, key) => {
                if let Some(list) = self.environments.get_mut(project) {
                    list.retain(|environment| environment.key != *key);
                }
            }
            RecordKey::Flag(project, flag) => {
                if let Some(flags) = self.flags.get_mut(project) {
                    drop(flags.remove(flag));
                }
            }
            RecordKey::Traffic(place) => drop(self.traffic.remove(place)),
            RecordKey::CodeReferences(project, flag, repository) => {
                drop(self.code_references.remove(&(project.clone(), flag.clone(), repository.clone())));
            }
            RecordKey::Scheduled(id) => drop(self.scheduled.remove(id)),
            RecordKey::Expiring(id) => drop(self.expiring.remove(id)),
            RecordKey::Approval(id) => drop(self.approvals.remove(id)),
            RecordKey::Audit(number) => drop(self.audit.remove(number)),
        }
    }
}
