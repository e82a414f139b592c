//! The simulator, seen from its HTTP side.

mod reads;
mod schema;
mod support;
