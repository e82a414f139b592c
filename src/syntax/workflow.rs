//! GitHub workflows: steps that evaluate flags with LaunchDarkly's action, and uses of their outputs.
//!
//! ```yaml
//! - id: flags
//!   uses: launchdarkly/gha-flags@v1
//!   with:
//!     flags: |
//!       new-search,false
//! - if: steps.flags.outputs.new-search
//! ```
//!
//! Keys are not quoted here. Each becomes a call, so that the index needs no special case.

use super::Language;
use super::facts::*;

/// The action. Its inputs `flags` and, before version 1, `flag-keys` have one key per line, optionally with a default
/// after a comma.
const ACTION: &str = "launchdarkly/gha-flags";
const INPUTS: &[&str] = &["flags:", "flag-keys:"];

/// Start offset and text of a line.
type Line<'t> = (usize, &'t str);

/// The facts of a YAML text; empty if it does not use the action.
pub(super) fn extract(text: &str) -> FileFacts {
    let mut facts = FileFacts { language: Some(Language::Yaml), ..FileFacts::default() };
    let mut names = Names::default();
    if text.contains(ACTION) && u32::try_from(text.len()).is_ok() {
        let module = names.intern(ACTION);
        let alias = names.intern("gha-flags");
        facts.imports.push(Import { module, what: Imported::Whole, alias, exported: false });
        let mut start = 0;
        let lines: Vec<Line<'_>> = text
            .split_inclusive('\n')
            .map(|line| {
                let at = start;
                start += line.len();
                (at, line.trim_end_matches(['\n', '\r']))
            })
            .collect();
        for (number, (_, line)) in lines.iter().enumerate() {
            let content = line.trim_start().trim_start_matches("- ");
            let uses = content.strip_prefix("uses:").map(|value| value.trim_start().trim_start_matches(['"', '\'']));
            if uses.is_some_and(|value| value.strip_prefix(ACTION).is_some_and(|rest| rest.starts_with('@'))) {
                read_step(text, step_around(&lines, number), &mut facts, &mut names);
            }
        }
    }
    facts.finish(names);
    facts
}

/// Column of a line's content, after the dash of a list item.
fn column(line: &str) -> usize {
    let content = line.trim_start();
    let own = content.strip_prefix("- ").map_or(content, str::trim_start);
    line.len() - own.len()
}

/// The lines of the step that contains a line.
fn step_around<'l, 't>(lines: &'l [Line<'t>], number: usize) -> &'l [Line<'t>] {
    let level = column(lines[number].1);
    let is_first = |line: &str| line.trim_start().starts_with("- ") && column(line) == level;
    let inside = |line: &str| line.trim().is_empty() || line.len() - line.trim_start().len() >= level;
    let mut first = number;
    while first > 0 && !is_first(lines[first].1) && (inside(lines[first - 1].1) || is_first(lines[first - 1].1)) {
        first -= 1;
    }
    let rest = lines[number + 1..].iter().take_while(|(_, line)| inside(line)).count();
    &lines[first..number + 1 + rest]
}

fn read_step(text: &str, step: &[Line<'_>], facts: &mut FileFacts, names: &mut Names) {
    let mut id = None;
    let mut keys: Vec<&str> = Vec::new();
    for (number, (start, line)) in step.iter().enumerate() {
        let at = column(line);
        let content = &line[at..];
        if let Some(value) = content.strip_prefix("id:") {
            id = Some(value.trim().trim_matches(['"', '\'']));
        }
        let Some(value) = INPUTS.iter().find_map(|input| content.strip_prefix(input)) else { continue };
        if value.trim_start().starts_with(['|', '>']) {
            let deeper = |line: &str| line.trim().is_empty() || line.len() - line.trim_start().len() > at;
            for (start, line) in step[number + 1..].iter().take_while(|(_, line)| deeper(line)) {
                keys.extend(read_flag(*start, line, facts, names));
            }
        } else {
            let offset = line.len() - value.len();
            keys.extend(read_flag(start + offset, value, facts, names));
        }
    }
    if let Some(id) = id.filter(|id| !id.is_empty()) {
        read_outputs(text, id, &keys, facts, names);
    }
}

/// `new-search,false`: the key, and the default after the comma.
fn read_flag<'t>(start: usize, line: &'t str, facts: &mut FileFacts, names: &mut Names) -> Option<&'t str> {
    let trimmed = line.trim().trim_matches(['"', '\'']);
    let (key, default) = trimmed.split_once(',').map_or((trimmed, None), |(key, default)| (key, Some(default.trim())));
    let key = key.trim_end();
    if key.is_empty() || key.contains(|character: char| character.is_whitespace() || "${}#:".contains(character)) {
        return None;
    }
    let offset = |part: &str| start + (part.as_ptr() as usize - line.as_ptr() as usize);
    push_call("gha-flags", (key, offset(key)), default.map(|part| (part, offset(part))), facts, names);
    Some(key)
}

/// `steps.ID.outputs.KEY` and `steps.ID.outputs['KEY']`.
fn read_outputs(text: &str, id: &str, keys: &[&str], facts: &mut FileFacts, names: &mut Names) {
    let prefix = format!("steps.{id}.outputs");
    for (at, _) in text.match_indices(&prefix) {
        let rest = &text[at + prefix.len()..];
        let is_key = |character: char| character.is_alphanumeric() || "._-".contains(character);
        let key = if let Some(rest) = rest.strip_prefix('.') {
            let end = rest.find(|character| !is_key(character)).unwrap_or(rest.len());
            &rest[..end]
        } else if let Some(rest) = rest.strip_prefix("['").or(rest.strip_prefix("[\"")) {
            let end = rest.find(['\'', '"', '\n']).unwrap_or(rest.len());
            &rest[..end]
        } else {
            continue;
        };
        if keys.contains(&key) {
            let start = key.as_ptr() as usize - text.as_ptr() as usize;
            push_call("outputs", (key, start), None, facts, names);
        }
    }
}

fn push_call(
    method: &str,
    key: (&str, usize),
    default: Option<(&str, usize)>,
    facts: &mut FileFacts,
    names: &mut Names,
) {
    let range = |(text, start): (&str, usize)| (start as u32, (start + text.len()) as u32);
    let (start, end) = range(key);
    let value = Expr::Text(Text { value: names.intern(key.0), start, end });
    let argument = |position, value, start, end| Argument {
        label: Name::default(),
        property: Name::default(),
        position,
        value,
        start,
        end,
    };
    let first_argument = facts.arguments.len() as u32;
    facts.arguments.push(argument(0, value, start, end));
    if let Some((start, end)) = default.map(range) {
        facts.arguments.push(argument(1, Expr::Other, start, end));
    }
    let callee = Path { first: facts.segments.len() as u32, length: 1 };
    facts.segments.push(Segment { name: names.intern(method), start, end, called: false, indexed: false });
    facts.calls.push(CallFact {
        callee,
        first_argument,
        argument_count: facts.arguments.len() as u32 - first_argument,
        start,
        end,
        is_condition: false,
        place: Place::default(),
    });
}
