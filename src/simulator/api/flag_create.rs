//! `POST /api/v2/flags/{project}`: new flags, migration flags, clones.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::flags::{
    ClientSideAvailability, CustomProperty, Defaults, Flag, FlagConfig, FlagKey, FlagKind, IdSource, MigrationSettings,
    Prerequisite, ProjectKey, Rollout, Served, Variation, WeightedVariation, is_valid_key,
};

use super::super::changing::{Activity, NewIds, audit};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::records::{Change, Record};
use super::super::wire::{self, FlagView};
use super::super::world::World;
use super::super::{ids, validate};

/// `FeatureFlagBody`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    name: String,
    key: String,
    description: Option<String>,
    include_in_snippet: Option<bool>,
    client_side_availability: Option<ClientSideAvailability>,
    variations: Option<Vec<Variation>>,
    temporary: Option<bool>,
    #[serde(default)]
    tags: Option<Vec<String>>,
    #[serde(default)]
    custom_properties: Option<BTreeMap<String, CustomProperty>>,
    defaults: Option<Defaults>,
    purpose: Option<String>,
    migration_settings: Option<Migration>,
    maintainer_id: Option<String>,
    maintainer_team_key: Option<String>,
    #[serde(default)]
    initial_prerequisites: Vec<InitialPrerequisite>,
    #[serde(default)]
    is_flag_on: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Migration {
    context_kind: Option<String>,
    stage_count: Value,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InitialPrerequisite {
    key: String,
    variation_id: String,
}

/// `postFeatureFlag`.
pub fn create(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let project = &request.project(world)?.key;
    let body: Body = request.json()?;
    if !is_valid_key(&body.key) || body.key.len() > 256 {
        let message = "Invalid key: begin with a letter or digit; go on with letters, digits, `_`, `.` or `-`";
        return Err(ApiError::invalid(message));
    }
    if world.flag(project, &body.key).is_some() {
        return Err(ApiError::conflict(format!("A flag with the key {} already exists", body.key)));
    }
    let source = match request.query.get("clone") {
        Some(key) => Some(world.flag(project, key).ok_or_else(|| ApiError::not_found(&format!("flag {key}")))?),
        None => None,
    };
    let new_ids = NewIds::after(world);
    let mut flag = draft(request, world, project, &body, source.map(AsRef::as_ref), &new_ids)?;
    configure(world, project, &mut flag, &body, source.map(AsRef::as_ref), request, &new_ids)?;
    validate::flag(world, project, &flag)?;
    let activity = Activity {
        title: "created the flag",
        actions: vec!["createFlag".to_owned()],
        comment: "",
        member: Some(&request.caller.member),
        now: request.now,
    };
    let answer = wire::flag(world, project, &flag, &FlagView::whole(world, project));
    let entry = audit(world, project, &flag, Vec::new(), &activity);
    let put = Change::put(Record::Flag(project.clone(), Box::new(flag)));
    Ok(Reply::created(answer).with(vec![put, new_ids.change(), entry]))
}

/// The flag without its environments.
fn draft(
    request: &Request,
    world: &World,
    project: &ProjectKey,
    body: &Body,
    source: Option<&Flag>,
    new_ids: &NewIds,
) -> Result<Flag, ApiError> {
    let migration = migration(body)?;
    let mut variations = match (&migration, &body.variations, source) {
        (Some((stages, _)), None, _) => values(stages.iter().map(|stage| json!(stage))),
        (Some(_), Some(_), _) => {
            return Err(ApiError::invalid("Leave variations out: the stages of the migration decide them"));
        }
        (None, _, Some(source)) => source.variations.clone(),
        (None, Some(given), None) if !given.is_empty() => given.clone(),
        (None, _, None) => values([json!(true), json!(false)]),
    };
    for variation in &mut variations {
        variation.id = Some(new_ids.uuid());
    }
    let kind = match source {
        Some(source) => source.kind,
        None if variations.iter().all(|variation| variation.value.is_boolean()) => FlagKind::Boolean,
        None => FlagKind::Multivariate,
    };
    let last = variations.len().saturating_sub(1);
    let off = if migration.is_some() { 0 } else { last };
    let given = body.defaults.or_else(|| source.and_then(|source| source.defaults));
    let defaults = given.unwrap_or(Defaults { on_variation: 0, off_variation: off });
    let (maintainer_id, maintainer_team_key) = maintainer(request, world, body)?;
    let project_default = world.projects.get(project).is_some_and(|project| project.client_side);
    let client_side_availability = body.client_side_availability.unwrap_or(ClientSideAvailability {
        using_mobile_key: body.include_in_snippet.is_none(),
        using_environment_id: body.include_in_snippet.unwrap_or(project_default),
    });
    Ok(Flag {
        key: FlagKey::new(&body.key),
        name: body.name.clone(),
        kind,
        description: body.description.clone().unwrap_or_default(),
        version: 1,
        creation_date: request.now,
        variations,
        temporary: body.temporary.or(source.map(|source| source.temporary)).unwrap_or(true),
        tags: body.tags.clone().or_else(|| source.map(|source| source.tags.clone())).unwrap_or_default(),
        maintainer_id,
        maintainer: None,
        maintainer_team_key,
        maintainer_team: None,
        custom_properties: body.custom_properties.clone().unwrap_or_default(),
        archived: false,
        archived_date: None,
        deprecated: false,
        deprecated_date: None,
        defaults: Some(defaults),
        client_side_availability: Some(client_side_availability),
        purpose: body.purpose.clone().or_else(|| source.and_then(|source| source.purpose.clone())),
        migration_settings: migration
            .map(|(_, settings)| settings)
            .or_else(|| source.and_then(|source| source.migration_settings.clone())),
        environments: BTreeMap::new(),
    })
}

/// The stages and settings of a migration flag.
fn migration(body: &Body) -> Result<Option<(Vec<&'static str>, MigrationSettings)>, ApiError> {
    if body.purpose.as_deref() != Some("migration") {
        return Ok(None);
    }
    let settings = body.migration_settings.as_ref();
    let settings = settings.ok_or_else(|| ApiError::invalid("A migration flag needs migrationSettings"))?;
    // The documentation's example has a number, the schema a list of strings.
    let count = settings.stage_count.as_u64().or_else(|| settings.stage_count.as_str()?.parse().ok());
    let stages = match count {
        Some(2) => vec!["off", "complete"],
        Some(4) => vec!["off", "shadow", "live", "complete"],
        Some(6) => vec!["off", "dualwrite", "shadow", "live", "rampdown", "complete"],
        _ => return Err(ApiError::invalid("migrationSettings.stageCount must be 2, 4 or 6")),
    };
    if stages.len() == 6 && settings.context_kind.is_none() {
        return Err(ApiError::invalid("A migration with six stages needs migrationSettings.contextKind"));
    }
    let context_kind = settings.context_kind.clone().filter(|_| stages.len() == 6);
    let stage_count = u32::try_from(stages.len()).ok();
    Ok(Some((stages, MigrationSettings { context_kind, stage_count })))
}

fn maintainer(request: &Request, world: &World, body: &Body) -> Result<(Option<String>, Option<String>), ApiError> {
    if let Some(key) = body.maintainer_team_key.as_ref().filter(|key| !key.is_empty()) {
        return match world.teams.contains_key(key) {
            true => Ok((None, Some(key.clone()))),
            false => Err(ApiError::invalid(format!("Invalid maintainerTeamKey: there is no team {key}"))),
        };
    }
    match body.maintainer_id.as_ref().filter(|id| !id.is_empty()) {
        Some(id) if !world.members.contains_key(id) => {
            Err(ApiError::invalid(format!("Invalid maintainerId: there is no member {id}")))
        }
        Some(id) => Ok((Some(id.clone()), None)),
        None => Ok((Some(request.caller.member.clone()), None)),
    }
}

/// Fills in every environment of the project: copied from the source, or off with the defaults.
fn configure(
    world: &World,
    project: &ProjectKey,
    flag: &mut Flag,
    body: &Body,
    source: Option<&Flag>,
    request: &Request,
    new_ids: &NewIds,
) -> Result<(), ApiError> {
    let prerequisites = prerequisites(world, project, body)?;
    let defaults = flag.defaults.unwrap_or(Defaults { on_variation: 0, off_variation: 0 });
    let migrates = flag.purpose.as_deref() == Some("migration");
    for environment in world.environments(project) {
        let copied = source.and_then(|source| source.environments.get(&environment.key));
        let mut config = copied.map(|config| FlagConfig::clone(config)).unwrap_or_default();
        if copied.is_none() {
            config.on = body.is_flag_on;
            config.off_variation = Some(defaults.off_variation);
            config.fallthrough = Some(if migrates {
                everyone(defaults.on_variation, flag)
            } else {
                Served { variation: Some(defaults.on_variation), rollout: None }
            });
            config.migration_settings = migrates.then(|| json!({}));
            config.prerequisites.clone_from(&prerequisites);
        }
        let place = format!("{}/{}/{}", environment.key, flag.key, new_ids.uuid());
        config.salt = ids::salt(&format!("salt/{place}"));
        config.sel = ids::salt(&format!("sel/{place}"));
        config.version = 1;
        config.last_modified = request.now;
        config.archived = false;
        for rule in &mut config.rules {
            rule.id = Some(new_ids.uuid());
            for clause in &mut rule.clauses {
                clause.id = Some(new_ids.uuid());
            }
        }
        flag.environments.insert(environment.key.clone(), Box::new(config));
    }
    Ok(())
}

fn prerequisites(world: &World, project: &ProjectKey, body: &Body) -> Result<Vec<Prerequisite>, ApiError> {
    body.initial_prerequisites
        .iter()
        .map(|wanted| {
            let InitialPrerequisite { key, variation_id } = wanted;
            let other = world.flag(project, key);
            let variation = other.and_then(|other| other.variation_index(variation_id)).ok_or_else(|| {
                ApiError::invalid(format!("initialPrerequisites: {key} has no variation with id {variation_id}"))
            })?;
            Ok(Prerequisite { key: FlagKey::new(key), variation })
        })
        .collect()
}

/// A rollout that serves everyone one variation: migration flags serve rollouts only.
fn everyone(index: usize, flag: &Flag) -> Served {
    let weight = |variation| if variation == index { 100_000 } else { 0 };
    let variations = (0..flag.variations.len())
        .map(|variation| WeightedVariation { variation, weight: weight(variation), untracked: None })
        .collect();
    let kind = flag.migration_settings.as_ref().and_then(|settings| settings.context_kind.clone());
    let rollout = Rollout {
        variations,
        experiment_allocation: None,
        seed: None,
        bucket_by: None,
        context_kind: Some(kind.unwrap_or_else(|| "user".to_owned())),
    };
    Served { variation: None, rollout: Some(Box::new(rollout)) }
}

fn values(values: impl IntoIterator<Item = Value>) -> Vec<Variation> {
    values.into_iter().map(|value| Variation { id: None, value, name: None, description: None }).collect()
}
