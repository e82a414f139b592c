//! The rule `default-value`.

use crate::flags::value_in_words;
use crate::ide::evaluation::{Evaluation, Evaluations, ValueType, is_value, values};
use crate::ide::words;

use super::evaluations::Problem;

pub(super) const CODE: &str = "default-value";

/// Reports literal default values that no variation has, or that differ from what the flag serves when it is off.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    let problem = |evaluation: &'e Evaluation<'_>| {
        let (flag, range) = (evaluation.flag, evaluation.call?.default?);
        let literal = evaluation.default_literal(evaluations.file)?;
        if ValueType::of_literal(&literal) != evaluation.value_type {
            return None;
        }
        let key = words::plain(flag.key.as_str());
        let default = evaluation.default_in_words(evaluations.file);
        let is_known = flag.variations.iter().map(|variation| is_value(&literal, &variation.value));
        if !is_known.collect::<Option<Vec<bool>>>()?.contains(&true) {
            let message = format!("No variation of `{key}` has {default}: it serves {}", values(flag, "or"));
            return Some(Problem::new(range, flag, message));
        }
        let mut others: Vec<(String, Vec<String>)> = Vec::new();
        for environment in &evaluations.catalog.environments {
            let config = flag.environments.get(&environment.key);
            let off = config.and_then(|config| flag.variations.get(config.off_variation?));
            let Some(off) = off.filter(|off| is_value(&literal, &off.value) == Some(false)) else { continue };
            let value = words::plain(&value_in_words(&off.value)).replace('`', "'");
            let name = words::plain(evaluations.catalog.environment_name(&environment.key));
            match others.iter_mut().find(|(other, _)| *other == value) {
                Some((_, places)) => places.push(name),
                None => others.push((value, vec![name])),
            }
        }
        if others.is_empty() {
            return None;
        }
        let served = others.iter().map(|(value, places)| format!("`{value}` in {}", words::list(places)));
        let served = served.collect::<Vec<_>>().join(", ");
        let message = format!("When it is off, `{key}` serves {served}; without LaunchDarkly the code gets {default}");
        Some(Problem::new(range, flag, message))
    };
    evaluations.all.iter().filter(|evaluation| evaluation.evaluates()).filter_map(problem).collect()
}
