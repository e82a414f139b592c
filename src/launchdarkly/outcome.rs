use super::Error;

/// How a write ended that was not refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T> {
    /// It happened; this is the answer.
    Done(T),
    /// The answer was lost: it may have happened or not. Read again before telling the user anything, see
    /// [`Client::resolve_unknown`](super::Client::resolve_unknown).
    Unknown {
        /// What became of the answer.
        cause: Error,
        /// The status line said success, and only the body was lost or unreadable: it did happen.
        accepted: bool,
    },
}

impl<T> Outcome<T> {
    /// The answer, where there is one.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(value) => Some(value),
            Self::Unknown { .. } => None,
        }
    }

    /// Whether it is certain that the write happened.
    pub fn is_applied(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Unknown { accepted: true, .. })
    }

    /// The same outcome with another answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(value) => Outcome::Done(change(value)),
            Self::Unknown { cause, accepted } => Outcome::Unknown { cause, accepted },
        }
    }
}
