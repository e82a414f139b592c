//! SDK calls and their evidence.

use std::cmp::Reverse;

use super::*;

/// Score of an existing key.
pub(in crate::index) const KNOWN_KEY_SCORE: u32 = 16;

/// A possible SDK method of a call.
struct SdkReading<'m> {
    method: &'m Method,
    /// Whether it applies independently of the key's existence.
    is_certain: bool,
    /// Whether the key is a literal.
    is_text: bool,
    key_start: u32,
    score: u32,
    is_imported: bool,
    side: SdkSide,
}

impl<'a> FileAnalyzer<'a> {
    /// Adds the SDK calls of the file, and calls similar to them.
    pub(super) fn add_sdk_calls(&mut self) {
        let file = self.file;
        let Some(table) = sdk_of(file.language) else { return };
        for name in file.called_names() {
            let rows: Vec<(&Sdk, &Method)> = table.named(file.text(name)).collect();
            for (at, call) in file.calls_of(name) {
                if self.use_declared(at, call) || self.use_special(at, call, table) {
                    continue;
                }
                let readings = self.sdk_readings(call, &rows);
                for reading in &readings {
                    self.use_sdk_method(at, call, reading, readings.len() == 1);
                }
                if readings.iter().all(|reading| !reading.is_certain) {
                    self.use_heuristic_call(at, call);
                }
            }
        }
    }

    /// The possible SDK methods of a call: the best certain one, and those that win if their key exists.
    fn sdk_readings<'m>(&self, call: &CallFact, rows: &[(&'m Sdk, &'m Method)]) -> Vec<SdkReading<'m>> {
        if rows.is_empty() {
            return Vec::new();
        }
        let file = self.file;
        let steps = file.facts.path(call.callee);
        let receiver = &steps[..steps.len().saturating_sub(1)];
        let arguments = file.facts.arguments(call);
        let count = arguments.iter().filter(|argument| argument.property == Name::default()).count() as u32;
        // `OpenFeature.Client.get_boolean_value(…)` needs no import.
        let spelled_out: Vec<&str> = receiver.iter().map(|step| file.text(step.name)).collect();
        let spelled_out = spelled_out.join(".");
        let imports = |sdk: &Sdk| {
            sdk.is_module(&spelled_out)
                || file.facts.imports.iter().any(|import| sdk.is_module(file.text(import.module)))
        };
        let imports_any = self.imports_launchdarkly() || rows.iter().any(|(sdk, _)| imports(sdk));
        let names_sdk = self.receiver_names_sdk(call, receiver, rows);
        let mut readings: Vec<SdkReading<'m>> = Vec::new();
        for (sdk, method) in rows {
            let key = find_slot(file, arguments, method.key);
            let Some(key) = key else { continue };
            let imported = imports(sdk);
            let likely_receiver = receiver.last().is_some_and(|step| sdk.receivers.contains(&file.text(step.name)));
            let is_certain = match method.evidence {
                Evidence::Own => imports_any || names_sdk || words::mentions_launchdarkly(method.name),
                Evidence::Shared => names_sdk || imported && !receiver.is_empty() || imports_any && likely_receiver,
                Evidence::Weak => imported && (names_sdk || likely_receiver),
                Evidence::Hook => imports_any,
                Evidence::Component => imported,
            };
            let is_text = matches!(key.value, Expr::Text(_));
            let is_plausible = is_text
                && match method.evidence {
                    Evidence::Own | Evidence::Hook | Evidence::Component => true,
                    Evidence::Shared => {
                        words::is_variation(method.name)
                            || steps.iter().any(|step| words::mentions_flags(file.text(step.name)))
                    }
                    Evidence::Weak => false,
                };
            if !is_certain && !is_plausible {
                continue;
            }
            let default_last =
                method.default.and_then(|slot| slot.position).is_some_and(|position| position + 1 == count);
            let score = (u32::from(imported) * 4 + u32::from(default_last) * 3) * 8;
            let score = score + literal_fit(file, arguments, method, key);
            let side = sdk.side(file.facts.imports.iter().map(|import| file.text(import.module)));
            let key_start = key.start;
            readings.push(SdkReading { method, is_certain, is_text, key_start, score, is_imported: imported, side });
        }
        // Several SDKs have `variation`. Which one it is follows from an import, or from all of them being of one side.
        let any_imported = readings.iter().any(|reading| reading.is_certain && reading.is_imported);
        let candidates = readings.iter().filter(|reading| reading.is_certain && reading.is_imported == any_imported);
        let common = candidates.map(|reading| reading.side).reduce(SdkSide::common);
        readings.iter_mut().for_each(|reading| reading.side = common.unwrap_or_default());
        let certain = (0..readings.len()).filter(|at| readings[*at].is_certain);
        let certain = certain.min_by_key(|at| Reverse(readings[*at].score)).map(|at| readings.remove(at));
        // An existing key outweighs the score: keep all that may win then.
        readings.retain(|reading| {
            reading.is_text
                && certain.as_ref().is_none_or(|certain| {
                    let bonus = if reading.key_start == certain.key_start { 0 } else { KNOWN_KEY_SCORE };
                    reading.score + bonus > certain.score
                })
        });
        readings.sort_by_key(|reading| (reading.key_start, Reverse(reading.score)));
        readings.dedup_by_key(|reading| reading.key_start);
        readings.iter_mut().for_each(|reading| reading.is_certain = false);
        readings.splice(0..0, certain);
        readings
    }

