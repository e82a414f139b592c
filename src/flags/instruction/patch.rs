//! The semantic patch, and instructions read back from LaunchDarkly.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flags::EnvironmentKey;

use super::Instruction;

/// The body of a semantic patch of a flag, sent with
/// `Content-Type: application/json; domain-model=launchdarkly.semanticpatch`. Atomic.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SemanticPatch {
    /// Comment for the audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The environment; required if any instruction requires it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_key: Option<EnvironmentKey>,
    /// Instructions in order.
    pub instructions: Vec<Instruction>,
}

impl SemanticPatch {
    /// Creates a patch of a flag in one environment.
    pub fn in_environment(environment: EnvironmentKey, instructions: Vec<Instruction>) -> Self {
        Self { comment: None, environment_key: Some(environment), instructions }
    }

    /// Creates a patch of a flag in every environment.
    pub fn of_flag(instructions: Vec<Instruction>) -> Self {
        Self { comment: None, environment_key: None, instructions }
    }

    /// Sets the comment; an empty one is dropped.
    pub fn with_comment(mut self, comment: Option<String>) -> Self {
        self.comment = comment.filter(|comment| !comment.trim().is_empty());
        self
    }

    /// Whether the patch lacks a required environment; the API answers 400.
    pub fn lacks_environment(&self) -> bool {
        self.environment_key.is_none() && self.instructions.iter().any(Instruction::needs_environment)
    }
}

/// An instruction stored by LaunchDarkly. An unknown kind is kept verbatim instead of failing the whole response.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyInstruction {
    /// A known kind.
    Known(Box<Instruction>),
    /// An unknown kind, as received.
    Unknown(Value),
}

impl AnyInstruction {
    /// The instruction, if its kind is known.
    pub fn known(&self) -> Option<&Instruction> {
        match self {
            Self::Known(instruction) => Some(instruction),
            Self::Unknown(_) => None,
        }
    }

    /// The `kind`; empty if absent.
    pub fn kind(&self) -> &str {
        match self {
            Self::Known(instruction) => instruction.kind(),
            Self::Unknown(value) => value.get("kind").and_then(Value::as_str).unwrap_or_default(),
        }
    }
}

impl From<Instruction> for AnyInstruction {
    fn from(instruction: Instruction) -> Self {
        Self::Known(Box::new(instruction))
    }
}

impl Serialize for AnyInstruction {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(instruction) => Serialize::serialize(instruction.as_ref(), serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AnyInstruction {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match <Instruction as Deserialize>::deserialize(&value) {
            Ok(instruction) => instruction.into(),
            Err(_) => Self::Unknown(value),
        })
    }
}
