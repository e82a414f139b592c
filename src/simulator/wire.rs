//! Records in the format of the REST API.

use serde_json::{Map, Value, json};

use crate::flags::{EnvironmentKey, Flag, FlagConfig, FlagSummary, Maintainer, ProjectKey};

use super::exchange::{ApiError, Query};
use super::ids;
use super::records::{CodeReferences, Environment, Place, Project};
use super::world::World;

/// Id of the only account.
pub fn account_id() -> String {
    ids::object_id("account")
}

/// A link to a JSON resource.
pub fn link(href: impl AsRef<str>) -> Value {
    json!({ "href": href.as_ref(), "type": "application/json" })
}

/// A link to an HTML page.
pub fn site(href: impl AsRef<str>) -> Value {
    json!({ "href": href.as_ref(), "type": "text/html" })
}

/// The requested detail of a flag.
#[derive(Debug, Clone, Default)]
pub struct FlagView {
    /// Environments to include.
    pub environments: Vec<EnvironmentKey>,
    /// Whether to omit targets, rules, fallthrough, off variation and prerequisites.
    pub summary: bool,
    /// Fields of `expand`.
    pub expand: Vec<String>,
}

impl FlagView {
    /// Full detail, as in responses to writes.
    pub fn whole(world: &World, project: &ProjectKey) -> Self {
        let environments = world.environments(project).iter().map(|environment| environment.key.clone()).collect();
        Self { environments, summary: false, expand: Vec::new() }
    }

    /// Parses `env` and `expand`; no environments if `env` is absent.
    pub fn of(query: &Query, world: &World, project: &ProjectKey) -> Result<(Self, bool), ApiError> {
        let mut environments = Vec::new();
        for key in query.all("env") {
            environments.push(super::exchange::environment(world, project, key)?.key.clone());
        }
        let named = !environments.is_empty();
        let expand = query.all("expand").into_iter().map(str::to_owned).collect();
        Ok((Self { environments, summary: false, expand }, named))
    }

    fn expands(&self, field: &str) -> bool {
        self.expand.iter().any(|wanted| wanted == field)
    }
}

/// `FeatureFlag`.
pub fn flag(world: &World, project: &ProjectKey, flag: &Flag, view: &FlagView) -> Value {
    let key = &flag.key;
    let mut body = object(serde_json::to_value(flag).unwrap_or_default());
    let client_side = flag.client_side_availability.unwrap_or_default();
    body.insert(
        "_links".into(),
        json!({
            "parent": link(format!("/api/v2/flags/{project}")),
            "self": link(format!("/api/v2/flags/{project}/{key}")),
        }),
    );
    body.insert("includeInSnippet".into(), client_side.using_environment_id.into());
    body.insert("goalIds".into(), json!([]));
    body.insert("experiments".into(), json!({ "baselineIdx": 0, "items": [] }));
    // Live responses have this undocumented field.
    body.insert("variationJsonSchema".into(), Value::Null);
    if let Some(found) = flag.maintainer_id.as_ref().and_then(|id| world.members.get(id)) {
        body.insert("_maintainer".into(), member(found));
    } else {
        body.remove("_maintainer");
    }
    body.remove("_maintainerTeam");
    if let Some(team) = flag.maintainer_team_key.as_ref().and_then(|key| world.teams.get(key)) {
        let links = json!({ "self": link(format!("/api/v2/teams/{}", team.key)) });
        body.insert("_maintainerTeam".into(), json!({ "key": team.key, "name": team.name, "_links": links }));
    }
    if !view.expands("migrationSettings") {
        body.remove("migrationSettings");
    }
    let mut configs = body.remove("environments").map(object).unwrap_or_default();
    if !view.environments.is_empty() {
        let mut shown = Map::new();
        for environment in world.environments(project).iter().filter(|found| view.environments.contains(&found.key)) {
            let key = environment.key.as_str();
            if let (Some(config), Some(written)) = (flag.environments.get(key), configs.remove(key)) {
                shown.insert(key.to_owned(), self::config(world, flag, environment, config, object(written), view));
            }
        }
        body.insert("environments".into(), Value::Object(shown));
    }
    if view.expands("codeReferences") {
        let items: Vec<_> = world.code_references(project, Some(key)).map(code_references).collect();
        let itself = link(format!("/api/v2/code-refs/statistics/{project}?flagKey={key}"));
        body.insert("codeReferences".into(), json!({ "_links": { "self": itself }, "items": items }));
    }
    Value::Object(body)
}

