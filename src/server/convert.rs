//! Conversion from `ide` types to protocol types, according to the client's capabilities.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::config::Severity;
use crate::ide;
use crate::text::{self, ByteRange};

use super::capabilities::ResolvedClientCapabilities;
use super::proto::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeDescription, Command, Diagnostic,
    DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentChanges, Location, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use super::session::File;

/// Command for edits, for clients without edits in code actions. Its argument is a [`WorkspaceEdit`].
pub(super) const APPLY_EDIT: &str = "flagwise.applyEdit";

/// Converts a byte offset to a protocol position.
pub(super) fn range(file: &File, view: &ide::FileView, range: ByteRange) -> Range {
    let range = view.lines.position_range(&view.text, range, file.encoding());
    let position = |position: text::Position| Position { line: position.line, character: position.character };
    Range { start: position(range.start), end: position(range.end) }
}

/// Converts a protocol position to a byte offset.
pub(super) fn offset(file: &File, view: &ide::FileView, position: Position) -> usize {
    let position = text::Position { line: position.line, character: position.character };
    view.lines.offset(&view.text, position, file.encoding())
}

/// Converts a protocol range to a byte range.
pub(super) fn byte_range(file: &File, view: &ide::FileView, range: Range) -> ByteRange {
    let start = offset(file, view, range.start);
    ByteRange::new(start, offset(file, view, range.end).max(start))
}

/// Converts a diagnostic, without properties that the client does not support.
pub(super) fn diagnostic(
    file: &File,
    view: &ide::FileView,
    client: &ResolvedClientCapabilities,
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
    let mut message = found.message.clone();
    let mut related = Vec::new();
    for other in &found.related {
        if client.related_information {
            let location = Location { uri: file.open.uri.clone(), range: range(file, view, other.range) };
            related.push(DiagnosticRelatedInformation { location, message: other.message.clone() });
        } else {
            let line = view.lines.line_of(other.range.start) + 1;
            message.push_str(&format!(" (line {line}: {})", other.message));
        }
    }
    let description = if client.code_description { found.href.parse::<Uri>().ok() } else { None };
    Diagnostic {
        range: range(file, view, found.range),
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
pub(super) fn code_action(
    file: &File,
    view: &ide::FileView,
    client: &ResolvedClientCapabilities,
    action: &ide::CodeAction,
) -> Option<CodeActionOrCommand> {
    let command = action.command.as_ref().map(|command| Command {
        title: action.title.clone(),
        command: command.name.to_owned(),
        arguments: Some(vec![match &command.target {
            ide::CommandTarget::Flag(arguments) => json!(arguments),
            ide::CommandTarget::Place(offset) => {
                let start = range(file, view, ByteRange::new(*offset, *offset)).start;
                // Clients ignore command results unless they know the command.
                json!({ "uri": file.open.uri, "position": start, "show": true })
            }
        }]),
    });
    let edit = (!action.edits.is_empty()).then(|| workspace_edit(file, view, client, &action.edits));
    if !client.code_action_literals {
        let edit_command = || {
            let arguments: Vec<Value> = vec![json!(edit.as_ref()?)];
            let title = action.title.clone();
            client.apply_edit.then_some(Command { title, command: APPLY_EDIT.to_owned(), arguments: Some(arguments) })
        };
        return command.or_else(edit_command).map(CodeActionOrCommand::Command);
    }
    Some(CodeActionOrCommand::CodeAction(CodeAction {
        title: action.title.clone(),
        kind: Some(CodeActionKind::from(action.kind.lsp_name().to_owned())),
        diagnostics: action.fixes.as_ref().map(|found| vec![diagnostic(file, view, client, found)]),
        edit,
        command,
        is_preferred: (client.preferred_actions && action.is_preferred).then_some(true),
        ..Default::default()
    }))
}

fn workspace_edit(
    file: &File,
    view: &ide::FileView,
    client: &ResolvedClientCapabilities,
    edits: &[ide::TextEdit],
) -> WorkspaceEdit {
    let edits =
        edits.iter().map(|edit| TextEdit { range: range(file, view, edit.range), new_text: edit.new_text.clone() });
    if client.document_changes {
        let edit = TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                uri: file.open.uri.clone(),
                version: Some(file.open.document.version()),
            },
            edits: edits.map(OneOf::Left).collect(),
        };
        return WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(vec![edit])), ..Default::default() };
    }
    let changes = HashMap::from([(file.open.uri.clone(), edits.collect())]);
    WorkspaceEdit { changes: Some(changes), ..Default::default() }
}
