//! Heuristic calls: neither in an SDK table nor of a visible wrapper, but with a known key as argument and a flag word
//! in the function or receiver, such as a wrapper in a package that is not parsed.
//!
//! Other things have flag words too: command-line options, features in tests, events of LaunchDarkly's client. The
//! names of such calls and their arguments tell which of them evaluate a flag.

use super::*;
use crate::syntax::DIRECTIVE;

/// Verbs of functions that are about a flag only if their name says so: `createFlag`, `setMessage`.
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
/// Verbs of functions that are never about a flag.
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
/// Search methods of lists and strings.
const SEARCHES: &[&str] = &["includes", "contains", "indexof", "has", "find", "index"];
/// Functions of state management libraries.
const STORES: &[&str] = &["forFeature", "createFeatureSelector"];
/// Components that render their children depending on a flag.
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
/// Attributes of template directives besides the key.
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
/// Command-line option sets in Go.
const COMMAND_LINE: &[&str] = &["Flags", "PersistentFlags", "LocalFlags", "InheritedFlags", "NonInheritedFlags"];

impl<'a> FileAnalyzer<'a> {
    /// Treats a call as an evaluation if its names suggest it.
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

    /// Whether the names of a call suggest an evaluation.
    fn may_ask(&self, call: &CallFact) -> bool {
        let file = self.file;
        let Some((last, receiver)) = file.facts.path(call.callee).split_last() else { return false };
        let name = file.text(last.name);
        if matches!(receiver, [mark] if file.text(mark.name) == DIRECTIVE) {
            let is_beside = || words::words(name).last().is_some_and(|last| BESIDES.contains(&last.as_str()));
            return words::mentions_flags(name) && !is_beside();
        }
        let about_flags = |text: &str| words::is_variation(text) || words::mentions_flags(text);
        let on = receiver.iter().rposition(|step| about_flags(file.text(step.name)));
        if on.is_none() && !about_flags(name) {
            return false;
        }
        let said = words::words(name);
        let first = said.first().map_or("", String::as_str);
        let is_word = |word: &String| word == "flag" || word == "flags";
        let names_flag = || said.iter().any(is_word) || words::mentions_launchdarkly(name);
        let is_deed = OTHER_DEEDS.contains(&first) || DEEDS.contains(&first) && !names_flag();
        if is_deed || STORES.contains(&name) || self.is_elsewhere(call, receiver, name) {
            return false;
        }
        // `toggleSidebar("left")` is an action, not a question.
        let verb = name.get(..6).filter(|verb| verb.eq_ignore_ascii_case("toggle") && first == "toggle");
        let by_itself = match verb {
            Some(verb) if verb == "toggle" || said.len() > 1 => about_flags(&name[6..]),
            _ => about_flags(name) && !words::is_no_client(name) && !makes_client(name),
        };
        by_itself || on.is_some_and(|on| self.is_asked(receiver, on, name))
    }

    /// Whether a method evaluates a flag on a receiver with a flag word at a step.
    fn is_asked(&self, receiver: &[Segment], on: usize, name: &str) -> bool {
        let file = self.file;
        let (text, lower) = (file.text(receiver[on].name), name.to_lowercase());
        let is_given = |step: &Segment| step.called && file.call_at(step).is_some_and(|call| call.argument_count > 0);
        let is_builder =
            |step: &Segment| words::words(file.text(step.name)).last().is_some_and(|last| last == "builder");
        let behind = receiver[on + 1..].iter();
        // The value of a flag or of a list of flags is not a flag holder.
        if words::is_no_client(text)
            || is_given(&receiver[on])
            || behind.clone().filter(|step| step.called).count() > 1
            || behind.clone().any(is_builder)
        {
            return false;
        }
        // A client's listeners take event names.
        if words::mentions_launchdarkly(text) && matches!(&*lower, "on" | "off" | "once") {
            return false;
        }
        !SEARCHES.contains(&&*lower) || text.to_lowercase().ends_with('s')
    }

    /// Whether a call belongs to something else with flags or features: a command line, a test framework.
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

/// Whether a function creates a client: `LDClient("…")`, `useLDClient`.
fn makes_client(name: &str) -> bool {
    words::words(name).last().is_some_and(|last| last == "client") && words::mentions_launchdarkly(name)
}

/// Whether an argument may be the key by its name: `flag="…"`, and `name="…"` of a gate component.
fn names_key(file: &File, method: &str, argument: &Argument) -> bool {
    let label = if argument.label == Name::default() { argument.property } else { argument.label };
    let label = file.text(label);
    if label.is_empty() || words::is_key_member(label) || words::mentions_flags(label) {
        return true;
    }
    let is_gate = || words::words(method).last().is_some_and(|last| GATES.contains(&last.as_str()));
    // `@RequiresFlag(value = "…")`; the `value` of a component is something else.
    let is_value = label == "value" && matches!(file.language, Language::Java | Language::Kotlin | Language::Scala);
    (is_value || matches!(label, "name" | "id" | "on" | "is")) && is_gate()
}
