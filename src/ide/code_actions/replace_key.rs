//! Replaces a key that no flag has, where it is written: here, or in the constant's definition, which may be in another
//! file.

use crate::flags::is_valid_key;
use crate::ide::files::file_name;
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

/// The edit that gives a property another name, which need not be an identifier. `None` for a name that stands for a
/// constant.
fn property_edit(file: &SourceFile, reference: &Reference, name: &str) -> Option<TextEdit> {
    let is_word = name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '$'))
        && !name.starts_with(|first: char| first.is_ascii_digit());
    let (mut range, annotation) = (reference.range, None);
    let before = character_before(file, range)?;
    if matches!(before, '"' | '\'' | '`') {
        return Some(TextEdit { range, new_text: name.to_owned(), annotation });
    }
    let key = if is_word { name.to_owned() } else { format!("\"{name}\"") };
    let new_text = match reference.form {
        Form::SetProperty if is_word => key,
        Form::SetProperty if before == '.' => {
            // `flags?.newCart` is `flags?.["new-cart"]`.
            let is_optional = file.text[..range.start - 1].ends_with('?');
            range.start -= usize::from(!is_optional);
            format!("[{key}]")
        }
        Form::Destructured => {
            let after = file.text.get(range.end..)?.trim_start();
            if after.starts_with(':') { key } else { format!("{key}: {}", range.of(&file.text)) }
        }
        Form::TypeMember => key,
        _ => return None,
    };
    Some(TextEdit { range, new_text, annotation })
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
        let new_text = written(&self.file, self.range, key);
        let mut change = SourceChange::default();
        let annotation = self.uses.map(|uses| {
            let description = (uses > 1).then(|| format!("used at {uses} places"));
            change.annotations.push(ChangeAnnotation { label: "Replace the key".to_owned(), description });
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

/// Whether a range is the key itself, in quotes or behind the colon of a symbol, and not a name for it.
fn is_literal(file: &SourceFile, range: ByteRange, key: &str) -> bool {
    let is_mark = |before| matches!(before, '"' | '\'' | '`' | ':');
    file.text.get(range.start..range.end) == Some(key) && character_before(file, range).is_some_and(is_mark)
}

/// The replacement text of a key: a symbol such as `:my_key` needs quotes for `my-key`.
pub(in crate::ide) fn written(file: &SourceFile, range: ByteRange, key: &str) -> String {
    let is_symbol = character_before(file, range) == Some(':');
    let is_word = key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !key.starts_with(|first: char| first.is_ascii_digit());
    if is_symbol && !is_word { format!("\"{key}\"") } else { key.to_owned() }
}

fn character_before(file: &SourceFile, range: ByteRange) -> Option<char> {
    file.text.get(..range.start)?.chars().next_back()
}
