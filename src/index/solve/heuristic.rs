//! Calls that are in no table and of no wrapper in sight, but are given a known key by a function, or on a receiver, that
//! speaks of flags: a wrapper in a package that is not read.
//!
//! Much else speaks of flags: the options of a command line, the features of a test, what is told to LaunchDarkly's client.
//! What such calls are called, and what their argument is called, says which of them ask for a flag.

use super::*;
use crate::syntax::DIRECTIVE;

/// What functions do that are about a flag only where their name says so, by its first word: `createFlag`, `setMessage`.
const DEEDS: &[&str] = &[
    "set",
    "add",
    "create",
    "update",
    "remove",
    "delete",
    "mark",
    "register",
    "define",
    "configure",
    "setup",
    "insert",
    "append",
    "push",
    "render",
    "emit",
    "dispatch",
];
/// What they do that is never about one.
const OTHER_DEEDS: &[&str] = &[
    "log",
    "track",
    "print",
    "format",
    "equal",
    "equals",
    "compare",
    "starts",
    "ends",
    "split",
    "join",
    "replace",
    "match",
    "matches",
    "concat",
    "identify",
    "init",
    "initialize",
    "as",
    "then",
];
/// What is asked of a list, and of a text as well.
const SEARCHES: &[&str] = &["includes", "contains", "indexof", "has", "find", "index"];
/// What a library for the state of a page calls a part of it.
const STORES: &[&str] = &["forFeature", "createFeatureSelector"];
/// What components are that are there, or are not, by a flag.
const GATES: &[&str] = &[
    "flag",
    "flags",
    "flagged",
    "feature",
    "features",
    "toggle",
    "toggled",
    "toggler",
    "toggles",
    "gate",
    "gated",
    "guard",
    "guarded",
    "enabled",
    "disabled",
    "on",
    "off",
    "experiment",
    "variation",
    "ff",
    "switch",
    "boundary",
    "wrapper",
];
/// What directives of a page are given besides the key.
const BESIDES: &[&str] = &[
    "fallback",
    "default",
    "class",
    "value",
    "case",
    "style",
    "label",
    "title",
    "text",
    "icon",
    "description",
    "type",
    "link",
    "else",
    "then",
    "id",
];
/// The options of a command line in Go.
const COMMAND_LINE: &[&str] = &["Flags", "PersistentFlags", "LocalFlags", "InheritedFlags", "NonInheritedFlags"];

impl<'a> FileAnalyzer<'a> {
    /// Takes the call for one that asks for a flag, where its names speak for that.
    pub(super) fn use_heuristic_call(&mut self, at: CallId, call: &CallFact) {
        let file = self.file;
        if !self.may_ask(call) || self.is_forbidden_call(call) {
            return;
        }
        let steps = file.facts.path(call.callee);
        let method = file.text(steps.last().map_or(Name::default(), |step| step.name));
        for argument in file.facts.arguments(call).iter().filter(|argument| names_key(file, method, argument)) {
            let reading = match argument.value {
                Expr::Text(_) => Reading::Heuristic,
                Expr::Path(_) | Expr::Choice(_) => Reading::Only,
                _ => continue,
            };
            let sink = KeySink {
                call: at,
                method,
                value_kind: ValueKind::Any,
                side: SdkSide::Unknown,
                key: argument.range(),
                context: None,
                default: None,
                end: EvidenceEnd::Wrapper,
                sink: Sink::Key(Confidence::Guessed),
                reading,
                depth: 0,
                wanted: "",
            };
            self.add_sink_value(call.place, argument.value, argument.start, sink);
        }
    }

