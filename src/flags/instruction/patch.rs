use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flags::EnvironmentKey;

use super::Instruction;

/// The body of a semantic patch of a flag. Sent with
/// `Content-Type: application/json; domain-model=launchdarkly.semanticpatch`; all instructions hold or none.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SemanticPatch {
    /// Why; shown in the audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The environment, needed as soon as one instruction needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_key: Option<EnvironmentKey>,
    /// What to do, in order.
    pub instructions: Vec<Instruction>,
}

impl SemanticPatch {
    /// A patch of the flag in one environment.
    pub fn in_environment(environment: EnvironmentKey, instructions: Vec<Instruction>) -> Self {
        Self { comment: None, environment_key: Some(environment), instructions }
    }

    /// A patch of the flag as a whole.
    pub fn of_flag(instructions: Vec<Instruction>) -> Self {
        Self { comment: None, environment_key: None, instructions }
    }

    /// This patch with a comment; an empty one is left out.
    pub fn with_comment(mut self, comment: Option<String>) -> Self {
        self.comment = comment.filter(|comment| !comment.trim().is_empty());
        self
    }

    /// Whether the patch needs an environment and names none: the API answers 400.
    pub fn lacks_environment(&self) -> bool {
        self.environment_key.is_none() && self.instructions.iter().any(Instruction::needs_environment)
    }
}

/// An instruction in something that LaunchDarkly stores. It may be of a kind that came after this version: that one is
/// kept as it is, instead of failing the whole answer.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyInstruction {
    /// A kind this version knows.
    Known(Box<Instruction>),
    /// Another, as received.
    Unknown(Value),
}

impl AnyInstruction {
    /// The instruction, where its kind is known.
    pub fn known(&self) -> Option<&Instruction> {
        match self {
            Self::Known(instruction) => Some(instruction),
            Self::Unknown(_) => None,
        }
    }

    /// Its `kind`; empty where it has none.
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
