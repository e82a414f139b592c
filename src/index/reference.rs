//! References: where a file names a flag, in which form, what it resolves to, and how that is known.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Spelling;
use super::call_site::CallSite;
use super::definition::DefinitionId;
use super::solve::Confidence;
use crate::text::ByteRange;

/// A place in source that names a flag, or where the key of one is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The key's text without quotes, or the identifier that stands for it.
    pub range: ByteRange,
    /// How it is written.
    pub form: Form,
    /// The flag.
    pub resolution: Resolution,
    /// The constant that is named, or defined here; `None` where the key itself is written.
    pub definition: Option<DefinitionId>,
    /// How it is known.
    pub evidence: Evidence,
    /// The evaluation around it, where there is one.
    pub call: Option<CallSite>,
}

/// How a reference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Form {
    /// The key, as a string.
    Literal,
    /// An empty string where a key is expected, as while it is typed.
    EmptyLiteral,
    /// The key, as a string that an element's attribute, an annotation or a directive has.
    Attribute,
    /// The name of a constant or variable.
    Constant,
    /// A member of an enum, an object, a class or a module: `Flags.NEW_CART`.
    Member,
    /// A member of the type that is expected: Swift's `.newCart`.
    ImplicitMember,
    /// A property of a set of flags: `flags.newCart`.
    SetProperty,
    /// A name taken out of an object: `const { newCart } = useFlags()`.
    Destructured,
    /// The string that a constant holds, where it is defined.
    Definition,
    /// A member of a type that lists flags.
    TypeMember,
    /// An identifier that `.launchdarkly/coderefs.yaml` names for a flag.
    Alias,
    /// A quoted string equal to a known key.
    Mention,
}

/// What a reference stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resolution {
    /// One flag key, unescaped.
    Key(Arc<str>),
    /// Several keys, two or more, in order.
    Ambiguous(Box<[Arc<str>]>),
    /// No flag: the text names one in another spelling than the set of flags in which it is looked up.
    Misspelled {
        /// The flag that is likely meant.
        key: Arc<str>,
        /// What the set calls it.
        name: Arc<str>,
    },
    /// An empty text, as while the key is typed.
    Empty,
}

/// How a reference is known: where its value ends up, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// What makes it a flag.
    pub end: EvidenceEnd,
    /// How sure the way there is.
    pub confidence: Confidence,
    /// How a key is written here: as it is, but for properties of sets of flags.
    pub spelling: Spelling,
}

/// What makes a reference one of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EvidenceEnd {
    /// An SDK call.
    Sink,
    /// A function whose parameter reaches an SDK call.
    Wrapper,
    /// A function that the settings declare.
    Declared,
    /// An argument position that known keys are passed to.
    Learned,
    /// A set of flags, such as React's `useFlags()` returns.
    Set,
    /// A pattern of `.launchdarkly/coderefs.yaml`.
    Alias,
    /// The definition of a constant that holds a key.
    Definition,
    /// Nothing but a text equal to a known key.
    Mention,
}

/// The kind of a reference in `flagwise refs` and in logs, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// A literal key in an SDK call.
    Call,
    /// A constant, enum member or property that holds the key.
    Constant,
    /// An argument of a function whose parameter reaches an SDK call.
    Wrapper,
    /// A property of a set of flags, such as React's `useFlags()` returns.
    Hook,
    /// A pattern of `.launchdarkly/coderefs.yaml`.
    Alias,
    /// Where a constant that holds a key is defined.
    Definition,
    /// A quoted string equal to a known key, or a local name that holds a key which is a reference of its own. Never warns.
    Mention,
}

impl ReferenceKind {
    /// The kind's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Constant => "constant",
            Self::Wrapper => "wrapper",
            Self::Hook => "hook",
            Self::Alias => "alias",
            Self::Definition => "definition",
            Self::Mention => "mention",
        }
    }
}

impl Reference {
    /// The key, where it is exactly one.
    pub fn key(&self) -> Option<&Arc<str>> {
        match &self.resolution {
            Resolution::Key(key) => Some(key),
            Resolution::Ambiguous(_) | Resolution::Misspelled { .. } | Resolution::Empty => None,
        }
    }

    /// The keys that it could mean, where they are several; else empty.
    pub fn ambiguous_keys(&self) -> &[Arc<str>] {
        match &self.resolution {
            Resolution::Ambiguous(keys) => keys,
            Resolution::Key(_) | Resolution::Misspelled { .. } | Resolution::Empty => &[],
        }
    }

    /// The keys that it stands for, or could mean; empty where it names no flag.
    pub fn keys(&self) -> &[Arc<str>] {
        match &self.resolution {
            Resolution::Key(key) => std::slice::from_ref(key),
            Resolution::Ambiguous(keys) => keys,
            Resolution::Misspelled { .. } | Resolution::Empty => &[],
        }
    }

    /// Whether code declares a flag here: a constant that holds its key, or a member of a type.
    pub fn is_declaration(&self) -> bool {
        self.kind() == ReferenceKind::Definition
    }

    /// The kind, from form and evidence.
    pub fn kind(&self) -> ReferenceKind {
        match (self.form, self.evidence.end) {
            (_, EvidenceEnd::Mention) => ReferenceKind::Mention,
            (Form::Alias, _) | (_, EvidenceEnd::Alias) => ReferenceKind::Alias,
            (Form::Definition | Form::TypeMember, _) => ReferenceKind::Definition,
            (Form::Constant | Form::Member | Form::ImplicitMember, _) => ReferenceKind::Constant,
            (Form::SetProperty, _) | (_, EvidenceEnd::Set) => ReferenceKind::Hook,
            (Form::Destructured, _) => ReferenceKind::Constant,
            (_, EvidenceEnd::Sink) => ReferenceKind::Call,
            _ => ReferenceKind::Wrapper,
        }
    }

    /// Whether a key is written here, or could be, and not a name for one.
    pub fn is_key_position(&self) -> bool {
        let is_text = matches!(self.form, Form::Literal | Form::EmptyLiteral | Form::Attribute);
        is_text && self.call.is_some()
    }
}

impl Evidence {
    /// What scope, imports or types prove.
    pub fn proven(end: EvidenceEnd) -> Self {
        Self { end, confidence: Confidence::Proven, spelling: Spelling::EXACT }
    }

    /// A reference whose only evidence is an existing key.
    pub fn guessed(end: EvidenceEnd) -> Self {
        Self { end, confidence: Confidence::Guessed, spelling: Spelling::EXACT }
    }
}

#[cfg(test)]
mod tests;
