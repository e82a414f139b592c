//! The call around a flag key: what evaluates it, for whom, and with which default.

use serde::{Deserialize, Serialize};

use crate::syntax::{SdkSide, ValueKind};
use crate::text::ByteRange;

/// An evaluation of a flag. All ranges are bytes of the file that the call is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSite {
    /// The whole call, from its receiver to its closing bracket.
    pub range: ByteRange,
    /// The called name, without its receiver.
    pub callee: ByteRange,
    /// The argument that is the key, or holds it.
    pub key: ByteRange,
    /// The context or user that the flag is evaluated for, where it is an argument.
    pub context: Option<ByteRange>,
    /// The default value's expression.
    pub default: Option<ByteRange>,
    /// The method or function called, such as `boolVariation`.
    pub method: String,
    /// The kind of value that it returns.
    pub value_kind: ValueKind,
    /// The SDK that evaluates the flag; that of a wrapper is the one it leads to.
    pub side: SdkSide,
    /// The call's result decides a branch: the condition of an `if`, `while`, ternary, or an operand of `&&`, `||`, `!` in one.
    pub is_condition: bool,
}

impl CallSite {
    /// Keeps what holds for another reading of the same call, too: an interface's method may lead to several SDK methods.
    pub(super) fn agree_with(&mut self, other: &Self) {
        self.value_kind = self.value_kind.common(other.value_kind);
        self.side = self.side.common(other.side);
    }
}

#[cfg(test)]
mod tests;
