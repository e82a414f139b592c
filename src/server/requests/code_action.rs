//! `textDocument/codeAction`.

use crate::ide;
use crate::server::context::FileContext;
use crate::server::convert;
use crate::server::proto::{CodeActionParams, CodeActionResponse, CodeActionTriggerKind};
use crate::server::session::Snapshot;

/// `textDocument/codeAction`.
pub(in crate::server) fn code_actions(snapshot: &Snapshot, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let file = snapshot.file(&params.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let range = context.byte_range(params.range);
    let trigger = match params.context.trigger_kind {
        Some(CodeActionTriggerKind::INVOKED) => ide::Trigger::Invoked,
        _ => ide::Trigger::Automatic,
    };
    // Without diagnostics there is nothing to fix.
    let is_offered = |action: &&ide::CodeAction| action.fixes.is_none() || file.exclusion().is_none();
    let actions: Vec<_> = ide::code_actions(&context.analysis(), context.path(), range, trigger)
        .iter()
        .filter(is_offered)
        .filter(|action| is_wanted(params, action.kind.lsp_name()))
        .filter_map(|action| convert::code_action(&context, action))
        .collect();
    (!actions.is_empty()).then_some(actions)
}

/// Whether a code action kind was requested, directly or by a parent kind.
fn is_wanted(params: &CodeActionParams, kind: &str) -> bool {
    let holds = |requested: &str| {
        requested.is_empty()
            || kind.strip_prefix(requested).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    params.context.only.as_ref().is_none_or(|only| only.iter().any(|requested| holds(requested.as_str())))
}
