//! The simulator, seen from its HTTP side.

mod access;
mod changes;
mod durable;
mod faults;
mod reads;
mod schema;
mod support;
mod waiting;
