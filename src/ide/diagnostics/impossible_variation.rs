//! The rule `impossible-variation`.

use crate::flags::nearest_text;
use crate::ide::evaluation::{Evaluation, Evaluations, ValueType, is_value, values};
use crate::ide::words;
use crate::syntax::{Comparison, LiteralValue};

use super::evaluations::Problem;

pub(super) const CODE: &str = "impossible-variation";

/// Reports literals that a flag's value is compared with and that no variation has.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    // A boolean flag has both values.
    let has_values =
        |evaluation: &Evaluation<'_>| matches!(evaluation.value_type, Some(ValueType::String | ValueType::Number));
    if !evaluations.all.iter().any(has_values) {
        return Vec::new();
    }
    let compared = evaluations.compared().into_iter();
    compared.filter_map(|(evaluation, comparison)| problem(evaluations, evaluation, comparison)).collect()
}

fn problem<'e>(
    evaluations: &'e Evaluations<'_>,
    evaluation: &'e Evaluation<'_>,
    comparison: Comparison,
) -> Option<Problem<'e>> {
    let (file, flag) = (evaluations.file, evaluation.flag);
    let written = comparison.literal.of(&file.text);
    let literal = match LiteralValue::of(evaluations.language()?, written) {
        Some(literal) => literal,
        None if comparison.is_name => LiteralValue::Text(Some(written.to_owned())),
        None => return None,
    };
    if ValueType::of_literal(&literal) != evaluation.value_type {
        return None;
    }
    for variation in &flag.variations {
        if is_value(&literal, &variation.value)? {
            return None;
        }
    }
    let default = evaluation.default_literal(file);
    if default.as_ref() == Some(&literal) {
        return None;
    }
    let nearest = match &literal {
        LiteralValue::Text(Some(text)) => {
            nearest_text(text, flag.variations.iter().filter_map(|variation| variation.value.as_str()))
        }
        _ => None,
    };
    // A default that is not known may be this value, unless it is a misspelling.
    let may_be_default = evaluation.call.is_some_and(|call| call.default.is_some()) && default.is_none();
    if may_be_default && nearest.is_none() {
        return None;
    }
    let hint = nearest.map(|nearest| format!(". Did you mean `\"{}\"`?", words::plain(nearest))).unwrap_or_default();
    let (key, shown) = (words::plain(flag.key.as_str()), words::plain(written).replace('`', "'"));
    let message = format!("No variation of `{key}` is `{shown}`: it serves {}{hint}", values(flag, "or"));
    let suggestions = nearest.into_iter().map(str::to_owned).collect();
    Some(Problem { suggestions, ..Problem::new(comparison.literal, flag, message) })
}
