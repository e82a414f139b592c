//! Flags that show what is rare: every operator, migrations, prerequisites, and what is missing.

use serde_json::json;

use crate::flags::{Clause, MigrationSettings, Served, UnixMillis};

use super::super::records::Requested;
use super::account::member_id;
use super::draft::{Draft, clause, needs, rule, serve, split, target};

/// All of them.
pub fn flags(now: UnixMillis) -> Vec<Draft> {
    let stages = ["off", "dualwrite", "shadow", "live", "rampdown", "complete"];
    let mut flags = vec![
        order_eligibility(now),
        migration(now, "orders-database-migration", "Orders database migration", &stages, Some("account")),
        migration(now, "session-cache-migration", "Session cache migration", &["off", "complete"], None),
    ];
    flags.extend(prerequisites(now));
    flags.extend(missing(now));
    flags.extend([
        Draft::boolean(now, "holiday-theme", "Holiday theme")
            .describe("Snow on every page. Scheduled.")
            .tags(&["theme", "marketing"])
            .created(20)
            .configure("production", |config| {
                let clauses = vec![clause("user", "country", "in", &[json!("NZ"), json!("AU")])];
                config.rules.push(rule("holiday-south", serve(1), clauses));
            })
            .changed(9),
        Draft::boolean(now, "beta-program", "Beta program")
            .describe("Customers who see everything first.")
            .tags(&["beta"])
            .permanent()
            .created(150)
            .on_everywhere()
            .configure("production", |config| {
                config.fallthrough = Some(serve(1));
                config.targets = vec![target("user", 0, &["user-guest-tester", "user-ada"])];
                config.context_targets = vec![target("organization", 0, &["org-acme"])];
            })
            .changed(12),
        Draft::boolean(now, "wishlist-sharing", "Wishlist sharing")
            .describe("Share a wishlist by link.")
            .property("jira.issues", "Jira issues", &["SHOP-900"])
            .property("slack.channels", "Slack channels", &["#wishlist", "#web"])
            .created(90)
            .on(&["test", "staging"])
            .changed(25),
    ]);
    flags
}

/// A rule for each operator that the documents list.
fn order_eligibility(now: UnixMillis) -> Draft {
    let operators: Vec<Clause> = vec![
        clause("user", "country", "in", &[json!("US"), json!("CA"), json!("MX")]),
        clause("user", "email", "endsWith", &[json!("@example.com")]),
        clause("user", "name", "startsWith", &[json!("Test ")]),
        clause("user", "email", "matches", &[json!("^[^@]+@example\\.(com|org)$")]),
        clause("user", "groups", "contains", &[json!("wholesale")]),
        clause("user", "age", "lessThan", &[json!(18)]),
        clause("user", "orders", "lessThanOrEqual", &[json!(3)]),
        clause("user", "cartTotal", "greaterThan", &[json!(99.5)]),
        clause("user", "loyaltyLevel", "greaterThanOrEqual", &[json!(2)]),
        clause("user", "signupDate", "before", &[json!("2024-01-01T00:00:00Z")]),
        clause("user", "signupDate", "after", &[json!(1_704_067_200_000_i64)]),
        clause("user", "segmentMatch", "segmentMatch", &[json!("beta-testers")]),
        clause("device", "appVersion", "semVerEqual", &[json!("4.2.0")]),
        clause("device", "appVersion", "semVerLessThan", &[json!("3.0.0")]),
        clause("device", "appVersion", "semVerGreaterThan", &[json!("5.0.0")]),
    ];
    Draft::boolean(now, "order-eligibility", "Order eligibility")
        .describe("Who may order the limited edition: a rule for each operator.")
        .tags(&["orders", "rules"])
        .created(45)
        .on(&["test", "staging", "production"])
        .configure("production", |config| {
            config.rules = operators
                .into_iter()
                .enumerate()
                .map(|(index, mut clause)| {
                    clause.negate = index % 5 == 4;
                    let operator = clause.op.clone();
                    let mut rule = rule(&format!("eligibility-{index}"), serve(index % 2), vec![clause]);
                    rule.description = Some(format!("By {operator}"));
                    rule.track_events = index == 0;
                    rule
                })
                .collect();
        })
        .changed(8)
}

