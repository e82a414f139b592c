//! Arguments of wrapper calls.

use super::*;

impl<'a> FileAnalyzer<'a> {
    pub(super) fn use_wrapper_call(&mut self, at: CallId, call: &'a CallFact, wrapper: &'a Wrapper, certain: bool) {
        let file = self.file;
        let arguments = file.facts.arguments(call);
        let slot = ParameterSlot { position: wrapper.slot.position, property: wrapper.slot.property.as_deref() };
        let labelled = |argument: &&Argument| {
            let label = file.text(argument.label);
            !label.is_empty()
                && (label == &*wrapper.parameter.0 || label == &*wrapper.parameter.1 || Some(label) == slot.property)
        };
        let plain = |argument: &&Argument| argument.label == Name::default() && argument.position == slot.position;
        let gives_texts = slot.property.is_some_and(|property| self.program.gives_texts(property));
        let found = match slot.property {
            Some(property) => arguments
                .iter()
                .find(|argument| plain(argument) && file.text(argument.property) == property)
                // A value whose accessor is called is not itself a key.
                .or_else(|| arguments.iter().filter(|_| !gives_texts).find(labelled)),
            None => arguments
                .iter()
                .find(labelled)
                .or_else(|| arguments.iter().find(|argument| plain(argument) && argument.property == Name::default())),
        };
        let method = file.facts.callee_name(call);
        let (value_kind, depth, wanted) = (wrapper.kind, wrapper.depth, &*wrapper.parameter.2);
        let reached = if certain { wrapper.sink } else { wrapper.sink.at_most(Confidence::Guessed) };
        let sink = |key: &Argument| KeySink {
            call: at,
            method,
            value_kind,
            side: wrapper.side,
            key: key.range(),
            context: None,
            default: None,
            end: EvidenceEnd::Wrapper,
            sink: reached,
            reading: Reading::Only,
            depth,
            wanted,
        };
        if let Some(argument) = found {
            return self.add_sink_value(call.place, argument.value, argument.start, sink(argument));
        }
        // `isOn(FLAGS.checkout)` where the parameter's `.key` is read.
        let whole = |argument: &&Argument| argument.property == Name::default();
        let with_label =
            arguments.iter().filter(|_| gives_texts).find(|argument| whole(argument) && labelled(argument));
        if let Some(property) = slot.property
            && let Some(argument) =
                with_label.or_else(|| arguments.iter().find(|argument| plain(argument) && whole(argument)))
        {
            let (value, start, sink) = (argument.value, argument.start, sink(argument));
            for meaning in self.solver.meanings(self.id, call.place, value, Some(property), VALUE_DEPTH) {
                match meaning {
                    ValueOrigin::Constant(constant) if !self.solver.key_accessor_of(constant).is_empty() => {
                        self.add_constant(constant, value, start, sink);
                    }
                    ValueOrigin::Constant(constant) => self.mark_used(constant, sink),
                    ValueOrigin::Parameter(_, function, slot) if certain && slot.property.is_none() => {
                        let slot = ParameterSlot { property: Some(property), ..slot };
                        self.add_wrapper(function, slot, sink);
                    }
                    _ => {}
                }
            }
            // A constant that stands for the object: an enum member passed to a function that reads its `.rawValue`.
            if words::is_accessor(property) || gives_texts {
                let meanings = self.solver.meanings(self.id, call.place, value, None, VALUE_DEPTH).into_iter();
                let constants = meanings.filter_map(|meaning| match meaning {
                    // Resolved by its accessor above.
                    ValueOrigin::Constant(constant) => {
                        (!gives_texts || self.solver.key_accessor_of(constant).is_empty()).then_some(constant)
                    }
                    _ => None,
                });
                let implicit = self.solver.implicit_member(self.id, value, wanted, Some(property));
                if gives_texts && implicit.is_some() {
                    self.found.implicit.insert(start, (value, wanted.into(), property.into()));
                }
                for constant in constants.chain(implicit).collect::<Vec<_>>() {
                    self.add_constant(constant, value, start, sink);
                }
            }
        }
    }
}
