//! Requests for flags, from the SDKs' events.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::flags::{EnvironmentKey, FlagKey, ProjectKey, UnixMillis};

use super::super::records::{Change, Place, Record, Requested, Traffic};
use super::super::world::World;

/// An event. Only the kind `summary` is used.
#[derive(Debug, Deserialize)]
struct Event {
    kind: String,
    #[serde(default)]
    features: BTreeMap<String, Feature>,
}

/// The evaluations of one flag.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feature {
    default: Option<Value>,
    #[serde(default)]
    context_kinds: Vec<String>,
}

/// The traffic records of the flags in the events. An unreadable body yields none: SDKs may compress it, and nothing
/// depends on it.
pub fn requests(
    world: &World,
    project: &ProjectKey,
    environment: &EnvironmentKey,
    body: &[u8],
    now: UnixMillis,
) -> Vec<Change> {
    let events: Vec<Value> = serde_json::from_slice(body).unwrap_or_default();
    let events = events.into_iter().filter_map(|event| serde_json::from_value::<Event>(event).ok());
    let features = events.filter(|event| event.kind == "summary").flat_map(|event| event.features);
    features
        .filter(|(key, _)| world.flag(project, key).is_some())
        .map(|(key, feature)| {
            let place = Place { project: project.clone(), environment: environment.clone(), flag: FlagKey::new(key) };
            let held = world.traffic(&place);
            let mut context_kinds = held.map(|held| held.context_kinds.clone()).unwrap_or_default();
            context_kinds.extend(feature.context_kinds);
            context_kinds.sort_unstable();
            context_kinds.dedup();
            let requested = match held.map(|held| held.requested) {
                Some(steadily @ Requested::Steadily(_)) => steadily,
                _ => Requested::At(now),
            };
            let default = feature.default.or_else(|| held.and_then(|held| held.default.clone()));
            Change::put(Record::Traffic(Traffic { place, requested, default, context_kinds }))
        })
        .collect()
}
