use serde_json::json;

use super::*;

fn flag(environment: serde_json::Value) -> Flag {
    serde_json::from_value(json!({
        "key": "f",
        "variations": [
            { "value": "blue", "name": "Blue" }, { "value": "green", "name": "green" }, { "value": { "size": "x".repeat(90) } },
        ],
        "environments": { "production": environment },
    }))
    .unwrap()
}

fn words(environment: serde_json::Value) -> String {
    flag(environment).in_words("production").unwrap().to_string()
}

#[test]
fn what_is_served_in_words() {
    let rollout = json!({ "rollout": { "variations": [
        { "variation": 0, "weight": 33_333 }, { "variation": 1, "weight": 66_667 }, { "variation": 2, "weight": 0 },
    ] } });
    assert_eq!(words(json!({ "on": true, "fallthrough": { "variation": 1 } })), r#"serves "green" to everyone"#);
    assert_eq!(
        words(json!({ "on": true, "fallthrough": rollout, "rules": [{}, { "disabled": true }],
            "targets": [{ "variation": 0, "values": ["a", "b"] }] })),
        r#"serves 33.333% Blue ("blue"), 66.667% "green" by default, 1 rule, 2 targets"#
    );
    assert_eq!(
        words(json!({ "on": false, "fallthrough": {}, "offVariation": 0, "rules": [{}] })),
        r#"serves Blue ("blue") to everyone"#
    );
    assert_eq!(
        words(json!({ "on": false, "fallthrough": { "variation": 1 } })),
        "serves the default value in code (no off variation is set) to everyone"
    );
}

#[test]
fn what_is_not_known_is_said_to_be_not_loaded() {
    assert_eq!(words(json!({ "on": true })), "what it serves is not loaded");
    assert_eq!(words(json!({ "on": false })), "what it serves is not loaded");
    assert_eq!(words(json!({ "on": true, "fallthrough": { "variation": 9 } })), "what it serves is not loaded");
    assert!(flag(json!({})).in_words("elsewhere").is_none());
}

#[test]
fn a_summary_tells_the_same() {
    let summary = |on: bool| {
        json!({ "on": on, "_summary": { "prerequisites": 1, "variations": {
            "0": { "rules": 2, "nullRules": 0, "targets": 1, "contextTargets": 3, "isFallthrough": true },
            "1": { "rules": 0, "nullRules": 0, "targets": 0, "contextTargets": 0, "isOff": true },
        } } })
    };
    assert_eq!(words(summary(true)), r#"serves Blue ("blue") by default, 2 rules, 4 targets, 1 prerequisite"#);
    assert_eq!(words(summary(false)), r#"serves "green" to everyone"#);
}

#[test]
fn long_values_are_cut() {
    let words = flag(json!({})).variations[2].in_words();
    assert_eq!(words.chars().count(), VALUE_LENGTH + 1);
    assert!(words.ends_with('…'));
}

#[test]
fn percentages_have_no_needless_digits() {
    assert_eq!([100_000, 50_000, 12_500, 1, 0].map(percent), ["100%", "50%", "12.5%", "0.001%", "0%"]);
}
