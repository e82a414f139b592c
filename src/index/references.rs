//! The references of one file, put together from what the solver found.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::constants::{ALIAS_ROUNDS, FlagConstant, FlagConstants, ambiguous_keys, named_by};
use super::definition::DefinitionId;
use super::join::{Keys, Positions, Resolved, TextPosition};
use super::program::{File, FileId};
use super::reference::{Evidence, EvidenceEnd, Form, Reference, ReferenceKind, Resolution};
use super::solve::{ConstantId, KeyConstant, Sink, Solver, ValueOrigin, is_implicit};
use super::words;
use crate::syntax::facts::{self, CallFact, Definition, Expr, Name, Segment};
use crate::syntax::{DIRECTIVE, KnownKeys};
use crate::text::ByteRange;

/// Sources of the references of a file.
pub(super) struct FileView<'a> {
    pub(super) solver: Solver<'a>,
    pub(super) constants: &'a FlagConstants,
    pub(super) keys: &'a Keys,
    pub(super) id: FileId,
    pub(super) positions: Positions<'a>,
}

/// The references of one file, in order, without overlaps; no mentions and aliases yet. A new kind of reference is one
/// more step here.
pub(super) fn file_references(view: &FileView<'_>) -> Vec<Reference> {
    let FileView { solver, constants, keys, id, positions } = view;
    let id = *id;
    let file = &solver.program.files[id];
    let mut references = Vec::new();
    literals(view, &mut references);
    definitions(view, &mut references);
    // `Flag::New => "new"` defines the member's key and does not use it.
    let given = file.facts.definitions.iter().enumerate().filter(|(at, definition)| {
        definition.key_accessor != Name::default() && constants.key_of((id, *at as u32)).is_some()
    });
    let given: HashSet<u32> = given.map(|(_, definition)| definition.start).collect();
    let interesting = constants.names_in(solver.program, id);
    let implicit = if interesting.is_empty() { HashMap::new() } else { solver.implicit_members(id, *positions) };
    for used in &file.facts.references {
        let steps = file.facts.path(used.path);
        if steps.iter().any(|step| given.contains(&step.start)) {
            continue;
        }
        if let Some(constant) = steps.first().and_then(|first| implicit.get(&first.start))
            && is_implicit(steps)
            && let Some(key) = constants.key_of(*constant)
        {
            let resolution = Resolution::Key(key.clone());
            let named = Named { form: Form::ImplicitMember, definition: Some(view.definition(*constant)), resolution };
            references.push(view.use_of(steps, 2, named));
            continue;
        }
        let form = |length: usize| if length == 1 { Form::Constant } else { Form::Member };
        if let Some((constant, length)) = named_by(solver, id, used.place, steps, &interesting, ALIAS_ROUNDS + 1) {
            let resolution = Resolution::Key(constant.key.clone());
            let named = Named { form: form(length), definition: Some(constant.definition), resolution };
            let mut reference = view.use_of(steps, length, named);
            if is_local_alias(id, constant) {
                reference.evidence.end = EvidenceEnd::Mention;
            }
            references.push(reference);
        } else if let Some((keys, length)) = ambiguous_keys(solver, id, used.place, steps, &interesting) {
            let resolution = Resolution::Ambiguous(keys.into_iter().map(Arc::from).collect());
            references.push(view.use_of(steps, length, Named { form: form(length), definition: None, resolution }));
        } else if let Some(reference) = local_use(view, used) {
            references.push(reference);
        }
    }
    for pattern in &file.facts.patterns {
        for entry in file.facts.entries(pattern) {
            let property = file.text(entry.property.name);
            if !interesting.contains_key(&entry.property.name) {
                continue;
            }
            for meaning in solver.meanings(id, pattern.place, pattern.value, Some(property), 4) {
                if let ValueOrigin::Constant(constant) = meaning
                    && let Some(key) = constants.key_of(constant)
                {
                    references.push(Reference {
                        range: entry.property.range(),
                        form: Form::Destructured,
                        resolution: Resolution::Key(key.clone()),
                        definition: Some(view.definition(constant)),
                        evidence: Evidence::proven(EvidenceEnd::Definition),
                        call: None,
                    });
                }
            }
        }
    }
    keys.hooks.references(solver, keys.known(), id, &mut references);
    tidy(references)
}

/// What a chain of names stands for.
struct Named {
    form: Form,
    definition: Option<DefinitionId>,
    resolution: Resolution,
}

