//! Every documented operation of the API, performed through the client against the simulator.

use std::collections::BTreeMap;
use std::time::Duration;

use flagwise::flags::{
    ApprovalStatus, EnvironmentKey, ExpiringTargetInstruction, ExpiringUserTargetInstruction, Flag, FlagKey,
    Instruction, MigrationSettings, ProjectKey, ScheduledChangeInstruction, SemanticPatch, UnixMillis, Variation,
};
use flagwise::launchdarkly::{
    Client, CopyAction, CopyParts, Error, FlagCopy, FlagExpand, FlagQuery, FlagSort, FlagSortField, JsonPatch,
    MergePatch, NewApprovalRequest, NewFlag, NewScheduledChange, Outcome, PatchOperation, PatchOptions,
    ScheduledChangePatch,
};
use flagwise::simulator::{Simulator, SimulatorOptions};
use serde_json::json;

use super::load::client;

/// A simulator, its client, and a flag of our own with a context targeted in `test`.
struct Scene {
    simulator: Simulator,
    client: Client,
    project: ProjectKey,
    key: FlagKey,
    test: EnvironmentKey,
}

impl Scene {
    async fn new() -> Self {
        let simulator = Simulator::start(SimulatorOptions::default()).unwrap();
        let (client, project) = (client(&simulator), simulator.project());
        let scene = Self { simulator, client, project, key: "of-the-test".into(), test: "test".into() };
        let new = NewFlag { temporary: Some(true), tags: vec!["made".into()], ..NewFlag::new("of-the-test", "Ours") };
        done(scene.client.create_flag(&scene.project, &new, None).await);
        scene
    }

    async fn flag(&self) -> Flag {
        self.client.flag(&self.project, &self.key, &self.simulator.environments()).await.unwrap()
    }

    async fn patch(&self, instructions: serde_json::Value) -> Result<Outcome<Flag>, Error> {
        let instructions: Vec<Instruction> = serde_json::from_value(instructions).unwrap();
        let patch = SemanticPatch::in_environment(self.test.clone(), instructions);
        self.client.patch_flag(&self.project, &self.key, &patch, PatchOptions::default()).await
    }

    /// Targets a user, and says by which variation.
    async fn target(&self, user: &str) -> String {
        let variation = self.flag().await.variations[0].id.clone().unwrap();
        done(self.patch(json!([{ "kind": "addTargets", "variationId": variation, "values": [user] }])).await);
        variation
    }

    /// A moment from now on, by the simulator's clock.
    fn later(&self, hours: i64) -> UnixMillis {
        UnixMillis(self.simulator.clock().now().0 + hours * 3_600_000)
    }
}

fn done<T: std::fmt::Debug>(result: Result<Outcome<T>, Error>) -> T {
    match result {
        Ok(Outcome::Done(value)) => value,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn flags_are_created_cloned_copied_and_deleted() {
    let scene = Scene::new().await;
    let (client, project) = (&scene.client, &scene.project);
    assert_eq!(scene.flag().await.tags, ["made"]);
    let taken = client.create_flag(project, &NewFlag::new("of-the-test", "Again"), None).await.unwrap_err();
    assert!(matches!(taken, Error::Conflict(_)), "{taken:?}");

    let value = |text: &str| Variation { id: None, value: json!(text), name: None, description: None };
    let new = NewFlag { variations: vec![value("a"), value("b")], ..NewFlag::new("letters", "Letters") };
    done(client.create_flag(project, &new, None).await);
    let clone = done(client.create_flag(project, &NewFlag::new("twin", "Twin"), Some(&"letters".into())).await);
    assert_eq!(clone.variations.iter().map(|it| it.value.clone()).collect::<Vec<_>>(), [json!("a"), json!("b")]);

    let migration_settings = Some(MigrationSettings { context_kind: None, stage_count: Some(2) });
    let purpose = Some("migration".to_owned());
    let new = NewFlag { purpose, migration_settings, ..NewFlag::new("move", "Move") };
    assert_eq!(done(client.create_flag(project, &new, None).await).purpose.as_deref(), Some("migration"));

    done(scene.patch(json!([{ "kind": "turnFlagOn" }])).await);
    let mut copy = FlagCopy::new("test".into(), "staging".into());
    copy.parts = CopyParts::Except { excluded_actions: vec![CopyAction::UpdateOn] };
    done(client.copy_flag(project, &scene.key, &copy).await);
    assert!(!scene.flag().await.environments["staging"].on, "left out");
    copy.parts = CopyParts::Only { included_actions: vec![CopyAction::UpdateOn] };
    done(client.copy_flag(project, &scene.key, &copy).await);
    assert!(scene.flag().await.environments["staging"].on);
    copy.target.current_version = Some(999);
    let refused = client.copy_flag(project, &scene.key, &copy).await.unwrap_err();
    assert!(matches!(refused, Error::Conflict(_) | Error::OptimisticLock(_)), "{refused:?}");

    done(client.delete_flag(project, &scene.key).await);
    let gone = client.flag(project, &scene.key, &[]).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound(_)), "{gone:?}");
}

