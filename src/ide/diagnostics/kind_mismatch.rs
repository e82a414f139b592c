//! The rule `kind-mismatch`.

use crate::ide::evaluation::{Evaluation, Evaluations, ValueType, flag_with_type};
use crate::ide::words;
use crate::index::EvidenceEnd;

use super::evaluations::Problem;

pub(super) const CODE: &str = "kind-mismatch";

/// Reports methods of another type than the flag's values, with what the SDK returns then.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    let problem = |evaluation: &'e Evaluation<'_>| {
        let (call, own) = (evaluation.call?, evaluation.value_type?);
        let expected = mismatch(evaluation)?;
        let method = words::plain(&call.method);
        let asks = match evaluation.reference.evidence.end {
            EvidenceEnd::Sink => format!("`{method}` reads a {} flag", expected.name()),
            _ => format!("`{method}` reads the flag as a {}", expected.name()),
        };
        let (flag, default) = (flag_with_type(evaluation.flag, own), evaluation.default_in_words(evaluations.file));
        let message = format!("{asks}, but {flag}: the SDK always returns {default}");
        Some(Problem::new(call.callee, evaluation.flag, message))
    };
    evaluations.all.iter().filter_map(problem).collect()
}

/// The type that a method asks for, where it is not the flag's.
pub(super) fn mismatch(evaluation: &Evaluation<'_>) -> Option<ValueType> {
    let expected = ValueType::of_method(evaluation.call?.value_kind)?;
    evaluation.value_type.filter(|own| *own != expected).map(|_| expected)
}
