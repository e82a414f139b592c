//! The code action *Explain why …*.

use crate::flags::is_valid_key;
use crate::ide::{SourceFile, explained_reference};
use crate::index::place::{Place, place_at};
use crate::text::ByteRange;

use super::{ActionKind, CodeAction, Command, CommandTarget, EXPLAIN_COMMAND, Trigger};

/// Explains why a location is, or is not, a flag reference. Offered on references and, on explicit request, on plausible
/// locations.
pub(super) fn action(file: &SourceFile, range: ByteRange, trigger: Trigger) -> Option<CodeAction> {
    let inside = || file.references.resolved().map(|(_, one)| one).find(|one| one.range.intersects(range));
    let (title, offset) = match explained_reference(file, range.start).or_else(inside) {
        Some(reference) => {
            let key = reference.key().map_or("", |key| key);
            (format!("Explain why this is the flag `{key}`"), reference.range.start)
        }
        None if trigger == Trigger::Invoked && could_be_a_flag(file, range.start) => {
            ("Explain why this is not a flag reference".to_owned(), range.start)
        }
        None => return None,
    };
    Some(CodeAction {
        title,
        kind: ActionKind::Explain,
        is_preferred: false,
        change: None,
        command: Some(Command { name: EXPLAIN_COMMAND, target: CommandTarget::Place(offset) }),
        fixes: None,
    })
}

/// Whether the location is plausible: a key-like string argument, a name in a key position, or an ambiguous name.
fn could_be_a_flag(file: &SourceFile, offset: usize) -> bool {
    if file.references.ambiguous().any(|name| name.range.touches(offset)) {
        return true;
    }
    // Checked before parsing the file.
    let stands_somewhere = |character: char| character.is_alphanumeric() || "_$\"'`".contains(character);
    let (Some(before), Some(after)) = (file.text.get(..offset), file.text.get(offset..)) else { return false };
    if !before.ends_with(stands_somewhere) && !after.starts_with(stands_somewhere) {
        return false;
    }
    match place_at(file.language, &file.text, offset) {
        Place::Quoted { value, argument, .. } => argument.is_some() && is_valid_key(&value),
        Place::Word { argument, .. } => argument.is_some_and(|call| call.takes_key),
        Place::Nothing => false,
    }
}