/// `FeatureFlagConfig`, based on the configuration's own serialization.
fn config(
    world: &World,
    flag: &Flag,
    environment: &Environment,
    config: &FlagConfig,
    mut body: Map<String, Value>,
    view: &FlagView,
) -> Value {
    let project = &environment.project;
    body.insert("_environmentName".into(), environment.name.clone().into());
    body.insert("_site".into(), site(format!("/{project}/{}/features/{}", environment.key, flag.key)));
    body.insert("_summary".into(), serde_json::to_value(FlagSummary::of(config)).unwrap_or_default());
    if view.summary {
        for field in ["targets", "contextTargets", "rules", "fallthrough", "offVariation", "prerequisites"] {
            body.remove(field);
        }
    } else {
        for field in ["targets", "contextTargets", "rules", "prerequisites"] {
            body.entry(field).or_insert_with(|| json!([]));
        }
    }
    if !view.expands("migrationSettings") || flag.purpose.as_deref() != Some("migration") {
        body.remove("migrationSettings");
    }
    if view.expands("evaluation") {
        let place = Place { project: project.clone(), environment: environment.key.clone(), flag: flag.key.clone() };
        let kinds = world.traffic(&place).map(|traffic| traffic.context_kinds.clone()).unwrap_or_default();
        body.insert("evaluation".into(), json!({ "contextKinds": kinds }));
    }
    Value::Object(body)
}

/// `MemberSummary`.
pub fn member(member: &Maintainer) -> Value {
    let mut body = object(serde_json::to_value(member).unwrap_or_default());
    body.insert("_links".into(), json!({ "self": link(format!("/api/v2/members/{}", member.id)) }));
    Value::Object(body)
}

/// `StatisticRep`.
pub fn code_references(entry: &CodeReferences) -> Value {
    let repository = &entry.repository;
    json!({
        "name": repository,
        "type": "github",
        "sourceLink": format!("https://github.com/example/{repository}"),
        "defaultBranch": "main",
        "enabled": true,
        "version": 1,
        "hunkCount": entry.hunks,
        "fileCount": entry.files,
        "_links": { "self": link(format!("/api/v2/code-refs/repositories/{repository}")) },
    })
}

/// `Project`, with its environments if given.
pub fn project(project: &Project, environments: Option<Vec<Value>>) -> Value {
    let key = &project.key;
    let mut body = json!({
        "_links": {
            "self": link(format!("/api/v2/projects/{key}")),
            "environments": link(format!("/api/v2/projects/{key}/environments")),
            "flagDefaults": link(format!("/api/v2/projects/{key}/flag-defaults")),
        },
        "_id": ids::object_id(&format!("project/{key}")),
        "key": key,
        "includeInSnippetByDefault": project.client_side,
        "defaultClientSideAvailability": { "usingMobileKey": true, "usingEnvironmentId": project.client_side },
        "name": project.name,
        "tags": project.tags,
    });
    if let (Some(items), Value::Object(fields)) = (environments, &mut body) {
        let links = json!({ "self": link(format!("/api/v2/projects/{key}/environments")) });
        fields.insert("environments".into(), json!({ "totalCount": items.len(), "items": items, "_links": links }));
    }
    body
}

/// `Environment`.
pub fn environment(environment: &Environment) -> Value {
    let Environment { project, key, .. } = environment;
    let approvals = json!({
        "required": environment.approvals,
        "bypassApprovalsForPendingChanges": false,
        "minNumApprovals": 1,
        "canReviewOwnRequest": true,
        "canApplyDeclinedChanges": false,
        "autoApplyApprovedChanges": false,
        "serviceKind": "launchdarkly",
        "serviceConfig": {},
        "requiredApprovalTags": [],
    });
    json!({
        "_links": {
            "self": link(format!("/api/v2/projects/{project}/environments/{key}")),
            "parent": link(format!("/api/v2/projects/{project}")),
            "analytics": site(format!("https://app.launchdarkly.com/snippet/ldclient/{key}")),
            "apiKey": link(format!("/api/v2/projects/{project}/environments/{key}/apiKey")),
            "mobileKey": link(format!("/api/v2/projects/{project}/environments/{key}/mobileKey")),
            "snippet": site(format!("https://app.launchdarkly.com/snippet/features/{key}")),
        },
        "_id": ids::object_id(&format!("environment/{project}/{key}")),
        "_pubnub": { "channel": ids::salt(&format!("channel/{project}/{key}")), "cipherKey": ids::salt(&format!("cipher/{project}/{key}")) },
        "key": key,
        "name": environment.name,
        "apiKey": environment.sdk_key,
        "mobileKey": environment.mobile_key,
        "color": environment.color,
        "defaultTtl": 0,
        "secureMode": false,
        "defaultTrackEvents": false,
        "requireComments": environment.require_comments,
        "confirmChanges": environment.confirm_changes,
        "tags": environment.tags,
        "approvalSettings": approvals,
        "critical": environment.critical,
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
