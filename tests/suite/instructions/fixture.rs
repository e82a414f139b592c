//! A project in miniature: every kind of flag and something of everything an instruction can name.

use std::collections::BTreeMap;

use flagwise::flags::{
    ExpiringTarget, Flag, FlagKey, FlagSummary, Lookup, Maintainer, MaintainerTeam, ScheduledChange, Surroundings,
    UnixMillis,
};
use serde_json::{Value, json};

/// The moment of every test.
pub const NOW: UnixMillis = UnixMillis(1_000_000);

pub struct Project(BTreeMap<FlagKey, Flag>);

impl Project {
    pub fn new() -> Self {
        let flags = [checkout(), base(), circular(), toggle(), migration(), retired(), empty()];
        let flags = flags.into_iter().map(|flag| {
            let mut flag: Flag = serde_json::from_value(flag).unwrap();
            for config in flag.environments.values_mut() {
                config.summary = Some(FlagSummary::of(config));
            }
            flag
        });
        Self(flags.map(|flag| (flag.key.clone(), flag)).collect())
    }

    pub fn get(&self, key: &str) -> &Flag {
        &self.0[key]
    }
}

impl Surroundings for Project {
    fn flag(&self, key: &str) -> Option<&Flag> {
        self.0.get(key)
    }

    fn dependents(&self, key: &str) -> Vec<FlagKey> {
        let depends = |flag: &&Flag| {
            flag.environments.values().flat_map(|config| &config.prerequisites).any(|held| held.key.as_str() == key)
        };
        self.0.values().filter(depends).map(|flag| flag.key.clone()).collect()
    }

    fn member(&self, id: &str) -> Lookup<Maintainer> {
        match id {
            "mia" | "max" => Lookup::Found(serde_json::from_value(member(id)).unwrap()),
            _ => Lookup::Absent,
        }
    }

    fn team(&self, key: &str) -> Lookup<MaintainerTeam> {
        match key {
            "payments" => Lookup::Found(MaintainerTeam { key: key.to_owned(), name: "Payments".to_owned() }),
            _ => Lookup::Absent,
        }
    }
}

/// The removals that are scheduled for `checkout` in production.
pub fn expiring() -> Vec<ExpiringTarget> {
    serde_json::from_value(json!([
        { "_id": "e-ann", "_version": 2, "expirationDate": 5_000_000, "contextKind": "user", "contextKey": "ann",
          "variationId": "v-a" },
    ]))
    .unwrap()
}

/// What is scheduled for `checkout` in production.
pub fn scheduled() -> ScheduledChange {
    serde_json::from_value(json!({
        "_id": "s-1", "_version": 1, "_maintainerId": "mia", "executionDate": 5_000_000,
        "instructions": [{ "kind": "turnFlagOn" }],
    }))
    .unwrap()
}

fn member(id: &str) -> Value {
    json!({ "_id": id, "role": "writer", "email": format!("{id}@example.com") })
}

/// Strings, with an unused variation in the middle, so that indices move when it goes.
fn checkout() -> Value {
    json!({
        "key": "checkout", "name": "Checkout", "kind": "multivariate", "description": "Which checkout", "_version": 7,
        "temporary": true, "tags": ["web", "shop"], "maintainerId": "mia", "_maintainer": member("mia"),
        "customProperties": { "jira": { "name": "Jira", "value": ["A-1", "A-2"] } },
        "defaults": { "onVariation": 0, "offVariation": 2 },
        "clientSideAvailability": { "usingMobileKey": true, "usingEnvironmentId": false },
        "variations": [
            { "_id": "v-a", "value": "a", "name": "A" },
            { "_id": "v-unused", "value": "unused" },
            { "_id": "v-b", "value": "b" },
        ],
        "environments": {
            "production": checkout_in_production(),
            "test": {
                "on": true, "version": 1, "lastModified": 400, "fallthrough": { "variation": 2 }, "offVariation": 0,
                "targets": [{ "variation": 0, "contextKind": "user", "values": [] }],
            },
        },
    })
}

