//! Conversion from `ide` types to protocol types, according to the client's capabilities.

use serde_json::{Value, json};

use crate::config::Severity;
use crate::ide;
use crate::text::{ByteRange, Printable, printable};

use super::capabilities::ResolvedClientCapabilities;
use super::context::{FileContext, Places};
use super::proto::{
    AnnotatedTextEdit, ChangeAnnotation, CodeAction, CodeActionKind, CodeActionOrCommand, CodeDescription, Command,
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentChanges, NumberOrString,
    OneOf, OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

/// Command for edits, for clients without edits in code actions. Its argument is a [`WorkspaceEdit`].
pub(super) const APPLY_EDIT: &str = "flagwise.applyEdit";

/// Converts a diagnostic of a file, with its place in the client's terms, without properties that the client does not support.
pub(super) fn diagnostic(
    client: &ResolvedClientCapabilities,
    places: &dyn Places,
    path: &str,
    range: Range,
    found: &ide::Diagnostic,
) -> Diagnostic {
    let tags: Vec<_> = found
        .tags
        .iter()
        .filter_map(|tag| match tag {
            ide::Tag::Deprecated => client.deprecated_tag.then_some(DiagnosticTag::DEPRECATED),
            ide::Tag::Unnecessary => client.unnecessary_tag.then_some(DiagnosticTag::UNNECESSARY),
        })
        .collect();
    let mut message = printable(&found.message).into_owned();
    let mut related = Vec::new();
    for other in &found.related {
        let Some(location) = places.location(&other.path, other.range) else { continue };
        if client.related_information {
            let message = printable(&other.message).into_owned();
            related.push(DiagnosticRelatedInformation { location, message });
        } else {
            let is_here = *other.path == *path;
            let file = if is_here { String::new() } else { format!("{}, ", Printable(&other.path)) };
            let line = location.range.start.line + 1;
            message.push_str(&format!(" ({file}line {line}: {})", Printable(&other.message)));
        }
    }
    let description = if client.code_description { found.href.parse::<Uri>().ok() } else { None };
    Diagnostic {
        range,
        severity: severity(found.severity),
        code: Some(NumberOrString::String(found.code.to_owned())),
        code_description: description.map(|href| CodeDescription { href }),
        source: Some("flagwise".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: (!tags.is_empty()).then_some(tags),
        data: None,
    }
}

fn severity(severity: Severity) -> Option<DiagnosticSeverity> {
    match severity {
        Severity::Off => None,
        Severity::Hint => Some(DiagnosticSeverity::HINT),
        Severity::Information => Some(DiagnosticSeverity::INFORMATION),
        Severity::Warning => Some(DiagnosticSeverity::WARNING),
        Severity::Error => Some(DiagnosticSeverity::ERROR),
    }
}

/// Converts an action to the richest form that the client supports; `None` if it supports none.
pub(super) fn code_action(context: &FileContext<'_>, action: &ide::CodeAction) -> Option<CodeActionOrCommand> {
    let client = &context.snapshot.capabilities;
    let title = printable(&action.title).into_owned();
    let command = action.command.as_ref().map(|command| Command {
        title: title.clone(),
        command: command.name.to_owned(),
        arguments: Some(vec![match &command.target {
            ide::CommandTarget::Flag(arguments) => json!(arguments),
            ide::CommandTarget::Place(offset) => {
                let start = context.range(ByteRange::new(*offset, *offset)).start;
                // Clients ignore command results unless they know the command.
                json!({ "uri": context.uri(context.path()).map(|(uri, _)| uri), "position": start, "show": true })
            }
        }]),
    });
    let edit = match &action.change {
        Some(change) => Some(workspace_edit(client, &[(context, change)])?),
        None => None,
    };
    if !client.code_action_literals {
        let edit_command = || {
            let arguments: Vec<Value> = vec![json!(edit.as_ref()?)];
            let title = title.clone();
            client.apply_edit.then_some(Command { title, command: APPLY_EDIT.to_owned(), arguments: Some(arguments) })
        };
        return command.or_else(edit_command).map(CodeActionOrCommand::Command);
    }
    Some(CodeActionOrCommand::CodeAction(CodeAction {
        title,
        kind: Some(CodeActionKind::from(action.kind.lsp_name().to_owned())),
        diagnostics: action
            .fixes
            .as_ref()
            .map(|found| vec![diagnostic(client, context, context.path(), context.range(found.range), found)]),
        edit,
        command,
        is_preferred: (client.preferred_actions && action.is_preferred).then_some(true),
        ..Default::default()
    }))
}

/// A document, its version if it is open, and edits with their annotations.
type EditsOfDocument = (Uri, Option<i32>, Vec<(TextEdit, Option<usize>)>);

/// Converts changes, each of the files of a folder, with versions and annotations if the client supports them. All have the
/// same annotations. `None` if a file has changed since.
pub(super) fn workspace_edit(
    client: &ResolvedClientCapabilities,
    changes: &[(&dyn Places, &ide::SourceChange)],
) -> Option<WorkspaceEdit> {
    let mut documents: Vec<EditsOfDocument> = Vec::new();
    let files = changes.iter().flat_map(|(places, change)| change.files.iter().map(move |file| (places, file)));
    for (places, (path, of_file)) in files {
        let source = places.file(path).filter(|source| of_file.is_for(&source.text))?;
        for edit in &of_file.edits {
            let (uri, version, range) = places.placed(path, &source, edit.range)?;
            let edit = (TextEdit { range, new_text: edit.new_text.clone() }, edit.annotation);
            match documents.iter_mut().find(|(other, ..)| *other == uri) {
                Some((_, _, edits)) => edits.push(edit),
                None => documents.push((uri, version, vec![edit])),
            }
        }
    }
    if !client.document_changes {
        let plain = |edits: Vec<(TextEdit, Option<usize>)>| edits.into_iter().map(|(edit, _)| edit).collect();
        let changes = documents.into_iter().map(|(uri, _, edits)| (uri, plain(edits))).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..Default::default() });
    }
    let notes = changes.first().map(|(_, change)| change.annotations.as_slice()).unwrap_or_default();
    let has_notes = client.change_annotations && !notes.is_empty();
    let noted = |(edit, annotation): (TextEdit, Option<usize>)| match annotation.filter(|_| has_notes) {
        Some(at) => OneOf::Right(AnnotatedTextEdit { text_edit: edit, annotation_id: at.to_string() }),
        None => OneOf::Left(edit),
    };
    let documents = documents.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(noted).collect(),
    });
    let notes = notes.iter().enumerate().map(|(at, note)| {
        let label = printable(&note.label).into_owned();
        let description = note.description.as_deref().map(|text| printable(text).into_owned());
        (
            at.to_string(),
            ChangeAnnotation { label, needs_confirmation: note.needs_confirmation.then_some(true), description },
        )
    });
    Some(WorkspaceEdit {
        changes: None,
        document_changes: Some(DocumentChanges::Edits(documents.collect())),
        change_annotations: has_notes.then(|| notes.collect()),
    })
}
