use std::fmt;

use secrecy::SecretString;

/// An access token and where it was found.
#[derive(Debug, Clone)]
pub struct TokenSource {
    /// The token; prints as `[REDACTED]`.
    pub token: SecretString,
    /// Where it was found.
    pub origin: TokenOrigin,
}

/// Where a token was found; safe to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOrigin {
    /// An environment variable.
    Variable(&'static str),
    /// Given by the editor.
    Editor,
    /// Given by the simulator.
    Simulator,
}

impl TokenSource {
    /// The variables that hold the token, the first that is set wins: the terraform provider's and `ldcli`'s.
    pub const VARIABLES: [&str; 2] = ["LAUNCHDARKLY_ACCESS_TOKEN", "LD_ACCESS_TOKEN"];

    /// The token of [`TokenSource::VARIABLES`]; `None` where neither is set or both are blank.
    pub fn from_environment() -> Option<Self> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`TokenSource::from_environment`], with the variables given by a function.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        Self::VARIABLES.into_iter().find_map(|name| {
            let value = variable(name)?;
            let value = value.trim();
            let source = || Self { token: SecretString::from(value), origin: TokenOrigin::Variable(name) };
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
        }
    }
}
