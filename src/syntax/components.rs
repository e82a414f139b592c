//! Single-file components: the component that a file defines, and the components in its template.
//! `<FeatureGate flag="new-cart">` is a call with labelled arguments.

use super::Language;
use super::facts::*;

/// Name of a component in its own file.
pub(crate) const COMPONENT: &str = "default";
/// Prefix of a directive's name: `*ifFeature="'new-cart'"`, `[ifFeature]="'new-cart'"`.
pub(crate) const DIRECTIVE: &str = "*";
/// Maximum number of attributes per tag.
const ATTRIBUTE_LIMIT: usize = 64;

/// Adds the facts of the file as a component.
pub(super) fn add(language: Language, text: &str, facts: &mut FileFacts, names: &mut Names) {
    match language {
        Language::Vue => add_component(text, facts, names),
        Language::Html => add_directives(text, facts, names),
        _ => {}
    }
}

/// Adds directives with string values.
fn add_directives(text: &str, facts: &mut FileFacts, names: &mut Names) {
    for mark in memchr::memchr2_iter(b'*', b'[', text.as_bytes()) {
        let written = word(text, mark + 1);
        let equals = mark + 1 + written.len();
        let is_bound = text.as_bytes()[mark] == b'[';
        let Some(name) = (if is_bound { written.strip_suffix(']') } else { Some(written) }) else { continue };
        let value = text.get(equals..).and_then(|rest| rest.strip_prefix('=')).and_then(quoted);
        let Some(first) = value.and_then(|value| value.split(';').next()).filter(|_| !name.is_empty()) else {
            continue;
        };
        let (start, end) = (equals + 2, equals + 2 + first.trim_end().len());
        let value = lower(first.trim_end(), start, facts, names);
        if !matches!(value, Expr::Text(_)) {
            continue;
        }
        let step = |text: &str, at: usize, names: &mut Names| {
            let (start, end) = (at as u32, (at + text.len()) as u32);
            Segment { name: names.intern(text), start, end, called: false, indexed: false }
        };
        let steps = [step(DIRECTIVE, mark, names), step(name, mark + 1, names)];
        let (callee, first_argument) = (path(&steps, facts), facts.arguments.len() as u32);
        let (label, property, place) = (Name::default(), Name::default(), Place::default());
        let (start, end) = (start as u32, end as u32);
        facts.arguments.push(Argument { label, property, position: 0, value, start, end });
        let (start, end) = (mark as u32, end + 1);
        facts.calls.push(CallFact { callee, first_argument, argument_count: 1, start, end, is_condition: true, place });
    }
}

/// Adds the component that the file defines, and those in its template.
fn add_component(text: &str, facts: &mut FileFacts, names: &mut Names) {
    if text.contains("defineProps") || text.contains("props:") {
        facts.functions.push(Function {
            name: names.intern(COMPONENT),
            parameters: vec![Parameter {
                name: Name::default(),
                declared: Name::default(),
                label: Name::default(),
                properties: Vec::new(),
            }],
            place: Place::default(),
            path: Box::default(),
            range: (0..text.len()).into(),
            returns: Vec::new(),
        });
    }
    let mut from = 0;
    while let Some(open) = memchr::memchr(b'<', text.as_bytes().get(from..).unwrap_or_default()).map(|at| from + at) {
        from = open + 1;
        let name = word(text, from);
        if matches!(name, "script" | "style") {
            let close = format!("</{name}");
            from = text[from..].find(&close).map_or(text.len(), |at| from + at + close.len());
        } else if name.contains('-') || name.starts_with(char::is_uppercase) {
            from = add_element(text, open + 1, name, facts, names);
        }
    }
}

/// Adds an element of a template; returns the end of its start tag.
fn add_element(text: &str, start: usize, tag: &str, facts: &mut FileFacts, names: &mut Names) -> usize {
    let mut at = start + tag.len();
    let mut arguments = Vec::new();
    for position in 0..ATTRIBUTE_LIMIT {
        at += blanks(text, at);
        let name = word(text, at);
        let after = at + name.len();
        let value = text.get(after..).and_then(|rest| rest.strip_prefix('=')).and_then(quoted);
        let Some(value) = value else {
            if name.is_empty() {
                break;
            }
            at = after;
            continue;
        };
        let value_start = after + 2;
        at = value_start + value.len() + 1;
        let (label, expression) = match name.strip_prefix("v-bind:").or_else(|| name.strip_prefix(':')) {
            Some(bound) => (bound, lower(value, value_start, facts, names)),
            None if name.starts_with(['@', '#']) || name.starts_with("v-") => continue,
            None => (name, text_of(value, value_start, names)),
        };
        if expression != Expr::Other {
            let label = names.intern(&camel(label));
            let (start, end) = (value_start as u32, (value_start + value.len()) as u32);
            let (property, position) = (Name::default(), position as u32);
            arguments.push(Argument { label, property, position, value: expression, start, end });
        }
    }
    if arguments.is_empty() {
        return at;
    }
    let place = Place::default();
    let name = names.intern(&pascal(tag));
    let step = Segment { name, start: start as u32, end: (start + tag.len()) as u32, called: false, indexed: false };
    let callee = path(&[step], facts);
    let (first_argument, argument_count) = (facts.arguments.len() as u32, arguments.len() as u32);
    facts.arguments.extend(arguments);
    let (start, end) = (start as u32, at as u32);
    facts.calls.push(CallFact { callee, first_argument, argument_count, start, end, is_condition: false, place });
    at
}

/// An expression, if it is a string or a member chain.
fn lower(code: &str, start: usize, facts: &mut FileFacts, names: &mut Names) -> Expr {
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
    if let Some(inner) = code.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return if inner.contains(['\'', '\\']) { Expr::Other } else { text_of(inner, start + 1, names) };
    }
    if !code.split('.').all(is_name) || code.starts_with(|c: char| c.is_ascii_digit()) {
        return Expr::Other;
    }
    let mut at = start as u32;
    let steps = code.split('.').map(|part| {
        let step =
            Segment { name: names.intern(part), start: at, end: at + part.len() as u32, called: false, indexed: false };
        at = step.end + 1;
        step
    });
    let steps: Vec<Segment> = steps.collect();
    Expr::Path(path(&steps, facts))
}

fn text_of(value: &str, start: usize, names: &mut Names) -> Expr {
    Expr::Text(Text { value: names.intern(value), start: start as u32, end: (start + value.len()) as u32 })
}

fn path(steps: &[Segment], facts: &mut FileFacts) -> Path {
    let first = facts.segments.len() as u32;
    facts.segments.extend_from_slice(steps);
    Path { first, length: steps.len() as u32 }
}

/// The tag or attribute name at an offset.
fn word(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '"' | '\'' | '<'));
    &rest[..end.unwrap_or(rest.len())]
}

fn blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.len() - rest.trim_start().len()
}

/// The content of the quotes that a text starts with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    text[1..].split_once(quote).map(|(value, _)| value)
}

/// The component name of a tag or file: `feature-gate` is `FeatureGate`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('-').map(capitalized).collect()
}

fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    first + &parts.map(capitalized).collect::<String>()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_templates_do_not_panic() {
        for text in
            ["<", "<A", "<A ", "<A b", "<A b=", "<A b=\"", "<A b=\"é\" c='", "<A-é :b=\"'\"", "<script", "<A =\"x\"/>"]
        {
            let (mut facts, mut names) = (FileFacts::default(), Names::default());
            add(Language::Vue, text, &mut facts, &mut names);
            add(Language::Html, &text.replace('<', "*"), &mut facts, &mut names);
        }
    }
}
