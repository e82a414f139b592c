use super::ValueKind;

/// Functions that the user declared to take flag keys, or not to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wrappers {
    /// Declared ones.
    pub declared: Vec<Wrapper>,
    /// Forbidden ones: never taken for a wrapper, whatever they do.
    pub forbidden: Vec<Forbidden>,
}

/// A function, method, attribute or component that takes flag keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapper {
    /// Its name.
    pub function: String,
    /// What it is called on: the name before it, or its type.
    pub receiver: Option<String>,
    /// A module that the calling file imports.
    pub module: Option<String>,
    /// What it does.
    pub takes: Takes,
}

/// What a declared function is given, or gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// A key.
    Key {
        /// Which argument is the key.
        key: ArgumentName,
        /// Which argument is the default value.
        default: Option<ArgumentName>,
        /// What it evaluates to.
        kind: ValueKind,
    },
    /// Nothing: its result holds every flag by its name, as that of React's `useFlags()` does.
    AllFlags,
}

/// An argument by its position, or by its keyword, label, property or attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentName {
    /// Counted from 0.
    Position(u32),
    /// As written at the call.
    Label(String),
}

/// A function that takes no flag keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Its name.
    pub function: String,
    /// What it is called on or belongs to; `None` for any.
    pub receiver: Option<String>,
}

impl Forbidden {
    /// Reads `function` or `Receiver.function`.
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
