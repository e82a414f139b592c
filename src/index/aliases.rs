//! Sites by alias: identifiers that an existing `.launchdarkly/coderefs.yaml` names for a flag.

use super::Ambiguity;
use crate::syntax::{KnownKeys, Site, SiteKind};

/// Adds the aliases of a text where nothing stronger is known, and gives those that two flags share.
pub(super) fn add_aliases(text: &str, known: &KnownKeys, sites: &mut Vec<Site>) -> Vec<Ambiguity> {
    let uses = known.aliases_in(text);
    if uses.is_empty() {
        return Vec::new();
    }
    let mut added = Vec::new();
    let mut ambiguous = Vec::new();
    for one in uses {
        let at = sites.partition_point(|site| site.range.end <= one.range.start);
        if sites.get(at).is_some_and(|site| site.range.start < one.range.end) {
            continue;
        }
        match one.keys.as_slice() {
            [key] => {
                added.push(Site { range: one.range, key: (*key).to_owned(), kind: SiteKind::Alias, call: None });
            }
            keys => {
                let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
                keys.sort();
                ambiguous.push(Ambiguity { range: one.range, keys });
            }
        }
    }
    sites.append(&mut added);
    sites.sort_by_key(|site| site.range.start);
    ambiguous
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{FileSites, file_sites};
    use super::*;
    use crate::syntax::{Aliases, Delimiters, Language};

    fn sites(language: Option<Language>, text: &str) -> FileSites {
        let aliases =
            [("", "newCheckout", "new-checkout"), ("", "NEW", "new-checkout"), ("", "both", "a"), ("", "both", "b")];
        let known: KnownKeys = ["new-checkout", "a", "b"].into_iter().collect();
        file_sites(language, text, &known.with_aliases(Some(Arc::new(Aliases::new(aliases, Delimiters::default())))))
    }

    fn drawn(found: &FileSites, text: &str) -> Vec<String> {
        let sites = found.sites.iter();
        sites.map(|site| format!("{}:{} {}", site.range.start, site.kind.name(), site.range.of(text))).collect()
    }

    #[test]
    fn aliases_are_found_in_any_text_but_not_over_stronger_sites() {
        let text = "sub init()\n  m.newCheckout = \"new-checkout\" ' newCheckouts, NEW\nend sub";
        assert_eq!(
            drawn(&sites(None, text), text),
            ["15:alias newCheckout", "30:mention new-checkout", "60:alias NEW"]
        );
        let text = "const NEW = 'new-checkout';\nldClient.variation(NEW, false)";
        assert_eq!(
            drawn(&sites(Some(Language::TypeScript), text), text),
            ["6:alias NEW", "13:definition new-checkout", "47:constant NEW"]
        );
    }

    #[test]
    fn an_alias_of_two_flags_is_told_and_not_guessed() {
        let found = sites(None, "both");
        assert_eq!(found.sites.len(), 0);
        assert_eq!(found.ambiguous[0].keys, ["a", "b"]);
    }
}
