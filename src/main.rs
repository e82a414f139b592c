//! The `flagwise` binary.

fn main() {}
