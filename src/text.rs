//! Text: byte ranges inside, positions in the client's units at the edge.
//!
//! Everything inside flagwise addresses text by byte offset into UTF-8. Only this module converts to and from
//! line/column positions. It knows neither files nor protocols.

mod document;
mod line_index;
mod range;

#[cfg(test)]
mod tests;

pub use document::{Document, TextChange};
pub use line_index::{LineIndex, Position, PositionEncoding, PositionRange};
pub use range::ByteRange;
