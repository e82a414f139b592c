"""PyPI launchdarkly-api 25.0.1, the strictest parser: every flag, status and scheduled change of the sample data."""

import launchdarkly_api
from launchdarkly_api.models.post_flag_scheduled_changes_input import PostFlagScheduledChangesInput

from simulator import SEMANTIC, Checks, Simulator

DAY = 86_400_000


def main():
    checks = Checks()
    with Simulator() as simulator:
        configuration = launchdarkly_api.Configuration(host=simulator.url, api_key={"ApiKey": simulator.token})
        with launchdarkly_api.ApiClient(configuration) as client:
            read_everything(checks, client)
            errors(checks, client)
            semantic(checks, client)
            neighbours(checks, client)
    checks.end()


def read_everything(checks, client):
    flags = launchdarkly_api.FeatureFlagsApi(client)
    schedules = launchdarkly_api.ScheduledChangesApi(client)
    projects = launchdarkly_api.ProjectsApi(client).get_projects(expand="environments").items
    checks.expect("two projects", len(projects) == 2)
    scheduled = expiring = 0
    for project in projects:
        environments = [environment.key for environment in project.environments.items]
        keys = []
        for state in ("live", "deprecated", "archived"):
            offset = 0
            while True:
                page = checks.run(
                    f"{project.key}: {state} flags from {offset}",
                    lambda: flags.get_feature_flags(
                        project.key,
                        env=",".join(environments),
                        summary=False,
                        limit=100,
                        offset=offset,
                        filter=f"state:{state}",
                        expand="evaluation,migrationSettings,codeReferences",
                    ),
                )
                keys += [flag.key for flag in page.items]
                offset += len(page.items)
                if offset >= page.total_count:
                    break
        checks.expect(f"{project.key}: each flag once", len(keys) == len(set(keys)) and len(keys) >= 12)
        if project.key == "storefront":
            checks.expect("more than 120 flags", len(keys) > 120, len(keys))
        for key in keys:
            flag = checks.run(f"get {key}", lambda: flags.get_feature_flag(project.key, key))
            checks.expect(f"{key} as listed", set(flag.environments) == set(environments))
            checks.run(
                f"status of {key}", lambda: flags.get_feature_flag_status_across_environments(project.key, key)
            )
        for environment in environments:
            statuses = checks.run(
                f"statuses of {environment}", lambda: flags.get_feature_flag_statuses(project.key, environment)
            )
            checks.expect("a status for each flag that is not archived", 0 < len(statuses.items) <= len(keys))
            for key in keys:
                items = schedules.get_flag_config_scheduled_changes(project.key, key, environment).items
                for change in items:
                    checks.run(
                        f"scheduled change of {key}",
                        lambda: schedules.get_feature_flag_scheduled_change(project.key, key, environment, change.id),
                    )
                scheduled += len(items)
                expiring += len(flags.get_expiring_context_targets(project.key, environment, key).items)
    checks.expect("scheduled changes", scheduled == 3, scheduled)
    checks.expect("an expiring target", expiring == 1, expiring)


def errors(checks, client):
    flags = launchdarkly_api.FeatureFlagsApi(client)
    cases = [
        ("404", 404, lambda: flags.get_feature_flag("storefront", "no-such-flag")),
        ("404 project", 404, lambda: flags.get_feature_flags("no-such-project")),
        ("400", 400, lambda: flags.get_feature_flags("storefront", sort="nonsense")),
        ("409", 409, lambda: flags.delete_feature_flag("storefront", "checkout-platform")),
    ]
    for name, status, call in cases:
        def refused():
            try:
                call()
            except launchdarkly_api.ApiException as error:
                assert error.status == status, f"{error.status}: {error.body}"
                assert error.data.code and error.data.message
                return
            raise AssertionError("succeeded")

        checks.run(name, refused)


def semantic(checks, client):
    """The generated model demands `patch`; LaunchDarkly's own advice is to go around it."""
    flags = launchdarkly_api.FeatureFlagsApi(client)

    class SemanticPatch(launchdarkly_api.PatchWithComment):
        def to_dict(self):
            return {"environmentKey": "production", "instructions": [{"kind": "turnFlagOn"}], "comment": "on"}

    def patch(dry_run):
        return flags.patch_feature_flag(
            "storefront", "wishlist-sharing", SemanticPatch.model_construct(), dry_run=dry_run, _content_type=SEMANTIC
        )

    def is_on():
        return flags.get_feature_flag("storefront", "wishlist-sharing").environments["production"].on

    answer = checks.run("dry run", lambda: patch(True))
    checks.expect("preview", answer.environments["production"].on is True and is_on() is False)
    checks.run("semantic patch", lambda: patch(False))
    checks.expect("applied", is_on() is True)
    made = checks.run(
        "schedule",
        lambda: launchdarkly_api.ScheduledChangesApi(client).post_flag_config_scheduled_changes(
            "storefront",
            "wishlist-sharing",
            "production",
            PostFlagScheduledChangesInput(executionDate=4_000_000_000_000, instructions=[{"kind": "turnFlagOff"}]),
        ),
    )
    checks.expect("scheduled", made.instructions == [{"kind": "turnFlagOff"}], made)


def neighbours(checks, client):
    checks.run("environments", lambda: launchdarkly_api.EnvironmentsApi(client).get_environments_by_project("storefront"))
    checks.run("environment", lambda: launchdarkly_api.EnvironmentsApi(client).get_environment("storefront", "production"))
    checks.run("project", lambda: launchdarkly_api.ProjectsApi(client).get_project("storefront"))
    checks.run("code references", lambda: launchdarkly_api.CodeReferencesApi(client).get_statistics("storefront"))
    entries = checks.run("audit log", lambda: launchdarkly_api.AuditLogApi(client).get_audit_log_entries(limit=5))
    checks.expect("the change is in the log", any(entry.name == "Wishlist sharing" for entry in entries.items))
    checks.run("caller", lambda: launchdarkly_api.OtherApi(client).get_caller_identity())
    dependents = checks.run(
        "dependent flags",
        lambda: launchdarkly_api.FeatureFlagsBetaApi(client).get_dependent_flags("storefront", "checkout-platform"),
    )
    checks.expect("a dependent", [item.key for item in dependents.items] == ["checkout-address-validation"])
    approvals = launchdarkly_api.ApprovalsApi(client)
    place = ("storefront", "footer-links", "production-eu")
    body = launchdarkly_api.CreateFlagConfigApprovalRequestRequest(
        description="Off in Europe", instructions=[{"kind": "turnFlagOff"}]
    )
    made = checks.run("approval request", lambda: approvals.post_approval_request_for_flag(*place, body))
    review = launchdarkly_api.PostApprovalRequestReviewRequest(kind="approve")
    checks.run("review", lambda: approvals.post_approval_request_review_for_flag(*place, made.id, review))
    apply = launchdarkly_api.PostApprovalRequestApplyRequest(comment="go")
    done = checks.run("apply", lambda: approvals.post_approval_request_apply_for_flag(*place, made.id, apply))
    checks.expect("completed", done.status == "completed", done)
    flag = launchdarkly_api.FeatureFlagsApi(client).get_feature_flag("storefront", "footer-links")
    checks.expect("off in Europe", flag.environments["production-eu"].on is False)


if __name__ == "__main__":
    main()
