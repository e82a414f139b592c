"""PyPI launchdarkly-api 17.2.0: the 19 documented operations and all 62 instruction kinds, with typed parsing."""

import time

import launchdarkly_api
from launchdarkly_api.api import feature_flags_api, scheduled_changes_api
from launchdarkly_api.model.feature_flag import FeatureFlag
from launchdarkly_api.model.feature_flag_body import FeatureFlagBody
from launchdarkly_api.model.flag_copy_config_environment import FlagCopyConfigEnvironment
from launchdarkly_api.model.flag_copy_config_post import FlagCopyConfigPost
from launchdarkly_api.model.flag_scheduled_changes_input import FlagScheduledChangesInput
from launchdarkly_api.model.flag_sempatch import FlagSempatch
from launchdarkly_api.model.instruction import Instruction
from launchdarkly_api.model.instructions import Instructions
from launchdarkly_api.model.json_patch import JSONPatch
from launchdarkly_api.model.patch_flags_request import PatchFlagsRequest
from launchdarkly_api.model.patch_operation import PatchOperation
from launchdarkly_api.model.patch_with_comment import PatchWithComment
from launchdarkly_api.model.post_flag_scheduled_changes_input import PostFlagScheduledChangesInput

from simulator import SEMANTIC, Checks, Simulator

PROJECT, ENVIRONMENT = "storefront", "production"
DAY = 86_400_000


def main():
    checks = Checks()
    with Simulator() as simulator:
        configuration = launchdarkly_api.Configuration(host=simulator.url)
        configuration.api_key["ApiKey"] = simulator.token
        with launchdarkly_api.ApiClient(configuration) as client:
            run = Run(checks, client)
            run.operations()
            run.flag_instructions()
            run.expiring_targets()
            run.scheduled_changes()
            checks.expect("19 operations were called", len(run.operations_seen) == 19, sorted(run.operations_seen))
            checks.expect("62 kinds were sent", len(run.kinds_seen) == 62, sorted(run.kinds_seen))
    checks.end()