#[tokio::test]
async fn flags_are_patched_in_three_ways() {
    let scene = Scene::new().await;
    let (client, project, key) = (&scene.client, &scene.project, &scene.key);
    let options = PatchOptions::default();

    done(scene.patch(json!([{ "kind": "updateName", "value": "Renamed" }, { "kind": "turnFlagOn" }])).await);
    let patch = vec![PatchOperation::replace("/description", "by JSON Patch"), PatchOperation::add("/tags/-", "more")];
    done(client.patch_flag_json(project, key, &JsonPatch { patch, comment: Some("why".into()) }, options).await);
    let merge = MergePatch { merge: json!({ "temporary": false }), comment: None };
    done(client.patch_flag_merge(project, key, &merge, options).await);

    let flag = scene.flag().await;
    assert_eq!((flag.name.as_str(), flag.description.as_str()), ("Renamed", "by JSON Patch"));
    assert_eq!((flag.tags.len(), flag.temporary, flag.environments["test"].on), (2, false, true));

    let patch = vec![PatchOperation::remove("/nothing/here")];
    let refused = client.patch_flag_json(project, key, &JsonPatch { patch, comment: None }, options).await;
    assert!(matches!(refused, Err(Error::InvalidRequest(_))), "{refused:?}");
    let refused = scene.patch(json!([{ "kind": "updateOffVariation", "variationId": "none" }])).await;
    assert!(matches!(refused, Err(Error::InvalidRequest(_))), "{refused:?}");
}

#[tokio::test]
async fn statuses_are_read_for_one_flag_and_across_environments() {
    let scene = Scene::new().await;
    let (client, project) = (&scene.client, &scene.project);
    let all = client.flag_statuses(project, &scene.test).await.unwrap();
    assert!(all.contains_key(&scene.key) && all.len() > 100);
    for (key, status) in all.iter().take(5) {
        assert_eq!(client.flag_status(project, &scene.test, key).await.unwrap().name, status.name, "{key}");
    }
    let across = client.flag_status_across_environments(project, &scene.key, None).await.unwrap();
    assert_eq!(across.len(), scene.simulator.environments().len());
    let one = client.flag_status_across_environments(project, &scene.key, Some(&scene.test)).await.unwrap();
    assert_eq!(one.keys().collect::<Vec<_>>(), [&scene.test]);
}

