//! Explains why a location is, or is not, a flag reference.

use crate::flags::plural;
use crate::index::place::{self, ArgumentOf, Place, place_at};
use crate::index::{self, Step};
use crate::index::{EvidenceEnd, LearnedPosition, Reference, ReferenceKind};
use crate::syntax::{KnownKeys, Language, Refusal, ValueKind};
use crate::text::Printable;

use super::rich_text::{self, Block, Span, spans};
use super::{Analysis, SourceFile, words};

/// Inputs of an explanation.
pub struct Question<'a> {
    /// The file's path as the index has it.
    pub path: &'a str,
    /// Offset in the file.
    pub offset: usize,
    /// The known keys with aliases.
    pub known: &'a KnownKeys,
    /// Source of the keys, such as `project storefront`; `None` without keys.
    pub source: Option<&'a str>,
    /// Maximum size of parsed files, in bytes.
    pub parse_limit: u64,
}

/// An explanation: a verdict, facts, and the path from the key to the location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// `the flag new-cart`, or `not a flag reference`.
    pub heading: String,
    /// Why it is not a reference, a sentence; `None` for a reference.
    pub reason: Option<String>,
    /// Labels and values.
    pub rows: Vec<(&'static str, String)>,
    /// The path, nearest step first.
    pub steps: Vec<Step>,
}

/// The reference around an offset, else the one that ends there or whose opening quote stands there.
pub fn explained_reference(file: &SourceFile, offset: usize) -> Option<&Reference> {
    let references = || file.references.resolved().map(|(_, reference)| reference);
    let quote = file.text.get(offset..).is_some_and(|text| text.starts_with(['"', '\'', '`']));
    let inside = references().find(|one| one.range.start <= offset && offset < one.range.end);
    inside
        .or_else(|| references().find(|one| one.range.touches(offset)))
        .or_else(|| references().find(|one| quote && one.range.start == offset + 1))
}

