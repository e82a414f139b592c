//! What several subjects use.

pub mod browser;
pub mod editor;
pub mod options;
pub mod shop;
