//! What the simulator remembers, one serialisable struct per kind of record.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flags::{
    ApprovalRequest, EnvironmentKey, ExpiringTarget, Flag, FlagKey, Maintainer, MaintainerTeam, ProjectKey,
    ScheduledChange, UnixMillis,
};

/// One thing that is stored, as the data file holds it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Record {
    /// Counter behind new identifiers.
    Serial(u64),
    /// An access token.
    Token(Token),
    /// An account member.
    Member(Maintainer),
    /// A team.
    Team(MaintainerTeam),
    /// A project.
    Project(Project),
    /// An environment.
    Environment(Environment),
    /// A flag with the project it belongs to.
    Flag(ProjectKey, Box<Flag>),
    /// Who asks for a flag in an environment.
    Traffic(Traffic),
    /// Where code names a flag.
    CodeReferences(CodeReferences),
    /// A change that waits for its time.
    Scheduled(Scheduled),
    /// A target that waits for its removal.
    Expiring(Expiring),
    /// A change that waits for approval.
    Approval(Approval),
    /// What happened.
    Audit(Audit),
}

/// Names a [`Record`]; its text is the key in the data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordKey {
    /// The counter.
    Serial,
    /// By token.
    Token(String),
    /// By member id.
    Member(String),
    /// By team key.
    Team(String),
    /// By project key.
    Project(ProjectKey),
    /// By project and environment key.
    Environment(ProjectKey, EnvironmentKey),
    /// By project and flag key.
    Flag(ProjectKey, FlagKey),
    /// By place.
    Traffic(Place),
    /// By project, flag and repository.
    CodeReferences(ProjectKey, FlagKey, String),
    /// By id.
    Scheduled(String),
    /// By id.
    Expiring(String),
    /// By id.
    Approval(String),
    /// By number.
    Audit(u64),
}

impl fmt::Display for RecordKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial => write!(out, "serial"),
            Self::Token(token) => write!(out, "token/{token}"),
            Self::Member(id) => write!(out, "member/{id}"),
            Self::Team(key) => write!(out, "team/{key}"),
            Self::Project(project) => write!(out, "project/{project}"),
            Self::Environment(project, environment) => write!(out, "environment/{project}/{environment}"),
            Self::Flag(project, flag) => write!(out, "flag/{project}/{flag}"),
            Self::Traffic(place) => write!(out, "traffic/{}/{}/{}", place.project, place.environment, place.flag),
            Self::CodeReferences(project, flag, repository) => write!(out, "code/{project}/{flag}/{repository}"),
            Self::Scheduled(id) => write!(out, "scheduled/{id}"),
            Self::Expiring(id) => write!(out, "expiring/{id}"),
            Self::Approval(id) => write!(out, "approval/{id}"),
            Self::Audit(number) => write!(out, "audit/{number:016}"),
        }
    }
}

impl Record {
    /// The key under which this record is stored.
    pub fn key(&self) -> RecordKey {
        match self {
            Self::Serial(_) => RecordKey::Serial,
            Self::Token(token) => RecordKey::Token(token.token.clone()),
            Self::Member(member) => RecordKey::Member(member.id.clone()),
            Self::Team(team) => RecordKey::Team(team.key.clone()),
            Self::Project(project) => RecordKey::Project(project.key.clone()),
            Self::Environment(environment) => {
                RecordKey::Environment(environment.project.clone(), environment.key.clone())
            }
            Self::Flag(project, flag) => RecordKey::Flag(project.clone(), flag.key.clone()),
            Self::Traffic(traffic) => RecordKey::Traffic(traffic.place.clone()),
            Self::CodeReferences(references) => RecordKey::CodeReferences(
                references.project.clone(),
                references.flag.clone(),
                references.repository.clone(),
            ),
            Self::Scheduled(scheduled) => RecordKey::Scheduled(scheduled.change.id.clone()),
            Self::Expiring(expiring) => RecordKey::Expiring(expiring.target.id.clone()),
            Self::Approval(approval) => RecordKey::Approval(approval.request.id.clone()),
            Self::Audit(entry) => RecordKey::Audit(entry.number),
        }
    }
}

