//! Errors of applying a patch, with the status and code that the API would answer.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use crate::flags::{EnvironmentKey, FlagKey, UnixMillis};

/// Why a patch cannot be applied. No part of it has been.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchError {
    /// Index of the instruction in the patch; `None` if the error concerns the patch as a whole.
    pub instruction: Option<usize>,
    /// The instruction's kind.
    pub kind: Option<&'static str>,
    /// The reason.
    pub problem: PatchProblem,
}

impl PatchError {
    /// Creates an error that concerns the patch as a whole.
    pub fn of_patch(problem: PatchProblem) -> Self {
        Self { instruction: None, kind: None, problem }
    }

    /// HTTP status that the API would answer.
    pub fn status(&self) -> u16 {
        self.problem.status()
    }

    /// Error code that the API would answer.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }
}

impl fmt::Display for PatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.instruction, self.kind) {
            (Some(index), Some(kind)) => write!(formatter, "instruction {} ({kind}): {}", index + 1, self.problem),
            _ => self.problem.fmt(formatter),
        }
    }
}

impl std::error::Error for PatchError {}

/// The reasons. Those stated by the API reference are marked *documented*; the others are our choice, as is every
/// status other than 400, see [`PatchProblem::status`].
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PatchProblem {
    /// The patch is empty.
    #[error("the patch has no instructions")]
    NoInstructions,
    /// *Documented*: some instructions need `environmentKey`.
    #[error("this instruction needs `environmentKey`")]
    EnvironmentMissing,
    /// The flag has no such environment.
    #[error("there is no environment `{0}`")]
    UnknownEnvironment(EnvironmentKey),
    /// The targeting (rules, targets, fallthrough) of the environment was not loaded. Occurs in previews only.
    #[error("the targeting of `{0}` is not loaded")]
    NotLoaded(EnvironmentKey),

    /// No variation has this id.
    #[error("the flag has no variation with id `{0}`")]
    UnknownVariation(String),
    /// No rule has this id.
    #[error("the flag has no rule with id `{0}` in this environment")]
    UnknownRule(String),
    /// `removeRule` without a `ruleId`.
    #[error("`ruleId` is required")]
    RuleNotNamed,
    /// No clause of the rule has this id.
    #[error("the rule has no clause with id `{0}`")]
    UnknownClause(String),
    /// *Documented* by an official client: a `ref` is unique.
    #[error("a rule with ref `{0}` already exists")]
    ReferenceTaken(String),
    /// *Documented*: `reorderRules` must list exactly the existing rules.
    #[error("`ruleIds` does not match the rules of the flag: {0}")]
    RulesDoNotMatch(String),
    /// Not an operator.
    #[error("`{0}` is not a clause operator")]
    UnknownOperator(String),
    /// A clause without an `attribute`.
    #[error("the clause needs an `attribute`")]
    AttributeMissing,

    /// *Documented*: exactly one of variation and rollout.
    #[error("give either `variationId` or `rolloutWeights`")]
    NotOneServed,
    /// *Documented*: weights are thousandths of a percent and must sum to 100 %.
    #[error("the weights sum to {0}, not to 100000 (thousandths of a percent)")]
    WeightsDoNotSum(u64),
    /// *Documented*: cohorts of migration flags require a rollout.
    #[error("a migration flag serves a rollout: give `rolloutWeights` instead of `variationId`")]
    MigrationNeedsRollout,

    /// *Documented*: a context can be targeted in one variation only.
    #[error("the {context_kind} `{key}` would be targeted in two variations")]
    TargetedTwice {
        /// Kind of the context.
        context_kind: String,
        /// Its key.
        key: String,
    },
    /// *Documented*: `replaceUserTargets` must list every variation.
    #[error("`targets` must list every variation of the flag; `{0}` is missing")]
    TargetsIncomplete(String),

    /// *Documented*: `updatePrerequisite` requires an existing prerequisite.
    #[error("the flag has no prerequisite `{0}` in this environment")]
    NoSuchPrerequisite(FlagKey),
    /// The prerequisite exists with another variation.
    #[error("`{0}` is already a prerequisite; use updatePrerequisite to change its variation")]
    PrerequisiteExists(FlagKey),
    /// A key occurs twice in the list.
    #[error("`{0}` is listed twice")]
    PrerequisiteTwice(FlagKey),
    /// The project has no flag with this key.
    #[error("the prerequisite `{0}` does not exist")]
    UnknownPrerequisite(FlagKey),
    /// Archived flags are not evaluated, so they cannot be prerequisites.
    #[error("the flag `{0}` is archived and cannot be a prerequisite")]
    PrerequisiteArchived(FlagKey),
    /// The prerequisite has no variation with this id.
    #[error("the flag `{key}` has no variation with id `{variation}`")]
    UnknownPrerequisiteVariation {
        /// The prerequisite.
        key: FlagKey,
        /// The requested variation.
        variation: String,
    },
    /// The prerequisites would form a cycle.
    #[error("the prerequisites would form a cycle: {}", .0.iter().map(FlagKey::as_str).collect::<Vec<_>>().join(" → "))]
    PrerequisiteCycle(Vec<FlagKey>),

    /// Variation values are unique.
    #[error("another variation already has the value {0}")]
    ValueTaken(Value),
    /// The values of a flag's variations have one type.
    #[error("the values of the variations must be of one type, but they are {0}")]
    MixedTypes(String),
    /// Boolean flags serve only `true` and `false`.
    #[error("the variations of a boolean flag must be true and false")]
    BooleanVariations,
    /// The variations of a migration flag follow from its stages.
    #[error("the variations of a migration flag cannot be changed")]
    MigrationVariations,
    /// The variation is served somewhere.
    #[error("the variation is in use: {0}")]
    VariationInUse(String),
    /// A flag has at least two variations.
    #[error("a flag needs at least two variations")]
    TooFewVariations,
    /// `updateDefaultVariation` refers to variations by value.
    #[error("the flag has no variation with the value {0}")]
    NoSuchValue(Value),
    /// `updateDefaultVariation` without either value.
    #[error("give `onVariationValue` or `offVariationValue`")]
    NoDefaultGiven,

    /// An empty name.
    #[error("the name must not be empty")]
    NameMissing,
    /// Not a valid tag: 1 to 64 letters, digits, `_`, `.` or `-`.
    #[error("`{0}` is not a valid tag: 1 to 64 letters, digits, `_`, `.` or `-`")]
    InvalidTag(String),
    /// *Documented* by an official client's tests: a maintainer must exist.
    #[error("there is no member with id `{0}`")]
    UnknownMember(String),
    /// The maintaining team must exist.
    #[error("there is no team with key `{0}`")]
    UnknownTeam(String),

    /// *Documented*: a prerequisite of other flags cannot be archived.
    #[error("the flag is a prerequisite of {} and cannot be archived", list(.0))]
    PrerequisiteOf(Vec<FlagKey>),
    /// *Documented* by an official client: a prerequisite of other flags cannot be deleted.
    #[error("the flag is a prerequisite of {} and cannot be deleted", list(.0))]
    DeletedPrerequisiteOf(Vec<FlagKey>),

    /// An earlier pending change deletes the flag.
    #[error("the flag would be deleted")]
    FlagDeleted,

    /// *Documented*: only a targeted context can be scheduled for removal.
    #[error("the {context_kind} `{key}` is not targeted individually in this variation")]
    NotTargeted {
        /// Kind of the context.
        context_kind: String,
        /// Its key.
        key: String,
    },
    /// *Documented*: at most one scheduled removal per context and flag.
    #[error("the {context_kind} `{key}` is already scheduled for removal")]
    AlreadyExpiring {
        /// Kind of the context.
        context_kind: String,
        /// Its key.
        key: String,
    },
    /// No such scheduled removal exists.
    #[error("the {context_kind} `{key}` is not scheduled for removal from this variation")]
    NotExpiring {
        /// Kind of the context.
        context_kind: String,
        /// Its key.
        key: String,
    },
    /// *Documented*: the given version must be the current one.
    #[error("version {given} is not the current version {current}")]
    VersionMismatch {
        /// The given version.
        given: u64,
        /// The current version.
        current: u64,
    },
    /// The date must lie in the future.
    #[error("the date {} is in the past", .0.rfc3339())]
    DateInThePast(UnixMillis),
    /// A stored instruction of a known kind that cannot be read.
    #[error("{0}")]
    InvalidInstruction(String),
    /// A scheduled instruction of an unknown kind.
    #[error("unknown instruction kind `{0}`")]
    UnknownKind(String),
}

impl PatchProblem {
    /// HTTP status that the API would answer. Our choice wherever it is not 400.
    pub fn status(&self) -> u16 {
        match self {
            Self::UnknownEnvironment(_) => 404,
            Self::DeletedPrerequisiteOf(_) | Self::VersionMismatch { .. } => 409,
            _ => 400,
        }
    }

    /// Error code that the API would answer.
    pub fn code(&self) -> &'static str {
        match self.status() {
            404 => "not_found",
            409 => "conflict",
            _ => "invalid_request",
        }
    }
}

/// Lists up to three keys, then the number of the rest.
fn list(keys: &[FlagKey]) -> String {
    let mut text = keys.iter().take(3).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    if keys.len() > 3 {
        text.push_str(&format!(" and {} more", keys.len() - 3));
    }
    text
}
