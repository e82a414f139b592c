//! Texts that functions and constructors give to the members of enums, by language.

mod jvm;
mod native;
mod scripts;

use super::*;

const KEYS: &[&str] = &["new-checkout", "old-search", "dark-mode", "beta"];
