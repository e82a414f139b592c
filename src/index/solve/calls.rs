//! SDK calls: which calls are one, and what speaks for it.

use super::*;

impl<'a> FileAnalyzer<'a> {
    /// The SDK calls of the file.
    pub(super) fn seed(&mut self) {
        let file = self.file;
        let Some(table) = sdk_of(file.language) else { return };
        for name in file.called_names() {
            let text = file.text(name);
            let method_like = words::is_variation(text);
            if table.named(text).next().is_none()
                && !method_like
                && !words::speaks_of_flags(text)
                && self.known.is_empty()
                && self.known.wrappers().is_none()
                && !matches!(text, "on" | "off" | "agentConfigs" | LOOK_UP)
            {
                continue;
            }
            for (at, call) in file.calls_of(name) {
                if self.use_declared(at, call) || self.use_special(at, call, table) {
                    continue;
                }
                let rows: Vec<(&Sdk, &Method)> = table.named(text).collect();
                if let Some((method, certain)) = self.sdk_method(call, &rows) {
                    self.use_sdk_method(at, call, method, certain);
                } else {
                    self.use_heuristic_call(at, call);
                }
            }
        }
    }

    /// Which SDK method a call is, and whether that is certain without knowing the key.
    fn sdk_method<'m>(&self, call: &CallFact, rows: &[(&'m Sdk, &'m Method)]) -> Option<(&'m Method, bool)> {
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
        let speaks = self.receiver_speaks(call, receiver, rows);
        let mut best: Option<(u32, &'m Method, bool)> = None;
        for (sdk, method) in rows {
            let key = find_slot(file, arguments, method.key);
            let Some(key) = key else { continue };
            let known = matches!(key.value, Expr::Text(text) if self.known.contains(file.text(text.value)));
            let imported = imports(sdk);
            let likely_receiver = receiver.last().is_some_and(|step| sdk.receivers.contains(&file.text(step.name)));
            let certain = match method.evidence {
                Evidence::Own => imports_any || speaks || words::speaks_of_launchdarkly(method.name),
                Evidence::Shared => speaks || imported && !receiver.is_empty() || imports_any && likely_receiver,
                Evidence::Weak => imported && (speaks || likely_receiver),
                Evidence::Hook => imports_any,
                Evidence::Component => imported,
            };
            let spoken_for = match method.evidence {
                Evidence::Own | Evidence::Hook | Evidence::Component => true,
                Evidence::Shared => {
                    words::is_variation(method.name)
                        || steps.iter().any(|step| words::speaks_of_flags(file.text(step.name)))
                }
                Evidence::Weak => false,
            };
            let believed = certain || known && spoken_for;
            if !believed {
                continue;
            }
            let default_last =
                method.default.and_then(|slot| slot.position).is_some_and(|position| position + 1 == count);
            let score = u32::from(imported) * 4 + u32::from(known) * 2 + u32::from(default_last) * 3;
            let score = score * 8 + literal_fit(file, arguments, method, key);
            if best.is_none_or(|(other, ..)| score > other) {
                best = Some((score, method, certain));
            }
        }
        best.map(|(_, method, certain)| (method, certain))
    }

    /// Whether what a method is called on is a LaunchDarkly client: by its name, its type, or where it came from.
    pub(super) fn receiver_speaks(&self, call: &CallFact, receiver: &[Segment], rows: &[(&Sdk, &Method)]) -> bool {
        let file = self.file;
        if receiver.iter().any(|step| words::speaks_of_launchdarkly(file.text(step.name))) {
            return true;
        }
        if let Some(kind) = self.solver.type_of(self.id, call.place, receiver)
            && (words::speaks_of_launchdarkly(kind) || rows.iter().any(|(sdk, _)| sdk.types.contains(&kind)))
        {
            return true;
        }
        let made_by = |path: &[Segment]| {
            path.last().is_some_and(|step| rows.iter().any(|(sdk, _)| sdk.clients.contains(&file.text(step.name))))
                && (path.len() == 1
                    || path.iter().any(|step| words::speaks_of_launchdarkly(file.text(step.name)))
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
            if imported.is_some_and(|import| words::speaks_of_launchdarkly(file.text(import.module))) {
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

    fn use_sdk_method(&mut self, at: CallId, call: &CallFact, method: &Method, certain: bool) {
        let file = self.file;
        let arguments = file.facts.arguments(call);
        let Some(key) = find_slot(file, arguments, method.key).copied() else { return };
        let default = method.default.and_then(|slot| find_slot(file, arguments, slot));
        let default = default.map(|argument| ByteRange::new(argument.start as usize, argument.end as usize));
        let name = file.text(file.facts.path(call.callee).last().map_or(Name::default(), |step| step.name));
        let value_kind = method.kind;
        let (kind, wanted) = (SiteKind::Call, "String");
        let sink =
            KeySink { call: at, method: name, value_kind, default, kind, certain, spelled: false, depth: 0, wanted };
        self.add_sink_value(call.place, key.value, key.start, sink);
    }
}

/// How well literals fit a method, where two SDKs have one of its name: C's `LDBoolVariation` has the key at two places.
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
