//! The simulator, seen from its HTTP side.

#![allow(dead_code, reason = "the operations that write follow")]

mod reads;
mod support;
