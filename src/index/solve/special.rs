//! SDK calls whose key is not a plain argument: listeners, and lists of AI configurations.

use super::*;
use crate::index::hooks::{SetEvidence, key_type_set, proven_set};
use crate::syntax::sdk::SdkTable;

/// Methods that read a map by key.
const READERS: &[&str] = &[
    "get",
    "getOrDefault",
    "containsKey",
    "TryGetValue",
    "GetValueOrDefault",
    "ContainsKey",
    "fetch",
    "key?",
    "has_key?",
];
/// Prefix of change events: `client.on("change:new-cart", …)`.
const CHANGE: &str = "change:";

impl<'a> FileAnalyzer<'a> {
    /// Handles a call of one of these methods; returns whether it was one.
    pub(super) fn use_special(&mut self, at: CallId, call: &CallFact, table: &SdkTable) -> bool {
        let file = self.file;
        match file.facts.callee_name(call) {
            "on" | "off" if self.is_called_like(call, table, "variation") => self.use_listener(at, call),
            "agentConfigs" if self.is_called_like(call, table, "agentConfig") => {
                for argument in file.facts.arguments(call) {
                    if file.text(argument.property) == "key" {
                        let side = SdkSide::Server;
                        let sink = KeySink::of_sdk(at, "agentConfigs", ValueKind::AiConfig, side, argument.range());
                        self.add_sink_value(call.place, argument.value, argument.start, sink);
                    }
                }
                true
            }
            LOOK_UP => {
                self.use_look_up(at, call);
                true
            }
            name if READERS.contains(&name) => self.use_look_up(at, call),
            _ => false,
        }
    }

    /// `flags[key]`, where `flags` is a set of flags: the key is read in the spelling of the set.
    fn use_look_up(&mut self, at: CallId, call: &CallFact) -> bool {
        let file = self.file;
        let steps = file.facts.path(call.callee);
        let Some(argument) = file.facts.arguments(call).first() else { return false };
        let set = proven_set(self.solver, self.id, call.place, &steps[..steps.len() - 1]);
        let Some(set) = set.filter(|_| argument.label == Name::default()) else { return false };
        self.found.has_computed_lookup |= !matches!(argument.value, Expr::Text(_));
        let sink = KeySink {
            call: at,
            method: "useFlags",
            value_kind: ValueKind::Any,
            side: SdkSide::Client,
            key: argument.range(),
            context: None,
            default: None,
            end: EvidenceEnd::Set,
            sink: Sink::Property(Confidence::Proven, set.spelling),
            reading: Reading::Only,
            wanted: "",
            depth: 0,
        };
        self.add_sink_value(call.place, argument.value, argument.start, sink);
        true
    }

    /// Parameters whose declared type is the key type of a set: `name: keyof Flags`.
    pub(super) fn add_typed_parameters(&mut self) {
        let file = self.file;
        for (at, function) in (0..).zip(&file.facts.functions) {
            let own = file.self_parameters(function);
            for (position, parameter) in (0..).zip(&function.parameters[own..]) {
                let name = file.text(parameter.declared);
                let Some(set) = key_type_set(self.solver, self.id, name) else { continue };
                let slot = ParameterSlot { position, property: None };
                let is_forbidden = || declared::is_forbidden(self.solver.declared, file, at);
                if !is_forbidden() && !self.wrappers.contains_key(&(at, slot)) {
                    self.wrappers.insert((at, slot), self.found.wrappers.len());
                    let is_proven = set.evidence == SetEvidence::Proven;
                    let confidence = if is_proven { Confidence::Proven } else { Confidence::Guessed };
                    let sink = Sink::Property(confidence, set.spelling);
                    let wrapper = Wrapper::new(self.id, file, at, slot, ValueKind::Any, 1);
                    self.found.wrappers.push(Wrapper { sink, ..wrapper });
                }
            }
        }
    }

    /// Whether a call is made on something that the SDK's method `method` would be called on.
    fn is_called_like(&self, call: &CallFact, table: &SdkTable, method: &str) -> bool {
        let file = self.file;
        let Some((_, receiver)) = file.facts.path(call.callee).split_last() else { return false };
        let rows: Vec<(&Sdk, &Method)> = table.named(method).collect();
        let likely = receiver.last().is_some_and(|step| {
            let name = file.text(step.name);
            rows.iter().any(|(sdk, _)| sdk.receivers.contains(&name))
        });
        let imported = || {
            let modules = file.facts.imports.iter().map(|import| file.text(import.module));
            modules.into_iter().any(|module| rows.iter().any(|(sdk, _)| sdk.is_module(module)))
        };
        self.receiver_names_sdk(call, receiver, &rows) || likely && imported()
    }

    fn use_listener(&mut self, at: CallId, call: &CallFact) -> bool {
        let file = self.file;
        let Some(argument) = file.facts.arguments(call).first() else { return false };
        let Expr::Text(text) = argument.value else { return false };
        let value = file.text(text.value);
        let key = value.strip_prefix(CHANGE).filter(|key| !key.is_empty());
        // With escapes, the offset of the key is unknown.
        let (Some(key), true) = (key, value.len() == (text.end - text.start) as usize) else { return false };
        let range = ByteRange::new(text.start as usize + CHANGE.len(), text.end as usize);
        let method = file.facts.callee_name(call);
        let sink = KeySink::of_sdk(at, method, ValueKind::None, SdkSide::Client, argument.range());
        let (call, text) = (self.call_of(sink), key.into());
        let KeySink { sink, end, reading, .. } = sink;
        self.found.texts.push(KeyText { range, text, sink, end, call, call_id: at, reading });
        true
    }
}
