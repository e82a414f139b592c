//! Fixes of what the rules about evaluations find.

use crate::ide::diagnostics::{evaluation_diagnostics, unused_flags};
use crate::ide::{Analysis, Diagnostic, SourceChange, SourceFile, words};
use crate::text::ByteRange;

use super::{ActionKind, CodeAction, ignore_comment};

/// For each finding in a range: the value that is likely meant, and a comment that silences it.
pub(super) fn actions(analysis: &Analysis<'_>, file: &SourceFile, range: ByteRange) -> Vec<CodeAction> {
    // Most positions are on no line with a finding, and some rules parse the text.
    if file.references.all.is_empty() {
        return Vec::new();
    }
    let mut found = evaluation_diagnostics(analysis, file);
    found.extend(unused_flags(analysis, file));
    let mut actions = Vec::new();
    for diagnostic in found.into_iter().filter(|diagnostic| diagnostic.range.intersects(range)) {
        actions.extend(diagnostic.suggestions.iter().filter_map(|value| replace(file, &diagnostic, value)));
        actions.extend(ignore_comment::action(file, diagnostic.range, &diagnostic));
    }
    actions
}

/// Replaces a string by another value. `None` where the value needs escapes.
fn replace(file: &SourceFile, diagnostic: &Diagnostic, value: &str) -> Option<CodeAction> {
    let written = diagnostic.range.of(&file.text);
    let is_plain = |character: char| character.is_alphanumeric() || "-_.:/ ".contains(character);
    let is_word = |text: &str| text.chars().all(|character| character.is_alphanumeric() || character == '_');
    if !value.chars().all(is_plain) || value.is_empty() {
        return None;
    }
    let quote = written.find(['"', '\'', '`']);
    let new_text = match quote.map(|open| (open, written.as_bytes()[open] as char)) {
        Some((open, quote)) => {
            let close = written.rfind(quote).filter(|close| *close > open)?;
            format!("{}{value}{}", &written[..=open], &written[close..])
        }
        None if is_word(value) && !value.starts_with(|first: char| first.is_ascii_digit()) => value.to_owned(),
        None => format!("\"{value}\""),
    };
    Some(CodeAction {
        title: format!("Replace with `{}`", words::plain(value)),
        kind: ActionKind::QuickFix,
        is_preferred: true,
        change: Some(SourceChange::of(file, diagnostic.range, new_text)),
        command: None,
        fixes: Some(diagnostic.clone()),
    })
}
