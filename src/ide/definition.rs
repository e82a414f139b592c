//! Go to definition: from what names a flag to the constant that holds its key, or the member of a type that lists it.

use std::sync::Arc;

use crate::index::{Declaration, Form, Reference};
use crate::text::ByteRange;

use super::{Analysis, SourceFile};

/// Which definition is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// The constant, or the member of a type.
    Definition,
    /// The member of a type, where one lists the flag; else the constant.
    Type,
}

/// The definitions of what stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definitions {
    /// What stands there.
    pub origin: ByteRange,
    /// Where it is defined, one or more.
    pub targets: Vec<DefinitionTarget>,
}

/// A definition of a flag in code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionTarget {
    /// Its file.
    pub path: Arc<str>,
    /// All of it: the name and the key.
    pub range: ByteRange,
    /// Where the cursor goes: the name; the key's text for who is at it already.
    pub selection: ByteRange,
}

/// The definitions of what names a flag at an offset of a file. `None`, fast, where nothing does, or code does not define it.
///
/// A constant leads to the one that is given the key, through imports and other constants. A key itself and a property of a
/// set of flags lead to what declares the flag: types first for properties, constants first for keys; to test code only if
/// nothing else does. A declaration leads to itself, which makes editors offer its references.
pub fn definitions(analysis: &Analysis<'_>, path: &str, offset: usize, kind: DefinitionKind) -> Option<Definitions> {
    let file = analysis.files.file(path)?;
    let reference = file.flag_at(offset)?;
    let origin = reference.range;
    let targets = match kind {
        _ if reference.is_declaration() => vec![itself(&file, reference)],
        DefinitionKind::Definition => {
            constant(analysis, reference).map_or_else(|| declared(analysis, &file, reference, kind), |it| vec![it])
        }
        DefinitionKind::Type => {
            let types = declared(analysis, &file, reference, kind);
            if types.is_empty() { constant(analysis, reference).into_iter().collect() } else { types }
        }
    };
    (!targets.is_empty()).then_some(Definitions { origin, targets })
}

fn itself(file: &SourceFile, reference: &Reference) -> DefinitionTarget {
    DefinitionTarget { path: file.path.clone(), range: reference.range, selection: reference.range }
}

/// The constant that a name stands for.
fn constant(analysis: &Analysis<'_>, reference: &Reference) -> Option<DefinitionTarget> {
    // The text that a local name holds is no name.
    let id = reference.definition.filter(|_| reference.form != Form::Literal)?;
    let definition = analysis.literal_definition(id).or_else(|| analysis.index.definition(id))?;
    let range = around(definition.name, definition.literal);
    Some(DefinitionTarget { path: definition.path, range, selection: definition.name })
}

/// What declares the flags that a reference can mean.
fn declared(
    analysis: &Analysis<'_>,
    file: &SourceFile,
    reference: &Reference,
    kind: DefinitionKind,
) -> Vec<DefinitionTarget> {
    let all = analysis.index.declarations_of(reference.keys());
    let project = analysis.settings.project_of(&file.path);
    let is_of_project = |declaration: &&Declaration| analysis.settings.project_of(&declaration.path) == project;
    let all: Vec<&Declaration> = all.iter().filter(is_of_project).collect();
    let is_production = |declaration: &&&Declaration| !analysis.index.is_test_code(&declaration.path);
    let production: Vec<&Declaration> = all.iter().filter(is_production).copied().collect();
    let all = if production.is_empty() { all } else { production };
    let (types, constants): (Vec<_>, Vec<_>) = all.into_iter().partition(|declaration| declaration.literal.is_none());
    let is_property = matches!(reference.form, Form::SetProperty | Form::Destructured);
    let best = match kind {
        DefinitionKind::Type => types,
        DefinitionKind::Definition if types.is_empty() || !is_property && !constants.is_empty() => constants,
        DefinitionKind::Definition => types,
    };
    let target = |declaration: &Declaration| DefinitionTarget {
        path: declaration.path.clone(),
        range: around(declaration.name, declaration.literal),
        selection: declaration.name,
    };
    best.into_iter().map(target).collect()
}

fn around(name: ByteRange, literal: Option<ByteRange>) -> ByteRange {
    let literal = literal.unwrap_or(name);
    ByteRange::new(name.start.min(literal.start), name.end.max(literal.end))
}

#[cfg(test)]
mod tests;
