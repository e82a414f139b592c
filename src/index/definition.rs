//! Definitions with identity: constants that hold flag keys, found again while their files change.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::ByteRange;

/// The identity of a definition: a hash of the language, the file's path, the names around it and its own, and its number
/// among those with the same names. Neither position nor value is part of it: edits elsewhere, moved lines and another
/// key keep it; another name or path ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DefinitionId(pub(super) u64);

/// A constant that holds a flag key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagDefinition {
    /// Its identity.
    pub id: DefinitionId,
    /// Its file.
    pub path: Arc<str>,
    /// What holds it in its file, outermost first, and its name.
    pub chain: Box<[Box<str>]>,
    /// Its name.
    pub name: ByteRange,
    /// The key's text without quotes; `None` where the value is another constant.
    pub literal: Option<ByteRange>,
    /// The constant that it is another name for.
    pub alias_of: Option<DefinitionId>,
    /// The key.
    pub key: Arc<str>,
}
