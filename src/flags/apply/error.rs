use std::fmt;

use serde_json::Value;
use thiserror::Error;

use crate::flags::{EnvironmentKey, FlagKey, UnixMillis};

/// Why a patch cannot be applied. Nothing of it has been.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchError {
    /// Index of the instruction in the patch; `None` where the patch as a whole is at fault.
    pub instruction: Option<usize>,
    /// Its kind.
    pub kind: Option<&'static str>,
    /// The reason.
    pub problem: PatchProblem,
}

impl PatchError {
    /// A fault of the patch as a whole.
    pub fn of_patch(problem: PatchProblem) -> Self {
        Self { instruction: None, kind: None, problem }
    }

    /// HTTP status of the API's answer.
    pub fn status(&self) -> u16 {
        self.problem.status()
    }

    /// `code` of the API's answer.
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

/// The reasons. Those that the reference of the API names are marked *documented*; the others are chosen, and so are
/// all statuses other than 400, see [`PatchProblem::status`].
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
    /// Only a preview meets it: the rules, targets and fallthrough of the environment were not loaded.
    #[error("the targeting of `{0}` is not loaded")]
    NotLoaded(EnvironmentKey),

    /// No variation has this id.
    #[error("the flag has no variation with id `{0}`")]
    UnknownVariation(String),
    /// No rule has this id.
    #[error("the flag has no rule with id `{0}` in this environment")]
    UnknownRule(String),
    /// `removeRule` names none.
    #[error("name the rule by `ruleId`")]
    RuleNotNamed,
    /// No clause of the rule has this id.
    #[error("the rule has no clause with id `{0}`")]
    UnknownClause(String),
    /// *Documented* by an official client: a `ref` is unique.
    #[error("a rule with ref `{0}` already exists")]
    ReferenceTaken(String),
    /// *Documented*: `reorderRules` must name exactly the rules there are.
    #[error("`ruleIds` does not match the rules of the flag: {0}")]
    RulesDoNotMatch(String),
    /// Not an operator.
    #[error("`{0}` is not a clause operator")]
    UnknownOperator(String),
    /// A clause without an attribute.
    #[error("the clause needs an `attribute`")]
    AttributeMissing,

    /// *Documented*: a variation or a rollout, one of them.
    #[error("give either `variationId` or `rolloutWeights`")]
    NotOneServed,
    /// *Documented*: thousandths of a percent, which make 100 %.
    #[error("the weights sum to {0}, not to 100000 (thousandths of a percent)")]
    WeightsDoNotSum(u64),
    /// *Documented*: cohorts of migration flags take a rollout.
    #[error("a migration flag serves a rollout: give `rolloutWeights` instead of `variationId`")]
    MigrationNeedsRollout,

    /// *Documented*: a context is targeted in one variation only.
    #[error("the {context_kind} `{key}` would be targeted in two variations")]
    TargetedTwice {
        /// Kind of the context.
        context_kind: String,
        /// Its key.
        key: String,
    },
    /// *Documented*: `replaceUserTargets` names every variation.
    #[error("`targets` must hold every variation of the flag; `{0}` is missing")]
    TargetsIncomplete(String),

    /// *Documented*: `updatePrerequisite` needs one that exists.
    #[error("the flag has no prerequisite `{0}` in this environment")]
    NoSuchPrerequisite(FlagKey),
    /// It is there already, with another variation.
    #[error("`{0}` is already a prerequisite; use updatePrerequisite to change its variation")]
    PrerequisiteExists(FlagKey),
    /// The list names a flag twice.
    #[error("`{0}` is named twice")]
    PrerequisiteTwice(FlagKey),
    /// The project has no such flag.
    #[error("there is no flag `{0}` to depend on")]
    UnknownPrerequisite(FlagKey),
    /// Archived flags are not evaluated.
    #[error("the flag `{0}` is archived and cannot be a prerequisite")]
    PrerequisiteArchived(FlagKey),
    /// The prerequisite has no variation with this id.
    #[error("the flag `{key}` has no variation with id `{variation}`")]
    UnknownPrerequisiteVariation {
        /// The prerequisite.
        key: FlagKey,
        /// What was asked for.
        variation: String,
    },
    /// Flags would wait for each other.
    #[error("the prerequisites would form a circle: {}", .0.iter().map(FlagKey::as_str).collect::<Vec<_>>().join(" → "))]
    PrerequisiteCycle(Vec<FlagKey>),

