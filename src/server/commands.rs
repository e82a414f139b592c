//! Parsing of `workspace/executeCommand`.

use serde::Deserialize;
use serde_json::Value;

use crate::flags::EnvironmentKey;
use crate::ide::{CommandArguments, EXPLAIN_COMMAND, WriteCommand, WriteRequest};

use super::convert::APPLY_EDIT;
use super::proto::{Error, Position, Result, Uri, WorkspaceEdit};

/// Opens a flag's page.
pub(super) const OPEN: &str = "flagwise.openInLaunchDarkly";
/// Refreshes the flags.
pub(super) const REFRESH: &str = "flagwise.refresh";

/// Signs in with the browser.
pub(super) const SIGN_IN: &str = "flagwise.signIn";

/// A validated `workspace/executeCommand`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Command {
    /// Changes a flag.
    Write(WriteRequest),
    /// Opens a flag's page.
    Open(CommandArguments),
    /// Refreshes the flags.
    Refresh,
    /// Signs in with the browser.
    SignIn,
    /// Explains why a location is, or is not, a flag reference.
    Explain(ExplainArguments),
    /// Applies an edit, for clients without edits in code actions.
    ApplyEdit(Box<WorkspaceEdit>),
}

/// All command names, for the server capabilities.
pub(super) fn names() -> Vec<String> {
    let writes = WriteCommand::ALL.iter().map(|command| command.name());
    writes.chain([OPEN, REFRESH, SIGN_IN, EXPLAIN_COMMAND, APPLY_EDIT]).map(str::to_owned).collect()
}

/// Parses a command; the error describes the expected form.
pub(super) fn parse(name: &str, mut arguments: Vec<Value>) -> Result<Command> {
    if arguments.len() > 1 {
        return Err(Error::invalid_params(format!("{name} takes one argument, got {}", arguments.len())));
    }
    let argument = arguments.pop();
    match name {
        REFRESH => Ok(Command::Refresh),
        SIGN_IN => Ok(Command::SignIn),
        APPLY_EDIT => {
            let edit = serde_json::from_value(argument.unwrap_or_default())
                .map_err(|error| Error::invalid_params(format!("{name} takes a workspace edit: {error}")))?;
            Ok(Command::ApplyEdit(Box::new(edit)))
        }
        EXPLAIN_COMMAND => {
            let arguments = serde_json::from_value(argument.unwrap_or_default()).map_err(|error| {
                let shape = "{\"uri\": …, \"position\": {\"line\": …, \"character\": …}, \"show\"?: …}";
                Error::invalid_params(format!("{name} takes {shape}: {error}"))
            })?;
            Ok(Command::Explain(arguments))
        }
        OPEN => Ok(Command::Open(flag_arguments(name, argument)?)),
        _ => {
            let Some(command) = WriteCommand::from_name(name) else {
                let known = names().join(", ");
                return Err(Error::invalid_params(format!("unknown command {name}; expected one of {known}")));
            };
            let arguments = flag_arguments(name, argument)?;
            if command.needs_environment() && arguments.environment.is_none() {
                return Err(Error::invalid_params(format!(
                    "{name} requires `environment`, the key of the environment"
                )));
            }
            Ok(Command::Write(WriteRequest { command, arguments }))
        }
    }
}

/// Argument of [`EXPLAIN_COMMAND`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct ExplainArguments {
    /// The open document.
    pub(super) uri: Uri,
    /// Position in the document.
    pub(super) position: Position,
    /// Show the explanation as a message, for editors that ignore command results.
    #[serde(default)]
    pub(super) show: bool,
}

/// The argument of a flag change; unset fields may be `null`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    project: String,
    flag: String,
    environment: Option<String>,
    comment: Option<String>,
}

fn flag_arguments(name: &str, argument: Option<Value>) -> Result<CommandArguments> {
    let wrong = |problem: &str| {
        let shape = "{\"project\": …, \"flag\": …, \"environment\"?: …, \"comment\"?: …}";
        Error::invalid_params(format!("{name} takes {shape}: {problem}"))
    };
    let Some(argument) = argument else { return Err(wrong("argument missing")) };
    let raw: Raw = serde_json::from_value(argument).map_err(|error| wrong(&error.to_string()))?;
    if raw.project.is_empty() || raw.flag.is_empty() {
        return Err(wrong("`project` and `flag` must not be empty"));
    }
    Ok(CommandArguments {
        project: raw.project.into(),
        flag: raw.flag.into(),
        environment: raw.environment.filter(|key| !key.is_empty()).map(EnvironmentKey::from),
        comment: raw.comment.filter(|comment| !comment.trim().is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn error(name: &str, arguments: Vec<Value>) -> String {
        parse(name, arguments).unwrap_err().message.into_owned()
    }

    #[test]
    fn a_good_command_is_read() {
        let argument = json!({"project": "shop", "flag": "new-cart", "environment": "test", "comment": null});
        let Ok(Command::Write(request)) = parse("flagwise.turnOn", vec![argument]) else { panic!() };
        assert_eq!(request.command, WriteCommand::TurnOn);
        assert_eq!(request.arguments.environment, Some(EnvironmentKey::new("test")));
        assert_eq!(request.arguments.comment, None);
        assert_eq!(parse("flagwise.refresh", vec![]), Ok(Command::Refresh));
    }

    #[test]
    fn a_bad_command_says_what_is_wrong_with_it() {
        assert!(error("flagwise.archive", vec![]).contains("argument missing"));
        assert!(error("flagwise.archive", vec![json!({"project": "shop"})]).contains("missing field `flag`"));
        assert!(error("flagwise.archive", vec![json!({"project": "s", "flag": "f", "env": "e"})]).contains("`env`"));
        assert!(error("flagwise.archive", vec![json!({"project": "", "flag": "f"})]).contains("must not be empty"));
        assert!(error("flagwise.archive", vec![json!(1), json!(2)]).contains("takes one argument, got 2"));
        assert!(
            error("flagwise.turnOff", vec![json!({"project": "s", "flag": "f"})]).contains("requires `environment`")
        );
        assert!(error("flagwise.nonsense", vec![]).contains("flagwise.turnOn"));
    }
}
