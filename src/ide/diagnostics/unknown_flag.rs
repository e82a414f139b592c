use crate::flags::Catalog;
use crate::ide::card::SUGGESTIONS;
use crate::ide::words;
use crate::index::{Reference, ReferenceKind};

use super::Finding;

const CODE: &str = "unknown-flag";

/// Whether a place is strong enough evidence, and the list of flags whole, so that a missing key is an unknown flag.
pub(super) fn may_speak(catalog: &Catalog, reference: &Reference) -> bool {
    let surely_a_flag = match reference.kind() {
        ReferenceKind::Call | ReferenceKind::Wrapper => true,
        ReferenceKind::Constant => reference.call.is_some(),
        ReferenceKind::Hook | ReferenceKind::Alias | ReferenceKind::Definition | ReferenceKind::Mention => false,
    };
    surely_a_flag && catalog.is_complete()
}

/// Names the project and the nearest keys.
pub(super) fn check(catalog: &Catalog, key: &str, suggest: bool) -> Finding {
    let nearest = if suggest { catalog.nearest(key, SUGGESTIONS) } else { Vec::new() };
    let nearest: Vec<String> = nearest.into_iter().map(|key| key.as_str().to_owned()).collect();
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
