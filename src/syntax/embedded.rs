//! Files that hold code of another language: components, HTML and its templates, Razor views.
//!
//! Only the places where code starts and ends are found here, by a scan of the text: a grammar of each template language
//! would say no more. The parts are then parsed in place, so that all ranges are those of the file.

mod attributes;

use tree_sitter::{Point, Range};

use super::Language;

/// Some ranges of a text that are in one language, parsed as one.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) language: Language,
    pub(super) ranges: Vec<Range>,
}

/// The parts of a text; `None` where `language` is one of its own.
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

    /// The Ruby between `<%` and `%>`, all of it as one: a block ends in another place than it starts.
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

    /// Razor: blocks `@{ … }`, `@code { … }`, heads such as `@if (…)`, expressions `@(…)` and `@name.name(…)`, `@inject` and
    /// `@using` lines.
    fn razor(&mut self) {
        let text = self.text;
        let bytes = text.as_bytes();
        self.scripts();
        let mut from = 0;
        while let Some(at) = memchr::memchr(b'@', bytes.get(from..).unwrap_or_default()).map(|at| from + at) {
            from = at + 1;
            let before = at.checked_sub(1).map(|at| bytes[at]);
            if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'@') || self.is_in_part(at) {
                continue;
            }
            let rest = &text[at + 1..];
            if rest.starts_with('*') {
                from = rest.find("*@").map_or(text.len(), |end| at + 1 + end + 2);
                continue;
            }
            let word_length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let word = &rest[..word_length];
            let start = at + 1;
            let end = match word {
                "using" if !rest[word_length..].trim_start().starts_with('(') => line_end(text, start),
                "inject" | "model" | "inherits" | "page" | "namespace" => {
                    if word == "inject" {
                        let declared = start + word_length;
                        let end = line_end(text, start);
                        self.push(Language::CSharp, declared, end);
                    }
                    from = line_end(text, start);
                    continue;
                }
                "if" | "while" | "for" | "foreach" | "switch" | "lock" | "using" | "section" => {
                    let open = start + word_length + skip_blanks(&rest[word_length..]);
                    balanced(text, open).unwrap_or(open)
                }
                "code" | "functions" => {
                    let open = start + word_length + skip_blanks(&rest[word_length..]);
                    let end = balanced(text, open).unwrap_or(open);
                    self.push(Language::CSharp, (open + 1).min(end), end.saturating_sub(1).max((open + 1).min(end)));
                    from = end;
                    continue;
                }
                "" if rest.starts_with('(') => {
                    let end = balanced(text, start).unwrap_or(start);
                    self.push_expression(start, end);
                    from = end;
                    continue;
                }
                "" if rest.starts_with('{') => {
                    let end = balanced(text, start).unwrap_or(start);
                    self.push(Language::CSharp, (start + 1).min(end), end.saturating_sub(1).max((start + 1).min(end)));
                    from = end;
                    continue;
                }
                "" => continue,
                "await" => expression_end(text, start + word_length + skip_blanks(&rest[word_length..])),
                _ => expression_end(text, start),
            };
            if matches!(word, "if" | "while" | "for" | "foreach" | "switch" | "lock" | "using") {
                // The grammar takes a head without a body for an error; its expression is read all the same.
                let open = start + word_length + skip_blanks(&rest[word_length..]);
                if word == "using" && end == line_end(text, start) {
                    self.push(Language::CSharp, start, end);
                } else {
                    self.push_expression(open, end);
                    from = open + 1;
                    continue;
                }
            } else {
                self.push_expression(start, end);
            }
            from = end.max(from);
        }
    }

    /// An expression, which the grammar of C# reads as a statement of its own.
    fn push_expression(&mut self, start: usize, end: usize) {
        self.push(Language::CSharp, start, end);
    }
}

fn skip_blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn line_end(text: &str, from: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at)
}

/// `needle` is lower-case ASCII; tags may be in any case.
fn find_tag(text: &str, from: usize, needle: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes.get(from..)?)
        .map(|at| from + at)
        .find(|at| bytes.get(*at..*at + needle.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(needle.as_bytes())))
}

