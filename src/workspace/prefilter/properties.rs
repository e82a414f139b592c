//! Flags read as properties of objects named for flags: `context.flags.newCart`, `const { newCart } =
//! useFeatureFlags()`.

use std::collections::HashSet;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::{is_word, matcher};
use crate::index::flag_properties;
use crate::syntax::{KnownKeys, Language};

/// Suffixes of names of flag holders; a singular `Flag` counts only with one of [`BEHIND`].
const ENDS: &[&str] = &["lag", "oggles", "xperiments"];
/// Suffixes of names that provide such a holder: `featureFlagsAtom`.
const BEHIND: &[&[u8]] = &[b"Atom", b"Context", b"Selector", b"State", b"Store", b"Slice", b"Token", b"Signal"];
/// Maximum distance of a destructuring pattern from the end of the destructured expression.
const CHAIN_LIMIT: usize = 128;
/// Maximum distance of a pattern's names from the destructured expression.
const PATTERN_LIMIT: usize = 2048;

/// The search for properties that are flags.
pub(in crate::workspace) struct FlagProperties {
    ends: Option<AhoCorasick>,
    known: KnownKeys,
    /// Built for the first file that may have one.
    names: OnceLock<HashSet<String>>,
}

impl FlagProperties {
    pub(in crate::workspace) fn new(known: &KnownKeys) -> Self {
        let ends = if known.is_empty() { None } else { matcher(ENDS.iter().copied()) };
        Self { ends, known: known.clone(), names: OnceLock::new() }
    }

    /// Whether a file of the language reads one of the flags as a property.
    pub(in crate::workspace) fn are_in(&self, language: Option<Language>, text: &[u8]) -> bool {
        let Some(ends) = &self.ends else { return false };
        if language.is_none_or(|language| language.family() != Language::JavaScript) {
            return false;
        }
        ends.find_iter(text).any(|end| {
            let after = &text[end.end()..];
            let plural = after.strip_prefix(b"s").or_else(|| (text[end.end() - 1] == b's').then_some(after));
            let name_end = plural.unwrap_or(after);
            let behind = BEHIND.iter().find_map(|behind| name_end.strip_prefix(*behind));
            let Some(after) = behind.or(plural) else { return false };
            !after.first().is_some_and(|byte| is_word(*byte))
                && (self.is_read(after) || self.are_listed(after) || self.are_taken(&text[..end.start()]))
        })
    }

    /// `.newCart`, `?.newCart`, `().newCart`.
    fn is_read(&self, after: &[u8]) -> bool {
        let start = after.iter().position(|byte| !b"()?!. \n\r\t".contains(byte)).unwrap_or_default();
        let length = after[start..].iter().position(|byte| !is_word(*byte)).unwrap_or(after.len() - start);
        after[..start].contains(&b'.') && self.is_flag(&after[start..start + length])
    }

    /// ` { newCart: boolean` and ` = { newCart: boolean` after the name of a type.
    fn are_listed(&self, after: &[u8]) -> bool {
        let is_between = |byte: &u8| is_word(*byte) || b"=<>, \n\r\t".contains(byte);
        let Some(open) = after.iter().take(CHAIN_LIMIT).position(|byte| !is_between(byte)) else { return false };
        let listed = &after[open..after.len().min(open + PATTERN_LIMIT)];
        listed.first() == Some(&b'{') && listed.split(|byte| !is_word(*byte)).any(|name| self.is_flag(name))
    }

    /// `{ newCart, oldSearch: search } =` before the name.
    fn are_taken(&self, before: &[u8]) -> bool {
        // `} = this.flags`, `} = get(flagsAtom)`, `} = useSelector((state) => state.flags)`.
        let is_chain = |byte: u8| is_word(byte) || b".?!$()> \n\r\t".contains(&byte);
        let is_equals = |at: usize| before[at] == b'=' && before.get(at + 1) != Some(&b'>');
        let stop = |at: &usize| is_equals(*at) || !is_chain(before[*at]) && before[*at] != b'=';
        let Some(stop) = (before.len().saturating_sub(CHAIN_LIMIT)..before.len()).rev().find(stop) else {
            return false;
        };
        let Some(before) = Some(&before[..stop]).filter(|_| is_equals(stop)) else { return false };
        let Some(names) = before.trim_ascii_end().strip_suffix(b"}") else { return false };
        let start = memchr::memrchr(b'{', &names[names.len().saturating_sub(PATTERN_LIMIT)..]);
        let Some(start) = start.map(|start| names.len().saturating_sub(PATTERN_LIMIT) + start) else { return false };
        names[start..].split(|byte| !is_word(*byte)).any(|name| self.is_flag(name))
    }

    fn is_flag(&self, name: &[u8]) -> bool {
        let names = self.names.get_or_init(|| flag_properties(&self.known));
        std::str::from_utf8(name).is_ok_and(|name| names.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_found_behind_and_before_what_is_named_for_them() {
        let known: KnownKeys = ["new-cart", "beta"].into_iter().collect();
        let properties = FlagProperties::new(&known);
        let are_in = |text: &str| properties.are_in(Some(Language::TypeScript), text.as_bytes());
        for text in [
            "context?.flags?.newCart",
            "useFeatureFlags().newCart",
            "if (props.flags\n  .newCart) {",
            "const { a, newCart: b } = useFlagsOfShop, { newCart } = this.context.featureFlags;",
            "const {\n  newCart,\n} = useExperiments()",
            "const { newCart } = get(featureFlagsAtom)",
            "get(featureFlagsAtom).newCart",
            "const { newCart } = useContext(FeatureFlagContext)",
            "useContext(FlagContext).newCart",
            "const { newCart } = useSelector((state) => state.featureFlags)",
            "interface Flags extends Base {\n  other: string;\n  newCart: boolean }",
            "type ShopFlags = { newCart: boolean }",
        ] {
            assert!(are_in(text), "{text}");
        }
        for text in [
            "flags.oldCart",
            "flagship.newCart",
            "flags(newCart)",
            "flagsOf(shop).newCart",
            "flags.beta",
            "flag.newCart",
            "const { newCart } = flag",
            "{ newCart } = props",
            "flags",
        ] {
            assert!(!are_in(text), "{text}");
        }
        assert!(!properties.are_in(Some(Language::Java), b"flags.newCart"));
    }
}
