//! The state of a flag while a patch is applied, with look-ups by id.

use crate::flags::{
    Clause, EnvironmentKey, Flag, FlagConfig, NewClause, Rollout, Rule, Served, ServedById, WeightedVariation,
};

use super::{ApplyContext, PatchProblem};

/// Clause operators. Source: the API's `RuleClause` model.
pub const CLAUSE_OPERATORS: &[&str] = &[
    "in",
    "endsWith",
    "startsWith",
    "matches",
    "contains",
    "lessThan",
    "lessThanOrEqual",
    "greaterThan",
    "greaterThanOrEqual",
    "before",
    "after",
    "segmentMatch",
    "semVerEqual",
    "semVerLessThan",
    "semVerGreaterThan",
];

/// Required sum of a rollout's weights, in thousandths of a percent.
const WHOLE: u64 = 100_000;

/// A flag while a patch is applied to it.
pub(super) struct Working<'a> {
    pub flag: Flag,
    pub environment: Option<&'a EnvironmentKey>,
    pub context: &'a ApplyContext<'a>,
    pub deleted: bool,
    pub removed_variations: Vec<usize>,
}

impl<'a> Working<'a> {
    pub fn new(flag: Flag, environment: Option<&'a EnvironmentKey>, context: &'a ApplyContext<'a>) -> Self {
        Self { flag, environment, context, deleted: false, removed_variations: Vec::new() }
    }

    pub fn environment(&self) -> Result<&'a EnvironmentKey, PatchProblem> {
        self.environment.ok_or(PatchProblem::EnvironmentMissing)
    }

    /// The configuration of the patch's environment.
    pub fn config(&mut self) -> Result<&mut FlagConfig, PatchProblem> {
        let environment = self.environment()?;
        match self.flag.environments.get_mut(environment) {
            Some(config) => Ok(config),
            None => Err(PatchProblem::UnknownEnvironment(environment.clone())),
        }
    }

    /// The configuration of the patch's environment, with rules, targets and fallthrough loaded.
    pub fn detailed(&mut self) -> Result<&mut FlagConfig, PatchProblem> {
        let environment = self.environment()?;
        let config = self.config()?;
        if config.is_detailed() { Ok(config) } else { Err(PatchProblem::NotLoaded(environment.clone())) }
    }

    /// Index of the variation with this id.
    pub fn variation(&self, id: &str) -> Result<usize, PatchProblem> {
        self.flag.variation_index(id).ok_or_else(|| PatchProblem::UnknownVariation(id.to_owned()))
    }

    pub fn rule(&mut self, id: &str) -> Result<&mut Rule, PatchProblem> {
        self.detailed()?
            .rules
            .iter_mut()
            .find(|rule| rule.id.as_deref() == Some(id))
            .ok_or_else(|| PatchProblem::UnknownRule(id.to_owned()))
    }

    pub fn clause(&mut self, rule: &str, clause: &str) -> Result<&mut Clause, PatchProblem> {
        self.rule(rule)?
            .clauses
            .iter_mut()
            .find(|held| held.id.as_deref() == Some(clause))
            .ok_or_else(|| PatchProblem::UnknownClause(clause.to_owned()))
    }

    pub fn is_migration(&self) -> bool {
        self.flag.purpose.as_deref() == Some("migration")
    }

    /// Converts a requested variation or rollout to indices.
    pub fn served(&self, requested: &ServedById) -> Result<Served, PatchProblem> {
        match (&requested.variation_id, &requested.rollout_weights) {
            (Some(_), None) if self.is_migration() => Err(PatchProblem::MigrationNeedsRollout),
            (Some(id), None) => Ok(Served { variation: Some(self.variation(id)?), rollout: None }),
            (None, Some(weights)) => {
                let sum = weights.values().map(|weight| u64::from(*weight)).sum();
                let mut variations = weights
                    .iter()
                    .map(|(id, weight)| {
                        Ok(WeightedVariation { variation: self.variation(id)?, weight: *weight, untracked: None })
                    })
                    .collect::<Result<Vec<_>, PatchProblem>>()?;
                if sum != WHOLE {
                    return Err(PatchProblem::WeightsDoNotSum(sum));
                }
                variations.sort_by_key(|share| share.variation);
                let rollout = Rollout {
                    variations,
                    experiment_allocation: None,
                    seed: None,
                    bucket_by: requested.rollout_bucket_by.clone(),
                    // LaunchDarkly fills in this default (source: tests of its Terraform provider).
                    context_kind: Some(requested.rollout_context_kind.clone().unwrap_or_else(|| "user".to_owned())),
                };
                Ok(Served { variation: None, rollout: Some(Box::new(rollout)) })
            }
            _ => Err(PatchProblem::NotOneServed),
        }
    }

    /// Creates a clause with a new id.
    pub fn new_clause(&self, requested: &NewClause) -> Result<Clause, PatchProblem> {
        if !CLAUSE_OPERATORS.contains(&requested.op.as_str()) {
            return Err(PatchProblem::UnknownOperator(requested.op.clone()));
        }
        let by_segment = requested.op == "segmentMatch";
        if requested.attribute.is_empty() && !by_segment {
            return Err(PatchProblem::AttributeMissing);
        }
        let context_kind = match &requested.context_kind {
            Some(kind) => Some(kind.clone()),
            None if by_segment => None,
            None => Some("user".to_owned()),
        };
        Ok(Clause {
            id: Some(self.context.ids.uuid()),
            attribute: requested.attribute.clone(),
            op: requested.op.clone(),
            values: requested.values.clone(),
            context_kind,
            negate: requested.negate,
        })
    }
}

/// Whether two configurations serve every context the same value, ignoring fields that the API fills in.
pub(super) fn same_served(one: &Served, other: &Served) -> bool {
    fn kind(rollout: &Rollout) -> &str {
        rollout.context_kind.as_deref().unwrap_or("user")
    }
    match (&one.rollout, &other.rollout) {
        (None, None) => one.variation == other.variation,
        (Some(one), Some(other)) => {
            one.bucket_by == other.bucket_by && kind(one) == kind(other) && shares(one) == shares(other)
        }
        _ => false,
    }
}

fn shares(rollout: &Rollout) -> Vec<(usize, u32)> {
    let mut shares: Vec<_> = rollout.variations.iter().map(|share| (share.variation, share.weight)).collect();
    shares.sort_unstable();
    shares
}