/// Explains a place; `None` where there is no such file.
pub fn explain(analysis: &Analysis<'_>, question: &Question<'_>) -> Option<Explanation> {
    let file = analysis.files.file(question.path)?;
    if let Some(reference) = explained_reference(&file, question.offset) {
        return Some(of_reference(analysis, &file, question, reference));
    }
    let ambiguous = file.references.ambiguous().find(|name| name.range.touches(question.offset));
    let reason = match ambiguous {
        Some(name) => {
            let all = match name.ambiguous_keys() {
                [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
                all => all.join(", "),
            };
            format!("{} is ambiguous: it matches {all}", name.range.of(&file.text))
        }
        None => of_nothing(&file, question),
    };
    let heading = "not a flag reference".into();
    Some(Explanation { heading, reason: Some(reason), rows: Vec::new(), steps: Vec::new() })
}

impl Explanation {
    /// Explains that nothing in a file is a reference, with the reason in words.
    pub fn of_excluded_file(reason: String) -> Self {
        Self { heading: "not a flag reference".into(), reason: Some(reason), rows: Vec::new(), steps: Vec::new() }
    }

    /// Renders as Markdown. `link` returns the URL of a step's location, if it has one.
    pub fn markdown(&self, link: &dyn Fn(&Step) -> Option<String>) -> String {
        let mut heading = self.heading.clone();
        if let Some(first) = heading.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let mut blocks = vec![Block::Heading(vec![Span::text(heading)])];
        blocks.extend(self.reason.iter().map(|reason| Block::Paragraph(vec![Span::text(words::plain(reason))])));
        let row = |(label, value): &(&str, String)| {
            Block::Item(vec![Span::strong(*label), Span::text(format!(": {}", words::plain(value)))])
        };
        blocks.extend(self.rows.iter().map(row));
        if !self.steps.is_empty() {
            blocks.push(Block::Paragraph(vec![Span::text("Path from here to the key:")]));
        }
        for step in &self.steps {
            let mut line = spans(&words::plain(&step.what));
            if !step.path.is_empty() {
                let text = step.place();
                line.push(Span::text(" — "));
                line.push(match link(step) {
                    Some(url) => Span::Link { text, url },
                    None => Span::text(text),
                });
            }
            blocks.push(Block::Item(line));
        }
        rich_text::markdown(&blocks)
    }

    /// Renders as plain text; `shown` formats paths.
    pub fn plain_text(&self, shown: &dyn Fn(&str) -> String) -> String {
        let mut text = words::plain(&self.heading);
        text.extend(self.reason.iter().map(|reason| format!("\n  {}", Printable(reason))));
        text.extend(self.rows.iter().map(|(label, value)| format!("\n  {label:<11}{}", Printable(value))));
        for (at, step) in self.steps.iter().enumerate() {
            let label = if at == 0 { "chain" } else { "" };
            let place = match step.path.is_empty() {
                true => String::new(),
                false => format!("{}:{}:{}  ", Printable(&shown(&step.path)), step.line, step.column),
            };
            let what = step.what.replace('`', "");
            text.push_str(&format!("\n  {label:<11}{}. {place}{}", at + 1, Printable(&what)));
        }
        text
    }
}

fn of_reference(
    analysis: &Analysis<'_>,
    file: &SourceFile,
    question: &Question<'_>,
    reference: &Reference,
) -> Explanation {
    let key: &str = reference.key().map_or("", |key| key);
    let known = question.known.contains(key);
    let mut rows = Vec::new();
    let is_named = reference.range.of(&file.text) != key;
    rows.push(("kind", format!("{}: {}", reference.kind().name(), kind(reference, known, is_named))));
    if reference.kind() == ReferenceKind::Call {
        rows.push(("because", evidence(file, reference, known)));
    }
    if let Some(call) = &reference.call {
        rows.push(("method", call.method.clone()));
        rows.push(("asks for", value_kind(call.value_kind).to_owned()));
        let default = call.default.map(|range| range.of(&file.text).split_whitespace().collect::<Vec<_>>().join(" "));
        rows.push(("default", default.unwrap_or_else(|| "none".into())));
        let condition = if call.is_condition { "yes: the result decides a branch" } else { "no" };
        rows.push(("condition", condition.to_owned()));
    }
    if let Some(position) = analysis.index.learned_position_at(question.path, reference.range.start) {
        let LearnedPosition { callee, argument, known, other, .. } = position;
        rows.push(("inferred", {
            let (known, other) = (plural(*known, "known key"), plural(*other, "other string"));
            format!("argument {argument} of {callee} receives {known} and {other}")
        }));
    }
    let read = |path: &str| analysis.files.file(path).map(|file| file.text);
    let steps = analysis.index.trace(question.path, reference, question.known, &read);
    Explanation { heading: format!("the flag {key}"), reason: None, rows, steps }
}

/// The first condition for a reference that the place does not meet.
fn of_nothing(file: &SourceFile, question: &Question<'_>) -> String {
    let SourceFile { language, text, .. } = file;
    let unknown = match question.source {
        Some(source) => format!("its value is not a known key ({source})"),
        None => "no keys are known".to_owned(),
    };
    if let Some(reason) = not_parsed(*language, text, question.parse_limit) {
        return format!("{reason}; only quoted known keys are found in such files: {unknown}");
    }
    let name = language.map_or("text", Language::name);
    match place_at(*language, text, question.offset) {
        Place::Nothing => "this is neither a quoted string nor a name".into(),
        Place::Word { text, argument: Some(call) } if call.takes_key => {
            format!(
                "{text} is the key argument of the SDK call {}, but could not be resolved to a literal",
                call.callee
            )
        }
        Place::Word { text, .. } => {
            format!("the name {text} does not resolve to a constant that holds a flag key or to a flag set")
        }
        Place::Quoted { value, range, argument } => {
            // Pretend that the key exists: the result shows which condition is missing.
            let pretended: KnownKeys = question.known.iter().chain([value.as_str()]).collect();
            let found = index::file_references(*language, text, &pretended);
            let would_be = found.all.iter().find(|one| one.range == range).map(Reference::kind);
            let reason = quoted(would_be, argument.as_ref(), name);
            format!("the string \"{value}\" {reason}; {unknown}")
        }
    }
}

fn kind(reference: &Reference, known: bool, is_named: bool) -> String {
    let method = reference.call.as_ref().map_or("", |call| call.method.as_str());
    match reference.kind() {
        ReferenceKind::Call => format!("a literal key in the SDK call {method}"),
        ReferenceKind::Constant if method.is_empty() => "a constant that holds the key".into(),
        ReferenceKind::Constant => format!("a constant that holds the key, passed to {method}"),
        ReferenceKind::Wrapper if reference.evidence.end == EvidenceEnd::Learned => {
            format!("an argument of {method}, which is inferred to take flag keys")
        }
        ReferenceKind::Wrapper if known => {
            format!("an argument of {method}, which passes it to an SDK call or has a flag word in its name")
        }
        ReferenceKind::Wrapper => format!("an argument of {method}, which passes it to an SDK call"),
        ReferenceKind::Hook => "a property of a flag set such as React's useFlags()".into(),
        ReferenceKind::Alias => "an alias of .launchdarkly/coderefs.yaml".into(),
        ReferenceKind::Definition => "the definition of a constant that holds the key".into(),
        ReferenceKind::Mention if is_named => "a local name that holds the key; the reference is its value".into(),
        ReferenceKind::Mention => "a quoted string equal to a known key; never reported".into(),
    }
}

/// Evidence of an SDK call: analyzes the file again without known keys.
fn evidence(file: &SourceFile, reference: &Reference, known: bool) -> String {
    let alone = index::file_references(file.language, &file.text, &KnownKeys::default());
    let is_proven = alone.all.iter().any(|other| other.range == reference.range && other.kind() == reference.kind());
    let imports = file.language.map(|language| place::sdk_imports(language, &file.text)).unwrap_or_default();
    match (is_proven, imports.is_empty(), known) {
        (true, false, _) => format!("the file imports {}", imports.join(", ")),
        (true, true, _) => "the receiver, or a name in the file, is evidence of LaunchDarkly".into(),
        (false, _, true) => "the key is known; this file alone has no evidence of LaunchDarkly".into(),
        (false, _, false) => "the receiver comes from another file with evidence of LaunchDarkly".into(),
    }
}

fn value_kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Any => "a value of any kind",
        ValueKind::Bool => "a boolean",
        ValueKind::String => "a string",
        ValueKind::Int => "an integer",
        ValueKind::Double => "a floating-point number",
        ValueKind::Json => "a JSON value",
        ValueKind::Migration => "a migration stage",
        ValueKind::AiConfig => "an AI configuration",
        ValueKind::None => "no value",
    }
}

