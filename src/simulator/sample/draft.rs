//! A flag in the making.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::flags::{
    Clause, ClientSideAvailability, CustomProperty, Defaults, EnvironmentKey, Flag, FlagConfig, FlagKey, FlagKind,
    Prerequisite, ProjectKey, Rollout, Rule, Served, Target, UnixMillis, Variation, WeightedVariation,
};

use super::super::ids;
use super::super::records::{CodeReferences, Place, Record, Requested, Traffic};
use super::DAY;
use super::account::member_id;

/// A flag with its traffic and code references.
pub struct Draft {
    now: UnixMillis,
    project: ProjectKey,
    /// The flag so far.
    pub flag: Flag,
    traffic: BTreeMap<EnvironmentKey, Requested>,
    default: Option<Value>,
    hunks: u32,
}

impl Draft {
    /// A temporary flag with true and false, made 100 days ago, off everywhere, requested continuously.
    pub fn boolean(now: UnixMillis, key: &str, name: &str) -> Self {
        let values = [(Value::Bool(true), "Enabled"), (Value::Bool(false), "Disabled")];
        Self::new(now, super::PROJECT, &["test", "staging", "production", "production-eu"], key, name, &values)
    }

    /// The same with other values.
    pub fn multivariate(now: UnixMillis, key: &str, name: &str, values: &[(Value, &str)]) -> Self {
        Self::new(now, super::PROJECT, &["test", "staging", "production", "production-eu"], key, name, values)
    }

    /// The same in another project.
    pub fn new(
        now: UnixMillis,
        project: &str,
        environments: &[&str],
        key: &str,
        name: &str,
        values: &[(Value, &str)],
    ) -> Self {
        let created = UnixMillis(now.0 - 100 * DAY);
        let boolean = values.len() == 2 && values.iter().all(|(value, _)| value.is_boolean());
        let variations: Vec<Variation> = values
            .iter()
            .enumerate()
            .map(|(index, (value, name))| Variation {
                id: Some(ids::uuid(&format!("variation/{project}/{key}/{index}"))),
                value: value.clone(),
                name: (!name.is_empty()).then(|| (*name).to_owned()),
                description: None,
            })
            .collect();
        let defaults = Defaults { on_variation: 0, off_variation: variations.len() - 1 };
        let configs = environments.iter().map(|environment| {
            let place = format!("{project}/{environment}/{key}");
            let config = FlagConfig {
                salt: ids::salt(&format!("salt/{place}")),
                sel: ids::salt(&format!("sel/{place}")),
                last_modified: created,
                version: 1,
                fallthrough: Some(serve(defaults.on_variation)),
                off_variation: Some(defaults.off_variation),
                ..FlagConfig::default()
            };
            (EnvironmentKey::new(environment), config.into())
        });
        let flag = Flag {
            key: FlagKey::new(key),
            name: name.to_owned(),
            kind: if boolean { FlagKind::Boolean } else { FlagKind::Multivariate },
            version: 1,
            creation_date: created,
            variations,
            temporary: true,
            description: String::new(),
            tags: Vec::new(),
            maintainer_id: Some(member_id("Ada")),
            maintainer: None,
            maintainer_team_key: None,
            maintainer_team: None,
            custom_properties: BTreeMap::new(),
            archived: false,
            archived_date: None,
            deprecated: false,
            deprecated_date: None,
            defaults: Some(defaults),
            client_side_availability: Some(ClientSideAvailability::default()),
            purpose: None,
            migration_settings: None,
            environments: configs.collect(),
        };
        Self {
            now,
            project: ProjectKey::new(project),
            flag,
            traffic: environments.iter().map(|key| (EnvironmentKey::new(key), Requested::Steadily(90_000))).collect(),
            default: None,
            hunks: 2,
        }
    }

    /// What it is for.
    pub fn describe(mut self, text: &str) -> Self {
        self.flag.description = text.to_owned();
        self
    }

    /// Its tags.
    pub fn tags(mut self, tags: &[&str]) -> Self {
        self.flag.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        self
    }

    /// Not meant to be removed.
    pub fn permanent(mut self) -> Self {
        self.flag.temporary = false;
        self
    }

    /// Maintained by the member with this first name.
    pub fn maintainer(mut self, first_name: &str) -> Self {
        self.flag.maintainer_id = Some(member_id(first_name));
        self
    }

    /// Maintained by a team.
    pub fn team(mut self, key: &str) -> Self {
        self.flag.maintainer_id = None;
        self.flag.maintainer_team_key = Some(key.to_owned());
        self
    }

    /// Maintained by nobody.
    pub fn unmaintained(mut self) -> Self {
        self.flag.maintainer_id = None;
        self
    }

    /// Visible to browsers and mobile apps.
    pub fn client_side(mut self) -> Self {
        self.flag.client_side_availability =
            Some(ClientSideAvailability { using_environment_id: true, using_mobile_key: true });
        self
    }

    /// Made this many days ago, and not changed since.
    pub fn created(mut self, days: i64) -> Self {
        self.flag.creation_date = UnixMillis(self.now.0 - days * DAY);
        for config in self.flag.environments.values_mut() {
            config.last_modified = self.flag.creation_date;
        }
        self
    }

