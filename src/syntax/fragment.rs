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
        self.add(facts, names, To::Shifted(start.wrapping_sub(self.start)), around);
    }

    /// The same facts at other positions: `map` translates the start and the end of each range.
    pub(crate) fn mapped(facts: FileFacts, map: &dyn Fn(u32, u32) -> (u32, u32)) -> FileFacts {
        let mut mapped = FileFacts { language: facts.language, ..FileFacts::default() };
        let mut names = Names::default();
        let own = facts.names.clone();
        let around = Around { place: Place::default(), path: &[] };
        Self::new(facts, own, Vec::new(), 0).add(&mut mapped, &mut names, To::Mapped(map), around);
        mapped.finish(names);
        mapped
    }

    fn add(&self, facts: &mut FileFacts, names: &mut Names, to: To<'_>, around: Around<'_>) {
        let own = self.names.iter().zip(&self.hashes);
        let names = own.map(|(text, hash)| names.intern_hashed(text, *hash)).collect();
        let shift = Shift {
            to,
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
        facts.calls.extend(own.calls.iter().map(|call| {
            let (start, end) = shift.at(call.start, call.end);
            CallFact {
                callee: shift.path(call.callee),
                first_argument: call.first_argument + shift.arguments,
                start,
                end,
                place: shift.place(call.place),
                ..*call
            }
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
        facts.arguments.extend(own.arguments.iter().map(|argument| {
            let (start, end) = shift.at(argument.start, argument.end);
            Argument {
                label: shift.name(argument.label),
                property: shift.name(argument.property),
                value: shift.value(argument.value),
                start,
                end,
                ..*argument
            }
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

/// New positions.
#[derive(Clone, Copy)]
enum To<'p> {
    /// Further down or up by this many bytes.
    Shifted(u32),
    /// In another text.
    Mapped(&'p dyn Fn(u32, u32) -> (u32, u32)),
}

/// Translates positions, names and ids from the fragment to the file.
struct Shift<'p> {
    to: To<'p>,
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
    /// The new start and end of a range.
    fn at(&self, start: u32, end: u32) -> (u32, u32) {
        match self.to {
            To::Shifted(by) => (start.wrapping_add(by), end.wrapping_add(by)),
            To::Mapped(map) => map(start, end),
        }
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
        let (start, end) = self.at(range.start as u32, range.end as u32);
        ByteRange::new(start as usize, end as usize)
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
                let (start, end) = self.at(text.start, text.end);
                Expr::Text(Text { value: self.name(text.value), start, end })
            }
            Expr::Path(path) => Expr::Path(self.path(path)),
            Expr::Call(call) => Expr::Call(call + self.calls),
            Expr::Function(function) => Expr::Function(function + self.functions),
            Expr::Choice(choice) => Expr::Choice(choice + self.choices),
            Expr::Object | Expr::Other => value,
        }
    }

    fn segment(&self, segment: &Segment) -> Segment {
        let (start, end) = self.at(segment.start, segment.end);
        Segment { name: self.name(segment.name), start, end, ..*segment }
    }

    fn import(&self, import: &Import) -> Import {
        let what = match import.what {
            Imported::Name(name) => Imported::Name(self.name(name)),
            other => other,
        };
        Import { module: self.name(import.module), what, alias: self.name(import.alias), exported: import.exported }
    }

    fn definition(&self, definition: &Definition) -> Definition {
        let (start, end) = self.at(definition.start, definition.end);
        Definition {
            name: self.name(definition.name),
            start,
            end,
            path: self.name_path(&definition.path),
            value: self.value(definition.value),
            declared: self.name(definition.declared),
            key_accessor: self.name(definition.key_accessor),
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
