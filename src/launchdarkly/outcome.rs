//! The outcome of a write.

use super::Error;

/// Outcome of a write that was not rejected.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T> {
    /// Applied. Holds the response.
    Done(T),
    /// The response was lost: the write may or may not have been applied. Read before reporting to the user, see
    /// [`Client::resolve_unknown`](super::Client::resolve_unknown).
    Unknown {
        /// Why the response was lost.
        cause: Error,
        /// Whether the status line reported success and only the body was lost: the write was applied.
        accepted: bool,
    },
}

impl<T> Outcome<T> {
    /// The response, if there is one.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(value) => Some(value),
            Self::Unknown { .. } => None,
        }
    }

    /// Whether the write was certainly applied.
    pub fn is_applied(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Unknown { accepted: true, .. })
    }

    /// Maps the response.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(value) => Outcome::Done(change(value)),
            Self::Unknown { cause, accepted } => Outcome::Unknown { cause, accepted },
        }
    }
}
