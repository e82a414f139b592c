//! Every answer against LaunchDarkly's own OpenAPI description, of which `tests/data` holds the part that matters.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::support::{Answer, Bench, NOW, SEMANTIC};

/// Where answers differ from the description on purpose: a pointer with `*` for any part, what is different, and where
/// it was seen.
const DEVIATIONS: &[(&str, &str, &str)] = &[
    ("/variationJsonSchema", "not described", "live flags in the documentation of Port's LaunchDarkly integration"),
    ("/items/*/variationJsonSchema", "not described", "as above"),
    ("/items/*/_pubnub", "not described", "live environments in the same place"),
    ("/environments/items/*/_pubnub", "not described", "as above"),
    ("/items/*/environments/items/*/_pubnub", "not described", "as above"),
    ("/_pubnub", "not described", "as above"),
    (
        "/items/*/codeReferences",
        "expand=codeReferences is described, its field is not",
        "the clean-up script of LaunchDarkly Labs",
    ),
];

/// Statuses that the description does not give an operation, and who met them.
const STATUSES: &[(&str, u16, &str)] = &[
    ("patchFeatureFlag", 403, "LaunchDarkly's editor extension branches on it"),
    ("postFeatureFlag", 403, "a reader's token; the description lists it for every other write"),
    ("postFeatureFlag", 404, "an unknown project or clone"),
    ("deleteFeatureFlag", 403, "a reader's token"),
    ("copyFeatureFlag", 404, "an unknown flag"),
];

/// The description, and what was met so far.
struct Schema {
    document: Value,
    operations: RefCell<BTreeSet<String>>,
    deviations: RefCell<BTreeSet<usize>>,
    validators: RefCell<BTreeMap<String, jsonschema::Validator>>,
}

impl Schema {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/launchdarkly-openapi-subset.json");
        let document = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Self {
            document,
            operations: RefCell::default(),
            deviations: RefCell::default(),
            validators: RefCell::default(),
        }
    }

    /// Checks one answer: its status is described for the operation, its body is of the described shape.
    fn check(&self, method: &str, path: &str, answer: &Answer) {
        let path = path.split('?').next().unwrap();
        let (template, operation) = self.operation(method, path);
        let id = operation["operationId"].as_str().unwrap();
        let status = answer.status.to_string();
        let response = &operation["responses"][&status];
        let name = format!("{id} {status} of {path} ({template})");
        if response.is_null() {
            let known = STATUSES.iter().any(|(of, status, _)| *of == id && *status == answer.status);
            assert!(known, "{name}: an undescribed status: {}", answer.body);
            assert!(answer.body["code"].is_string() && answer.body["message"].is_string(), "{name}: {}", answer.body);
            return;
        }
        if answer.status < 300 {
            self.operations.borrow_mut().insert(id.to_owned());
        }
        let schema = &response["content"]["application/json"]["schema"];
        if schema.is_null() {
            assert!(answer.body.is_null(), "{name}: no body is described: {}", answer.body);
            return;
        }
        self.validate(&name, schema, &answer.body);
        let mut undescribed = Vec::new();
        self.undescribed(schema, &answer.body, String::new(), &mut undescribed);
        for pointer in undescribed {
            assert!(self.deviates(&pointer), "{name}: {pointer} is not described");
        }
    }

    fn validate(&self, name: &str, schema: &Value, body: &Value) {
        let mut validators = self.validators.borrow_mut();
        let validator = validators.entry(schema.to_string()).or_insert_with(|| {
            let mut whole = schema.clone();
            whole["components"] = self.document["components"].clone();
            jsonschema::options().with_draft(jsonschema::Draft::Draft7).build(&whole).unwrap()
        });
        for error in validator.iter_errors(body) {
            let pointer = error.instance_path().to_string();
            assert!(self.deviates(&pointer), "{name}: {pointer}: {error}");
        }
    }

    /// Pointers to fields that a schema with a list of fields does not list.
    fn undescribed(&self, schema: &Value, body: &Value, pointer: String, found: &mut Vec<String>) {
        let schema = match schema["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => schema,
        };
        match body {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.undescribed(&schema["items"], item, format!("{pointer}/{index}"), found);
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    let pointer = format!("{pointer}/{name}");
                    if !schema["properties"][name].is_null() {
                        self.undescribed(&schema["properties"][name], value, pointer, found);
                    } else if schema["additionalProperties"].is_object() {
                        self.undescribed(&schema["additionalProperties"], value, pointer, found);
                    } else if schema["properties"].is_object() {
                        found.push(pointer);
                    }
                }
            }
            _ => {}
        }
    }

    fn operation(&self, method: &str, path: &str) -> (&str, &Value) {
        let fits = |template: &str| {
            let (left, right): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
            left.len() == right.len() && left.iter().zip(&right).all(|(a, b)| a.starts_with('{') || a == b)
        };
        let paths = self.document["paths"].as_object().unwrap();
        let (template, operations) = paths
            .iter()
            .filter(|(template, operations)| fits(template) && !operations[method.to_lowercase()].is_null())
            .min_by_key(|(template, _)| template.matches('{').count())
            .unwrap_or_else(|| panic!("{method} {path} is not described"));
        (template, &operations[method.to_lowercase()])
    }

    fn deviates(&self, pointer: &str) -> bool {
        let parts: Vec<_> = pointer.split('/').collect();
        let fits = |pattern: &str| {
            let pattern: Vec<_> = pattern.split('/').collect();
            pattern.len() == parts.len() && pattern.iter().zip(&parts).all(|(a, b)| *a == "*" || a == b)
        };
        let index = DEVIATIONS.iter().position(|(pattern, ..)| fits(pattern));
        self.deviations.borrow_mut().extend(index);
        index.is_some()
    }
}