impl FileView<'_> {
    fn file(&self) -> &File {
        &self.solver.program.files[self.id]
    }

    fn definition(&self, (file, at): ConstantId) -> DefinitionId {
        self.solver.program.files[file].definition_id(at)
    }

    /// The use of a name that takes `length` steps of a chain.
    fn use_of(&self, steps: &[Segment], length: usize, named: Named) -> Reference {
        let mut at = length - 1;
        // In `FLAGS.checkout.key` the flag's name is `checkout`.
        if at > 1 && words::is_accessor(self.file().text(steps[at].name)) {
            at -= 1;
        }
        let found = self.position_at(steps[0].start);
        let Named { form, definition, mut resolution } = named;
        if let Some((_, Resolved::Misspelled(key, name))) = &found {
            resolution = Resolution::Misspelled { key: (*key).into(), name: name.as_str().into() };
        }
        let position = found.map(|(position, _)| position);
        let evidence = |position: &KeyConstant| self.evidence(position.end, position.sink);
        Reference {
            range: steps[at].range(),
            form,
            resolution,
            definition,
            evidence: position.map_or(Evidence::proven(EvidenceEnd::Definition), evidence),
            call: position.map(|position| position.call.clone()),
        }
    }

    /// The key position that a name stands at, and what the name's text is there.
    fn position_at(&self, start: u32) -> Option<(&KeyConstant, Resolved<'_>)> {
        self.keys.constant(self.solver.program, self.positions.constants_at(start))
    }

    /// The evidence of what stands at a key position.
    fn evidence(&self, end: EvidenceEnd, sink: Sink) -> Evidence {
        let spelling = self.keys.spelling(self.solver.program, sink);
        Evidence { end, confidence: sink.confidence(), spelling }
    }
}

/// Keys written at calls.
fn literals(view: &FileView<'_>, references: &mut Vec<Reference>) {
    let file = view.file();
    // A constant created with its key, `static let sale = Flag("sale")`: this is its definition, not a use.
    let defines = |(at, definition): (usize, &Definition)| match definition.value {
        Expr::Text(text) => view.constants.key_of((view.id, at as u32)).map(|_| text.range()),
        _ => None,
    };
    let constant = |definition: &Definition| definition.place.function.is_none();
    let definitions = file.facts.definitions.iter().enumerate().filter(|(_, definition)| constant(definition));
    let defined: HashSet<ByteRange> = definitions.filter_map(defines).collect();
    for TextPosition { at, resolved } in view.keys.texts(view.solver.program, view.id, view.positions) {
        let is_wrapper = !matches!(at.end, EvidenceEnd::Sink | EvidenceEnd::Set);
        if is_wrapper && defined.contains(&at.range) {
            continue;
        }
        let resolution = match resolved {
            _ if at.text.is_empty() => Resolution::Empty,
            Resolved::Key(key) => Resolution::Key(key.into()),
            Resolved::Unknown => Resolution::Key((&*at.text).into()),
            Resolved::Ambiguous(keys) => Resolution::Ambiguous(keys.into_iter().map(Arc::from).collect()),
            Resolved::Misspelled(key, name) => Resolution::Misspelled { key: key.into(), name: name.into() },
        };
        let form = match () {
            () if at.text.is_empty() => Form::EmptyLiteral,
            () if is_element(file, &file.facts.calls[at.call_id as usize]) => Form::Attribute,
            () => Form::Literal,
        };
        let evidence = view.evidence(at.end, at.sink);
        let (range, call) = (at.range, Some(at.call.clone()));
        references.push(Reference { range, form, resolution, definition: None, evidence, call });
    }
}

/// Whether a call is an element, a directive or an annotation, whose arguments are attributes.
fn is_element(file: &File, call: &CallFact) -> bool {
    let Some(first) = file.facts.path(call.callee).first() else { return false };
    file.text(first.name) == DIRECTIVE || first.start == call.start + 1
}

