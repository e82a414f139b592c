use crate::text::ByteRange;

use super::{Card, FileView, Snapshot, card, card_of_several};

/// The answer to a hover.
#[derive(Debug, Clone, PartialEq)]
pub struct Hover {
    /// What the card is about: the key or the identifier under the cursor.
    pub range: ByteRange,
    /// What is known of the flag.
    pub card: Card,
}

/// The card of the flag under the cursor; `None`, fast, where there is none.
pub fn hover(snapshot: &Snapshot, file: &FileView, offset: usize) -> Option<Hover> {
    let Some(site) = file.site_at(offset) else {
        let name = file.sites.ambiguous.iter().find(|name| name.range.touches(offset))?;
        return Some(Hover {
            range: name.range,
            card: card_of_several(snapshot, name.range.of(&file.text), &name.keys),
        });
    };
    Some(Hover { range: site.range, card: card(snapshot, &site.key) })
}
