//! Replaces a key that no flag has, where it is written: here, or in the constant's definition, which may be in another
//! file.

use crate::flags::is_valid_key;
use crate::ide::files::file_name;
use crate::ide::key_text::{self, is_literal, property_edit};
use crate::ide::{Analysis, ChangeAnnotation, Diagnostic, SourceChange, SourceFile, TextEdit, words};
use crate::index::{DefinitionId, EvidenceEnd, Form, Reference, Resolution};
use crate::text::ByteRange;

use super::{ActionKind, CodeAction};

/// One action for each suggestion of an `unknown-flag`.
pub(super) fn actions(
    analysis: &Analysis<'_>,
    file: &SourceFile,
    reference: &Reference,
    diagnostic: &Diagnostic,
) -> Vec<CodeAction> {
    let suggestions = diagnostic.suggestions.iter();
    // An invalid key could terminate the literal.
    let mut suggestions = suggestions.filter(|key| is_valid_key(key)).enumerate().peekable();
    if suggestions.peek().is_none() {
        return Vec::new();
    }
    if reference.evidence.end == EvidenceEnd::Set || matches!(reference.resolution, Resolution::Misspelled { .. }) {
        let edits = suggestions.filter_map(|(rank, name)| Some((rank, name, property_edit(file, reference, name)?)));
        return edits.map(|(rank, name, edit)| rename(file, diagnostic, (rank, name), edit)).collect();
    }
    let Some(literal) = Literal::of(analysis, file, reference) else { return Vec::new() };
    let place = literal.place(file);
    let replace = |(rank, key): (usize, &String)| {
        let name = analysis.catalog.and_then(|catalog| catalog.flag(key)).map(|flag| flag.name.trim());
        let name = name.filter(|name| !name.is_empty());
        let name = name.map_or(String::new(), |name| format!(" ({})", words::plain(name)));
        CodeAction {
            title: format!("Replace with `{key}`{name}{place}"),
            kind: ActionKind::QuickFix,
            is_preferred: rank == 0,
            change: Some(literal.change(key)),
            command: None,
            fixes: Some(diagnostic.clone()),
        }
    };
    suggestions.map(replace).collect()
}

/// Replaces a property of a set of flags.
fn rename(file: &SourceFile, diagnostic: &Diagnostic, (rank, name): (usize, &str), edit: TextEdit) -> CodeAction {
    let mut change = SourceChange::default();
    change.edit(file, edit);
    CodeAction {
        title: format!("Replace with `{name}`"),
        kind: ActionKind::QuickFix,
        is_preferred: rank == 0,
        change: Some(change),
        command: None,
        fixes: Some(diagnostic.clone()),
    }
}

/// The string that holds a key.
struct Literal {
    file: SourceFile,
    range: ByteRange,
    /// How many references there are to the constant that it defines; `None` where it stands for itself.
    uses: Option<usize>,
}

impl Literal {
    fn of(analysis: &Analysis<'_>, file: &SourceFile, reference: &Reference) -> Option<Self> {
        let key = reference.key()?;
        if is_literal(file, reference.range, key) {
            return Some(Self { file: file.clone(), range: reference.range, uses: None });
        }
        let definition = analysis.literal_definition(reference.definition?)?;
        let range = definition.literal?;
        let home = if definition.path == file.path { file.clone() } else { analysis.files.file(&definition.path)? };
        // The text may be newer than what the index knows of it.
        if !is_literal(&home, range, key) {
            return None;
        }
        Some(Self { file: home, range, uses: Some(uses(analysis, definition.id)) })
    }

    /// ` in keys.ts, used at 5 places`; empty where the literal is the reference itself.
    fn place(&self, from: &SourceFile) -> String {
        let Some(uses) = self.uses else { return String::new() };
        let home = if self.file.path == from.path {
            "its definition".to_owned()
        } else {
            words::plain(file_name(&self.file.path))
        };
        if uses > 1 { format!(" in {home}, used at {uses} places") } else { format!(" in {home}") }
    }

    fn change(&self, key: &str) -> SourceChange {
        let new_text = key_text::written(&self.file, self.range, key);
        let mut change = SourceChange::default();
        let annotation = self.uses.map(|uses| {
            let description = (uses > 1).then(|| format!("used at {uses} places"));
            change.annotations.push(ChangeAnnotation::new("Replace the key", description));
            0
        });
        change.edit(&self.file, TextEdit { range: self.range, new_text, annotation });
        change
    }
}

/// How many references lead to a constant, its definition not counted.
fn uses(analysis: &Analysis<'_>, definition: DefinitionId) -> usize {
    let references = analysis.index.references_of(definition);
    references.iter().flat_map(|(_, references)| references).filter(|one| one.form != Form::Definition).count()
}
