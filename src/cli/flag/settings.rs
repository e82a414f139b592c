//! `flagwise flag tag | describe | maintain | variation | property`: settings of the flag in every environment.

use std::process::ExitCode;

use anyhow::bail;

use crate::cli::Terminal;
use crate::flags::{ClientSideSdk, Instruction};

use super::change::of_flag;
use super::options::ChangeOptions;
use super::parse;
use super::targeting::Switch;

/// Options of `flagwise flag tag`.
#[derive(Debug, clap::Args)]
pub struct Tag {
    /// Flag key
    key: String,
    /// Tag to add, may be repeated
    #[arg(long, value_name = "TAG", required_unless_present = "remove")]
    add: Vec<String>,
    /// Tag to remove, may be repeated
    #[arg(long, value_name = "TAG")]
    remove: Vec<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Adds and removes tags.
pub fn tag(arguments: &Tag, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    of_flag(&arguments.key, &arguments.options, terminal, |_| {
        let mut instructions = Vec::new();
        if !arguments.add.is_empty() {
            instructions.push(Instruction::AddTags { values: arguments.add.clone() });
        }
        if !arguments.remove.is_empty() {
            instructions.push(Instruction::RemoveTags { values: arguments.remove.clone() });
        }
        Ok(instructions)
    })
}

/// Options of `flagwise flag describe`.
#[derive(Debug, clap::Args)]
pub struct Describe {
    /// Flag key
    key: String,
    /// Display name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Description; empty removes it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// The flag is meant to be removed
    #[arg(long, conflicts_with = "permanent")]
    temporary: bool,
    /// The flag is meant to stay
    #[arg(long)]
    permanent: bool,
    /// Whether browser SDKs can read the flag
    #[arg(long, value_enum, value_name = "STATE")]
    client_side: Option<Switch>,
    /// Whether mobile SDKs can read the flag
    #[arg(long, value_enum, value_name = "STATE")]
    mobile: Option<Switch>,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Changes name, description, permanence, and availability to client-side SDKs.
pub fn describe(arguments: &Describe, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    of_flag(&arguments.key, &arguments.options, terminal, |_| {
        let mut instructions = Vec::new();
        instructions.extend(arguments.name.clone().map(|value| Instruction::UpdateName { value }));
        instructions.extend(arguments.description.clone().map(|value| Instruction::UpdateDescription { value }));
        if arguments.temporary {
            instructions.push(Instruction::MakeFlagTemporary {});
        }
        if arguments.permanent {
            instructions.push(Instruction::MakeFlagPermanent {});
        }
        let available = |state: Switch, value| match state {
            Switch::On => Instruction::TurnOnClientSideAvailability { value },
            Switch::Off => Instruction::TurnOffClientSideAvailability { value },
        };
        instructions.extend(arguments.client_side.map(|state| available(state, ClientSideSdk::UsingEnvironmentId)));
        instructions.extend(arguments.mobile.map(|state| available(state, ClientSideSdk::UsingMobileKey)));
        if instructions.is_empty() {
            bail!(
                "nothing to describe: use --name, --description, --temporary, --permanent, --client-side or --mobile"
            );
        }
        Ok(instructions)
    })
}

/// Options of `flagwise flag maintain`.
#[derive(Debug, clap::Args)]
pub struct Maintain {
    /// Flag key
    key: String,
    /// Id of the member who maintains the flag
    #[arg(long, value_name = "ID", required_unless_present_any = ["team", "nobody"])]
    member: Option<String>,
    /// Key of the team that maintains the flag
    #[arg(long, value_name = "KEY", conflicts_with = "member")]
    team: Option<String>,
    /// Remove the maintainer
    #[arg(long, conflicts_with_all = ["member", "team"])]
    nobody: bool,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Changes the maintainer.
pub fn maintain(arguments: &Maintain, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    of_flag(&arguments.key, &arguments.options, terminal, |_| {
        Ok(vec![match (&arguments.member, &arguments.team) {
            (Some(value), _) => Instruction::UpdateMaintainerMember { value: value.clone() },
            (None, Some(value)) => Instruction::UpdateMaintainerTeam { value: value.clone() },
            (None, None) => Instruction::RemoveMaintainer {},
        }])
    })
}

/// Options of `flagwise flag variation`.
#[derive(Debug, clap::Args)]
pub struct Variation {
    #[command(subcommand)]
    command: VariationCommand,
}

#[derive(Debug, clap::Subcommand)]
enum VariationCommand {
    /// Add a variation
    Add(AddVariation),
    /// Change value, name or description of a variation
    Update(UpdateVariation),
    /// Remove a variation that is not served anywhere
    Remove(RemoveVariation),
    /// Choose the variations that new environments start with
    Default(DefaultVariation),
}

#[derive(Debug, clap::Args)]
struct AddVariation {
    /// Flag key
    key: String,
    /// Value: JSON, or text
    value: String,
    /// Display name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct UpdateVariation {
    /// Flag key
    key: String,
    /// Variation, by value, name or id
    variation: String,
    /// New value: JSON, or text
    #[arg(long, value_name = "VALUE", required_unless_present_any = ["name", "description"])]
    value: Option<String>,
    /// New display name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// New description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct RemoveVariation {
    /// Flag key
    key: String,
    /// Variation, by value, name or id
    variation: String,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct DefaultVariation {
    /// Flag key
    key: String,
    /// Variation served while targeting is on
    #[arg(long, value_name = "VARIATION", required_unless_present = "off")]
    on: Option<String>,
    /// Variation served while targeting is off
    #[arg(long, value_name = "VARIATION")]
    off: Option<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Runs `flagwise flag variation`.
pub fn variation(arguments: &Variation, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        VariationCommand::Add(it) => of_flag(&it.key, &it.options, terminal, |_| {
            let (value, name, description) = (parse::value(&it.value), it.name.clone(), it.description.clone());
            Ok(vec![Instruction::AddVariation { value, name, description }])
        }),
        VariationCommand::Update(it) => of_flag(&it.key, &it.options, terminal, |ground| {
            Ok(vec![Instruction::UpdateVariation {
                variation_id: parse::variation_id(ground.flag, &it.variation)?,
                value: it.value.as_deref().map(parse::value),
                name: it.name.clone(),
                description: it.description.clone(),
            }])
        }),
        VariationCommand::Remove(it) => of_flag(&it.key, &it.options, terminal, |ground| {
            let variation_id = parse::variation_id(ground.flag, &it.variation)?;
            Ok(vec![Instruction::RemoveVariation { variation_id }])
        }),
        VariationCommand::Default(it) => of_flag(&it.key, &it.options, terminal, |ground| {
            let value = |text: &Option<String>| -> anyhow::Result<_> {
                let found = text.as_deref().map(|text| parse::variation(ground.flag, text)).transpose()?;
                Ok(found.map(|variation| variation.value.clone()))
            };
            Ok(vec![Instruction::UpdateDefaultVariation {
                on_variation_value: value(&it.on)?,
                off_variation_value: value(&it.off)?,
            }])
        }),
    }
}

/// Options of `flagwise flag property`.
#[derive(Debug, clap::Args)]
pub struct Property {
    #[command(subcommand)]
    command: PropertyCommand,
}

#[derive(Debug, clap::Subcommand)]
enum PropertyCommand {
    /// Add a custom property
    Add(NamedProperty),
    /// Replace the values of a custom property
    Set(NamedProperty),
    /// Remove values from a custom property, and the property with its last value
    Remove(RemoveProperty),
}

#[derive(Debug, clap::Args)]
struct NamedProperty {
    /// Flag key
    key: String,
    /// Key of the property, such as jira.issues
    property: String,
    /// Values
    #[arg(required = true, value_name = "VALUE")]
    values: Vec<String>,
    /// Display name of the property; default: its key
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct RemoveProperty {
    /// Flag key
    key: String,
    /// Key of the property
    property: String,
    /// Values; default: all
    #[arg(value_name = "VALUE")]
    values: Vec<String>,
    #[command(flatten)]
    options: ChangeOptions,
}

/// Runs `flagwise flag property`.
pub fn property(arguments: &Property, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        PropertyCommand::Add(it) => of_flag(&it.key, &it.options, terminal, |_| {
            let name = it.name.clone().unwrap_or_else(|| it.property.clone());
            Ok(vec![Instruction::AddCustomProperties { key: it.property.clone(), name, values: it.values.clone() }])
        }),
        PropertyCommand::Set(it) => of_flag(&it.key, &it.options, terminal, |ground| {
            let known = ground.flag.custom_properties.get(&it.property).map(|property| property.name.clone());
            Ok(vec![Instruction::ReplaceCustomProperties {
                key: it.property.clone(),
                name: it.name.clone().or(known).or_else(|| Some(it.property.clone())),
                values: it.values.clone(),
            }])
        }),
        PropertyCommand::Remove(it) => of_flag(&it.key, &it.options, terminal, |ground| {
            let Some(known) = ground.flag.custom_properties.get(&it.property) else {
                let keys: Vec<&str> = ground.flag.custom_properties.keys().map(String::as_str).collect();
                let known = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
                bail!("{} has no custom property `{}`. Properties: {known}", it.key, it.property);
            };
            let values = if it.values.is_empty() { known.value.clone() } else { it.values.clone() };
            Ok(vec![Instruction::RemoveCustomProperties { key: it.property.clone(), values }])
        }),
    }
}
