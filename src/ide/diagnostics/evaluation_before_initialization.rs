//! The rule `evaluation-before-initialization`.

use crate::ide::evaluation::{Evaluation, Evaluations};
use crate::ide::words;
use crate::index::innermost_function;
use crate::syntax::Language;

use super::evaluations::Problem;

pub(super) const CODE: &str = "evaluation-before-initialization";

/// Reports evaluations that run when a module is loaded and that do not wait for the SDK.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    /// In the words of all SDKs, in lower case: `waitForInitialization`, `wait_for_initialization`, `client.on("ready")`.
    const WAITS: [&str; 5] = ["waitfor", "wait_for", "waituntil", "initialized", "\"ready\""];
    let file = evaluations.file;
    let is_script = evaluations.language().is_some_and(|language| {
        matches!(language.family(), Language::JavaScript | Language::Python | Language::Ruby)
            && !matches!(language, Language::Html | Language::Notebook)
    });
    if !is_script {
        return Vec::new();
    }
    let problem = |evaluation: &'e Evaluation<'_>| {
        let call = evaluation.call.filter(|_| evaluation.evaluates())?;
        let facts = evaluations.code.facts();
        let is_in_type = facts.types.iter().any(|kind| kind.range.contains(call.range.start));
        let before = file.text.get(..call.range.start)?.to_lowercase().replace('\'', "\"");
        if is_in_type
            || innermost_function(facts, call.range.start).is_some()
            || WAITS.iter().any(|word| before.contains(word))
        {
            return None;
        }
        let (key, default) = (words::plain(evaluation.flag.key.as_str()), evaluation.default_in_words(file));
        let message = format!(
            "`{key}` is evaluated when this module is loaded: before the SDK is initialized this is {default}, and \
             later changes have no effect. Evaluate it where it is used"
        );
        Some(Problem::new(evaluation.reference.range, evaluation.flag, message))
    };
    evaluations.all.iter().filter_map(problem).collect()
}
