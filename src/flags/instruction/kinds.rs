//! The macro that defines an enum of instructions once: its variants, their spelling, their scope and the list of kinds.

use std::fmt;

/// What an instruction changes, and so whether its patch must name an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One environment's configuration: the patch needs `environmentKey`.
    Environment,
    /// The flag in every environment: `environmentKey` may be there and is not looked at.
    Flag,
}

/// One kind of instruction, as the API spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstructionKind {
    /// The `kind` on the wire: `turnFlagOn`.
    pub name: &'static str,
    /// What it changes.
    pub scope: Scope,
    /// One sentence on what it does.
    pub doc: &'static str,
}

impl fmt::Display for InstructionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// Defines an enum of instructions from one list. Each entry is
/// `"kind" in Scope: Variant { fields }`; its doc comment becomes the sentence in `KINDS`.
///
/// Reading looks at `kind` first, so that an unknown kind is named with the nearest known one instead of all of them,
/// and so that a wrong parameter is reported together with the kind it belongs to.
macro_rules! instructions {
    (
        $(#[$outer:meta])*
        pub enum $name:ident {
            $(
                $(#[doc = $doc:literal])+
                $kind:literal in $scope:ident: $variant:ident {
                    $( $(#[$field_meta:meta])* $field:ident: $type:ty, )*
                }
            )+
        }
    ) => {
        $(#[$outer])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "kind", rename_all_fields = "camelCase", remote = "Self")]
        #[allow(missing_docs, reason = "parameters are named as in the API's reference, which says what they hold")]
        pub enum $name {
            $(
                $(#[doc = $doc])+
                #[serde(rename = $kind)]
                $variant { $( $(#[$field_meta])* $field: $type, )* },
            )+
        }

        impl $name {
            /// Every kind of this family, in the order of the reference documents.
            pub const KINDS: &'static [$crate::flags::InstructionKind] = &[
                $( $crate::flags::InstructionKind {
                    name: $kind,
                    scope: $crate::flags::Scope::$scope,
                    doc: concat!($($doc),+).trim_ascii(),
                }, )+
            ];

            /// This instruction's `kind` as the API spells it.
            pub fn kind(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $kind, )+ }
            }

            /// What it changes.
            pub fn scope(&self) -> $crate::flags::Scope {
                match self { $( Self::$variant { .. } => $crate::flags::Scope::$scope, )+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // The inherent function that `remote` makes, not this one.
                $name::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                let kind = $crate::flags::instruction::kinds::known_kind(&value, Self::KINDS)
                    .map_err(serde::de::Error::custom)?;
                $name::deserialize(value)
                    .map_err(|error| serde::de::Error::custom(format_args!("instruction `{kind}`: {error}")))
            }
        }
    };
}
pub(crate) use instructions;

/// The kind of an instruction's JSON if it is in `kinds`, else a sentence that says what is wrong.
pub(crate) fn known_kind(value: &serde_json::Value, kinds: &[InstructionKind]) -> Result<&'static str, String> {
    let Some(object) = value.as_object() else {
        return Err("an instruction must be an object with a `kind`".to_owned());
    };
    let Some(kind) = object.get("kind") else {
        return Err("the instruction has no `kind`".to_owned());
    };
    let Some(kind) = kind.as_str() else {
        return Err(format!("the instruction's `kind` must be a string, not {kind}"));
    };
    if let Some(known) = kinds.iter().find(|known| known.name == kind) {
        return Ok(known.name);
    }
    let nearest = kinds
        .iter()
        .map(|known| (strsim::damerau_levenshtein(known.name, kind), known.name))
        .min()
        .filter(|(distance, _)| *distance <= 4);
    Err(match nearest {
        Some((_, nearest)) => format!("unknown instruction kind `{kind}`; did you mean `{nearest}`?"),
        None => format!("unknown instruction kind `{kind}`"),
    })
}
