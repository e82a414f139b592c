//! Learned key positions and the values that flow into them.

use super::super::join::LearnedPositions;
use super::*;

/// Analyzes one file for learned positions and wrappers around them, without proven ones.
pub(in crate::index) fn analyze_learned(
    solver: &Solver<'_>,
    positions: &LearnedPositions,
    wrappers: &WrapperTable,
    proven: &HashSet<u32>,
    id: FileId,
) -> FileAnalysis {
    let mut analyzer = FileAnalyzer::new(solver, id);
    analyzer.add_learned_calls(positions, proven);
    analyzer.follow(wrappers);
    analyzer.found
}

impl<'a> FileAnalyzer<'a> {
    fn add_learned_calls(&mut self, positions: &LearnedPositions, proven: &HashSet<u32>) {
        let file = self.file;
        for name in file.called_names() {
            // `import { isOn as on }`
            let learned = positions.named(file.text(file.name_at_home(name).unwrap_or(name)));
            if learned.is_empty() {
                continue;
            }
            for (at, call) in file.calls_of(name) {
                if self.is_forbidden_call(call) {
                    continue;
                }
                let Some(callee) = self.solver.callee(self.id, call) else { continue };
                for argument in file.facts.arguments(call) {
                    let slot = callee.slot(file, argument);
                    let Some((_, position)) = learned.iter().find(|(key, _)| *key == slot) else { continue };
                    if proven.contains(&super::super::join::first_byte(file, argument)) {
                        continue;
                    }
                    let sink = KeySink {
                        call: at,
                        method: file.text(name),
                        value_kind: ValueKind::Any,
                        side: SdkSide::Unknown,
                        key: argument.range(),
                        context: None,
                        default: None,
                        end: EvidenceEnd::Learned,
                        sink: Sink::Key(position.confidence),
                        reading: Reading::Only,
                        depth: 0,
                        wanted: "",
                    };
                    self.add_sink_value(call.place, argument.value, argument.start, sink);
                }
            }
        }
    }
}
