//! What goes over the wire: one row for each method, compared with the API's documents.

use flagwise::flags::{
    EnvironmentKey, ExpiringTargetInstruction, ExpiringUserTargetInstruction, FlagKey, Instruction, ProjectKey,
    ScheduledChangeInstruction, SemanticPatch, UnixMillis,
};
use flagwise::launchdarkly::{
    Authorization, Client, ClientOptions, CopyAction, CopyParts, FlagCopy, FlagExpand, FlagFilter, FlagQuery, FlagSort,
    FlagSortField, JsonPatch, ListedState, MergePatch, NewApprovalRequest, NewFlag, NewScheduledChange, PatchOperation,
    PatchOptions, ScheduledChangePatch, SdkAvailability,
};
use serde_json::{Value, json};

use super::wire::{TOKEN, Wire, answer};

const SEMANTIC: &str = "application/json; domain-model=launchdarkly.semanticpatch";

/// Runs a method against a server that answers `{}`, and returns the one request it sent.
async fn sent<F>(call: impl FnOnce(Client, ProjectKey, FlagKey, EnvironmentKey) -> F) -> (String, Option<String>, Value)
where
    F: Future<Output = ()>,
{
    let wire = Wire::start(|_, _| answer(200, "{}")).await;
    call(wire.client(), "shop".into(), "checkout".into(), "production".into()).await;
    let seen = wire.seen();
    let request = &seen[0];
    let body = if request.body.is_empty() { Value::Null } else { serde_json::from_str(&request.body).unwrap() };
    (request.line.clone(), request.header("content-type").map(str::to_owned), body)
}

#[tokio::test]
async fn reads_ask_for_the_documented_paths() {
    macro_rules! row {
        ($line:literal, |$client:ident, $project:ident, $flag:ident, $environment:ident| $call:expr) => {
            let (line, content_type, body) = sent(|$client, $project, $flag, $environment| async move {
                let _ = (&$project, &$flag, &$environment);
                let _ = $call.await;
            })
            .await;
            assert_eq!((line.as_str(), content_type, body), ($line, None, Value::Null));
        };
    }
    row!("GET /api/v2/flags/shop/checkout?env=production", |c, p, f, e| c.flag(&p, &f, &[e]));
    row!("GET /api/v2/flags/shop/checkout", |c, p, f, e| c.flag(&p, &f, &[]));
    row!("GET /api/v2/flags/shop/checkout?expand=evaluation%2CcodeReferences", |c, p, f, e| {
        c.flag_expanded(&p, &f, &[], &[FlagExpand::Evaluation, FlagExpand::CodeReferences])
    });
    row!("GET /api/v2/flag-statuses/shop/production", |c, p, f, e| c.flag_statuses(&p, &e));
    row!("GET /api/v2/flag-statuses/shop/production/checkout", |c, p, f, e| c.flag_status(&p, &e, &f));
    row!("GET /api/v2/flag-status/shop/checkout", |c, p, f, e| c.flag_status_across_environments(&p, &f, None));
    row!("GET /api/v2/flag-status/shop/checkout?env=production", |c, p, f, e| {
        c.flag_status_across_environments(&p, &f, Some(&e))
    });
    row!("GET /api/v2/flags/shop/checkout/expiring-targets/production", |c, p, f, e| c.expiring_targets(&p, &f, &e));
    row!("GET /api/v2/flags/shop/checkout/expiring-user-targets/production", |c, p, f, e| {
        c.expiring_user_targets(&p, &f, &e)
    });
    row!("GET /api/v2/projects/shop/flags/checkout/environments/production/scheduled-changes", |c, p, f, e| {
        c.scheduled_changes(&p, &f, &e)
    });
    row!("GET /api/v2/projects/shop/flags/checkout/environments/production/scheduled-changes/12ab", |c, p, f, e| {
        c.scheduled_change(&p, &f, &e, "12ab")
    });
    row!("GET /api/v2/projects?limit=20&offset=0", |c, p, f, e| c.projects());
    row!("GET /api/v2/projects/shop", |c, p, f, e| c.project(&p));
    row!("GET /api/v2/projects/shop/environments?limit=20&offset=0", |c, p, f, e| c.environments(&p));
    row!("GET /api/v2/projects/shop/environments/production", |c, p, f, e| c.environment(&p, &e));
    row!("GET /api/v2/caller-identity", |c, p, f, e| c.caller_identity());
    row!("GET /api/v2/flags/shop/checkout/dependent-flags", |c, p, f, e| c.dependent_flags(&p, &f));
    row!("GET /api/v2/flags/shop/production/checkout/dependent-flags", |c, p, f, e| c.dependent_flags_in(&p, &e, &f));
    row!("GET /api/v2/code-refs/statistics/shop?flagKey=checkout", |c, p, f, e| {
        c.code_reference_statistics(&p, Some(&f))
    });
}

