//! Words that identify files with SDK calls.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

use super::{is_word, matcher};
use crate::syntax::sdk_method_names;

/// SDK words. A source file without one of them, a known key, or a name that leads to either contains no reference.
const SDK_WORDS: &[&str] = &[
    VARIATION,
    "launchdarkly",
    "LaunchDarkly",
    "launch-darkly",
    "launch_darkly",
    "ldclient",
    "LDClient",
    "LdClient",
    "ldClient",
    "ld_client",
    "useFlags",
    "useLDFlag",
    "LDFlag",
    "withLDConsumer",
    "openfeature",
    "OpenFeature",
    "open-feature",
    "open_feature",
];
/// Common part of most evaluation methods. Also an English word, so the whole name must be a method's.
const VARIATION: &str = "ariation";

/// Search for SDK words.
pub(in crate::workspace) struct SdkWords {
    words: Option<AhoCorasick>,
    methods: BTreeSet<&'static str>,
}

impl SdkWords {
    pub(in crate::workspace) fn new() -> Self {
        Self { words: matcher(SDK_WORDS.iter().copied()), methods: sdk_method_names() }
    }

    /// Whether a text may evaluate a flag with an SDK.
    pub(in crate::workspace) fn are_in(&self, text: &[u8]) -> bool {
        self.places_in(text).next().is_some()
    }

    /// The offsets at which a text may evaluate a flag or name an SDK, in order.
    pub(in crate::workspace) fn places_in<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = usize> + 't {
        let found = self.words.iter().flat_map(move |words| words.find_iter(text));
        let counts = move |found: &aho_corasick::Match| {
            SDK_WORDS[found.pattern().as_usize()] != VARIATION || self.is_evaluation(text, found.start(), found.end())
        };
        found.filter(counts).map(|found| found.start())
    }

    /// Whether the name around a range is an SDK method in a position of a call or member access.
    fn is_evaluation(&self, text: &[u8], start: usize, end: usize) -> bool {
        let start = text[..start].iter().rposition(|byte| !is_word(*byte)).map_or(0, |at| at + 1);
        let end = text[end..].iter().position(|byte| !is_word(*byte)).map_or(text.len(), |at| end + at);
        let before = start.checked_sub(1).map(|at| text[at]);
        let rest = text[end..].trim_ascii_start();
        let stands = match before {
            // Member access that is not compared or passed on.
            Some(b'.' | b':' | b'>' | b'<' | b'@' | b'&') => rest.first() != Some(&b')'),
            // `client["variation"](…)`
            Some(quote @ (b'"' | b'\'')) => start > 1 && text[start - 2] == b'[' && rest.starts_with(&[quote, b']']),
            _ => false,
        };
        let goes_on = || match rest {
            [b'(' | b'<', ..] => true,
            // `{ variation: … }`, `variation :key`; not `x ? variation : y`.
            [b':', next, ..] => rest.len() == text.len() - end || is_word(*next),
            // `variation "key"`; a quote without a space ends a string.
            [b'"' | b'\'', ..] => rest.len() < text.len() - end,
            [b'?', next, ..] => *next == b'.',
            [b'!', next, ..] => matches!(next, b'(' | b'.'),
            _ => false,
        };
        (stands || goes_on()) && std::str::from_utf8(&text[start..end]).is_ok_and(|name| self.methods.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evaluation_is_told_from_the_english_word() {
        let words = SdkWords::new();
        for text in [
            "client.variation('a')",
            "x\n  .boolVariation<T>(",
            "c[\"variation\"](k)",
            "c.variation?.(k)",
            "const check = client.variation;",
            "self.client.variation key, context, false",
            "[client boolVariationForKey:key defaultValue:NO]",
            "import 'launchdarkly'",
        ] {
            assert!(words.are_in(text.as_bytes()), "{text}");
        }
        for text in [
            "// a variation of it",
            "this.fontVariationAxes = 1",
            "variations(x)",
            "Variation.",
            "if (coverage.variation) {",
            "[null, \"variation\", \"stream\"]",
            "(variation ? '-' + variation : '')",
        ] {
            assert!(!words.are_in(text.as_bytes()), "{text}");
        }
    }
}