class Run:
    def __init__(self, checks, client):
        self.checks = checks
        self.flags = feature_flags_api.FeatureFlagsApi(client)
        self.schedules = scheduled_changes_api.ScheduledChangesApi(client)
        self.operations_seen, self.kinds_seen = set(), set()

    def call(self, method, *arguments, **options):
        """Calls an operation; its name is noted once it has succeeded."""
        name = method.__name__ if hasattr(method, "__name__") else method.settings["operation_id"]

        def attempt():
            answer = method(*arguments, **options)
            self.operations_seen.add(name)
            return answer

        return self.checks.run(name, attempt)

    def refused(self, name, status, method, *arguments, **options):
        def attempt():
            try:
                method(*arguments, **options)
            except launchdarkly_api.ApiException as error:
                assert error.status == status, f"{error.status} instead of {status}: {error.body}"
                return
            raise AssertionError(f"succeeded instead of {status}")

        self.checks.run(name, attempt)

    def flag(self, key):
        return self.flags.get_feature_flag(PROJECT, key)

    def operations(self):
        flags, schedules = self.flags, self.schedules
        listed = self.call(
            flags.get_feature_flags,
            PROJECT,
            env=ENVIRONMENT,
            limit=100,
            summary=False,
            sort="-creationDate",
            expand="evaluation",
        )
        self.checks.expect("100 flags on a page", len(listed.items) == 100)
        self.checks.expect("more than a page", listed.total_count > 100, listed.total_count)
        found = flags.get_feature_flags(PROJECT, filter="query:dark,tags:theme+web")
        self.checks.expect("filters", [flag.key for flag in found.items] == ["dark-mode-v1"])
        for flag in listed.items:
            self.checks.run(f"get {flag.key}", lambda: self.flag(flag.key))
        self.call(flags.get_feature_flag, PROJECT, "gift-cards", env=ENVIRONMENT)
        self.call(flags.get_feature_flag_status, PROJECT, ENVIRONMENT, "gift-cards")
        # The other project has no flag that was never requested: this client refuses the `null` of the live API.
        self.call(flags.get_feature_flag_statuses, "warehouse", ENVIRONMENT)
        self.call(flags.get_feature_flag_status_across_environments, PROJECT, "gift-cards")
        made = self.call(flags.post_feature_flag, PROJECT, FeatureFlagBody(name="Made here", key="made-here"))
        self.checks.expect("typed", isinstance(made, FeatureFlag) and made.variations[0].value is True)
        clone = flags.post_feature_flag(PROJECT, FeatureFlagBody(name="Clone", key="made-by-clone"), clone="gift-cards")
        self.checks.expect("cloned", len(clone.environments[ENVIRONMENT].rules) == 2)
        patch = PatchWithComment(
            patch=JSONPatch([PatchOperation(op="replace", path="/description", value="new")]), comment="why"
        )
        changed = self.call(flags.patch_feature_flag, PROJECT, "made-here", patch, ignore_conflicts=True)
        self.checks.expect("JSON Patch", changed.description == "new")
        copied = self.call(
            flags.copy_feature_flag,
            PROJECT,
            "gift-cards",
            FlagCopyConfigPost(
                source=FlagCopyConfigEnvironment(key=ENVIRONMENT),
                target=FlagCopyConfigEnvironment(key="test"),
                included_actions=["updateRules"],
            ),
        )
        self.checks.expect("copied", len(copied.environments["test"].rules) == 2)
        self.call(flags.get_expiring_context_targets, PROJECT, ENVIRONMENT, "beta-program")
        self.call(flags.get_expiring_user_targets, PROJECT, ENVIRONMENT, "beta-program")
        migration = self.flag("orders-database-migration")
        stages = {variation.value: variation.id for variation in migration.variations}
        weights = {id: 100_000 if stage == "live" else 0 for stage, id in stages.items()}
        leap = [instruction("updateFallthroughVariationOrRollout", rolloutWeights=weights, rolloutContextKind="account")]
        issues = self.call(
            flags.post_migration_safety_issues,
            PROJECT,
            migration.key,
            ENVIRONMENT,
            FlagSempatch(instructions=Instructions(leap)),
        )
        self.checks.expect("an issue", len(issues) == 1 and issues[0].causing_rule_id == "fallthrough", issues)
        self.call(flags.delete_feature_flag, PROJECT, "made-by-clone")
        self.refused("deleted", 404, flags.get_feature_flag, PROJECT, "made-by-clone")
        self.refused("taken", 409, flags.post_feature_flag, PROJECT, FeatureFlagBody(name="x", key="gift-cards"))
        self.refused("prerequisite", 409, flags.delete_feature_flag, PROJECT, "checkout-platform")
        self.call(schedules.get_flag_config_scheduled_changes, PROJECT, "holiday-theme", ENVIRONMENT)

    def semantic(self, key, *instructions, environment=None, status=None):
        """Sends instructions one patch each; every answer is parsed as a flag."""
        answer = None
        for step in instructions:
            body = {"patch": JSONPatch([]), "instructions": [step]}
            if environment:
                body["environmentKey"] = environment
            send = lambda: self.flags.patch_feature_flag(  # noqa: E731
                PROJECT, key, PatchWithComment(**body), _content_type=SEMANTIC
            )
            if status:
                self.refused(f"{step['kind']} refused", status, self.flags.patch_feature_flag, PROJECT, key,
                             PatchWithComment(**body), _content_type=SEMANTIC)
                continue
            answer = self.checks.run(step["kind"], send)
            if answer is not None:
                self.kinds_seen.add(step["kind"])
        return answer

    def flag_instructions(self):
        make = self.flags.post_feature_flag
        make(PROJECT, FeatureFlagBody(name="Walk", key="walk"))
        on, off = (variation.id for variation in self.flag("walk").variations)
        here = {"environment": ENVIRONMENT}
        clause = {"contextKind": "user", "attribute": "country", "op": "in", "negate": False, "values": ["DE"]}

        answer = self.semantic("walk", instruction("turnFlagOn"), **here)
        self.checks.expect("on", answer.environments[ENVIRONMENT].on is True)
        self.semantic("walk", instruction("turnFlagOff"), **here)
        self.semantic("walk", instruction("turnFlagOn"), environment="production-eu", status=405)
        self.semantic("walk", instruction("addRule", variationId=on, clauses=[clause]), **here)
        answer = self.semantic(
            "walk", instruction("addRule", rolloutWeights={on: 15_000, off: 85_000}, clauses=[clause]), **here
        )
        first, second = (rule.id for rule in answer.environments[ENVIRONMENT].rules)
        self.semantic("walk", instruction("addClauses", ruleId=first, clauses=[{**clause, "attribute": "plan"}]), **here)
        rule = self.flag("walk").environments[ENVIRONMENT].rules[0]
        one, two = (clause.id for clause in rule.clauses)
        self.semantic(
            "walk",
            instruction("addValuesToClause", ruleId=first, clauseId=one, values=["FR"]),
            instruction("removeValuesFromClause", ruleId=first, clauseId=one, values=["DE"]),
            instruction("updateClause", ruleId=first, clauseId=one, clause={**clause, "values": ["IT"]}),
            instruction("removeClauses", ruleId=first, clauseIds=[two]),
            instruction("updateRuleDescription", ruleId=first, description="Italy"),
            instruction("updateRuleTrackEvents", ruleId=first, trackEvents=True),
            instruction("updateRuleVariationOrRollout", ruleId=first, variationId=off),
            instruction("reorderRules", ruleIds=[second, first]),
            instruction("removeRule", ruleId=second),
            instruction("replaceRules", rules=[{"variationId": on, "clauses": [clause], "description": "New"}]),
            instruction("updateFallthroughVariationOrRollout", rolloutWeights={on: 50_000, off: 50_000}),
            instruction("updateOffVariation", variationId=on),
            instruction("updateTrackEvents", trackEvents=True),
            instruction("updateTrackEventsFallthrough", trackEvents=True),
            instruction("addTargets", variationId=on, contextKind="device", values=["d1", "d2"]),
            instruction("removeTargets", variationId=on, contextKind="device", values=["d1"]),
            instruction("replaceTargets", targets=[{"contextKind": "org", "variationId": on, "values": ["o1"]}]),
            instruction("clearTargets", variationId=on),
            instruction("addUserTargets", variationId=on, values=["u1", "u2"]),
            instruction("removeUserTargets", variationId=on, values=["u1"]),
            instruction("replaceUserTargets", targets=[{"variationId": id, "values": [id]} for id in (on, off)]),
            instruction("clearUserTargets", variationId=on),
            **here,
        )
        other = self.flag("checkout-platform").variations
        self.semantic(
            "walk",
            instruction("addPrerequisite", key="checkout-platform", variationId=other[0].id),
            instruction("updatePrerequisite", key="checkout-platform", variationId=other[1].id),
            instruction("removePrerequisite", key="checkout-platform"),
            instruction(
                "replacePrerequisites", prerequisites=[{"key": "gift-cards", "variationId": self.id_of("gift-cards")}]
            ),
            **here,
        )
        self.semantic("gift-cards", instruction("archiveFlag"), status=400)
        self.semantic("walk", instruction("updatePrerequisite", key="size-guide", variationId=on), status=400, **here)
        self.semantic("walk", instruction("reorderRules", ruleIds=[]), status=400, **here)
        self.variations()
        answer = self.semantic(
            "walk",
            instruction("addCustomProperties", key="jira", name="Jira", values=["A-1", "A-2"]),
            instruction("replaceCustomProperties", key="jira", name="Jira", values=["A-3", "A-4"]),
            instruction("removeCustomProperties", key="jira", values=["A-3"]),
            instruction("addTags", values=["one", "two"]),
            instruction("removeTags", values=["one"]),
            instruction("makeFlagPermanent"),
            instruction("makeFlagTemporary"),
            instruction("turnOnClientSideAvailability", value="usingMobileKey"),
            instruction("turnOffClientSideAvailability", value="usingEnvironmentId"),
            instruction("updateName", value="Walked"),
            instruction("updateDescription", value="Through every instruction"),
            instruction("updateMaintainerTeam", value="checkout"),
            instruction("updateMaintainerMember", value=self.flag("gift-cards").maintainer_id),
            instruction("removeMaintainer"),
            instruction("deprecateFlag"),
            instruction("restoreDeprecatedFlag"),
            instruction("archiveFlag"),
            instruction("restoreFlag"),
        )
        self.checks.expect("names", (answer.name, answer.tags) == ("Walked", ["two"]))
        self.checks.expect("property", answer.custom_properties["jira"].value == ["A-4"], answer.custom_properties)
        self.semantic("walk", instruction("deleteFlag"))
        self.refused("deleted", 404, self.flags.get_feature_flag, PROJECT, "walk")

    def variations(self):
        values = [{"value": 10}, {"value": 20}]
        self.flags.post_feature_flag(PROJECT, FeatureFlagBody(name="Numbers", key="numbers", variations=[
            launchdarkly_api.model.variation.Variation(**value) for value in values
        ]))
        answer = self.semantic("numbers", instruction("addVariation", value=30, name="Thirty"))
        thirty = answer.variations[2].id
        self.semantic(
            "numbers",
            instruction("updateVariation", variationId=thirty, value=31),
            instruction("updateDefaultVariation", OnVariationValue=31, OffVariationValue=10),
            instruction("updateDefaultVariation", onVariationValue=10, offVariationValue=20),
            instruction("removeVariation", variationId=thirty),
        )
        self.checks.expect("two left", len(self.flag("numbers").variations) == 2)

    def id_of(self, key):
        return self.flag(key).variations[0].id

    def expiring_targets(self):
        beta = self.id_of("beta-program")
        when = int(time.time() * 1000) + 3 * DAY
        context = {"variationId": beta, "contextKey": "org-acme", "contextKind": "organization"}
        user = {"variationId": beta, "userKey": "user-ada"}
        routes = [
            (self.flags.patch_expiring_targets, "ExpiringTarget", context, ("add{}", "update{}", "remove{}")),
            (self.flags.patch_expiring_user_targets, "ExpireUserTargetDate", user, ("add{}", "update{}", "remove{}")),
        ]
        for method, noun, target, verbs in routes:
            for verb in verbs:
                kind = verb.format(noun)
                step = {"kind": kind, **target}
                if "remove" not in verb:
                    step["value"] = when + (DAY if "update" in verb else 0)
                body = PatchFlagsRequest(instructions=[Instruction(**step)])
                answer = self.call(method, PROJECT, ENVIRONMENT, "beta-program", body, _content_type=SEMANTIC)
                if answer is not None and answer.failed_instructions == 0:
                    self.kinds_seen.add(kind)
        body = PatchFlagsRequest(instructions=[Instruction(kind="removeExpiringTarget", **context)])
        self.refused("without the header", 400, self.flags.patch_expiring_targets, PROJECT, ENVIRONMENT,
                     "beta-program", body)

    def scheduled_changes(self):
        place = (PROJECT, "footer-links", ENVIRONMENT)
        when = int(time.time() * 1000) + 2 * DAY
        made = self.call(
            self.schedules.post_flag_config_scheduled_changes,
            *place,
            PostFlagScheduledChangesInput(execution_date=when, instructions=Instructions([instruction("turnFlagOff")])),
            ignore_conflicts=False,
        )
        self.call(self.schedules.get_feature_flag_scheduled_change, *place, made.id)
        steps = [
            instruction("updateScheduledChangesExecutionDate", value=when + DAY),
            instruction("replaceScheduledChangesInstructions", value=[{"kind": "turnFlagOn"}]),
            instruction("deleteScheduledChange"),
        ]
        for step in steps:
            answer = self.call(
                self.schedules.patch_flag_config_scheduled_change,
                *place,
                made.id,
                FlagScheduledChangesInput(instructions=Instructions([step])),
                _content_type=SEMANTIC,
            )
            if answer is not None:
                self.kinds_seen.add(step["kind"])
        again = self.schedules.post_flag_config_scheduled_changes(
            *place,
            PostFlagScheduledChangesInput(execution_date=when, instructions=Instructions([instruction("turnFlagOff")])),
        )
        self.call(self.schedules.delete_flag_config_scheduled_changes, *place, again.id)
        self.refused("deleted", 404, self.schedules.get_feature_flag_scheduled_change, *place, again.id)
        self.refused(
            "in the past", 400, self.schedules.post_flag_config_scheduled_changes, *place,
            PostFlagScheduledChangesInput(execution_date=1, instructions=Instructions([instruction("turnFlagOff")])),
        )


def instruction(kind, **parameters):
    return {"kind": kind, **parameters}


if __name__ == "__main__":
    main()
