//! `textDocument/completion` and `completionItem/resolve`.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::ide;
use crate::server::capabilities::ResolvedClientCapabilities;
use crate::server::context::FileContext;
use crate::server::proto::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionItemTag, CompletionList,
    CompletionParams, CompletionResponse, CompletionTextEdit, Documentation, InsertReplaceEdit, MarkupContent,
    MarkupKind, Range, TextEdit, Uri,
};
use crate::server::session::Snapshot;

/// What an item carries to be resolved.
#[derive(Serialize, Deserialize)]
struct ItemData {
    /// The document.
    uri: Uri,
    /// The flag.
    key: String,
    /// The catalog that the item is from.
    revision: u64,
}

/// `textDocument/completion`.
pub(in crate::server) fn completions(snapshot: &Snapshot, params: &CompletionParams) -> Option<CompletionResponse> {
    let place = &params.text_document_position;
    let file = snapshot.file(&place.text_document.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let offset = context.offset(place.position);
    let found = ide::completions(&context.analysis(), context.path(), offset)?;
    let ranges = (context.range(found.insert), context.range(found.replace));
    let revision = file.catalog.as_ref().map_or(0, |catalog| catalog.revision);
    let items = found.items.into_iter().map(|item| {
        let data = ItemData { uri: place.text_document.uri.clone(), key: item.flag.clone(), revision };
        let also = item.also.as_ref();
        let also = also.map(|edit| TextEdit { range: context.range(edit.range), new_text: edit.new_text.clone() });
        completion_item(&snapshot.capabilities, ranges, item, also, &data)
    });
    let items = items.collect();
    Some(CompletionResponse::List(CompletionList { is_incomplete: found.is_incomplete, items }))
}

fn completion_item(
    client: &ResolvedClientCapabilities,
    (insert, replace): (Range, Range),
    item: ide::Completion,
    also: Option<TextEdit>,
    data: &ItemData,
) -> CompletionItem {
    let kind = match item.kind {
        ide::CompletionKind::Key => CompletionItemKind::VALUE,
        ide::CompletionKind::Constant => CompletionItemKind::CONSTANT,
        ide::CompletionKind::Property => CompletionItemKind::PROPERTY,
        ide::CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
    };
    let new_text = item.new_text;
    let edit = if client.insert_replace {
        CompletionTextEdit::InsertAndReplace(InsertReplaceEdit { new_text, insert, replace })
    } else {
        CompletionTextEdit::Edit(TextEdit { range: replace, new_text })
    };
    let has_tag = item.is_deprecated && client.completion_tags;
    CompletionItem {
        label: item.label,
        label_details: item
            .description
            .filter(|_| client.label_details)
            .map(|name| CompletionItemLabelDetails { detail: None, description: Some(name) }),
        kind: Some(kind),
        detail: item.detail,
        tags: has_tag.then(|| vec![CompletionItemTag::DEPRECATED]),
        deprecated: (item.is_deprecated && !has_tag && client.completion_deprecated).then_some(true),
        sort_text: Some(item.sort_text),
        filter_text: Some(item.filter_text),
        text_edit: Some(edit),
        additional_text_edits: also.map(|edit| vec![edit]),
        data: Some(json!(data)),
        ..Default::default()
    }
}

/// `completionItem/resolve`: adds the flag's card. Of a flag that is gone by now the item stays as it is.
pub(in crate::server) fn resolve_completion(snapshot: &Snapshot, item: CompletionItem) -> CompletionItem {
    let documentation = documentation(snapshot, &item);
    CompletionItem { documentation: documentation.or(item.documentation.clone()), ..item }
}

fn documentation(snapshot: &Snapshot, item: &CompletionItem) -> Option<Documentation> {
    let data: ItemData = serde_json::from_value(item.data.clone()?).ok()?;
    let file = snapshot.file(&data.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let card = ide::completion_card(&context.analysis(), &data.key)?;
    let (kind, mut value) = if snapshot.capabilities.completion_markdown {
        (MarkupKind::Markdown, card.markdown())
    } else {
        (MarkupKind::PlainText, card.plain_text())
    };
    if file.catalog.as_ref().is_some_and(|catalog| catalog.revision != data.revision) {
        // The list is older than the card, and may contradict it.
        value.push_str("\n\nThe flags were updated since this list was made.");
    }
    Some(Documentation::MarkupContent(MarkupContent { kind, value }))
}
