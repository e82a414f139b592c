//! Access tokens.

use std::fmt;

use secrecy::SecretString;

use super::Authorization;

/// An access token with its origin.
#[derive(Debug, Clone)]
pub struct TokenSource {
    /// The token; prints as `[REDACTED]`.
    pub token: SecretString,
    /// How the token is sent.
    pub authorization: Authorization,
    /// Origin of the token.
    pub origin: TokenOrigin,
}

/// Origin of a token; safe to display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOrigin {
    /// An environment variable.
    Variable(&'static str),
    /// The editor.
    Editor,
    /// The simulator.
    Simulator,
    /// A sign-in with `flagwise login`.
    Stored(StoreKind),
}

/// A store of sign-ins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// The keyring of the operating system.
    Keyring,
    /// A file that only the user can read.
    File,
}

impl TokenOrigin {
    /// Whether `flagwise login` replaces a token of this origin.
    pub fn is_stored(self) -> bool {
        matches!(self, Self::Stored(_))
    }
}

impl TokenSource {
    /// Variables that hold a token (the Terraform provider's and `ldcli`'s); the first one set wins.
    pub const VARIABLES: [&str; 2] = ["LAUNCHDARKLY_ACCESS_TOKEN", "LD_ACCESS_TOKEN"];

    /// The token from [`TokenSource::VARIABLES`]; `None` if both are unset or blank.
    pub fn from_environment() -> Option<Self> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`TokenSource::from_environment`], with injected variables.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        Self::VARIABLES.into_iter().find_map(|name| {
            let value = variable(name)?;
            let value = value.trim();
            let source = || Self {
                token: SecretString::from(value),
                authorization: Authorization::AccessToken,
                origin: TokenOrigin::Variable(name),
            };
            (!value.is_empty()).then(source)
        })
    }
}

impl fmt::Display for TokenOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(formatter, "the environment variable {name}"),
            Self::Editor => formatter.write_str("the editor"),
            Self::Simulator => formatter.write_str("the simulator"),
            Self::Stored(kind) => write!(formatter, "`flagwise login`, {kind}"),
        }
    }
}

impl fmt::Display for StoreKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Keyring => "kept in the keyring",
            Self::File => "kept in a file",
        })
    }
}
