//! References by alias: identifiers that an existing `.launchdarkly/coderefs.yaml` names for a flag.

use std::sync::Arc;

use super::reference::{Evidence, EvidenceEnd, Form, Reference, Resolution};
use crate::syntax::KnownKeys;

/// Adds the aliases of a text where nothing stronger is known; those that several flags share are ambiguous.
pub(super) fn add_aliases(text: &str, known: &KnownKeys, references: &mut Vec<Reference>) {
    let mut added = Vec::new();
    for one in known.aliases_in(text) {
        let at = references.partition_point(|reference| reference.range.end <= one.range.start);
        if references.get(at).is_some_and(|reference| reference.range.start < one.range.end) {
            continue;
        }
        let mut keys: Vec<Arc<str>> = one.keys.iter().map(|key| Arc::from(*key)).collect();
        keys.sort();
        let resolution = match keys.as_slice() {
            [key] => Resolution::Key(key.clone()),
            _ => Resolution::Ambiguous(keys.into()),
        };
        let evidence = Evidence::proven(EvidenceEnd::Alias);
        let range = one.range;
        added.push(Reference { range, form: Form::Alias, resolution, definition: None, evidence, call: None });
    }
    if !added.is_empty() {
        references.append(&mut added);
        references.sort_by_key(|reference| reference.range.start);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FileReferences, file_references};
    use super::*;
    use crate::syntax::{Aliases, Delimiters, Language};

    fn references(language: Option<Language>, text: &str) -> FileReferences {
        let aliases =
            [("", "newCheckout", "new-checkout"), ("", "NEW", "new-checkout"), ("", "both", "a"), ("", "both", "b")];
        let known: KnownKeys = ["new-checkout", "a", "b"].into_iter().collect();
        file_references(
            language,
            text,
            &known.with_aliases(Some(Arc::new(Aliases::new(aliases, Delimiters::default())))),
        )
    }

    fn drawn(found: &FileReferences, text: &str) -> Vec<String> {
        let draw = |one: &Reference| format!("{}:{} {}", one.range.start, one.kind().name(), one.range.of(text));
        found.resolved().map(|(_, reference)| draw(reference)).collect()
    }

    #[test]
    fn aliases_are_found_in_any_text_but_not_over_stronger_sites() {
        let text = "sub init()\n  m.newCheckout = \"new-checkout\" ' newCheckouts, NEW\nend sub";
        assert_eq!(
            drawn(&references(None, text), text),
            ["15:alias newCheckout", "30:mention new-checkout", "60:alias NEW"]
        );
        let text = "const NEW = 'new-checkout';\nldClient.variation(NEW, false)";
        assert_eq!(
            drawn(&references(Some(Language::TypeScript), text), text),
            ["6:alias NEW", "13:definition new-checkout", "47:constant NEW"]
        );
    }

    #[test]
    fn an_alias_of_two_flags_is_told_and_not_guessed() {
        let found = references(None, "both");
        assert_eq!(found.resolved().count(), 0);
        assert_eq!(found.all[0].ambiguous_keys(), ["a".into(), "b".into()]);
    }
}