#[tokio::test]
async fn the_list_is_sorted_paged_and_expanded() {
    let scene = Scene::new().await;
    let (client, project) = (&scene.client, &scene.project);
    let mut query = FlagQuery {
        environments: vec![scene.test.clone()],
        limit: Some(10),
        sort: vec![FlagSort::descending(FlagSortField::CreationDate)],
        expand: vec![FlagExpand::Evaluation, FlagExpand::CodeReferences, FlagExpand::MigrationSettings],
        ..FlagQuery::default()
    };
    let first = client.flags(project, &query).await.unwrap();
    assert_eq!((first.flags.len(), first.next_offset), (10, Some(10)));
    assert_eq!(first.flags[0].key, scene.key, "the newest");
    assert!(!first.flags[0].environments["test"].is_detailed(), "a summary");
    assert_eq!(first.expansions.len(), 10);
    query.offset = first.next_offset;
    let second = client.flags(project, &query).await.unwrap();
    assert!(second.flags[0].creation_date <= first.flags[9].creation_date);
    let (flag, _) = client.flag_expanded(project, &scene.key, &[], &[FlagExpand::Evaluation]).await.unwrap();
    assert_eq!(flag.key, scene.key);
}

#[tokio::test]
async fn expiring_targets_are_set_changed_and_taken_back() {
    let scene = Scene::new().await;
    let (client, project, key, test) = (&scene.client, &scene.project, &scene.key, &scene.test);
    let variation = scene.target("ada").await;
    let add = |context_key: &str| ExpiringTargetInstruction::AddExpiringTarget {
        value: scene.later(1),
        variation_id: variation.clone(),
        context_key: context_key.to_owned(),
        context_kind: "user".to_owned(),
    };
    let instructions = [add("ada"), add("nobody")];
    let change = done(client.patch_expiring_targets(project, key, test, &instructions, Some("c")).await);
    assert_eq!((change.total_instructions, change.successful_instructions, change.failed_instructions), (2, 1, 1));
    assert_eq!(change.errors.iter().map(|error| error.instruction_index).collect::<Vec<_>>(), [1]);

    let targets = client.expiring_targets(project, key, test).await.unwrap();
    assert_eq!(targets.iter().map(|it| it.context_key.as_str()).collect::<Vec<_>>(), ["ada"]);
    let users = client.expiring_user_targets(project, key, test).await.unwrap();
    assert_eq!(users.iter().map(|it| it.user_key.as_str()).collect::<Vec<_>>(), ["ada"]);

    let value = scene.later(2);
    let update = ExpiringUserTargetInstruction::UpdateExpireUserTargetDate {
        value,
        variation_id: variation.clone(),
        user_key: "ada".to_owned(),
        version: None,
    };
    let change = done(client.patch_expiring_user_targets(project, key, test, &[update], None).await);
    assert_eq!(change.items[0].expiration_date, value);

    scene.simulator.advance(Duration::from_secs(3 * 3600));
    assert!(client.expiring_targets(project, key, test).await.unwrap().is_empty());
    assert!(scene.flag().await.environments["test"].targets.iter().all(|target| target.values.is_empty()));
}

#[tokio::test]
async fn scheduled_changes_live_their_whole_life() {
    let scene = Scene::new().await;
    let (client, project, key, test) = (&scene.client, &scene.project, &scene.key, &scene.test);
    let turn_on = vec![Instruction::TurnFlagOn {}];
    let new = NewScheduledChange { comment: None, execution_date: scene.later(1), instructions: turn_on };
    let change = done(client.create_scheduled_change(project, key, test, &new, false).await);
    assert_eq!(client.scheduled_change(project, key, test, &change.id).await.unwrap().id, change.id);

    let value = scene.later(5);
    let instructions = vec![ScheduledChangeInstruction::UpdateScheduledChangesExecutionDate { value }];
    let patch = ScheduledChangePatch { comment: Some("later".into()), instructions };
    let moved = done(client.patch_scheduled_change(project, key, test, &change.id, &patch, false).await);
    assert_eq!(moved.unwrap().execution_date, value);
    scene.simulator.advance(Duration::from_secs(2 * 3600));
    assert!(!scene.flag().await.environments["test"].on, "not yet");
    scene.simulator.advance(Duration::from_secs(4 * 3600));
    assert!(scene.flag().await.environments["test"].on);
    let gone = client.scheduled_change(project, key, test, &change.id).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound(_)), "{gone:?}");

    let new = NewScheduledChange { execution_date: scene.later(1), ..new };
    let first = done(client.create_scheduled_change(project, key, test, &new, false).await);
    let second = done(client.create_scheduled_change(project, key, test, &new, true).await);
    let instructions = vec![ScheduledChangeInstruction::DeleteScheduledChange {}];
    let patch = ScheduledChangePatch { comment: None, instructions };
    done(client.patch_scheduled_change(project, key, test, &first.id, &patch, false).await);
    done(client.delete_scheduled_change(project, key, test, &second.id).await);
    assert!(client.scheduled_changes(project, key, test).await.unwrap().is_empty());
}

