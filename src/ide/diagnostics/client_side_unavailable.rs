//! The rule `client-side-unavailable`.

use crate::ide::evaluation::{Evaluation, Evaluations};
use crate::ide::words;
use crate::syntax::{Language, SdkSide};

use super::evaluations::Problem;

pub(super) const CODE: &str = "client-side-unavailable";

/// Reports evaluations by SDKs that do not get the flag.
pub(super) fn check<'e>(evaluations: &'e Evaluations<'_>) -> Vec<Problem<'e>> {
    let language = evaluations.language();
    let problem = |evaluation: &'e Evaluation<'_>| {
        let flag = evaluation.flag;
        let available = flag.client_side_availability?;
        let (by_id, by_mobile_key) = (available.using_environment_id, available.using_mobile_key);
        let spelling = evaluation.reference.evidence.spelling;
        let sdks = match evaluation.call.map(|call| call.side) {
            // Flutter's SDK uses a client-side ID in browsers.
            Some(SdkSide::Mobile) if language == Some(Language::Dart) => {
                (!by_mobile_key && !by_id).then_some(EITHER)?
            }
            Some(SdkSide::Mobile) => (!by_mobile_key).then_some("SDKs with a mobile key")?,
            // A look-up in a set, or the set of React or React Native.
            Some(SdkSide::Client) if spelling.is_camel() => (!by_id && !by_mobile_key).then_some(EITHER)?,
            None if spelling.is_camel() => (!by_id && !by_mobile_key).then_some(EITHER)?,
            Some(SdkSide::Client) if evaluation.is_in_set() => return None,
            Some(SdkSide::Client) => (!by_id).then_some("SDKs with a client-side ID")?,
            _ => return None,
        };
        let result = match evaluation.call {
            Some(_) if !evaluation.is_in_set() => {
                format!("this code always gets {}", evaluation.default_in_words(evaluations.file))
            }
            _ => "it is always undefined here".to_owned(),
        };
        let key = words::plain(flag.key.as_str());
        let message = format!("`{key}` is not available to {sdks}: {result}");
        Some(Problem::new(evaluation.reference.range, flag, message))
    };
    evaluations.all.iter().filter_map(problem).collect()
}

const EITHER: &str = "client-side and mobile SDKs";
