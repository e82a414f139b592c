//! The rule `default-mismatch`.

use crate::ide::evaluation::{Evaluation, Evaluations, ValueType, flag_with_type};
use crate::syntax::{Language, LiteralValue};

use super::evaluations::Problem;
use super::kind_mismatch;

pub(super) const CODE: &str = "default-mismatch";

/// Reports literal default values of another type than the flag's. Where the method itself is of the wrong type, that is
/// reported instead.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    let language = evaluations.language();
    let problem = |evaluation: &'e Evaluation<'_>| {
        let (own, range) = (evaluation.value_type?, evaluation.call?.default?);
        let literal = evaluation.default_literal(evaluations.file)?;
        let kind = literal.kind()?;
        let is_number = matches!(literal, LiteralValue::Number(_));
        // C has numbers for booleans.
        let is_c = language.is_some_and(|language| language.family() == Language::C);
        let is_boolean_of_c = is_c && is_number && own == ValueType::Boolean;
        if ValueType::of_literal(&literal)? == own || is_boolean_of_c || kind_mismatch::mismatch(evaluation).is_some() {
            return None;
        }
        let default = evaluation.default_in_words(evaluations.file);
        let default = default.strip_prefix('t').unwrap_or(&default);
        let flag = flag_with_type(evaluation.flag, own);
        let message =
            format!("T{default} is {kind}, but {flag}: without LaunchDarkly the code gets a value of another type");
        Some(Problem::new(range, evaluation.flag, message))
    };
    evaluations.all.iter().filter(|evaluation| evaluation.evaluates()).filter_map(problem).collect()
}