#[tokio::test]
async fn migration_safety_is_checked_without_a_change() {
    let scene = Scene::new().await;
    let (client, project) = (&scene.client, &scene.project);
    let purpose = Some("migration".to_owned());
    let migration_settings = Some(MigrationSettings { context_kind: Some("user".to_owned()), stage_count: Some(6) });
    let new = NewFlag { purpose, migration_settings, ..NewFlag::new("move", "Move") };
    let flag = done(client.create_flag(project, &new, None).await);
    let safe = [Instruction::TurnFlagOff {}];
    let issues = client.migration_safety_issues(project, &flag.key, &scene.test, &safe, None).await.unwrap();
    assert_eq!(issues, []);
    let after = client.flag(project, &flag.key, &[]).await.unwrap();
    assert_eq!(after.version, flag.version);
}

#[tokio::test]
async fn the_neighbours_are_read() {
    let scene = Scene::new().await;
    let (client, project) = (&scene.client, &scene.project);
    let projects = client.projects().await.unwrap();
    assert!(projects.len() >= 2 && projects.iter().any(|it| it.key == *project));
    assert_eq!(client.project(project).await.unwrap().key, *project);
    let environments = client.environments(project).await.unwrap();
    let keys: Vec<_> = environments.iter().map(|environment| environment.key.clone()).collect();
    assert_eq!(keys, scene.simulator.environments());
    assert_eq!(client.environment(project, &keys[0]).await.unwrap(), environments[0]);
    assert!(client.caller_identity().await.unwrap().token_name.is_some());

    let all = client.all_flags(project, &keys).await.unwrap();
    let mut wanted: BTreeMap<&FlagKey, Vec<&FlagKey>> = BTreeMap::new();
    for flag in all.values() {
        for prerequisite in flag.environments.values().flat_map(|config| &config.prerequisites) {
            wanted.entry(&prerequisite.key).or_default().push(&flag.key);
        }
    }
    let (prerequisite, dependents) = wanted.into_iter().next().expect("the sample data has prerequisites");
    let found = client.dependent_flags(project, prerequisite).await.unwrap();
    assert!(dependents.iter().all(|key| found.iter().any(|flag| flag.key == **key)), "{found:?}");
    let environment = &found[0].environments[0].key;
    let there = client.dependent_flags_in(project, environment, prerequisite).await.unwrap();
    assert!(there.iter().any(|flag| flag.key == found[0].key));

    let statistics = client.code_reference_statistics(project, None).await.unwrap();
    for key in statistics.keys().take(1) {
        let one = client.code_reference_statistics(project, Some(key)).await.unwrap();
        assert_eq!(one[key], statistics[key]);
    }
}

#[tokio::test]
async fn approval_can_be_requested() {
    let scene = Scene::new().await;
    let (client, project) = (&scene.client, &scene.project);
    let environments = client.environments(project).await.unwrap();
    let guarded = environments.into_iter().find(|environment| environment.requires_approval()).unwrap().key;
    let (description, instructions) = ("please".to_owned(), vec![Instruction::TurnFlagOn {}]);
    let new = NewApprovalRequest { description, instructions, ..NewApprovalRequest::default() };
    let request = done(client.create_approval_request(project, &scene.key, &guarded, &new).await);
    assert_eq!((request.status, request.description.as_str()), (ApprovalStatus::Pending, "please"));
    assert!(!scene.flag().await.environments[&guarded].on);
}
