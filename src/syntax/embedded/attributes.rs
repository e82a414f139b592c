//! The code in attributes of markup.

use super::{Finder, Part};
use crate::syntax::Language;

impl Finder<'_> {
    /// The values of attributes whose names start so.
    pub(super) fn attributes(&mut self, prefixes: &[&str]) {
        let text = self.text;
        let bytes = text.as_bytes();
        for equals in memchr::memmem::find_iter(bytes, b"=\"") {
            if self.is_in_part(equals) {
                continue;
            }
            let name_start = bytes[..equals].iter().rposition(|byte| byte.is_ascii_whitespace()).map_or(0, |at| at + 1);
            let Some(name) = text.get(name_start..equals) else { continue };
            if !prefixes.iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            let start = equals + 2;
            let Some(end) = memchr::memchr(b'"', &bytes[start..]).map(|at| start + at) else { return };
            if self.directive(name_start, equals, end) {
                continue;
            }
            if !name.starts_with("v-for") && !name.starts_with("v-slot") && !name.starts_with('#') {
                self.push(Language::TypeScript, start, end);
            }
        }
    }

    /// Angular's `*appFlag="'new-search'; else other"` and `[appFlag]="'new-search'"`: read as the assignment
    /// `appFlag='new-search'`, as it is the name that says what the text is for.
    fn directive(&mut self, name_start: usize, equals: usize, end: usize) -> bool {
        let text = self.text;
        let (name, value) = (&text[name_start..equals], &text[equals + 2..end]);
        let own = name.trim_matches(['*', '[', ']']);
        let is_name = own.starts_with(|first: char| first.is_ascii_alphabetic())
            && own.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !name.starts_with(['*', '[']) || !is_name {
            return false;
        }
        let blanks = value.len() - value.trim_start().len();
        let Some(length) = value[blanks..].strip_prefix('\'').and_then(|rest| rest.find('\'')) else { return false };
        let rest = value[blanks + length + 2..].trim_start();
        if !rest.is_empty() && !rest.starts_with(';') {
            return false;
        }
        let own_start = name_start + name.find(own).unwrap_or_default();
        let literal = equals + 2 + blanks;
        let ranges = [(own_start, own_start + own.len()), (equals, equals + 1), (literal, literal + length + 2)];
        let ranges = ranges.into_iter().map(|(start, end)| self.range(start, end)).collect();
        self.parts.push(Part { language: Language::TypeScript, ranges });
        true
    }
}
