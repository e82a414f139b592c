use serde::{Deserialize, Serialize};

use crate::text::ByteRange;

/// A place in source where a flag is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The key's text without quotes, or the identifier that stands for it.
    pub range: ByteRange,
    /// The flag key, unescaped.
    pub key: String,
    /// How we know.
    pub kind: SiteKind,
    /// The evaluation around the key, where there is one.
    pub call: Option<Call>,
}

/// How we know that a place names a flag, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SiteKind {
    /// A literal key in an SDK call.
    Call,
    /// A constant, enum member or property that holds the key.
    Constant,
    /// An argument of a function whose parameter flows into an SDK call.
    Wrapper,
    /// A name given by React's `useFlags()` or its kin.
    Hook,
    /// A pattern of `.launchdarkly/coderefs.yaml`.
    Alias,
    /// Where a constant that holds a key is defined.
    Definition,
    /// A name that could mean several keys, one a line in [`Site::key`]. Only inside of the index: those who ask it get
    /// such names apart from sites, as ambiguities.
    Ambiguous,
    /// A quoted string equal to a known key, or a local name that holds a key which is a site of its own. Never warns.
    Mention,
}

impl SiteKind {
    /// The kind in `flagwise refs` and in logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Constant => "constant",
            Self::Wrapper => "wrapper",
            Self::Hook => "hook",
            Self::Alias => "alias",
            Self::Definition => "definition",
            Self::Ambiguous => "ambiguous",
            Self::Mention => "mention",
        }
    }
}

/// The evaluation around a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The method or function called, such as `boolVariation`.
    pub method: String,
    /// The kind of value asked for.
    pub value_kind: ValueKind,
    /// The default value's expression.
    pub default: Option<ByteRange>,
    /// The call's result decides a branch: the condition of an `if`, `while`, ternary, or an operand of `&&`, `||`, `!` in one.
    pub is_condition: bool,
}

/// The kind of value that an evaluation asks for (`kind` in the SDK tables).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ValueKind {
    /// The method does not say.
    Any,
    /// A boolean.
    Bool,
    /// A string.
    String,
    /// An integer.
    Int,
    /// A floating-point number.
    Double,
    /// A JSON value.
    Json,
    /// A migration stage.
    Migration,
    /// An AI configuration.
    AiConfig,
    /// No value: a listener, a tracker.
    None,
}
