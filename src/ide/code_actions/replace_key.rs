use crate::flags::{Catalog, is_valid_key};
use crate::ide::{Diagnostic, FileView, words};
use crate::syntax::{Site, SiteKind};
use crate::text::ByteRange;

use super::{ActionKind, CodeAction, TextEdit};

/// One action for each suggestion of an `unknown-flag`. A key behind a name is replaced where the name is defined; if
/// that is in another file, nothing is offered.
pub(super) fn actions(catalog: &Catalog, file: &FileView, site: &Site, diagnostic: &Diagnostic) -> Vec<CodeAction> {
    let Some((range, elsewhere)) = literal_of(file, site) else { return Vec::new() };
    let replace = |(rank, key): (usize, &String)| {
        let name = catalog.flag(key).map(|flag| flag.name.trim()).filter(|name| !name.is_empty());
        let name = name.map_or(String::new(), |name| format!(" ({})", words::plain(name)));
        let place = if elsewhere { " in its definition" } else { "" };
        CodeAction {
            title: format!("Replace with `{key}`{name}{place}"),
            kind: ActionKind::QuickFix,
            is_preferred: rank == 0,
            edits: vec![TextEdit { range, new_text: literal(file, range, key) }],
            command: None,
            fixes: Some(diagnostic.clone()),
        }
    };
    // A key outside the grammar could end the literal it is put into.
    diagnostic.suggestions.iter().filter(|key| is_valid_key(key)).enumerate().map(replace).collect()
}

/// The literal that says the key, and whether it stands elsewhere than the site.
fn literal_of(file: &FileView, site: &Site) -> Option<(ByteRange, bool)> {
    if is_literal(file, site) {
        return Some((site.range, false));
    }
    let mut definitions = file
        .sites
        .sites
        .iter()
        .filter(|other| other.kind == SiteKind::Definition && other.key == site.key && is_literal(file, other));
    let definition = definitions.next()?;
    // Two definitions of the same key: which one the name means is not known here.
    if definitions.next().is_some() {
        return None;
    }
    Some((definition.range, true))
}

/// Whether the site is the key itself, in quotes or behind the colon of a symbol, and not a name for it.
fn is_literal(file: &FileView, site: &Site) -> bool {
    let is_mark = |before| matches!(before, '"' | '\'' | '`' | ':');
    site.range.of(&file.text) == site.key && character_before(file, site.range).is_some_and(is_mark)
}

/// The key as it must be written in the place of another: a symbol such as `:my_key` needs quotes for `my-key`.
fn literal(file: &FileView, range: ByteRange, key: &str) -> String {
    let is_symbol = character_before(file, range) == Some(':');
    let is_word = key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !key.starts_with(|first: char| first.is_ascii_digit());
    if is_symbol && !is_word { format!("\"{key}\"") } else { key.to_owned() }
}

fn character_before(file: &FileView, range: ByteRange) -> Option<char> {
    file.text.get(..range.start)?.chars().next_back()
}