/// One past the bracket that closes the one at `open`; strings are stepped over.
fn balanced(text: &str, open: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(open)?, b'(' | b'{' | b'[') {
        return None;
    }
    let mut depth = 0;
    let mut quoted = None;
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        match (quoted, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(quote), byte) if byte == quote || byte == b'\n' => quoted = None,
            (Some(_), _) => {}
            (None, b'"') => quoted = Some(byte),
            (None, b'(' | b'{' | b'[') => depth += 1,
            (None, b')' | b'}' | b']') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// One past an implicit expression: names, calls and indexes without blanks between.
fn expression_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' => match balanced(text, at) {
                Some(end) => at = end,
                None => return at,
            },
            b'.' | b'?'
                if !bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'_' | b'.')) =>
            {
                return at;
            }
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'?' | b'!') || byte >= 0x80 => {
                at += 1
            }
            _ => return at,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(language: Language, text: &str) -> Vec<(Language, &str)> {
        let parts = parts(language, text).unwrap();
        parts
            .iter()
            .flat_map(|part| {
                part.ranges.iter().map(|range| (part.language, text[range.start_byte..range.end_byte].trim()))
            })
            .collect()
    }

    #[test]
    fn scripts_and_expressions_of_components_are_found() {
        let text = "<template><p v-if=\"flags.beta\" :a=\"on('x')\" class=\"b\">{{ name }}</p></template>\n<script lang=\"ts\">\nlet a = 1\n</script>";
        use Language::{JavaScript, TypeScript};
        assert_eq!(
            codes(Language::Vue, text),
            [(TypeScript, "let a = 1"), (JavaScript, "name"), (TypeScript, "flags.beta"), (TypeScript, "on('x')")]
        );
        assert_eq!(
            codes(
                Language::Html,
                "<SCRIPT>go()</SCRIPT><script type=\"text/x-template\"><b></script>{{ a.b }}{% if x %}"
            ),
            [(JavaScript, "go()"), (JavaScript, "a.b")]
        );
        assert_eq!(
            codes(Language::Html, "<a *ngIf=\"on('x'); else b\" [c]=\"d\" (e)=\"f()\" g=\"h\">"),
            [(TypeScript, "on('x'); else b"), (TypeScript, "d"), (TypeScript, "f()")]
        );
        assert_eq!(
            codes(Language::Html, "<% if on?('x') -%><%= a %><%# no %><% end %>"),
            [(Language::Ruby, "if on?('x')"), (Language::Ruby, "a"), (Language::Ruby, "end")]
        );
    }

    #[test]
    fn code_of_razor_views_is_found() {
        let text = "@using A.B\n@inject IFlags Flags\n@{ var a = Flags.IsOn(\"x\"); }\n@if (Flags.IsOn(K.New) && b) {\n<b>@Flags.Name(\"y\").Z me@example.com @(1 + 2)</b> }\n@* @no *@";
        let found: Vec<_> = codes(Language::Razor, text).into_iter().map(|(_, code)| code).collect();
        assert_eq!(
            found,
            [
                "using A.B",
                "IFlags Flags",
                "var a = Flags.IsOn(\"x\");",
                "(Flags.IsOn(K.New) && b)",
                "Flags.Name(\"y\").Z",
                "(1 + 2)"
            ]
        );
    }

    #[test]
    fn unclosed_code_does_not_panic() {
        for text in [
            "@",
            "@(",
            "@{",
            "@if",
            "@if (",
            "@code",
            "@code {",
            "@a.",
            "@a(",
            "<script",
            "<script>",
            "{{",
            "{{ é",
            "@é",
            "v-if=\"",
            "=\"",
            "@using",
            "@*",
            "<% end %><%",
            "<%=<% end",
            "<%-%><% end -%>",
            "*a=\"",
        ] {
            for language in [Language::Vue, Language::Svelte, Language::Html, Language::Razor] {
                let _ = parts(language, text);
            }
        }
    }
}
