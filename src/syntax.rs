//! Syntax: source text in, facts out.
//!
//! This module knows languages and SDKs (`languages/`: one folder each, with its query, its SDK table and its tests) but
//! nothing of LaunchDarkly's data: keys that are known come in as [`KnownKeys`]. It does no I/O, cannot fail, and every
//! range it returns lies inside the text on character boundaries.

mod aliases;
mod block_scanner;
mod captures;
mod comments;
mod components;
mod embedded;
mod extract;
pub mod facts;
mod fragment;
mod incremental;
mod known_keys;
mod language;
pub(crate) mod languages;
mod limits;
mod literal;
mod literal_value;
mod machine_written;
mod names;
mod nodes;
mod notebook;
mod packages;
mod parsed_text;
mod pattern;
pub(crate) mod sdk;
mod uses;
mod workflow;
mod wrappers;

pub use aliases::{AliasUse, Aliases, Delimiters};
pub use block_scanner::{BlockScan, Words};
pub use comments::{Code, comments};
pub(crate) use components::{COMPONENT, DIRECTIVE, pascal};
pub use extract::{extract, extract_without};
pub(crate) use extract::{key_method_rank, qualified_parts};
pub use incremental::Incremental;
pub use known_keys::KnownKeys;
pub use language::{Language, Visibility};
pub(crate) use languages::{flag_set_words, sdk_method_names, sdk_words};
pub use limits::Refusal;
pub use literal_value::LiteralValue;
pub use notebook::{NotebookCode, cell_code};
pub use packages::{FlagNames, Packages};
pub use parsed_text::{DocumentParser, ParsedText};
pub use sdk::{SdkSide, ValueKind};
pub use uses::{Comparison, Uses};
pub use wrappers::{ArgumentName, Forbidden, Takes, Wrapper, Wrappers};
