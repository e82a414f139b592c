//! Evidence of learned positions: the texts passed to each argument of each callee in production code.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::super::program::{File, FileId};
use super::super::solve::{Confidence, FileAnalysis, Solver, ValueOrigin};
use super::super::tables::Key;
use super::super::words;
use super::Keys;
use crate::syntax::Language;
use crate::syntax::facts::*;

/// Functions that receive keys for other purposes than evaluation, in lower case without `_`.
#[rustfmt::skip]
const DENIED: &[&str] = &[
    "addeventlistener", "all", "append", "apply", "assert", "assertequals", "assertthat", "call", "catch", "concat",
    "console", "contains", "containskey", "debug", "define", "delete", "deleteproperty", "describe", "dispatch",
    "emit", "endswith", "entry", "equal", "equals", "equalsignorecase", "error", "expect", "filter", "find", "format",
    "fromentries", "getattribute", "getbyid", "getbytestid", "getbytext", "getenv", "getitem", "getproperty",
    "getstring", "has", "hasownproperty", "identify", "includes", "indexof", "info", "intl", "it", "join", "keyof",
    "log", "logger", "map", "mapof", "match", "matches", "navigate", "none", "of", "pair", "parse", "path", "post",
    "print", "printf", "println", "push", "put", "putall", "query", "queryselector", "raise", "remove", "removeitem",
    "replace", "require", "route", "search", "send", "set", "setattribute", "setitem", "setproperty", "setstring",
    "some", "split", "sprintf", "startswith", "string", "stringof", "t", "tag", "test", "then", "throw", "tostring",
    "trace", "track", "translate", "trim", "tuple", "url", "value", "valueof", "warn", "warning", "with", "write",
];
/// Types of standard libraries, and of libraries for arbitrary texts.
#[rustfmt::skip]
const DENIED_TYPES: &[&str] = &[
    "Array", "ArrayList", "Boolean", "Console", "Date", "Dictionary", "Error", "Exception", "File", "HashMap", "HashSet",
    "Headers", "Hashtable", "ImmutableList", "ImmutableMap", "ImmutableSet", "Integer", "Iterator", "JSON", "JSONObject",
    "JsonNode", "JsonObject", "LinkedHashMap", "List", "Locale", "Log", "Logger", "Map", "Math", "MutableMap",
    "NSDictionary", "Object", "ObjectNode", "Objects", "Optional", "Path", "Paths", "Pattern", "Promise", "Properties",
    "Record", "Regex", "Request", "Response", "Row", "Set", "Stream", "String", "StringBuilder", "System", "TreeMap",
    "URL", "Url", "Uuid", "UUID", "UserDefaults", "dict", "list", "set", "str", "string",
];

/// The calls of one file that matter to learned positions.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FileEvidence {
    /// The texts passed to arguments, by slot.
    pub(super) slots: BTreeMap<Key, SlotTexts>,
    /// Receivers of calls without an identity. A part of the file that is not parsed may tell their type.
    pub(super) receivers: BTreeSet<Box<str>>,
}

/// The texts passed to one argument of one callee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SlotTexts {
    /// The languages that can call it.
    pub(super) family: Language,
    /// Name at the call.
    pub(super) name: Box<str>,
    /// Another name that occurs in every file with such a call; empty if there is none.
    pub(super) word: Box<str>,
    /// Display form of the callee.
    pub(super) shown: Box<str>,
    /// Keyword of the argument, or its one-based position.
    pub(super) argument: Box<str>,
    pub(super) texts: BTreeSet<Box<str>>,
}

/// The evidence of one file: all arguments of callees with a candidate's name, and arguments of others that are keys.
pub(super) fn evidence(
    solver: &Solver<'_>,
    keys: &Keys,
    analysis: &FileAnalysis,
    candidates: &HashSet<Box<str>>,
    id: FileId,
) -> FileEvidence {
    let file = &*solver.program.files[id];
    let mut found = FileEvidence::default();
    if file.is_test_code() || keys.known().is_empty() {
        return found;
    }
    let proven = proven_starts(analysis);
    let mut names = Names { solver, keys, file, leads_to_key: HashMap::new() };
    for call in &file.facts.calls {
        let name = file.facts.callee_name(call);
        let arguments = file.facts.arguments(call);
        // `import { isOn as on }`
        let last = file.facts.path(call.callee).last().map_or(Name::default(), |step| step.name);
        let name = file.name_at_home(last).map_or(name, |at_home| file.text(at_home));
        let is_candidate = candidates.contains(name);
        let is_key = |names: &mut Names<'_>| arguments.iter().any(|argument| names.may_be_key(argument.value));
        if arguments.is_empty() || !is_candidate && !is_key(&mut names) || is_denied(name) {
            continue;
        }
        let Some(callee) = solver.callee(id, call) else {
            let receiver = file.facts.path(call.callee).iter().rev().nth(1).map(|step| file.text(step.name));
            let receiver = receiver.filter(|name| !matches!(*name, "" | "self" | "this" | "super" | "cls"));
            found.receivers.extend(receiver.map(Box::from));
            continue;
        };
        if DENIED_TYPES.contains(&&*callee.word) {
            continue;
        }
        for argument in arguments.iter().filter(|argument| file.text(argument.property) != TYPE_ARGUMENT) {
            if proven.contains(&first_byte(file, argument)) || !is_candidate && !names.may_be_key(argument.value) {
                continue;
            }
            let texts = texts_of(solver, id, call.place, argument.value);
            let texts: BTreeSet<Box<str>> =
                texts.into_iter().filter(|text| is_candidate || keys.known().contains(text)).map(Box::from).collect();
            if texts.is_empty() {
                continue;
            }
            let slot = found.slots.entry(callee.slot(file, argument)).or_insert_with(|| SlotTexts {
                family: file.language.family(),
                name: name.into(),
                word: callee.word.as_str().into(),
                shown: callee.shown.as_str().into(),
                argument: argument_name(file, argument),
                texts: BTreeSet::new(),
            });
            slot.texts.extend(texts);
        }
    }
    found
}

