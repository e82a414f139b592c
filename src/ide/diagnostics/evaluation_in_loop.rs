//! The rule `evaluation-in-loop`.

use crate::ide::evaluation::{Evaluation, Evaluations};
use crate::ide::words;
use crate::index::innermost_function;
use crate::text::ByteRange;

use super::evaluations::Problem;

pub(super) const CODE: &str = "evaluation-in-loop";

/// Reports evaluations that a loop repeats with the same key and context.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    let problem = |evaluation: &'e Evaluation<'_>| {
        let call = evaluation.call.filter(|_| evaluation.evaluates())?;
        let (uses, facts) = (evaluations.code.uses(), evaluations.code.facts());
        let function = innermost_function(facts, call.range.start);
        let around = function.map(|function| facts.functions[function as usize].range);
        // A function that is defined in a loop is not run by it, unless it is the loop's own.
        let repeats = |body: &&ByteRange| {
            body.contains_range(call.range) && around.is_none_or(|around| around.contains_range(**body))
        };
        let body = uses.loops.iter().find(repeats)?;
        if depends_on(evaluations, evaluation, *body) {
            return None;
        }
        let key = words::plain(evaluation.flag.key.as_str());
        let message = format!(
            "This loop evaluates `{key}` in every iteration: each evaluation is counted, and a change in between gives \
             another value. Evaluate it before the loop"
        );
        Some(Problem::new(evaluation.reference.range, evaluation.flag, message))
    };
    evaluations.all.iter().filter_map(problem).collect()
}

/// Whether the call names something that the loop gives another value in each iteration.
fn depends_on(evaluations: &Evaluations<'_>, evaluation: &Evaluation<'_>, body: ByteRange) -> bool {
    let (file, facts) = (evaluations.file, evaluations.code.facts());
    let Some(call) = evaluation.call else { return false };
    let arguments = call.context.unwrap_or(ByteRange::new(call.callee.end, call.range.end)).of(&file.text);
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut words = arguments.split(|character| !is_word(character)).filter(|word| !word.is_empty());
    let head = file.lines.line_range(file.lines.line_of(body.start)).unwrap_or(body);
    let head = ByteRange::new(head.start, body.start.max(head.start)).of(&file.text);
    let in_head = |word: &str| head.split(|character| !is_word(character)).any(|other| other == word);
    let is_inside = |start: u32| body.start <= start as usize && (start as usize) < body.end;
    words.any(|word| {
        let is_it = |name| facts.text(name) == word;
        let is_parameter = || {
            let inside = facts.functions.iter().filter(|function| body.contains_range(function.range));
            inside.flat_map(|function| &function.parameters).any(|parameter| is_it(parameter.name))
        };
        in_head(word)
            || facts.definitions.iter().any(|definition| is_inside(definition.start) && is_it(definition.name))
            || is_parameter()
    })
}