    /// Whether the names of a call say that it may ask for a flag.
    fn may_ask(&self, call: &CallFact) -> bool {
        let file = self.file;
        let Some((last, receiver)) = file.facts.path(call.callee).split_last() else { return false };
        let name = file.text(last.name);
        if matches!(receiver, [mark] if file.text(mark.name) == DIRECTIVE) {
            let is_beside = || words::words(name).last().is_some_and(|last| BESIDES.contains(&last.as_str()));
            return words::speaks_of_flags(name) && !is_beside();
        }
        let about_flags = |text: &str| words::is_variation(text) || words::speaks_of_flags(text);
        let on = receiver.iter().rposition(|step| about_flags(file.text(step.name)));
        if on.is_none() && !about_flags(name) {
            return false;
        }
        let said = words::words(name);
        let first = said.first().map_or("", String::as_str);
        let is_word = |word: &String| word == "flag" || word == "flags";
        let names_flag = || said.iter().any(is_word) || words::speaks_of_launchdarkly(name);
        let is_deed = OTHER_DEEDS.contains(&first) || DEEDS.contains(&first) && !names_flag();
        if is_deed || STORES.contains(&name) || self.is_elsewhere(call, receiver, name) {
            return false;
        }
        // `toggleSidebar("left")` does it, and asks nothing.
        let verb = name.get(..6).filter(|verb| verb.eq_ignore_ascii_case("toggle") && first == "toggle");
        let by_itself = match verb {
            Some(verb) if verb == "toggle" || said.len() > 1 => about_flags(&name[6..]),
            _ => about_flags(name) && !words::is_no_client(name) && !makes_client(name),
        };
        by_itself || on.is_some_and(|on| self.is_asked(receiver, on, name))
    }

    /// Whether a method is asked of something that speaks of flags at a step of the receiver.
    fn is_asked(&self, receiver: &[Segment], on: usize, name: &str) -> bool {
        let file = self.file;
        let (text, lower) = (file.text(receiver[on].name), name.to_lowercase());
        let is_given = |step: &Segment| step.called && file.call_at(step).is_some_and(|call| call.argument_count > 0);
        let is_builder =
            |step: &Segment| words::words(file.text(step.name)).last().is_some_and(|last| last == "builder");
        let behind = receiver[on + 1..].iter();
        // What a flag's value or a list of flags gives is no longer what speaks of flags.
        if words::is_no_client(text)
            || is_given(&receiver[on])
            || behind.clone().filter(|step| step.called).count() > 1
            || behind.clone().any(is_builder)
        {
            return false;
        }
        // What a client is told to listen to is an event.
        if words::speaks_of_launchdarkly(text) && matches!(&*lower, "on" | "off" | "once") {
            return false;
        }
        !SEARCHES.contains(&&*lower) || text.to_lowercase().ends_with('s')
    }

    /// Whether a call is of something else that has flags or features: a command line, a test framework.
    fn is_elsewhere(&self, call: &CallFact, receiver: &[Segment], name: &str) -> bool {
        let file = self.file;
        let imports = |of: &dyn Fn(&str) -> bool| file.facts.imports.iter().any(|import| of(file.text(import.module)));
        match file.language {
            Language::Go => {
                let is_declared = name.starts_with("MarkFlag") || name.starts_with("RegisterFlag");
                let root = receiver.first().map_or("", |step| file.text(step.name));
                let is_package = |module: &str| matches!(module, "flag") || module.ends_with("/pflag");
                let is_option = receiver.iter().any(|step| step.called && COMMAND_LINE.contains(&file.text(step.name)));
                is_option
                    || is_declared
                    || matches!(root, "flag" | "pflag") && imports(&is_package)
                    || self.solver.type_of(self.id, call.place, receiver) == Some("FlagSet")
            }
            _ if name == "Feature" && receiver.is_empty() => {
                file.facts.find_name("Scenario").is_some() || imports(&|module| module.contains("allure"))
            }
            _ => false,
        }
    }
}

/// Whether a function gives a client: `LDClient("…")`, `useLDClient`.
fn makes_client(name: &str) -> bool {
    words::words(name).last().is_some_and(|last| last == "client") && words::speaks_of_launchdarkly(name)
}

/// Whether an argument can be the key by what it is called: `flag="…"`, and `name="…"` of a component that is a gate.
fn names_key(file: &File, method: &str, argument: &Argument) -> bool {
    let label = if argument.label == Name::default() { argument.property } else { argument.label };
    let label = file.text(label);
    if label.is_empty() || words::is_key_member(label) || words::speaks_of_flags(label) {
        return true;
    }
    let is_gate = || words::words(method).last().is_some_and(|last| GATES.contains(&last.as_str()));
    // `@RequiresFlag(value = "…")`, but what a component of a page has as its value is something else.
    let is_value = label == "value" && matches!(file.language, Language::Java | Language::Kotlin | Language::Scala);
    (is_value || matches!(label, "name" | "id" | "on" | "is")) && is_gate()
}