fn checkout_in_production() -> Value {
    json!({
        "on": false, "version": 3, "lastModified": 500, "salt": "s", "sel": "l", "_environmentName": "Production",
        "trackEvents": false, "trackEventsFallthrough": false,
        "fallthrough": { "variation": 0 }, "offVariation": 2,
        "rules": [
            { "_id": "r-1", "ref": "beta", "description": "Beta", "variation": 2, "trackEvents": false, "clauses": [
                { "_id": "c-1", "contextKind": "user", "attribute": "country", "op": "in", "negate": false,
                  "values": ["USA", "Canada"] },
                { "_id": "c-2", "contextKind": "user", "attribute": "age", "op": "greaterThan", "negate": false,
                  "values": [18] },
            ] },
            { "_id": "r-2", "trackEvents": true, "clauses": [],
              "rollout": { "contextKind": "user", "variations": [
                { "variation": 0, "weight": 60_000 }, { "variation": 1, "weight": 0 }, { "variation": 2, "weight": 40_000 },
              ] } },
        ],
        "targets": [{ "variation": 0, "contextKind": "user", "values": ["ann", "bob"] }],
        "contextTargets": [{ "variation": 2, "contextKind": "device", "values": ["phone"] }],
        "prerequisites": [{ "key": "base", "variation": 0 }],
    })
}

/// A boolean flag that `checkout` depends on.
fn base() -> Value {
    json!({
        "key": "base", "name": "Base", "kind": "boolean", "variations": [{ "_id": "b-on", "value": true }, { "_id": "b-off", "value": false }],
        "environments": { "production": { "on": true, "fallthrough": { "variation": 0 }, "offVariation": 1 } },
    })
}

/// Depends on `checkout`.
fn circular() -> Value {
    json!({
        "key": "circular", "kind": "boolean", "variations": [{ "_id": "x-on", "value": true }, { "_id": "x-off", "value": false }],
        "environments": { "production": { "fallthrough": { "variation": 0 }, "prerequisites": [{ "key": "checkout", "variation": 0 }] } },
    })
}

/// Boolean, permanent, deprecated, maintained by a team, in no one's way.
fn toggle() -> Value {
    json!({
        "key": "toggle", "name": "Toggle", "kind": "boolean", "temporary": false, "deprecated": true, "deprecatedDate": 90,
        "maintainerTeamKey": "payments", "_maintainerTeam": { "key": "payments", "name": "Payments" },
        "variations": [{ "_id": "t-on", "value": true }, { "_id": "t-off", "value": false }],
        "environments": {
            "production": { "on": true, "fallthrough": { "variation": 0 }, "offVariation": 1 },
            "test": { "on": true, "fallthrough": { "variation": 0 }, "offVariation": 1 },
        },
    })
}

/// A migration of two stages.
fn migration() -> Value {
    json!({
        "key": "migration", "kind": "multivariate", "_purpose": "migration", "migrationSettings": { "stageCount": 2 },
        "variations": [{ "_id": "m-off", "value": "off" }, { "_id": "m-complete", "value": "complete" }],
        "environments": { "production": {
            "on": true, "offVariation": 0,
            "fallthrough": { "rollout": { "contextKind": "user", "variations": [
                { "variation": 0, "weight": 100_000 }, { "variation": 1, "weight": 0 },
            ] } },
            "rules": [{ "_id": "m-rule", "clauses": [], "rollout": { "variations": [{ "variation": 1, "weight": 100_000 }] } }],
        } },
    })
}

/// Archived.
fn retired() -> Value {
    json!({
        "key": "retired", "kind": "boolean", "archived": true, "archivedDate": 80,
        "variations": [{ "_id": "o-on", "value": true }, { "_id": "o-off", "value": false }],
        "environments": { "production": { "archived": true, "fallthrough": { "variation": 0 } } },
    })
}

/// No defaults, no maintainer, nothing set; numbers.
fn empty() -> Value {
    json!({
        "key": "empty", "kind": "multivariate", "variations": [{ "_id": "n-1", "value": 1 }, { "_id": "n-2", "value": 2 }],
        "environments": { "production": { "fallthrough": { "variation": 0 } } },
    })
}
