//! The rule `unknown-flag`.

use crate::flags::Catalog;
use crate::ide::card::SUGGESTIONS;
use crate::ide::{SourceFile, words};
use crate::index::{Confidence, Form, Reference, ReferenceKind, Spelling};

use super::Finding;

const CODE: &str = "unknown-flag";

/// Whether the evidence is strong enough, and the list of flags whole, so that a missing key is an unknown flag. Keys
/// in test code are often invented: there only misspellings of existing keys are reported.
pub(super) fn may_report(catalog: &Catalog, file: &SourceFile, reference: &Reference) -> bool {
    let surely_a_flag = match reference.kind() {
        ReferenceKind::Call | ReferenceKind::Wrapper => true,
        ReferenceKind::Hook => reference.evidence.confidence != Confidence::Guessed,
        // A member of a type that an SDK's set of flags has.
        ReferenceKind::Definition => {
            reference.form == Form::TypeMember && reference.evidence.confidence == Confidence::Proven
        }
        ReferenceKind::Constant => reference.call.is_some(),
        ReferenceKind::Alias | ReferenceKind::Mention => false,
    };
    let is_plausible = || !file.references.is_test_code || reference.key().is_some_and(|key| catalog.is_near_miss(key));
    surely_a_flag && catalog.is_complete() && is_plausible()
}

/// Whether an inferred reference repeats what is reported at a proven one of the same file.
pub(super) fn is_repeated(catalog: &Catalog, file: &SourceFile, reference: &Reference) -> bool {
    let is_inferred =
        |reference: &Reference| matches!(reference.evidence.confidence, Confidence::Inferred | Confidence::Tentative);
    let repeats =
        |other: &Reference| !is_inferred(other) && other.key() == reference.key() && may_report(catalog, file, other);
    is_inferred(reference) && file.references.all.iter().any(repeats)
}

/// The message of a finding at a reference: it names the evidence where that is inferred.
pub(super) fn message(message: &str, reference: &Reference) -> String {
    let is_inferred = matches!(reference.evidence.confidence, Confidence::Inferred | Confidence::Tentative);
    match reference.call.as_ref().filter(|_| is_inferred) {
        Some(call) => {
            let stop = if message.ends_with('?') { "" } else { "." };
            format!("{message}{stop} `{}` is inferred to take flag keys", words::plain(&call.method))
        }
        None => message.to_owned(),
    }
}

/// Reports an unknown key with the project and similar keys, in the spelling of the position.
pub(super) fn check(catalog: &Catalog, key: &str, spelling: Spelling, suggest: bool) -> Finding {
    let nearest = if suggest { catalog.nearest(key, SUGGESTIONS) } else { Vec::new() };
    let nearest: Vec<String> =
        nearest.into_iter().filter_map(|key| spelling.spell(key.as_str()).into_iter().next()).collect();
    let quoted: Vec<String> = nearest.iter().map(|key| format!("`{key}`")).collect();
    let hint = match quoted.as_slice() {
        [] => String::new(),
        [one] => format!(". Did you mean {one}?"),
        [first @ .., last] => format!(". Did you mean {} or {last}?", first.join(", ")),
    };
    let key = if key.is_empty() { "an empty key".to_owned() } else { format!("the key `{}`", words::plain(key)) };
    let message = format!("The project `{}` has no flag with {key}{hint}", catalog.project.key);
    Finding { suggestions: nearest, ..Finding::new(CODE, message) }
}
