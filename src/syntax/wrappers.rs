//! Wrappers declared by the user.

use super::ValueKind;

/// Functions declared to take flag keys, or not to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wrappers {
    /// Declared wrappers.
    pub declared: Vec<Wrapper>,
    /// Functions that are never treated as wrappers.
    pub forbidden: Vec<Forbidden>,
}

/// A declared function, method, attribute or component that takes flag keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapper {
    /// Name.
    pub function: String,
    /// Receiver: its name or type.
    pub receiver: Option<String>,
    /// Module that the calling file must import.
    pub module: Option<String>,
    /// Effect.
    pub takes: Takes,
}

/// What a declared function takes or returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// A key.
    Key {
        /// Key argument.
        key: ArgumentName,
        /// Default-value argument.
        default: Option<ArgumentName>,
        /// Type of the value.
        kind: ValueKind,
    },
    /// Takes no key: its result has every flag by name, like React's `useFlags()`.
    AllFlags,
}

/// An argument by position, or by keyword, label, property or attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentName {
    /// Zero-based.
    Position(u32),
    /// As written in the call.
    Label(String),
}

/// A function that takes no flag keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Name.
    pub function: String,
    /// Receiver or enclosing type; `None` for any.
    pub receiver: Option<String>,
}

impl Forbidden {
    /// Parses `function` or `Receiver.function`.
    pub fn parse(text: &str) -> Self {
        match text.rsplit_once(['.', '#']) {
            Some((receiver, function)) => {
                let receiver = receiver.rsplit(['.', ':']).next().unwrap_or(receiver);
                Self { function: function.to_owned(), receiver: Some(receiver.to_owned()) }
            }
            None => Self { function: text.to_owned(), receiver: None },
        }
    }
}