#[tokio::test]
async fn every_filter_sort_and_expansion_is_spelt_as_documented() {
    let query = FlagQuery {
        environments: vec!["production".into(), "test".into()],
        tag: Some("beta".to_owned()),
        limit: Some(100),
        offset: Some(200),
        summary: Some(false),
        filters: vec![
            FlagFilter::ApplicationEvaluated("com.launchdarkly.cafe".to_owned()),
            FlagFilter::ContextKindsEvaluated(vec!["user".to_owned(), "application".to_owned()]),
            FlagFilter::CodeReferencesMax(0),
            FlagFilter::CodeReferencesMin(1),
            FlagFilter::CreatedBefore(UnixMillis(1690527600000)),
            FlagFilter::EvaluatedAfter { after: UnixMillis(1590768455282), environment: "production".into() },
            FlagFilter::GuardedRollout("monitoring".to_owned()),
            FlagFilter::HasExperiment(true),
            FlagFilter::MaintainerId("12ab3c45de678910abc12345".to_owned()),
            FlagFilter::MaintainerTeamKey("example-team-key".to_owned()),
            FlagFilter::Query("dark-mode".to_owned()),
            FlagFilter::ReleasePipeline("default-release-pipeline".to_owned()),
            FlagFilter::State(ListedState::Deprecated),
            FlagFilter::SdkAvailability(SdkAvailability::AnyClient),
            FlagFilter::Tags(vec!["beta".to_owned(), "test".to_owned()]),
            FlagFilter::Temporary(false),
        ],
        sort: vec![FlagSort::descending(FlagSortField::CreationDate), FlagSort::ascending(FlagSortField::Name)],
        expand: vec![FlagExpand::MigrationSettings, FlagExpand::Evaluation],
    };
    let wire = Wire::start(|_, _| answer(200, "{}")).await;
    wire.client().flags(&"shop".into(), &query).await.unwrap();
    let line = wire.seen()[0].line.clone();
    let url = url::Url::parse(&format!("http://x{}", line.strip_prefix("GET ").unwrap())).unwrap();
    assert!(line.contains("beta%2Btest"), "a plain + would be read as a space: {line}");
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let expected = [
        ("env", "production"),
        ("env", "test"),
        ("tag", "beta"),
        ("limit", "100"),
        ("offset", "200"),
        ("summary", "false"),
        (
            "filter",
            "applicationEvaluated:com.launchdarkly.cafe,contextKindsEvaluated:user+application,codeReferences.max:0,\
             codeReferences.min:1,creationDate:{\"before\":1690527600000},evaluated:{\"after\":1590768455282},\
             filterEnv:production,guardedRollout:monitoring,hasExperiment:true,maintainerId:12ab3c45de678910abc12345,\
             maintainerTeamKey:example-team-key,query:dark-mode,releasePipeline:default-release-pipeline,\
             state:deprecated,sdkAvailability:anyClient,tags:beta+test,type:permanent",
        ),
        ("sort", "-creationDate,name"),
        ("expand", "migrationSettings,evaluation"),
    ];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn writes_send_the_documented_bodies() {
    macro_rules! row {
        ($line:literal, $content_type:expr, $body:expr, |$client:ident, $p:ident, $f:ident, $e:ident| $call:expr) => {
            let (line, content_type, body) = sent(|$client, $p, $f, $e| async move {
                let _ = (&$p, &$f, &$e);
                let _ = $call.await;
            })
            .await;
            assert_eq!((line.as_str(), content_type.as_deref(), body), ($line, $content_type, $body));
        };
    }
    let json = Some("application/json");
    let on = || vec![Instruction::TurnFlagOn {}];

    row!(
        "PATCH /api/v2/flags/shop/checkout",
        Some(SEMANTIC),
        json!({ "comment": "why", "environmentKey": "production", "instructions": [{ "kind": "turnFlagOn" }] }),
        |c, p, f, e| c.patch_flag(
            &p,
            &f,
            &SemanticPatch::in_environment(e.clone(), on()).with_comment(Some("why".into())),
            PatchOptions::default()
        )
    );
    row!(
        "PATCH /api/v2/flags/shop/checkout?ignoreConflicts=true&dryRun=true",
        Some(SEMANTIC),
        json!({ "instructions": [{ "kind": "archiveFlag" }] }),
        |c, p, f, e| c.patch_flag(
            &p,
            &f,
            &SemanticPatch::of_flag(vec![Instruction::ArchiveFlag {}]),
            PatchOptions { ignore_conflicts: true, dry_run: true }
        )
    );
    row!(
        "PATCH /api/v2/flags/shop/checkout",
        json,
        json!({ "patch": [
            { "op": "test", "path": "/_version", "value": 3 },
            { "op": "replace", "path": "/description", "value": "new" },
            { "op": "add", "path": "/tags/-", "value": "x" },
            { "op": "remove", "path": "/tags/0" },
        ], "comment": "why" }),
        |c, p, f, e| c.patch_flag_json(
            &p,
            &f,
            &JsonPatch {
                comment: Some("why".into()),
                patch: vec![
                    PatchOperation::test("/_version", 3),
                    PatchOperation::replace("/description", "new"),
                    PatchOperation::add("/tags/-", "x"),
                    PatchOperation::remove("/tags/0"),
                ]
            },
            PatchOptions::default()
        )
    );
    row!("PATCH /api/v2/flags/shop/checkout", json, json!({ "merge": { "description": "new" } }), |c, p, f, e| c
        .patch_flag_merge(
            &p,
            &f,
            &MergePatch { merge: json!({ "description": "new" }), comment: None },
            PatchOptions::default()
        ));
    row!("POST /api/v2/flags/shop", json, json!({ "key": "new-flag", "name": "New flag" }), |c, p, f, e| c
        .create_flag(&p, &NewFlag::new("new-flag", "New flag"), None));
    row!(
        "POST /api/v2/flags/shop?clone=checkout",
        json,
        json!({ "key": "twin", "name": "Twin", "temporary": false }),
        |c, p, f, e| c.create_flag(&p, &NewFlag { temporary: Some(false), ..NewFlag::new("twin", "Twin") }, Some(&f))
    );
    row!(
        "POST /api/v2/flags/shop/checkout/copy",
        json,
        json!({ "source": { "key": "test" }, "target": { "key": "production" } }),
        |c, p, f, e| c.copy_flag(&p, &f, &FlagCopy::new("test".into(), e.clone()))
    );
    row!(
        "POST /api/v2/flags/shop/checkout/copy",
        json,
        json!({ "source": { "key": "test" }, "target": { "key": "production", "currentVersion": 3 },
            "includedActions": ["updateOn", "updateFlagConfigMigrationSettings"] }),
        |c, p, f, e| {
            let mut copy = FlagCopy::new("test".into(), e.clone());
            copy.target.current_version = Some(3);
            let included_actions = vec![CopyAction::UpdateOn, CopyAction::UpdateFlagConfigMigrationSettings];
            copy.parts = CopyParts::Only { included_actions };
            async move { c.copy_flag(&p, &f, &copy).await }
        }
    );
    row!("DELETE /api/v2/flags/shop/checkout", None, Value::Null, |c, p, f, e| c.delete_flag(&p, &f));
    row!(
        "PATCH /api/v2/flags/shop/checkout/expiring-targets/production",
        Some(SEMANTIC),
        json!({ "comment": "c", "instructions": [{ "kind": "addExpiringTarget", "value": 1754006460000_i64,
            "variationId": "v", "contextKey": "k", "contextKind": "user" }] }),
        |c, p, f, e| {
            let (value, variation_id, context_key) = (UnixMillis(1754006460000), "v".to_owned(), "k".to_owned());
            let context_kind = "user".to_owned();
            let add = ExpiringTargetInstruction::AddExpiringTarget { value, variation_id, context_key, context_kind };
            async move { c.patch_expiring_targets(&p, &f, &e, &[add], Some("c")).await }
        }
    );
    row!(
        "PATCH /api/v2/flags/shop/checkout/expiring-user-targets/production",
        Some(SEMANTIC),
        json!({ "instructions": [{ "kind": "removeExpireUserTargetDate", "variationId": "v", "userKey": "k" }] }),
        |c, p, f, e| {
            let (variation_id, user_key) = ("v".to_owned(), "k".to_owned());
            let remove = ExpiringUserTargetInstruction::RemoveExpireUserTargetDate { variation_id, user_key };
            async move { c.patch_expiring_user_targets(&p, &f, &e, &[remove], None).await }
        }
    );
    row!(
        "POST /api/v2/projects/shop/flags/checkout/environments/production/scheduled-changes",
        json,
        json!({ "executionDate": 1754092860000_i64, "instructions": [{ "kind": "turnFlagOn" }] }),
        |c, p, f, e| {
            let execution_date = UnixMillis(1754092860000);
            let change = NewScheduledChange { comment: None, execution_date, instructions: on() };
            async move { c.create_scheduled_change(&p, &f, &e, &change, false).await }
        }
    );
    row!(
        "PATCH /api/v2/projects/shop/flags/checkout/environments/production/scheduled-changes/12ab?ignoreConflicts=true",
        Some(SEMANTIC),
        json!({ "instructions": [{ "kind": "updateScheduledChangesExecutionDate", "value": 5 }] }),
        |c, p, f, e| {
            let value = UnixMillis(5);
            let update = ScheduledChangeInstruction::UpdateScheduledChangesExecutionDate { value };
            let patch = ScheduledChangePatch { comment: None, instructions: vec![update] };
            async move { c.patch_scheduled_change(&p, &f, &e, "12ab", &patch, true).await }
        }
    );
    row!(
        "DELETE /api/v2/projects/shop/flags/checkout/environments/production/scheduled-changes/12ab",
        None,
        Value::Null,
        |c, p, f, e| c.delete_scheduled_change(&p, &f, &e, "12ab")
    );
    row!(
        "POST /api/v2/projects/shop/flags/checkout/environments/production/migration-safety-issues",
        json,
        json!({ "instructions": [{ "kind": "turnFlagOn" }] }),
        |c, p, f, e| c.migration_safety_issues(&p, &f, &e, &[Instruction::TurnFlagOn {}], None)
    );
    row!(
        "POST /api/v2/projects/shop/flags/checkout/environments/production/approval-requests",
        json,
        json!({ "description": "please", "instructions": [{ "kind": "turnFlagOn" }] }),
        |c, p, f, e| {
            let description = "please".to_owned();
            let request = NewApprovalRequest { description, instructions: on(), ..NewApprovalRequest::default() };
            async move { c.create_approval_request(&p, &f, &e, &request).await }
        }
    );
}

#[tokio::test]
async fn every_request_says_who_asks_and_which_version_of_the_api() {
    let wire = Wire::start(|_, _| answer(200, "{}")).await;
    wire.client().caller_identity().await.unwrap();
    wire.client().dependent_flags(&"shop".into(), &"checkout".into()).await.unwrap();
    let bearer = ClientOptions { authorization: Authorization::Bearer, ..wire.options() };
    Client::new(bearer).unwrap().caller_identity().await.unwrap();

    let seen = wire.seen();
    let first = &seen[0];
    assert_eq!(first.header("authorization"), Some(TOKEN), "as it is, without a scheme");
    assert_eq!(first.header("ld-api-version"), Some("20240415"));
    assert_eq!(first.header("accept"), Some("application/json"));
    assert_eq!(first.header("accept-encoding"), Some("gzip"));
    assert_eq!(first.header("user-agent"), Some(concat!("flagwise/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(seen[1].header("ld-api-version"), Some("beta"), "dependent flags are a beta route");
    assert_eq!(seen[2].header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
}