/// Sends requests and checks each answer.
struct Walker {
    bench: Bench,
    schema: Schema,
}

impl Walker {
    fn send(&self, method: &str, path: &str, body: Option<Value>, status: u16) -> Value {
        self.send_as(method, path, "application/json", body, status)
    }

    fn semantic(&self, path: &str, body: Value, status: u16) -> Value {
        self.send_as("PATCH", path, SEMANTIC, Some(body), status)
    }

    fn send_as(&self, method: &str, path: &str, content_type: &str, body: Option<Value>, status: u16) -> Value {
        let answer = self.bench.send(method, path, &[("Content-Type", content_type)], body.as_ref());
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        self.schema.check(method, path, &answer);
        answer.body
    }

    fn get(&self, path: &str) -> Value {
        self.send("GET", path, None, 200)
    }
}

const FLAGS: &str = "/api/v2/flags/storefront";

#[test]
fn every_operation_and_every_sample_flag_answers_as_described() {
    let walker = Walker { bench: Bench::new(), schema: Schema::read() };
    read_everything(&walker);
    write_flags(&walker);
    wait_and_see(&walker);
    refuse(&walker);
    let seen = walker.schema.operations.borrow();
    let wanted = [
        "copyFeatureFlag",
        "deleteFeatureFlag",
        "getExpiringContextTargets",
        "getExpiringUserTargets",
        "getFeatureFlag",
        "getFeatureFlagStatus",
        "getFeatureFlagStatusAcrossEnvironments",
        "getFeatureFlagStatuses",
        "getFeatureFlags",
        "patchExpiringTargets",
        "patchExpiringUserTargets",
        "patchFeatureFlag",
        "postFeatureFlag",
        "postMigrationSafetyIssues",
        "deleteFlagConfigScheduledChanges",
        "getFeatureFlagScheduledChange",
        "getFlagConfigScheduledChanges",
        "patchFlagConfigScheduledChange",
        "postFlagConfigScheduledChanges",
        "getProjects",
        "getProject",
        "getEnvironmentsByProject",
        "getEnvironment",
        "getCallerIdentity",
        "getDependentFlags",
        "getDependentFlagsByEnv",
        "getStatistics",
        "getAuditLogEntries",
    ];
    let missing: Vec<_> = wanted.iter().filter(|id| !seen.contains(**id)).collect();
    assert!(missing.is_empty(), "not walked: {missing:?}");
    let met = walker.schema.deviations.borrow();
    let idle: Vec<_> = (0..DEVIATIONS.len()).filter(|index| !met.contains(index)).map(|i| DEVIATIONS[i].0).collect();
    assert!(idle.is_empty(), "deviations that no answer has: {idle:?}");
}

