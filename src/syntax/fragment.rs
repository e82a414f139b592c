//! The facts of a part of a file, independent of its position.

use super::extract::OUTER;
use super::facts::*;
use crate::text::ByteRange;

/// Facts with positions, names and ids relative to the part.
#[derive(Debug)]
pub(crate) struct Fragment {
    facts: FileFacts,
    names: Names,
    /// Hash of each name.
    hashes: Box<[u64]>,
    /// Return values that belong to the enclosing function.
    returns: Vec<Expr>,
    /// Position of the part when its facts were collected.
    start: u32,
}

/// The context of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'p> {
    pub(crate) place: Place,
    /// Enclosing types and objects within the same function.
    pub(crate) path: &'p [Name],
}

impl Fragment {
    pub(crate) fn new(facts: FileFacts, names: Names, returns: Vec<Expr>, start: u32) -> Self {
        let hashes = names.iter().map(Names::hash).collect();
        Self { facts, names, hashes, returns, start }
    }

    /// Adds the facts to those of a file that has the part at `start`. The result equals a full extraction up to the
    /// end of the part.
    pub(crate) fn add_to(&self, facts: &mut FileFacts, names: &mut Names, start: u32, around: Around<'_>) {
        let own = self.names.iter().zip(&self.hashes);
        let names = own.map(|(text, hash)| names.intern_hashed(text, *hash)).collect();
        let shift = Shift {
            by: start.wrapping_sub(self.start),
            names,
            around,
            functions: facts.functions.len() as u32,
            types: facts.types.len() as u32,
            calls: facts.calls.len() as u32,
            segments: facts.segments.len() as u32,
            arguments: facts.arguments.len() as u32,
            entries: facts.entries.len() as u32,
            choices: facts.choices.len() as u32,
        };
        let own = &self.facts;
        facts.module.extend(own.module.iter().map(|name| shift.name(*name)));
        facts.imports.extend(own.imports.iter().map(|import| shift.import(import)));
        facts.definitions.extend(own.definitions.iter().map(|definition| shift.definition(definition)));
        facts.types.extend(own.types.iter().map(|kind| shift.kind(kind)));
        facts.functions.extend(own.functions.iter().map(|function| shift.function(function)));
        facts.calls.extend(own.calls.iter().map(|call| CallFact {
            callee: shift.path(call.callee),
            first_argument: call.first_argument + shift.arguments,
            start: shift.at(call.start),
            end: shift.at(call.end),
            place: shift.place(call.place),
            ..*call
        }));
        facts.assignments.extend(own.assignments.iter().map(|assignment| Assignment {
            target: shift.path(assignment.target),
            value: shift.value(assignment.value),
            place: shift.place(assignment.place),
        }));
        facts.patterns.extend(own.patterns.iter().map(|pattern| Pattern {
            value: shift.value(pattern.value),
            first_entry: pattern.first_entry + shift.entries,
            place: shift.place(pattern.place),
            ..*pattern
        }));
        facts.returned.extend(own.returned.iter().filter_map(|returned| {
            let function = match returned.function {
                OUTER => around.place.function?,
                own => own + shift.functions,
            };
            let (property, value) = (shift.name(returned.property), shift.value(returned.value));
            Some(Returned { function, property, value })
        }));
        facts.typed.extend(own.typed.iter().map(|typed| Typed {
            name: shift.name(typed.name),
            value: shift.value(typed.value),
            place: shift.place(typed.place),
        }));
        facts.type_texts.extend(own.type_texts.iter().filter_map(|listed| {
            let Expr::Text(text) = shift.value(Expr::Text(listed.text)) else { return None };
            Some(TypeText { path: shift.name_path(&listed.path), text })
        }));
        facts.references.extend(
            own.references
                .iter()
                .map(|reference| Reference { path: shift.path(reference.path), place: shift.place(reference.place) }),
        );
        facts.segments.extend(own.segments.iter().map(|segment| shift.segment(segment)));
        facts.arguments.extend(own.arguments.iter().map(|argument| Argument {
            label: shift.name(argument.label),
            property: shift.name(argument.property),
            value: shift.value(argument.value),
            start: shift.at(argument.start),
            end: shift.at(argument.end),
            ..*argument
        }));
        facts.choices.extend(own.choices.iter().map(|choice| choice.map(|value| shift.value(value))));
        facts.entries.extend(
            own.entries
                .iter()
                .map(|entry| PatternEntry { property: shift.segment(&entry.property), alias: shift.name(entry.alias) }),
        );
        if let Some(function) = around.place.function.and_then(|function| facts.functions.get_mut(function as usize)) {
            function.returns.extend(self.returns.iter().map(|value| shift.value(*value)));
        }
    }
}