/// The names in a file that can resolve to an existing key.
struct Names<'a> {
    solver: &'a Solver<'a>,
    keys: &'a Keys,
    file: &'a File,
    leads_to_key: HashMap<Name, bool>,
}

impl Names<'_> {
    fn may_be_key(&mut self, value: Expr) -> bool {
        let (file, known) = (self.file, self.keys.known());
        match value {
            Expr::Text(text) => known.contains(file.text(text.value)),
            Expr::Choice(choice) => file.facts.choice(choice).into_iter().any(|value| self.may_be_key(value)),
            Expr::Path(path) => file.facts.path(path).iter().any(|step| self.leads(step.name)),
            Expr::Call(call) => {
                let callee = file.facts.calls[call as usize].callee;
                file.facts.path(callee).iter().any(|step| self.leads(step.name))
            }
            _ => false,
        }
    }

    fn leads(&mut self, name: Name) -> bool {
        let (solver, keys, file) = (self.solver, self.keys, self.file);
        *self.leads_to_key.entry(name).or_insert_with(|| {
            let holds = |file: &File, definition: &Definition| match definition.value {
                Expr::Text(text) => keys.known().contains(file.text(text.value)),
                _ => false,
            };
            if file.definitions_named(name).any(|(_, definition)| holds(file, definition)) {
                return true;
            }
            let at_home = file.name_at_home(name).unwrap_or(name);
            solver
                .program
                .texts_named(file.text(at_home))
                .any(|constant| keys.known().contains(solver.text_of(constant)))
        })
    }
}

/// The possible texts of a value.
pub(super) fn texts_of<'a>(solver: &Solver<'a>, id: FileId, place: Place, value: Expr) -> Vec<&'a str> {
    let file = &solver.program.files[id];
    let origins = solver.meanings(id, place, value, None, super::super::solve::VALUE_DEPTH).into_iter();
    let texts = origins.filter_map(|origin| match origin {
        ValueOrigin::Text(text) => Some(file.text(text.value)),
        ValueOrigin::Constant(constant) => Some(solver.text_of(constant)),
        ValueOrigin::Parameter(..) | ValueOrigin::Field(..) => None,
    });
    texts.filter(|text| !text.is_empty()).collect()
}

/// First bytes of the values at proven key positions.
pub(super) fn proven_starts(analysis: &FileAnalysis) -> HashSet<u32> {
    let texts = analysis.texts.iter().filter(|text| text.sink.confidence() == Confidence::Proven);
    let texts = texts.map(|text| text.range.start as u32);
    let is_proven = |position: &super::super::solve::KeyConstant| position.sink.confidence() == Confidence::Proven;
    let constants = analysis.constants_at.iter().filter(|(_, positions)| positions.iter().any(is_proven));
    texts.chain(constants.map(|(start, _)| *start)).collect()
}

/// The first byte of an argument's value, which identifies positions.
pub(in crate::index) fn first_byte(file: &File, argument: &Argument) -> u32 {
    let of_path = |path: Path| file.facts.path(path).first().map_or(argument.start, |step| step.start);
    match argument.value {
        Expr::Text(text) => text.start,
        Expr::Path(path) => of_path(path),
        Expr::Call(call) => of_path(file.facts.calls[call as usize].callee),
        _ => argument.start,
    }
}

fn argument_name(file: &File, argument: &Argument) -> Box<str> {
    let label = if argument.property == Name::default() { argument.label } else { argument.property };
    match file.text(label) {
        "" => (argument.position + 1).to_string().into(),
        label => label.into(),
    }
}

fn is_denied(name: &str) -> bool {
    if words::is_change(name) {
        return true;
    }
    let plain: String = name.chars().filter(|c| *c != '_' && *c != '$').collect::<String>().to_lowercase();
    DENIED.binary_search(&plain.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_change_flags_are_denied() {
        for name in ["add_segment_to_flag", "createFlag", "setFlag", "TurnOnFlag", "overrideFeature", "putAll", "t"] {
            assert!(is_denied(name), "{name}");
        }
        for name in ["isOn", "IsEnabled", "RequireFeature", "get_flag", "settings", "added", "toggle", "enabled"] {
            assert!(!is_denied(name), "{name}");
        }
    }

    #[test]
    fn denied_names_are_in_order() {
        assert!(DENIED.is_sorted());
    }
}