fn not_parsed(language: Option<Language>, text: &str, limit: u64) -> Option<String> {
    if !language.is_some_and(Language::is_parsed) {
        let name = language.map_or("files of this kind", Language::name);
        return Some(format!("the file is not parsed: this build has no grammar for {name}"));
    }
    if text.len() as u64 > limit {
        return Some(format!("the file is not parsed: it has more than {} KiB", limit >> 10));
    }
    let refusal = language.and_then(|language| Refusal::of(language, text));
    refusal.map(|refusal| format!("the file is not parsed: {refusal}"))
}

fn quoted(would_be: Option<ReferenceKind>, argument: Option<&ArgumentOf>, language: &str) -> String {
    match (would_be, argument) {
        (Some(ReferenceKind::Definition | ReferenceKind::Constant), _) => {
            "is the value of a constant that is not passed to an SDK call; it would be a reference if the key were known".into()
        }
        (Some(ReferenceKind::Call), Some(call)) => format!(
            "is the key of {}, a method of the SDK table for {language}, but neither an import nor the receiver \
             is evidence of LaunchDarkly; it would be a reference if the key were known",
            call.callee
        ),
        (Some(ReferenceKind::Wrapper), Some(call)) => format!(
            "is an argument of {}, which has a flag word in its name but does not pass it to an SDK call; it would be \
             a reference if the key were known",
            call.callee
        ),
        (_, None) => "is not an argument of a call".into(),
        (_, Some(call)) if call.takes_key => format!(
            "is an argument of {}; many libraries have a {}, so an import of the SDK and a matching receiver are \
             required",
            call.callee, call.name
        ),
        (_, Some(call)) if call.in_table => {
            format!("is an argument of the SDK method {}, but not the key argument", call.callee)
        }
        (_, Some(call)) => format!(
            "is an argument of {}, which is not in the SDK table for {language} and does not pass it to an SDK call",
            call.callee
        ),
    }
}

#[cfg(test)]
mod tests;