/// Translates positions, names and ids from the fragment to the file.
struct Shift<'p> {
    by: u32,
    names: Vec<Name>,
    around: Around<'p>,
    functions: u32,
    types: u32,
    calls: u32,
    segments: u32,
    arguments: u32,
    entries: u32,
    choices: u32,
}

impl Shift<'_> {
    fn at(&self, position: u32) -> u32 {
        position.wrapping_add(self.by)
    }

    fn name(&self, name: Name) -> Name {
        self.names.get(name.0 as usize).copied().unwrap_or_default()
    }

    fn name_path(&self, path: &[Name]) -> Box<[Name]> {
        match path.split_first() {
            None => Box::default(),
            Some((&Name::OUTER, own)) => {
                self.around.path.iter().copied().chain(own.iter().map(|name| self.name(*name))).collect()
            }
            _ => path.iter().map(|name| self.name(*name)).collect(),
        }
    }

    fn range(&self, range: ByteRange) -> ByteRange {
        ByteRange::new(self.at(range.start as u32) as usize, self.at(range.end as u32) as usize)
    }

    fn path(&self, path: Path) -> Path {
        Path { first: path.first + self.segments, ..path }
    }

    fn place(&self, place: Place) -> Place {
        let Place { function, container } = self.around.place;
        Place {
            function: match place.function {
                Some(OUTER) => function,
                own => own.map(|own| own + self.functions),
            },
            container: match place.container {
                Some(OUTER) => container,
                own => own.map(|own| own + self.types),
            },
        }
    }

    fn value(&self, value: Expr) -> Expr {
        match value {
            Expr::Text(text) => {
                Expr::Text(Text { value: self.name(text.value), start: self.at(text.start), end: self.at(text.end) })
            }
            Expr::Path(path) => Expr::Path(self.path(path)),
            Expr::Call(call) => Expr::Call(call + self.calls),
            Expr::Function(function) => Expr::Function(function + self.functions),
            Expr::Choice(choice) => Expr::Choice(choice + self.choices),
            Expr::Object | Expr::Other => value,
        }
    }

    fn segment(&self, segment: &Segment) -> Segment {
        Segment { name: self.name(segment.name), start: self.at(segment.start), end: self.at(segment.end), ..*segment }
    }

    fn import(&self, import: &Import) -> Import {
        let what = match import.what {
            Imported::Name(name) => Imported::Name(self.name(name)),
            other => other,
        };
        Import { module: self.name(import.module), what, alias: self.name(import.alias), exported: import.exported }
    }

    fn definition(&self, definition: &Definition) -> Definition {
        Definition {
            name: self.name(definition.name),
            start: self.at(definition.start),
            end: self.at(definition.end),
            path: self.name_path(&definition.path),
            value: self.value(definition.value),
            declared: self.name(definition.declared),
            given_by: self.name(definition.given_by),
            place: self.place(definition.place),
        }
    }

    fn kind(&self, kind: &Type) -> Type {
        Type {
            name: self.name(kind.name),
            path: self.name_path(&kind.path),
            supertypes: kind.supertypes.iter().map(|name| self.name(*name)).collect(),
            range: self.range(kind.range),
        }
    }

    fn function(&self, function: &Function) -> Function {
        let parameter = |parameter: &Parameter| Parameter {
            name: self.name(parameter.name),
            declared: self.name(parameter.declared),
            label: self.name(parameter.label),
            properties: parameter
                .properties
                .iter()
                .map(|(property, alias)| (self.name(*property), self.name(*alias)))
                .collect(),
        };
        Function {
            name: self.name(function.name),
            parameters: function.parameters.iter().map(parameter).collect(),
            place: self.place(function.place),
            path: self.name_path(&function.path),
            range: self.range(function.range),
            returns: function.returns.iter().map(|value| self.value(*value)).collect(),
        }
    }
}