    /// Whether the receiver of a method is a LaunchDarkly client, by name, type or origin.
    pub(super) fn receiver_names_sdk(&self, call: &CallFact, receiver: &[Segment], rows: &[(&Sdk, &Method)]) -> bool {
        let file = self.file;
        if receiver.iter().any(|step| words::mentions_launchdarkly(file.text(step.name))) {
            return true;
        }
        if let Some(kind) = self.solver.type_of(self.id, call.place, receiver)
            && (words::mentions_launchdarkly(kind) || rows.iter().any(|(sdk, _)| sdk.types.contains(&kind)))
        {
            return true;
        }
        let made_by = |path: &[Segment]| {
            path.last().is_some_and(|step| rows.iter().any(|(sdk, _)| sdk.clients.contains(&file.text(step.name))))
                && (path.len() == 1
                    || path.iter().any(|step| words::mentions_launchdarkly(file.text(step.name)))
                    || file
                        .facts
                        .imports
                        .iter()
                        .any(|import| rows.iter().any(|(sdk, _)| sdk.is_module(file.text(import.module)))))
        };
        if receiver.last().is_some_and(|step| step.called) && made_by(receiver) {
            return true;
        }
        if let Some(root) = receiver.first() {
            let name = file.text(root.name);
            let imported = file.facts.imports.iter().find(|import| file.text(import.alias) == name && !name.is_empty());
            if imported.is_some_and(|import| words::mentions_launchdarkly(file.text(import.module))) {
                return true;
            }
            if let Some((Target::Definition(owner, at), _)) = self.program.resolve_local(self.id, call.place, receiver)
                && let Expr::Call(made) = self.program.files[owner].facts.definitions[at as usize].value
            {
                return made_by(file.facts.path(file.facts.calls[made as usize].callee));
            }
        }
        false
    }

    fn use_sdk_method(&mut self, at: CallId, call: &CallFact, reading: &SdkReading<'_>, is_only: bool) {
        let file = self.file;
        let SdkReading { method, is_certain, is_text, score, side, .. } = *reading;
        let arguments = file.facts.arguments(call);
        let Some(key) = find_slot(file, arguments, method.key).copied() else { return };
        let range_of = |slot: Option<Slot>| Some(find_slot(file, arguments, slot?)?.range());
        let name = file.text(file.facts.path(call.callee).last().map_or(Name::default(), |step| step.name));
        let confidence = if is_certain { Confidence::Proven } else { Confidence::Guessed };
        let sink = KeySink {
            call: at,
            method: name,
            value_kind: method.kind,
            side,
            key: key.range(),
            context: range_of(method.context),
            default: range_of(method.default),
            end: EvidenceEnd::Sink,
            sink: Sink::Key(confidence),
            reading: if is_text && !(is_only && is_certain) { Reading::Alternative(score) } else { Reading::Only },
            depth: 0,
            wanted: "String",
        };
        self.add_sink_value(call.place, key.value, key.start, sink);
    }
}

/// How well the literals match a method, if two SDKs share its name: C's `LDBoolVariation` has the key in two
/// positions.
fn literal_fit(file: &File, arguments: &[Argument], method: &Method, key: &Argument) -> u32 {
    let is_text = |argument: &Argument| matches!(argument.value, Expr::Text(_));
    let default = method.default.and_then(|slot| find_slot(file, arguments, slot));
    let default_fits = default.is_some_and(|default| match method.kind {
        ValueKind::String => is_text(default),
        _ => !is_text(default),
    });
    u32::from(default_fits) * 3 + u32::from(is_text(key)) * 2
}

/// The argument in a slot of an SDK method.
fn find_slot<'f>(file: &File, arguments: &'f [Argument], slot: Slot) -> Option<&'f Argument> {
    let plain = |argument: &&Argument| argument.label == Name::default() && argument.property == Name::default();
    let labelled = |argument: &&Argument| slot.label == Some(file.text(argument.label));
    arguments.iter().find(labelled).or_else(|| {
        let position = slot.position?;
        arguments.iter().filter(plain).find(|argument| argument.position == position)
    })
}
