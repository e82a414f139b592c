//! What several subjects use.

pub mod editor;
pub mod options;
pub mod shop;