/// One step of a change to the store. The steps of one request are applied together or not at all.
#[derive(Debug, Clone)]
pub enum Change {
    /// Adds or replaces.
    Put(Box<Record>),
    /// Removes; nothing happens where it does not exist.
    Remove(RecordKey),
}

impl Change {
    /// Adds or replaces a record.
    pub fn put(record: Record) -> Self {
        Self::Put(Box::new(record))
    }
}

/// A flag in an environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Project.
    pub project: ProjectKey,
    /// Environment.
    pub environment: EnvironmentKey,
    /// Flag.
    pub flag: FlagKey,
}

/// An access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Token {
    /// The secret, `api-UUID`.
    pub token: String,
    /// Name for people.
    pub name: String,
    /// May change things.
    pub writer: bool,
    /// Member it belongs to.
    pub member: String,
}

/// A project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Project {
    /// Key.
    pub key: ProjectKey,
    /// Name for people.
    pub name: String,
    /// Tags.
    pub tags: Vec<String>,
    /// New flags are visible to browsers.
    pub client_side: bool,
}

/// An environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Environment {
    /// Project it belongs to.
    pub project: ProjectKey,
    /// Key.
    pub key: EnvironmentKey,
    /// Name for people.
    pub name: String,
    /// Place in the list.
    pub order: u32,
    /// Six hex digits.
    pub color: String,
    /// Marked as critical.
    pub critical: bool,
    /// Changes ask for a confirmation.
    pub confirm_changes: bool,
    /// Changes ask for a comment.
    pub require_comments: bool,
    /// Changes need approval.
    pub approvals: bool,
    /// Tags.
    pub tags: Vec<String>,
    /// Key of server SDKs, `sdk-UUID`.
    pub sdk_key: String,
    /// Key of mobile SDKs, `mob-UUID`.
    pub mobile_key: String,
}

/// Who asks for a flag in an environment: what statuses are made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Traffic {
    /// Where.
    pub place: Place,
    /// How often it is asked for.
    pub requested: Requested,
    /// Default value that code passes.
    pub default: Option<Value>,
    /// Kinds of contexts it was evaluated for.
    pub context_kinds: Vec<String>,
}

/// How often a flag is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Requested {
    /// Never.
    Never,
    /// Last at this moment.
    At(UnixMillis),
    /// All the time; last this many milliseconds ago. Sample data stays alive with it.
    Steadily(i64),
}

/// Where code names a flag, per repository.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeReferences {
    /// Project.
    pub project: ProjectKey,
    /// Flag.
    pub flag: FlagKey,
    /// Repository name.
    pub repository: String,
    /// Files that name it.
    pub files: u32,
    /// Places in them.
    pub hunks: u32,
}

/// A change that waits for its time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scheduled {
    /// Where.
    pub place: Place,
    /// What and when.
    pub change: ScheduledChange,
    /// Why.
    pub comment: Option<String>,
}

/// A target that waits for its removal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expiring {
    /// Where.
    pub place: Place,
    /// Which and when.
    pub target: ExpiringTarget,
}

/// A change that waits for approval.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approval {
    /// Where.
    pub place: Place,
    /// What.
    pub request: ApprovalRequest,
    /// Reviews so far.
    pub reviews: Vec<Review>,
    /// Why.
    pub comment: Option<String>,
    /// When it was applied.
    pub applied: Option<UnixMillis>,
}

/// A review of an approval request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Review {
    /// 24 hex digits.
    pub id: String,
    /// `approved`, `declined` or `commented`.
    pub kind: String,
    /// When.
    pub created: UnixMillis,
    /// Who.
    pub member: String,
    /// Why.
    pub comment: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Audit {
    /// Rises by one.
    pub number: u64,
    /// When.
    pub date: UnixMillis,
    /// Project.
    pub project: ProjectKey,
    /// Flag.
    pub flag: FlagKey,
    /// Its name then.
    pub name: String,
    /// Environments that changed; empty for a change of the flag as a whole.
    pub environments: Vec<EnvironmentKey>,
    /// What was done, in words: `turned on the flag`.
    pub title: String,
    /// Action identifiers: `updateOn`.
    pub actions: Vec<String>,
    /// Why.
    pub comment: String,
    /// Member who did it; `None` for the clock.
    pub member: Option<String>,
}
