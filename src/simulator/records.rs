//! The records that the simulator stores, one serializable struct per kind.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flags::{
    ApprovalRequest, EnvironmentKey, ExpiringTarget, Flag, FlagKey, Maintainer, MaintainerTeam, ProjectKey,
    ScheduledChange, UnixMillis,
};

/// A record as stored in the data file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Record {
    /// Counter for new ids.
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
    /// Requests for a flag in an environment.
    Traffic(Traffic),
    /// Code references of a flag.
    CodeReferences(CodeReferences),
    /// A scheduled change.
    Scheduled(Scheduled),
    /// An expiring target.
    Expiring(Expiring),
    /// An approval request.
    Approval(Approval),
    /// An audit log entry.
    Audit(Audit),
}

/// Identifies a [`Record`]; its text is the key in the data file.
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
    /// By flag and environment.
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

/// One step of a change to the store. The steps of one request are applied atomically.
#[derive(Debug, Clone)]
pub enum Change {
    /// Adds or replaces a record.
    Put(Box<Record>),
    /// Removes a record if it exists.
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
    /// Display name.
    pub name: String,
    /// Whether it may write.
    pub writer: bool,
    /// Member id of the owner.
    pub member: String,
    /// The grant of OAuth that it belongs to; `None` for API access tokens.
    #[serde(default)]
    pub oauth: Option<OAuthGrant>,
}

/// A grant of OAuth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OAuthGrant {
    /// Id of the client.
    pub client: String,
    /// Granted scopes.
    pub scopes: Vec<String>,
}

/// A project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Project {
    /// Key.
    pub key: ProjectKey,
    /// Display name.
    pub name: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Whether new flags are available to browser SDKs.
    pub client_side: bool,
}

/// An environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Environment {
    /// Project.
    pub project: ProjectKey,
    /// Key.
    pub key: EnvironmentKey,
    /// Display name.
    pub name: String,
    /// Position in the project's list.
    pub order: u32,
    /// Six hex digits.
    pub color: String,
    /// Whether it is marked as critical.
    pub critical: bool,
    /// Whether changes need a confirmation.
    pub confirm_changes: bool,
    /// Whether changes need a comment.
    pub require_comments: bool,
    /// Whether changes need approval.
    pub approvals: bool,
    /// Tags.
    pub tags: Vec<String>,
    /// Server-side SDK key, `sdk-UUID`.
    pub sdk_key: String,
    /// Mobile SDK key, `mob-UUID`.
    pub mobile_key: String,
}

/// Requests for a flag in an environment; determines its status.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Traffic {
    /// Flag and environment.
    pub place: Place,
    /// Frequency.
    pub requested: Requested,
    /// Default value passed by code.
    pub default: Option<Value>,
    /// Context kinds it was evaluated for.
    pub context_kinds: Vec<String>,
}

/// Frequency of requests for a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Requested {
    /// Never.
    Never,
    /// Last requested at this time.
    At(UnixMillis),
    /// Requested continuously, last this many milliseconds ago. Keeps sample data active.
    Steadily(i64),
}

/// Code references of a flag in a repository.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeReferences {
    /// Project.
    pub project: ProjectKey,
    /// Flag.
    pub flag: FlagKey,
    /// Repository name.
    pub repository: String,
    /// Number of files.
    pub files: u32,
    /// Number of references.
    pub hunks: u32,
}

/// A scheduled change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scheduled {
    /// Flag and environment.
    pub place: Place,
    /// The change.
    pub change: ScheduledChange,
    /// Comment.
    pub comment: Option<String>,
}

/// An expiring target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expiring {
    /// Flag and environment.
    pub place: Place,
    /// The target.
    pub target: ExpiringTarget,
}

/// An approval request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approval {
    /// Flag and environment.
    pub place: Place,
    /// The request.
    pub request: ApprovalRequest,
    /// Reviews so far.
    pub reviews: Vec<Review>,
    /// Comment.
    pub comment: Option<String>,
    /// Time of its application.
    pub applied: Option<UnixMillis>,
}

/// A review of an approval request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Review {
    /// 24 hex digits.
    pub id: String,
    /// `approved`, `declined` or `commented`.
    pub kind: String,
    /// Time.
    pub created: UnixMillis,
    /// Member id of the reviewer.
    pub member: String,
    /// Comment.
    pub comment: Option<String>,
}

/// An audit log entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Audit {
    /// Sequence number.
    pub number: u64,
    /// Time.
    pub date: UnixMillis,
    /// Project.
    pub project: ProjectKey,
    /// Flag.
    pub flag: FlagKey,
    /// The flag's name at that time.
    pub name: String,
    /// Environments that changed; empty for a change of the flag itself.
    pub environments: Vec<EnvironmentKey>,
    /// Title, such as `turned on the flag`.
    pub title: String,
    /// Action identifiers, such as `updateOn`.
    pub actions: Vec<String>,
    /// Comment.
    pub comment: String,
    /// Member id; `None` for a scheduled action.
    pub member: Option<String>,
}