/// Constants that hold keys.
fn definitions(view: &FileView<'_>, references: &mut Vec<Reference>) {
    let file = view.file();
    for (at, definition) in file.facts.definitions.iter().enumerate() {
        let at = at as u32;
        if let (Expr::Text(text), Some(key)) = (definition.value, view.constants.key_of((view.id, at))) {
            // A local name is not a constant for others: the reference is the literal itself.
            let position = definition.place.function.and_then(|_| {
                let positions = view.positions.local(at);
                Some(view.keys.constant(view.solver.program, positions)?.0)
            });
            references.push(Reference {
                range: text.range(),
                form: if position.is_some() { Form::Literal } else { Form::Definition },
                resolution: Resolution::Key(key.clone()),
                definition: Some(file.definition_id(at)),
                evidence: position
                    .map_or(Evidence::proven(EvidenceEnd::Definition), |at| view.evidence(at.end, at.sink)),
                call: position.map(|position| position.call.clone()),
            });
        }
    }
}

/// Whether a constant is an alias used in the file that defines it: as local as a variable.
fn is_local_alias(id: FileId, constant: &FlagConstant) -> bool {
    constant.file == id && constant.chain.len() == 1 && constant.rank > 0
}

/// A use of a name that is local to a function, where a key is wanted: a mention, as the literal it holds is the
/// reference.
fn local_use(view: &FileView<'_>, used: &facts::Reference) -> Option<Reference> {
    let file = view.file();
    // Also a field of an object that has a name: `keys.new_cart` after `keys = Keys()`.
    let (first, step) = match file.facts.path(used.path) {
        [only] => (only, only),
        [object, field] if !object.called => (object, field),
        _ => return None,
    };
    let (position, _) = view.position_at(first.start)?;
    let meanings = view.solver.meanings(view.id, used.place, Expr::Path(used.path), None, 4);
    let mut held = meanings.iter().filter_map(|meaning| match meaning {
        ValueOrigin::Constant(constant) => Some((*constant, view.constants.key_of(*constant)?)),
        _ => None,
    });
    let (constant, key) = held.next()?;
    let others: Vec<ConstantId> = held.map(|(other, of)| (of == key).then_some(other)).collect::<Option<_>>()?;
    // What a set of flags is indexed by reads the flag, as a property would.
    let is_local = step.start == first.start && position.end != EvidenceEnd::Set;
    let end = if is_local { EvidenceEnd::Mention } else { position.end };
    Some(Reference {
        range: step.range(),
        form: Form::Constant,
        resolution: Resolution::Key(key.clone()),
        definition: others.is_empty().then(|| view.definition(constant)),
        evidence: view.evidence(end, position.sink),
        call: Some(position.call.clone()),
    })
}

/// Orders references, and keeps the strongest of those at one place.
fn tidy(mut references: Vec<Reference>) -> Vec<Reference> {
    references.sort_by_key(|reference| (reference.range.start, strength(reference), reference.call.is_none()));
    let mut kept: Vec<Reference> = Vec::with_capacity(references.len());
    for reference in references {
        let overlaps = |other: &Reference| reference.range.start < other.range.end || reference.range == other.range;
        if !kept.last().is_some_and(overlaps) {
            kept.push(reference);
        }
    }
    kept
}

/// What is surely no flag first, then the kind, and whether it is ambiguous: only a mention is weaker than that.
fn strength(reference: &Reference) -> (bool, bool, bool, ReferenceKind) {
    let is_flag = !matches!(reference.resolution, Resolution::Misspelled { .. });
    let (kind, is_ambiguous) = (reference.kind(), !reference.ambiguous_keys().is_empty());
    (is_flag, kind == ReferenceKind::Mention && !is_ambiguous, is_ambiguous, kind)
}

/// Adds mentions: quoted strings equal to a known key where no stronger reference is.
pub(super) fn add_mentions(text: &str, known: &KnownKeys, references: &mut Vec<Reference>) {
    if known.is_empty() {
        return;
    }
    let taken: HashSet<usize> = references.iter().map(|reference| reference.range.start).collect();
    let mut mentions = Vec::new();
    for range in known.mentions_in(text) {
        if !taken.contains(&range.start) {
            mentions.push(Reference {
                range,
                form: Form::Mention,
                resolution: Resolution::Key(range.of(text).into()),
                definition: None,
                evidence: Evidence::guessed(EvidenceEnd::Mention),
                call: None,
            });
        }
    }
    if mentions.is_empty() {
        return;
    }
    let stronger: Vec<ByteRange> = references.iter().map(|reference| reference.range).collect();
    mentions.retain(|mention| {
        let at = stronger.partition_point(|range| range.end <= mention.range.start);
        stronger.get(at).is_none_or(|range| range.start >= mention.range.end)
    });
    references.append(&mut mentions);
    references.sort_by_key(|reference| reference.range.start);
}
