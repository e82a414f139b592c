//! Instructions that change rules, clauses and the fallthrough.

use serde_json::Value;

use crate::flags::{Clause, NewClause, NewRule, Rule, Served, ServedById};

use super::PatchProblem;
use super::working::{Working, same_served};

/// The common part of `addRule` and `replaceRules`.
pub(super) struct NewRuleRef<'a> {
    pub served: &'a ServedById,
    pub clauses: &'a [NewClause],
    pub description: Option<&'a str>,
    pub track_events: bool,
    pub reference: Option<&'a str>,
}

pub(super) fn update_fallthrough(working: &mut Working<'_>, requested: &ServedById) -> Result<(), PatchProblem> {
    let served = working.served(requested)?;
    let config = working.detailed()?;
    if !config.fallthrough.as_ref().is_some_and(|held| same_served(held, &served)) {
        config.fallthrough = Some(served);
    }
    Ok(())
}

pub(super) fn add(
    working: &mut Working<'_>,
    requested: &NewRuleRef<'_>,
    before: Option<&str>,
) -> Result<(), PatchProblem> {
    let rule = new_rule(working, requested)?;
    let rules = &mut working.detailed()?.rules;
    if let Some(reference) = requested.reference
        && rules.iter().any(|held| held.reference.as_deref() == Some(reference))
    {
        return Err(PatchProblem::ReferenceTaken(reference.to_owned()));
    }
    let at = match before {
        None => rules.len(),
        Some(id) => rules
            .iter()
            .position(|held| held.id.as_deref() == Some(id))
            .ok_or_else(|| PatchProblem::UnknownRule(id.to_owned()))?,
    };
    rules.insert(at, rule);
    Ok(())
}

pub(super) fn remove(working: &mut Working<'_>, id: Option<&str>, reference: Option<&str>) -> Result<(), PatchProblem> {
    let rules = &mut working.detailed()?.rules;
    match (id, reference) {
        (Some(id), _) => rules.retain(|rule| rule.id.as_deref() != Some(id)),
        (None, Some(reference)) => rules.retain(|rule| rule.reference.as_deref() != Some(reference)),
        (None, None) => return Err(PatchProblem::RuleNotNamed),
    }
    Ok(())
}

pub(super) fn reorder(working: &mut Working<'_>, ids: &[String]) -> Result<(), PatchProblem> {
    let rules = &mut working.detailed()?.rules;
    let place = |id: &str| ids.iter().position(|wanted| wanted == id);
    for (index, id) in ids.iter().enumerate() {
        if !rules.iter().any(|rule| rule.id.as_deref() == Some(id)) {
            return Err(PatchProblem::RulesDoNotMatch(format!("`{id}` is not a rule of the flag")));
        }
        if place(id) != Some(index) {
            return Err(PatchProblem::RulesDoNotMatch(format!("`{id}` is listed twice")));
        }
    }
    if let Some(missing) = rules.iter().find(|rule| rule.id.as_deref().and_then(place).is_none()) {
        let missing = missing.id.as_deref().unwrap_or("a rule without id");
        return Err(PatchProblem::RulesDoNotMatch(format!("`{missing}` is missing")));
    }
    rules.sort_by_key(|rule| rule.id.as_deref().and_then(place));
    Ok(())
}

pub(super) fn replace(working: &mut Working<'_>, requested: &[NewRule]) -> Result<(), PatchProblem> {
    let mut rules: Vec<Rule> = Vec::with_capacity(requested.len());
    for rule in requested {
        let new = NewRuleRef {
            served: &rule.served,
            clauses: &rule.clauses,
            description: rule.description.as_deref(),
            track_events: rule.track_events,
            reference: rule.reference.as_deref(),
        };
        let new = new_rule(working, &new)?;
        if let Some(reference) = &new.reference
            && rules.iter().any(|held| held.reference.as_ref() == Some(reference))
        {
            return Err(PatchProblem::ReferenceTaken(reference.clone()));
        }
        rules.push(new);
    }
    let held = &mut working.detailed()?.rules;
    // A rule that keeps its position keeps its id: replacing rules by equal rules is no change.
    for (new, old) in rules.iter_mut().zip(held.iter()) {
        if same_rule(new, old) {
            new.clone_from(old);
        }
    }
    *held = rules;
    Ok(())
}

pub(super) fn update_served(working: &mut Working<'_>, id: &str, requested: &ServedById) -> Result<(), PatchProblem> {
    let served = working.served(requested)?;
    let rule = working.rule(id)?;
    if !same_served(&rule.served, &served) {
        rule.served = served;
    }
    Ok(())
}

pub(super) fn add_clauses(working: &mut Working<'_>, id: &str, requested: &[NewClause]) -> Result<(), PatchProblem> {
    let clauses = requested.iter().map(|clause| working.new_clause(clause)).collect::<Result<Vec<_>, _>>()?;
    working.rule(id)?.clauses.extend(clauses);
    Ok(())
}

pub(super) fn remove_clauses(working: &mut Working<'_>, id: &str, clauses: &[String]) -> Result<(), PatchProblem> {
    let rule = working.rule(id)?;
    for clause in clauses {
        if !rule.clauses.iter().any(|held| held.id.as_ref() == Some(clause)) {
            return Err(PatchProblem::UnknownClause(clause.clone()));
        }
    }
    rule.clauses.retain(|held| !held.id.as_ref().is_some_and(|id| clauses.contains(id)));
    Ok(())
}

pub(super) fn update_clause(
    working: &mut Working<'_>,
    rule: &str,
    clause: &str,
    requested: &NewClause,
) -> Result<(), PatchProblem> {
    let new = working.new_clause(requested)?;
    let held = working.clause(rule, clause)?;
    let id = held.id.take();
    if same_clause(held, &new) {
        held.id = id;
    } else {
        *held = Clause { id, ..new };
    }
    Ok(())
}

pub(super) fn add_values(clause: &mut Clause, values: &[Value]) {
    for value in values {
        if !clause.values.contains(value) {
            clause.values.push(value.clone());
        }
    }
}

fn new_rule(working: &Working<'_>, requested: &NewRuleRef<'_>) -> Result<Rule, PatchProblem> {
    let served: Served = working.served(requested.served)?;
    let clauses = requested.clauses.iter().map(|clause| working.new_clause(clause)).collect::<Result<Vec<_>, _>>()?;
    Ok(Rule {
        id: Some(working.context.ids.uuid()),
        served,
        clauses,
        track_events: requested.track_events,
        description: requested.description.filter(|text| !text.is_empty()).map(str::to_owned),
        reference: requested.reference.map(str::to_owned),
        disabled: None,
    })
}

fn same_rule(new: &Rule, old: &Rule) -> bool {
    same_served(&new.served, &old.served)
        && new.track_events == old.track_events
        && new.description == old.description
        && new.reference == old.reference
        && !old.disabled.unwrap_or_default()
        && new.clauses.len() == old.clauses.len()
        && new.clauses.iter().zip(&old.clauses).all(|(new, old)| same_clause(new, old))
}

/// Whether two clauses match the same contexts, ids aside.
fn same_clause(one: &Clause, other: &Clause) -> bool {
    let kind = |clause: &Clause| clause.context_kind.clone().unwrap_or_else(|| "user".to_owned());
    one.attribute == other.attribute
        && one.op == other.op
        && one.values == other.values
        && one.negate == other.negate
        && kind(one) == kind(other)
}
