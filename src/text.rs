//! Text: byte ranges internally, positions in the client's encoding at the boundary.
//!
//! All layers address text by UTF-8 byte offsets. Only this module converts to and from line/column positions. It knows
//! neither files nor protocols.

mod document;
mod line_index;
mod printable;
mod range;
mod terminal_line;

#[cfg(test)]
mod tests;

pub use document::{Document, TextChange};
pub use line_index::{LineIndex, Position, PositionEncoding, PositionRange};
pub use printable::{Printable, is_unprintable, printable, printable_lines, push_escaped};
pub use range::ByteRange;
pub use terminal_line::terminal_line;