    /// Values of variations are unique.
    #[error("another variation has the value {0}")]
    ValueTaken(Value),
    /// Boolean flags serve `true` and `false`.
    #[error("the variations of a boolean flag are true and false")]
    BooleanVariations,
    /// The stages of a migration decide its variations.
    #[error("the variations of a migration flag cannot be changed")]
    MigrationVariations,
    /// Something serves it.
    #[error("the variation is in use: {0}")]
    VariationInUse(String),
    /// A flag has at least two.
    #[error("a flag needs at least two variations")]
    TooFewVariations,
    /// `updateDefaultVariation` names variations by value.
    #[error("the flag has no variation with the value {0}")]
    NoSuchValue(Value),
    /// `updateDefaultVariation` without either.
    #[error("give `onVariationValue` or `offVariationValue`")]
    NoDefaultGiven,

    /// A name must be there.
    #[error("the name must not be empty")]
    NameMissing,
    /// Letters, digits, `_`, `.` and `-`, at most 64.
    #[error("`{0}` is not a tag: 1 to 64 letters, digits, `_`, `.` or `-`")]
    InvalidTag(String),
    /// *Documented* by an official client's tests: a maintainer must exist.
    #[error("there is no member with id `{0}`")]
    UnknownMember(String),
    /// A maintaining team must exist.
    #[error("there is no team with key `{0}`")]
    UnknownTeam(String),

    /// *Documented*: a prerequisite of other flags cannot be archived.
    #[error("the flag is a prerequisite of {} and cannot be archived", list(.0))]
    PrerequisiteOf(Vec<FlagKey>),
    /// *Documented* by an official client: nor deleted.
    #[error("the flag is a prerequisite of {} and cannot be deleted", list(.0))]
    DeletedPrerequisiteOf(Vec<FlagKey>),

    /// An earlier change deletes it.
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
    /// *Documented*: one scheduled removal per context and flag.
    #[error("the {context_kind} `{key}` is already scheduled for removal")]
    AlreadyExpiring {
        /// Kind of the context.
        context_kind: String,
        /// Its key.
        key: String,
    },
    /// There is no scheduled removal to change.
    #[error("the {context_kind} `{key}` is not scheduled for removal from this variation")]
    NotExpiring {
        /// Kind of the context.
        context_kind: String,
        /// Its key.
        key: String,
    },
    /// *Documented*: the version given is not the current one.
    #[error("version {given} is not the current version {current}")]
    VersionMismatch {
        /// What was given.
        given: u64,
        /// What it is.
        current: u64,
    },
    /// A date must lie ahead.
    #[error("the date {} lies in the past", .0.rfc3339())]
    DateInThePast(UnixMillis),
    /// A scheduled instruction of a kind that is not known.
    #[error("unknown instruction kind `{0}`")]
    UnknownKind(String),
}

impl PatchProblem {
    /// HTTP status of the API's answer. *Chosen* wherever it is not 400.
    pub fn status(&self) -> u16 {
        match self {
            Self::UnknownEnvironment(_) => 404,
            Self::DeletedPrerequisiteOf(_) | Self::VersionMismatch { .. } => 409,
            _ => 400,
        }
    }

    /// `code` of the API's answer.
    pub fn code(&self) -> &'static str {
        match self.status() {
            404 => "not_found",
            409 => "conflict",
            _ => "invalid_request",
        }
    }
}

/// Up to three keys, then the number of the rest.
fn list(keys: &[FlagKey]) -> String {
    let mut text = keys.iter().take(3).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    if keys.len() > 3 {
        text.push_str(&format!(" and {} more", keys.len() - 3));
    }
    text
}