    /// Archived this many days ago.
    pub fn archived(mut self, days: i64) -> Self {
        self.flag.archived = true;
        self.flag.archived_date = Some(UnixMillis(self.now.0 - days * DAY));
        for config in self.flag.environments.values_mut() {
            config.archived = true;
        }
        let last = UnixMillis(self.now.0 - (days + 3) * DAY);
        self.requested(Requested::At(last))
    }

    /// Deprecated this many days ago.
    pub fn deprecated(mut self, days: i64) -> Self {
        self.flag.deprecated = true;
        self.flag.deprecated_date = Some(UnixMillis(self.now.0 - days * DAY));
        self
    }

    /// On in these environments.
    pub fn on(self, environments: &[&str]) -> Self {
        environments.iter().fold(self, |draft, environment| draft.configure(environment, |config| config.on = true))
    }

    /// On everywhere.
    pub fn on_everywhere(mut self) -> Self {
        self.flag.environments.values_mut().for_each(|config| config.on = true);
        self
    }

    /// Changes an environment's configuration.
    pub fn configure(mut self, environment: &str, change: impl FnOnce(&mut FlagConfig)) -> Self {
        if let Some(config) = self.flag.environments.get_mut(environment) {
            change(config);
            config.version += 1;
        }
        self.flag.version += 1;
        self
    }

    /// Last changed this many days ago, in every environment.
    pub fn changed(mut self, days: i64) -> Self {
        for config in self.flag.environments.values_mut() {
            config.last_modified = UnixMillis(self.now.0 - days * DAY);
        }
        self
    }

    /// Sets the frequency of requests in every environment.
    pub fn requested(mut self, requested: Requested) -> Self {
        self.traffic.values_mut().for_each(|traffic| *traffic = requested);
        self
    }

    /// Last requested this many days ago.
    pub fn last_requested(self, days: i64) -> Self {
        let moment = UnixMillis(self.now.0 - days * DAY);
        self.requested(Requested::At(moment))
    }

    /// Code passes this default value.
    pub fn default_value(mut self, value: Value) -> Self {
        self.default = Some(value);
        self
    }

    /// Code names it in this many places.
    pub fn hunks(mut self, hunks: u32) -> Self {
        self.hunks = hunks;
        self
    }

    /// Adds a custom property.
    pub fn property(mut self, key: &str, name: &str, values: &[&str]) -> Self {
        let value = values.iter().map(|value| (*value).to_owned()).collect();
        self.flag.custom_properties.insert(key.to_owned(), CustomProperty { name: name.to_owned(), value });
        self
    }

    /// The records of the finished flag.
    pub fn into_records(self) -> Vec<Record> {
        let mut records = Vec::with_capacity(self.traffic.len() + 2);
        for (environment, requested) in self.traffic {
            records.push(Record::Traffic(Traffic {
                place: Place { project: self.project.clone(), environment, flag: self.flag.key.clone() },
                requested,
                default: self.default.clone(),
                context_kinds: if requested == Requested::Never { Vec::new() } else { vec!["user".to_owned()] },
            }));
        }
        if self.hunks > 0 {
            records.push(Record::CodeReferences(CodeReferences {
                project: self.project.clone(),
                flag: self.flag.key.clone(),
                repository: "shop".to_owned(),
                files: self.hunks.div_ceil(2),
                hunks: self.hunks,
            }));
        }
        records.push(Record::Flag(self.project, Box::new(self.flag)));
        records
    }
}

/// Serves one variation.
pub fn serve(variation: usize) -> Served {
    Served { variation: Some(variation), rollout: None }
}

/// Serves variations by weight in thousandths of a percent, in their order.
pub fn split(weights: &[u32], context_kind: &str, bucket_by: Option<&str>) -> Served {
    let variations = weights
        .iter()
        .enumerate()
        .map(|(variation, weight)| WeightedVariation { variation, weight: *weight, untracked: None })
        .collect();
    let rollout = Rollout {
        variations,
        experiment_allocation: None,
        seed: None,
        bucket_by: bucket_by.map(str::to_owned),
        context_kind: Some(context_kind.to_owned()),
    };
    Served { variation: None, rollout: Some(Box::new(rollout)) }
}

/// A rule; its ids are made from `id`.
pub fn rule(id: &str, served: Served, clauses: Vec<Clause>) -> Rule {
    let clauses = clauses
        .into_iter()
        .enumerate()
        .map(|(index, clause)| Clause { id: Some(ids::uuid(&format!("clause/{id}/{index}"))), ..clause })
        .collect();
    Rule {
        id: Some(ids::uuid(&format!("rule/{id}"))),
        served,
        clauses,
        track_events: false,
        description: None,
        reference: None,
        disabled: None,
    }
}

/// A clause.
pub fn clause(kind: &str, attribute: &str, op: &str, values: &[Value]) -> Clause {
    Clause {
        id: None,
        attribute: attribute.to_owned(),
        op: op.to_owned(),
        values: values.to_vec(),
        context_kind: Some(kind.to_owned()),
        negate: false,
    }
}

/// Individual targets.
pub fn target(kind: &str, variation: usize, keys: &[&str]) -> Target {
    Target {
        values: keys.iter().map(|key| (*key).to_owned()).collect(),
        variation,
        context_kind: Some(kind.to_owned()),
    }
}

/// A prerequisite.
pub fn needs(flag: &str, variation: usize) -> Prerequisite {
    Prerequisite { key: FlagKey::new(flag), variation }
}
