//! Typed keys.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a key without validating it, see [`is_valid_key`].
            pub fn new(key: impl AsRef<str>) -> Self {
                Self(key.as_ref().into())
            }

            /// The key's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(key: &str) -> Self {
                Self::new(key)
            }
        }

        impl From<String> for $name {
            fn from(key: String) -> Self {
                Self(key.into())
            }
        }
    };
}

key! {
    /// Key of a feature flag, unique in its project.
    FlagKey
}
key! {
    /// Key of a project.
    ProjectKey
}
key! {
    /// Key of an environment, unique in its project.
    EnvironmentKey
}

/// Whether `key` is valid for a flag, project or environment: `^[a-zA-Z0-9][a-zA-Z0-9_.-]*$` (source: the validator of
/// terraform-provider-launchdarkly).
pub fn is_valid_key(key: &str) -> bool {
    let mut characters = key.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && characters.all(|rest| rest.is_ascii_alphanumeric() || matches!(rest, '_' | '.' | '-'))
}
