//! Instructions that change a flag's settings: name, tags, maintainer, custom properties, availability.

use crate::flags::{ClientSideSdk, CustomProperty};

use super::working::Working;
use super::{Lookup, PatchProblem};

/// Adds a custom property. If it exists, the values are added to it (not documented).
pub(super) fn add_custom_property(working: &mut Working<'_>, key: &str, name: &str, values: &[String]) {
    let property = working
        .flag
        .custom_properties
        .entry(key.to_owned())
        .or_insert_with(|| CustomProperty { name: String::new(), value: Vec::new() });
    name.clone_into(&mut property.name);
    for value in values {
        if !property.value.contains(value) {
            property.value.push(value.clone());
        }
    }
}

/// Replaces the values of a custom property. If it does not exist, it is created (not documented).
pub(super) fn replace_custom_property(working: &mut Working<'_>, key: &str, name: Option<&str>, values: &[String]) {
    if values.is_empty() {
        working.flag.custom_properties.remove(key);
        return;
    }
    let held = working.flag.custom_properties.get(key).map(|property| property.name.clone());
    let name = name.map(str::to_owned).or(held).unwrap_or_else(|| key.to_owned());
    let property = CustomProperty { name, value: values.to_vec() };
    working.flag.custom_properties.insert(key.to_owned(), property);
}

pub(super) fn remove_custom_property(working: &mut Working<'_>, key: &str, values: &[String]) {
    if let Some(property) = working.flag.custom_properties.get_mut(key) {
        property.value.retain(|value| !values.contains(value));
        if property.value.is_empty() {
            working.flag.custom_properties.remove(key);
        }
    }
}

pub(super) fn add_tags(working: &mut Working<'_>, tags: &[String]) -> Result<(), PatchProblem> {
    for tag in tags {
        // Source: the validator of LaunchDarkly's Terraform provider.
        let fits = (1..=64).contains(&tag.len())
            && tag.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-'));
        if !fits {
            return Err(PatchProblem::InvalidTag(tag.clone()));
        }
        if !working.flag.tags.contains(tag) {
            working.flag.tags.push(tag.clone());
        }
    }
    Ok(())
}

pub(super) fn set_availability(working: &mut Working<'_>, sdk: ClientSideSdk, visible: bool) {
    let mut availability = working.flag.client_side_availability.unwrap_or_default();
    match sdk {
        ClientSideSdk::UsingMobileKey => availability.using_mobile_key = visible,
        ClientSideSdk::UsingEnvironmentId => availability.using_environment_id = visible,
    }
    // Absent means hidden, so hiding it changes nothing.
    if working.flag.client_side_availability.is_some() || visible {
        working.flag.client_side_availability = Some(availability);
    }
}

pub(super) fn rename(working: &mut Working<'_>, name: &str) -> Result<(), PatchProblem> {
    if name.trim().is_empty() {
        return Err(PatchProblem::NameMissing);
    }
    name.clone_into(&mut working.flag.name);
    Ok(())
}

pub(super) fn maintain_by_member(working: &mut Working<'_>, id: &str) -> Result<(), PatchProblem> {
    let maintainer = match working.context.surroundings.member(id) {
        Lookup::Found(member) => Some(member),
        Lookup::Absent => return Err(PatchProblem::UnknownMember(id.to_owned())),
        // Keeps the details already loaded for the same member.
        Lookup::NotKnown => working.flag.maintainer.take().filter(|held| held.id == id),
    };
    remove_maintainer(working);
    working.flag.maintainer_id = Some(id.to_owned());
    working.flag.maintainer = maintainer;
    Ok(())
}

pub(super) fn maintain_by_team(working: &mut Working<'_>, key: &str) -> Result<(), PatchProblem> {
    let team = match working.context.surroundings.team(key) {
        Lookup::Found(team) => Some(team),
        Lookup::Absent => return Err(PatchProblem::UnknownTeam(key.to_owned())),
        Lookup::NotKnown => working.flag.maintainer_team.take().filter(|held| held.key == key),
    };
    remove_maintainer(working);
    working.flag.maintainer_team_key = Some(key.to_owned());
    working.flag.maintainer_team = team;
    Ok(())
}

pub(super) fn remove_maintainer(working: &mut Working<'_>) {
    working.flag.maintainer_id = None;
    working.flag.maintainer = None;
    working.flag.maintainer_team_key = None;
    working.flag.maintainer_team = None;
}
