//! Text: byte ranges internally, positions in the client's encoding at the boundary.
//!
//! All layers address text by UTF-8 byte offsets. Only this module converts to and from line/column positions. It knows
//! neither files nor protocols.

mod document;
mod line_index;
mod range;

#[cfg(test)]
mod tests;

pub use document::{Document, TextChange};
pub use line_index::{LineIndex, Position, PositionEncoding, PositionRange};
pub use range::ByteRange;
