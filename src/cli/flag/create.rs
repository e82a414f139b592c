//! `flagwise flag create | clone`.

use std::process::ExitCode;

use anyhow::bail;
use serde_json::{Value, json};

use crate::cli::Terminal;
use crate::flags::{
    ClientSideAvailability, Defaults, FlagKey, MigrationSettings, Variation, is_valid_key, value_in_words,
};
use crate::launchdarkly::{Client, Error, NewFlag, Outcome};

use super::options::WriteOptions;
use super::parse;
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform};
use super::session::{Session, refused};
use super::targeting::Switch;

/// Options of `flagwise flag create`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Create {
    /// Flag key; cannot be changed later
    key: String,
    /// Variation, as VALUE or NAME=VALUE with a JSON value or text, may be repeated; default: true and false
    #[arg(long = "variation", value_name = "VALUE", conflicts_with = "migration")]
    variations: Vec<String>,
    /// Variation that new environments serve while on; default: the first
    #[arg(long, value_name = "VARIATION", requires = "variations")]
    on: Option<String>,
    /// Variation that new environments serve while off; default: the last
    #[arg(long, value_name = "VARIATION", requires = "variations")]
    off: Option<String>,
    /// Create a migration flag with this number of stages: 2, 4 or 6
    #[arg(long, value_name = "STAGES", value_parser = ["2", "4", "6"])]
    migration: Option<String>,
    /// Context kind of a migration flag's cohorts
    #[arg(long, value_name = "KIND", requires = "migration")]
    context_kind: Option<String>,
    #[command(flatten)]
    new: New,
    #[command(flatten)]
    options: WriteOptions,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag create checkout-v2 --tag checkout --client-side on
  flagwise flag create banner-text --variation 'None=\"\"' --variation 'Sale=Summer sale' --off None
  flagwise flag create orders-migration --migration 6 --context-kind account";

/// Options of a new flag.
#[derive(Debug, clap::Args)]
struct New {
    /// Display name; default: from the key
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Tag, may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// The flag is meant to stay; default: temporary
    #[arg(long)]
    permanent: bool,
    /// Whether browser SDKs can read the flag; default: as in the project
    #[arg(long, value_enum, value_name = "STATE")]
    client_side: Option<Switch>,
    /// Whether mobile SDKs can read the flag; default: as in the project
    #[arg(long, value_enum, value_name = "STATE")]
    mobile: Option<Switch>,
    /// Id of the member who maintains the flag; default: the token's owner
    #[arg(long, value_name = "ID", conflicts_with = "team")]
    member: Option<String>,
    /// Key of the team that maintains the flag
    #[arg(long, value_name = "KEY")]
    team: Option<String>,
}

/// Options of `flagwise flag clone`.
#[derive(Debug, clap::Args)]
pub struct Clone {
    /// Key of the flag to copy
    source: String,
    /// Key of the new flag
    key: String,
    #[command(flatten)]
    new: New,
    #[command(flatten)]
    options: WriteOptions,
}

impl New {
    fn body(&self, key: &str) -> NewFlag {
        let name = self.name.clone().unwrap_or_else(|| name_from(key));
        let client_side_availability =
            (self.client_side.is_some() || self.mobile.is_some()).then(|| ClientSideAvailability {
                using_environment_id: self.client_side.is_some_and(Switch::is_on),
                using_mobile_key: self.mobile.is_some_and(Switch::is_on),
            });
        NewFlag {
            description: self.description.clone(),
            tags: self.tags.clone(),
            temporary: Some(!self.permanent),
            client_side_availability,
            maintainer_id: self.member.clone(),
            maintainer_team_key: self.team.clone(),
            ..NewFlag::new(key, name)
        }
    }
}

