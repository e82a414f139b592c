//! Files with embedded code: components, HTML and its templates, Razor views.
//!
//! A text scan finds only the start and end of code; a grammar of each template language would add nothing. The parts
//! are parsed in place, so all ranges refer to the file.

mod razor;

use tree_sitter::{Point, Range};

use super::Language;

/// Ranges of a text in one language, parsed together.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) language: Language,
    pub(super) ranges: Vec<Range>,
}

/// The parts of a text; `None` if `language` has no embedded code.
pub(super) fn parts(language: Language, text: &str) -> Option<Vec<Part>> {
    let mut finder = Finder { text, line_starts: None, parts: Vec::new() };
    match language {
        Language::Vue => {
            finder.scripts();
            finder.vue_expressions();
        }
        Language::Svelte | Language::Html => {
            finder.scripts();
            finder.braces(if language == Language::Svelte { "{" } else { "{{" });
            finder.attributes(&["*", "[", "("]);
            finder.ruby();
        }
        Language::Razor => finder.razor(),
        _ => return None,
    }
    Some(finder.parts)
}

struct Finder<'t> {
    text: &'t str,
    line_starts: Option<Vec<usize>>,
    parts: Vec<Part>,
}

impl<'t> Finder<'t> {
    fn point(&mut self, at: usize) -> Point {
        let text = self.text;
        let starts = self.line_starts.get_or_insert_with(|| {
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect()
        });
        let row = starts.partition_point(|start| *start <= at) - 1;
        Point { row, column: at - starts[row] }
    }

    fn range(&mut self, start: usize, end: usize) -> Range {
        Range { start_byte: start, end_byte: end, start_point: self.point(start), end_point: self.point(end) }
    }

    fn push(&mut self, language: Language, start: usize, end: usize) {
        if start < end && self.text.get(start..end).is_some_and(|code| !code.trim().is_empty()) {
            let ranges = vec![self.range(start, end)];
            self.parts.push(Part { language, ranges });
        }
    }

    /// The contents of `<script>` elements.
    fn scripts(&mut self) {
        let text = self.text;
        let mut from = 0;
        while let Some(open) = find_tag(text, from, "<script") {
            let Some(head_end) = text[open..].find('>').map(|at| open + at) else { return };
            let head = &text[open..head_end];
            let start = head_end + 1;
            let end = find_tag(text, start, "</script").unwrap_or(text.len());
            let attribute = |name: &str| {
                let at = head.find(&format!("{name}="))? + name.len() + 1;
                let value = head[at..].trim_start_matches(['"', '\'']);
                value.split(['"', '\'', ' ', '>']).next()
            };
            let language = match (attribute("lang"), attribute("type")) {
                (Some("ts"), _) | (_, Some("text/typescript")) => Some(Language::TypeScript),
                (Some("tsx"), _) => Some(Language::Tsx),
                (
                    None | Some("js" | "jsx"),
                    None | Some("module" | "text/javascript" | "application/javascript" | "text/babel"),
                ) => Some(Language::JavaScript),
                _ => None,
            };
            if let Some(language) = language
                && !head.ends_with('/')
            {
                self.push(language, start, end);
            }
            from = end.max(start);
        }
    }

    /// `{{ expression }}` or `{expression}` in markup, outside of scripts and styles.
    fn braces(&mut self, open: &str) {
        let text = self.text;
        let close = if open == "{{" { "}}" } else { "}" };
        let mut from = 0;
        while let Some(at) = text.get(from..).unwrap_or_default().find(open).map(|at| from + at) {
            let start = at + open.len();
            let Some(end) = text[start..].find(close).map(|at| start + at) else { return };
            let code = text[start..end].trim_start();
            let statement = code.starts_with(['#', '/', ':', '@', '%', '{']);
            if !statement && !code.contains('\n') && !self.is_in_part(at) {
                self.push(Language::JavaScript, start, end);
            }
            from = end;
        }
    }

    fn is_in_part(&self, at: usize) -> bool {
        self.parts.iter().flat_map(|part| &part.ranges).any(|range| range.start_byte <= at && at < range.end_byte)
    }

    /// `{{ }}` and the values of `:name`, `v-name` and `@event` attributes.
    fn vue_expressions(&mut self) {
        self.braces("{{");
        self.attributes(&[":", "@", "#", "v-"]);
    }

    /// The values of attributes with one of the prefixes.
    fn attributes(&mut self, prefixes: &[&str]) {
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
            if !name.starts_with("v-for") && !name.starts_with("v-slot") && !name.starts_with('#') {
                self.push(Language::TypeScript, start, end);
            }
        }
    }

    /// The Ruby between all `<%` and `%>`, as one part: blocks span several tags.
    fn ruby(&mut self) {
        let text = self.text;
        if !["<% end", "<%- end", "<%end"].iter().any(|end| text.contains(end)) {
            return;
        }
        let mut ranges = Vec::new();
        let mut from = 0;
        while let Some(open) = text.get(from..).unwrap_or_default().find("<%").map(|at| from + at + 2) {
            let start = open + text[open..].len() - text[open..].trim_start_matches(['=', '-']).len();
            let Some(end) = text[start..].find("%>").map(|at| start + at) else { break };
            if !text[start..end].starts_with(['#', '%']) && !self.is_in_part(open) {
                let code = text[start..end].strip_suffix('-').unwrap_or(&text[start..end]);
                ranges.push(self.range(start, start + code.len()));
            }
            from = end + 2;
        }
        if !ranges.is_empty() {
            self.parts.push(Part { language: Language::Ruby, ranges });
        }
    }
}

/// Finds a tag by its lower-case ASCII name, ignoring case.
fn find_tag(text: &str, from: usize, needle: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes.get(from..)?)
        .map(|at| from + at)
        .find(|at| bytes.get(*at..*at + needle.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(needle.as_bytes())))
}

#[cfg(test)]
mod tests;