fn migration(now: UnixMillis, key: &str, name: &str, stages: &[&str], context_kind: Option<&str>) -> Draft {
    let values: Vec<_> = stages.iter().map(|stage| (json!(stage), "")).collect();
    let mut draft = Draft::multivariate(now, key, name, &values)
        .describe("Moves reads and writes over in stages.")
        .tags(&["migration"])
        .created(55)
        .on_everywhere();
    let count = stages.len();
    draft.flag.purpose = Some("migration".to_owned());
    draft.flag.migration_settings =
        Some(MigrationSettings { context_kind: context_kind.map(str::to_owned), stage_count: Some(count as u32) });
    let rollout = |stage: usize| -> Served {
        let weights: Vec<u32> = (0..count).map(|index| if index == stage { 100_000 } else { 0 }).collect();
        split(&weights, context_kind.unwrap_or("user"), None)
    };
    for config in draft.flag.environments.values_mut() {
        config.fallthrough = Some(rollout(0));
        config.off_variation = Some(0);
        config.migration_settings = Some(json!({ "checkRatio": 10 }));
    }
    draft.configure("production", |config| {
        let clauses = vec![clause(context_kind.unwrap_or("user"), "region", "in", &[json!("eu-west")])];
        let mut cohort = rule(key, rollout(count / 2), clauses);
        cohort.description = Some("Western Europe first".to_owned());
        config.rules.push(cohort);
    })
}

/// `checkout-platform` <- `checkout-address-validation` <- `checkout-express-pay`.
fn prerequisites(now: UnixMillis) -> Vec<Draft> {
    let flag = |key: &str, name: &str, needed: Option<&str>| {
        let draft = Draft::boolean(now, key, name).tags(&["checkout"]).team("checkout").created(180).on_everywhere();
        let draft = draft.describe("Part of a chain of prerequisites.");
        match needed {
            Some(needed) => ["test", "staging", "production", "production-eu"]
                .iter()
                .fold(draft, |draft, key| draft.configure(key, |config| config.prerequisites = vec![needs(needed, 0)])),
            None => draft.permanent(),
        }
        .changed(35)
    };
    vec![
        flag("checkout-platform", "Checkout platform", None),
        flag("checkout-address-validation", "Checkout address validation", Some("checkout-platform")),
        flag("checkout-express-pay", "Checkout express pay", Some("checkout-address-validation")),
    ]
}

fn missing(now: UnixMillis) -> Vec<Draft> {
    let mut gone = Draft::boolean(now, "size-guide", "Size guide")
        .describe("Its maintainer has left.")
        .created(310)
        .on_everywhere()
        .changed(280);
    gone.flag.maintainer_id = Some(member_id("Someone who left"));
    vec![
        Draft::multivariate(now, "price-rounding", "Price rounding", &[(json!("none"), ""), (json!("half-up"), "")])
            .describe("Off means that code decides: no off variation is set.")
            .tags(&["pricing"])
            .permanent()
            .configure("production", |config| config.off_variation = None)
            .configure("test", |config| config.off_variation = None)
            .changed(20),
        Draft::boolean(now, "footer-links", "Footer links").unmaintained().on_everywhere().changed(80),
        gone,
        Draft::boolean(now, "returns-portal", "Returns portal")
            .describe("New and not requested yet.")
            .tags(&["returns"])
            .created(2)
            .requested(Requested::Never)
            .hunks(0),
        Draft::boolean(now, "store-locator-map", "Store locator map")
            .describe("Created long ago and never requested.")
            .created(240)
            .requested(Requested::Never)
            .hunks(0),
    ]
}