/// `checkout-v2` as `Checkout v2`.
fn name_from(key: &str) -> String {
    let words = key.replace(['-', '_', '.'], " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or(words)
}

/// Creates a flag.
pub fn create(arguments: &Create, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let mut body = arguments.new.body(&arguments.key);
    check_key(&arguments.key)?;
    refuse_environment(&arguments.options)?;
    body.variations = variations(&arguments.variations)?;
    let find = |text: &Option<String>, default: usize| -> anyhow::Result<usize> {
        let Some(text) = text else { return Ok(default) };
        let is_named =
            |variation: &Variation| variation.name.as_deref() == Some(text) || variation.value == parse::value(text);
        match body.variations.iter().position(is_named) {
            Some(index) => Ok(index),
            None => {
                let known: Vec<String> = body.variations.iter().map(Variation::in_words).collect();
                bail!("the new flag has no variation `{text}`. Variations: {}", known.join(", "))
            }
        }
    };
    if !body.variations.is_empty() {
        let last = body.variations.len() - 1;
        body.defaults =
            Some(Defaults { on_variation: find(&arguments.on, 0)?, off_variation: find(&arguments.off, last)? });
    }
    if let Some(stages) = &arguments.migration {
        body.purpose = Some("migration".to_owned());
        body.migration_settings =
            Some(MigrationSettings { context_kind: arguments.context_kind.clone(), stage_count: stages.parse().ok() });
    }
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    perform(&Creation { body, source: None }, &session, &arguments.options, terminal)
}

/// Creates a flag with the targeting of another.
pub fn clone(arguments: &Clone, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    check_key(&arguments.key)?;
    refuse_environment(&arguments.options)?;
    let body = arguments.new.body(&arguments.key);
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let source = Some(FlagKey::new(&arguments.source));
    perform(&Creation { body, source }, &session, &arguments.options, terminal)
}

fn check_key(key: &str) -> anyhow::Result<()> {
    if is_valid_key(key) {
        return Ok(());
    }
    bail!("`{key}` is not a valid key: letters, digits, `.`, `_` and `-`, starting with a letter or digit")
}

fn refuse_environment(options: &WriteOptions) -> anyhow::Result<()> {
    match &options.environment {
        Some(key) => bail!("this creates the flag in every environment: leave out `--env {key}`"),
        None => Ok(()),
    }
}

fn variations(texts: &[String]) -> anyhow::Result<Vec<Variation>> {
    if texts.len() == 1 {
        bail!("a flag needs at least two variations: repeat `--variation`");
    }
    let parsed: Vec<Variation> = texts
        .iter()
        .map(|text| match text.split_once('=') {
            Some((name, value)) if !text.starts_with(['{', '[', '"']) => {
                Variation { id: None, value: parse::value(value), name: Some(name.to_owned()), description: None }
            }
            _ => Variation { id: None, value: parse::value(text), name: None, description: None },
        })
        .collect();
    for (index, variation) in parsed.iter().enumerate() {
        if parsed[..index].iter().any(|other| other.value == variation.value) {
            bail!("two variations have the value {}", value_in_words(&variation.value));
        }
    }
    let kind = |value: &Value| match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        _ => "JSON",
    };
    if let [first, rest @ ..] = parsed.as_slice()
        && let Some(other) = rest.iter().find(|other| kind(&other.value) != kind(&first.value))
    {
        bail!(
            "the values of the variations have different types: {} is a {}, {} a {}",
            value_in_words(&first.value),
            kind(&first.value),
            value_in_words(&other.value),
            kind(&other.value)
        );
    }
    Ok(parsed)
}

/// A flag to be created.
struct Creation {
    body: NewFlag,
    source: Option<FlagKey>,
}

impl Creation {
    fn report(&self, session: &Session, flag: &Value) -> Report {
        let key = &self.body.key;
        Report {
            message: format!("{key}: created in the project {}, off in every environment.", session.project),
            result: json!({ "flag": flag }),
            undo: Some(format!("flagwise flag delete {key} --project {}", session.project)),
        }
    }
}

impl Write for Creation {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        if comment.is_some() {
            bail!("LaunchDarkly accepts no comment for a new flag: leave out `--comment`");
        }
        let key = FlagKey::new(&self.body.key);
        match session.client.flag(&session.project, &key, &[]).await {
            Ok(flag) => {
                let hint = if flag.archived {
                    format!(", which is archived: `flagwise flag restore {key}` restores it")
                } else {
                    String::new()
                };
                bail!("the project {} already has a flag `{key}`{hint}", session.project);
            }
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(refused(&error)),
        }
        let mut lines = vec![format!("Create {key} in the project {}: {}", session.project, self.body.name)];
        let mut stamp = serde_json::to_value(&self.body)?;
        if let Some(source) = &self.source {
            let source = session.flag(source).await?;
            lines.push(format!("  With variations and targeting of {}", source.key));
            stamp["source"] = source.essence();
        } else if self.body.purpose.is_none() {
            let variations: Vec<String> = self.body.variations.iter().map(Variation::in_words).collect();
            let words = if variations.is_empty() { "true, false".to_owned() } else { variations.join(", ") };
            lines.push(format!("  Variations: {words}"));
        }
        let permanence = if self.body.temporary == Some(false) { "permanent" } else { "temporary" };
        let tags =
            if self.body.tags.is_empty() { String::new() } else { format!(", tags {}", self.body.tags.join(", ")) };
        lines.push(format!("  {permanence}{tags}"));
        Ok(Proposal {
            title: format!("Create {key}"),
            lines,
            plan: None,
            stamp,
            changes: true,
            typed: None,
            blocked: None,
            comment_required: None,
        })
    }

    async fn send(&self, session: &Session, client: &Client, _: &Proposal) -> Result<Sent, Error> {
        let key = FlagKey::new(&self.body.key);
        let sent = client.create_flag(&session.project, &self.body, self.source.as_ref()).await?;
        let (cause, accepted) = match sent {
            Outcome::Done(flag) => return Ok(Sent::Done(self.report(session, &json!(flag)))),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        let mut is_absent = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match session.client.flag(&session.project, &key, &[]).await {
                // It did not exist just before: this is ours, or somebody created the same key in between.
                Ok(flag) if flag.name == self.body.name => {
                    return Ok(Sent::Done(self.report(session, &json!(flag))));
                }
                Ok(_) => return Ok(Sent::Unclear(cause)),
                Err(Error::NotFound(_)) => is_absent = true,
                Err(error) => tracing::info!("{key} cannot be read: {error}"),
            }
        }
        let is_over = is_absent && !accepted && !may_come_late(&cause);
        Ok(if is_over { Sent::NotDone(cause) } else { Sent::Unknown(cause) })
    }
}
