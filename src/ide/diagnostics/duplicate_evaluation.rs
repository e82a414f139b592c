//! The rule `duplicate-evaluation`.

use std::collections::HashMap;

use crate::ide::diagnostics::Related;
use crate::ide::evaluation::Evaluations;
use crate::ide::words;
use crate::index::innermost_function;

use super::evaluations::Problem;

pub(super) const CODE: &str = "duplicate-evaluation";

/// Reports evaluations that a function has repeated, with the same context.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    let file = evaluations.file;
    let mut first = HashMap::new();
    let mut problems = Vec::new();
    for evaluation in evaluations.all.iter().filter(|evaluation| evaluation.evaluates()) {
        let Some(call) = evaluation.call else { continue };
        let facts = evaluations.code.facts();
        let Some(function) = innermost_function(facts, call.range.start) else { continue };
        // Of a wrapper, all arguments may matter.
        let arguments = call.context.or_else(|| (call.default.is_none()).then_some(call.range));
        let arguments = arguments.map_or("", |range| range.of(&file.text));
        let place = (function, &evaluation.flag.key, arguments);
        let Some(earlier) = first.get(&place).copied() else {
            first.insert(place, call.range);
            continue;
        };
        if earlier == call.range {
            continue;
        }
        let key = words::plain(evaluation.flag.key.as_str());
        let message = format!(
            "This function evaluates `{key}` more than once: each evaluation is counted, and a change in between gives \
             another value. Keep the value in a variable"
        );
        let related =
            Related { path: file.path.clone(), range: earlier, message: format!("`{key}` is evaluated here first") };
        let problem = Problem::new(evaluation.reference.range, evaluation.flag, message);
        problems.push(Problem { related: vec![related], ..problem });
    }
    problems
}
