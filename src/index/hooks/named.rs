//! Flags read as properties of what only a name says holds them.

use super::Hooks;
use crate::index::program::{File, FileId, Target};
use crate::index::reference::{Evidence, EvidenceEnd, Form, Reference, Resolution};
use crate::index::solve::Solver;
use crate::index::words;
use crate::syntax::facts::*;

impl Hooks {
    /// Where an SDK gives no sets of flags, those that something is named for: `flags["new-cart"]`.
    pub(super) fn named_references(&self, solver: &Solver<'_>, id: FileId, references: &mut Vec<Reference>) {
        let file = &solver.program.files[id];
        for reference in &file.facts.references {
            let steps = file.facts.path(reference.path);
            let property = after_named_set(solver, id, reference.place, steps);
            let key = property.map(|property| file.text(property.name)).filter(|key| is_telling(key));
            if let (Some(property), Some(key)) = (property, key.and_then(|key| self.names.get(key))) {
                let (range, resolution) = (property.range(), Resolution::Key(key.into()));
                let (form, evidence) = (Form::SetProperty, Evidence::guessed(EvidenceEnd::Set));
                references.push(Reference { range, form, resolution, definition: None, evidence, call: None });
            }
        }
    }
}

/// Where only a name says that something holds flags, a flag must have a name that is hardly another thing's.
pub(super) fn is_telling(property: &str) -> bool {
    words::words(property).len() > 1
}

/// What stands behind a name for flags in a chain: `context.flags.newCart`, `useFeatureFlags().newCart`.
pub(super) fn after_named_set<'s>(
    solver: &Solver<'_>,
    id: FileId,
    place: Place,
    steps: &'s [Segment],
) -> Option<&'s Segment> {
    let file = &solver.program.files[id];
    let holds = |step: &Segment| words::holds_flags(file.text(step.name)) || step.called && is_asked_for(file, step);
    let at = steps.iter().position(holds)?;
    let is_open = steps[..at].iter().all(|step| !step.called) && !is_own_object(solver, id, place, &steps[..=at]);
    steps.get(at + 1).filter(|_| is_open)
}

/// Whether a value has a name for flags: `context.flags`, `useFeatureFlags()`, or a name of the file's own.
pub(super) fn is_named_set(solver: &Solver<'_>, id: FileId, place: Place, value: Expr) -> bool {
    let file = &solver.program.files[id];
    let path = match value {
        Expr::Path(path) => path,
        Expr::Call(call) => file.facts.calls[call as usize].callee,
        _ => return false,
    };
    let steps = file.facts.path(path);
    let named = steps.last().is_some_and(|step| words::holds_flags(file.text(step.name)));
    let is_called = || matches!(value, Expr::Call(call) if is_given_set(file, &file.facts.calls[call as usize]));
    named && !is_own_object(solver, id, place, steps) || is_called()
}

/// Whether a step of a chain is a call that requests a set.
fn is_asked_for(file: &File, step: &Segment) -> bool {
    file.call_at(step).is_some_and(|call| is_given_set(file, call))
}

/// Whether a call names the requested set: `get(featureFlagsAtom)`, `useContext(FeatureFlagContext)`,
/// `useSelector((state) => state.featureFlags)`.
fn is_given_set(file: &File, call: &CallFact) -> bool {
    let ends_in_set =
        |path: Path| file.facts.path(path).last().is_some_and(|step| leads_to_flags(file.text(step.name)));
    match file.facts.arguments(call).first().map(|argument| argument.value) {
        Some(Expr::Path(path)) => ends_in_set(path),
        Some(Expr::Function(function)) => {
            let returns = &file.facts.functions[function as usize].returns;
            matches!(returns.as_slice(), [Expr::Path(path)] if ends_in_set(*path))
        }
        _ => false,
    }
}

/// Whether a name is one that a set is got by: `featureFlagsAtom`, `selectFlags`, `FeatureFlagContext`.
fn leads_to_flags(name: &str) -> bool {
    const BEHIND: &[&str] = &["atom", "context", "selector", "state", "store", "slice", "token", "signal"];
    if !words::mentions_flags(name) {
        return false;
    }
    let all = words::words(name);
    let mut of = all.as_slice();
    if let [first, rest @ ..] = of
        && first == "select"
    {
        of = rest;
    }
    if let [rest @ .., last] = of
        && BEHIND.contains(&last.as_str())
    {
        of = rest;
    }
    let of = of.join("_");
    words::holds_flags(&of) || of.ends_with("flag") && words::holds_flags(&format!("{of}s"))
}

/// Whether a chain means something whose members are in sight, or a text.
fn is_own_object(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment]) -> bool {
    match solver.program.resolve_local(id, place, steps) {
        Some((Target::Definition(owner, at), _)) => {
            let value = solver.program.files[owner].facts.definitions[at as usize].value;
            matches!(value, Expr::Object | Expr::Text(_) | Expr::Function(_))
        }
        _ => false,
    }
}