fn read_everything(walker: &Walker) {
    let projects = walker.get("/api/v2/projects?expand=environments");
    for project in projects["items"].as_array().unwrap() {
        let project_key = project["key"].as_str().unwrap();
        walker.get(&format!("/api/v2/projects/{project_key}?expand=environments"));
        walker.get(&format!("/api/v2/code-refs/statistics/{project_key}"));
        let environments = walker.get(&format!("/api/v2/projects/{project_key}/environments"));
        let environments: Vec<_> =
            environments["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap()).collect();
        for state in ["live", "deprecated", "archived"] {
            let query = format!("filter=state%3A{state}&env={}&limit=100", environments.join(","));
            let mut next = format!("/api/v2/flags/{project_key}?{query}&summary=0&expand=codeReferences,evaluation");
            loop {
                let page = walker.get(&next);
                for flag in page["items"].as_array().unwrap() {
                    let key = flag["key"].as_str().unwrap();
                    walker.get(&format!("/api/v2/flags/{project_key}/{key}?expand=migrationSettings"));
                    walker.get(&format!("/api/v2/flag-status/{project_key}/{key}"));
                    walker.get(&format!("/api/v2/flag-statuses/{project_key}/test/{key}"));
                }
                match page["_links"]["next"]["href"].as_str() {
                    Some(href) => next = href.to_owned(),
                    None => break,
                }
            }
        }
        for environment in environments {
            walker.get(&format!("/api/v2/projects/{project_key}/environments/{environment}"));
            walker.get(&format!("/api/v2/flag-statuses/{project_key}/{environment}"));
        }
    }
    walker.get("/api/v2/caller-identity");
    walker.get(&format!("{FLAGS}/checkout-platform/dependent-flags"));
    walker.get(&format!("{FLAGS}/production/checkout-platform/dependent-flags"));
}

fn write_flags(walker: &Walker) {
    walker.send("POST", FLAGS, Some(json!({ "name": "Walk", "key": "walk" })), 201);
    let migration = json!({ "stageCount": 6, "contextKind": "account" });
    let body = json!({ "name": "M", "key": "walk-m", "purpose": "migration", "migrationSettings": migration });
    walker.send("POST", FLAGS, Some(body), 201);
    walker.send("POST", &format!("{FLAGS}?clone=gift-cards"), Some(json!({ "name": "C", "key": "walk-c" })), 201);
    let on = json!({ "environmentKey": "production", "instructions": [{ "kind": "turnFlagOn" }] });
    walker.semantic(&format!("{FLAGS}/walk"), on.clone(), 200);
    let patch = json!([{ "op": "add", "path": "/tags/-", "value": "walked" }]);
    walker.send("PATCH", &format!("{FLAGS}/walk"), Some(patch), 200);
    walker.send("PATCH", &format!("{FLAGS}/walk"), Some(json!({ "merge": { "description": "merged" } })), 200);
    let copy = json!({ "source": { "key": "production" }, "target": { "key": "test" } });
    walker.send("POST", &format!("{FLAGS}/gift-cards/copy"), Some(copy), 201);
    let place = "/api/v2/projects/storefront/flags/orders-database-migration/environments/production";
    let stages = walker.get(&format!("{FLAGS}/orders-database-migration"))["variations"].clone();
    let weights = json!({ stages[5]["_id"].as_str().unwrap(): 100_000 });
    let leap = json!([{ "kind": "updateFallthroughVariationOrRollout", "rolloutWeights": weights }]);
    let path = format!("{place}/migration-safety-issues");
    walker.send("POST", &path, Some(json!({ "instructions": leap })), 200);
    walker.send("POST", &path, Some(json!({ "instructions": [{ "kind": "turnFlagOn" }] })), 204);
    walker.send("DELETE", &format!("{FLAGS}/walk"), None, 204);
    walker.get("/api/v2/auditlog?limit=20");
}

fn wait_and_see(walker: &Walker) {
    let path = format!("{FLAGS}/beta-program/expiring-targets/production");
    walker.get(&path);
    let variation = walker.get(&format!("{FLAGS}/beta-program"))["variations"][0]["_id"].clone();
    let add = json!({ "kind": "addExpiringTarget", "value": NOW + 1, "variationId": variation,
        "contextKey": "org-acme", "contextKind": "organization" });
    let wrong = json!({ "kind": "addExpiringTarget", "value": NOW + 1, "variationId": variation,
        "contextKey": "nobody", "contextKind": "user" });
    let answer = walker.semantic(&path, json!({ "instructions": [add, wrong] }), 200);
    assert_eq!((&answer["successfulInstructions"], &answer["failedInstructions"]), (&json!(1), &json!(1)));
    let path = format!("{FLAGS}/beta-program/expiring-user-targets/production");
    assert_eq!(walker.get(&path)["items"].as_array().unwrap().len(), 1, "the organization is no user");
    let move_it = json!({ "kind": "updateExpireUserTargetDate", "value": NOW + 5, "variationId": variation,
        "userKey": "user-guest-tester" });
    walker.semantic(&path, json!({ "instructions": [move_it] }), 200);

    let path = "/api/v2/projects/storefront/flags/holiday-theme/environments/production/scheduled-changes";
    let list = walker.get(path);
    assert!(list["items"].as_array().unwrap().iter().all(|item| item["conflicts"].is_array()), "{list}");
    let body = json!({ "executionDate": NOW + 1000, "instructions": [{ "kind": "turnFlagOff" }] });
    let made = walker.send("POST", path, Some(body), 201);
    let one = format!("{path}/{}", made["_id"].as_str().unwrap());
    walker.get(&one);
    let later = json!([{ "kind": "updateScheduledChangesExecutionDate", "value": NOW + 2000 }]);
    walker.semantic(&one, json!({ "instructions": later }), 200);
    walker.send("DELETE", &one, None, 204);
}

fn refuse(walker: &Walker) {
    walker.send("GET", &format!("{FLAGS}/no-such-flag"), None, 404);
    walker.send("GET", &format!("{FLAGS}?sort=nonsense"), None, 400);
    walker.send("POST", FLAGS, Some(json!({ "name": "Twice", "key": "gift-cards" })), 409);
    walker.send("DELETE", &format!("{FLAGS}/checkout-platform"), None, 409);
    let on = json!({ "environmentKey": "production-eu", "instructions": [{ "kind": "turnFlagOn" }] });
    walker.semantic(&format!("{FLAGS}/express-shipping"), on, 405);
    walker.send("PATCH", &format!("{FLAGS}/gift-cards"), Some(json!({ "instructions": [] })), 400);
    let nobody = [("Authorization", "api-nobody")];
    let answer = walker.bench.send("GET", FLAGS, &nobody, None);
    assert_eq!(answer.status, 401);
    walker.schema.check("GET", FLAGS, &answer);
    let reader = walker.bench.simulator.reader_token();
    let answer = walker.bench.send("DELETE", &format!("{FLAGS}/gift-cards"), &[("Authorization", reader)], None);
    assert_eq!(answer.status, 403);
    walker.schema.check("DELETE", &format!("{FLAGS}/gift-cards"), &answer);
}
