//! Hover: the card of the flag under the cursor.

use crate::index::{Form, Reference};
use crate::text::ByteRange;

use super::{Analysis, Card, card, card_of_several};

/// A hover.
#[derive(Debug, Clone, PartialEq)]
pub struct Hover {
    /// Range of the key or identifier under the cursor.
    pub range: ByteRange,
    /// Content.
    pub card: Card,
}

/// The card of the flag at an offset of a file; `None`, fast, where there is none.
pub fn hover(analysis: &Analysis<'_>, path: &str, offset: usize) -> Option<Hover> {
    let file = analysis.files.file(path)?;
    let reference = file.reference_at(offset).filter(|reference| !is_common_word(reference))?;
    let card = match reference.key() {
        Some(key) => card(analysis, key),
        None => card_of_several(analysis, reference.range.of(&file.text), reference.ambiguous_keys()),
    };
    Some(Hover { range: reference.range, card })
}

/// Whether a reference is a mention of a key that is one common word, which likely means something else: `"accounts"`.
fn is_common_word(reference: &Reference) -> bool {
    let is_word = |key: &str| key.chars().skip(1).all(char::is_lowercase);
    reference.form == Form::Mention && reference.key().is_some_and(|key| is_word(key))
}
