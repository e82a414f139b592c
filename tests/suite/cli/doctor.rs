use serde_json::Value;

use super::{Machine, simulator};

fn status(report: &Value, name: &str) -> String {
    let checks = report["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name} in {report:#}"));
    check["status"].as_str().unwrap().to_owned()
}

#[test]
fn all_is_well_where_the_api_answers() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let run = machine.run("doctor --json").ends_with(0);
    let report = run.json();
    for name in ["settings", "project", "token", "api", "languages"] {
        assert_eq!(status(&report, name), "ok", "{report:#}");
    }
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["host"], simulator.url());
    assert_eq!(report["token"], "the environment variable LAUNCHDARKLY_ACCESS_TOKEN");
    assert_eq!(status(&report, "watcher"), "info");
    let environments = &report["settings"].as_array().unwrap()[1];
    assert_eq!(environments["value"], serde_json::json!(["production", "staging"]));
    assert_eq!(environments["origin"], "flagwise.toml:4");
    let languages = report["languages"].as_array().unwrap();
    assert!(languages.iter().any(|language| language == "tsx"), "{languages:?}");
    assert!(languages.iter().any(|language| language == "vue"), "{languages:?}");
    for unparsed in ["brightscript", "fsharp"] {
        assert!(!languages.iter().any(|language| language == unparsed), "only what is parsed: {languages:?}");
    }
    assert!(!run.stdout.contains(simulator.reader_token()));

    let text = machine.run("doctor").ends_with(0).stdout;
    assert!(text.contains("can read storefront (") && text.contains("No problems"), "{text}");
    assert!(text.contains("auto: the editor if it can watch all files, else flagwise"), "{text}");
}

#[test]
fn without_a_token_it_says_how_to_get_one_and_how_to_do_without() {
    let run = Machine::with_storefront().run("doctor").ends_with(2);
    for part in ["FAIL  token", "Account settings > Authorization", "flagwise demo"] {
        assert!(run.stdout.contains(part), "{part:?} is missing in\n{}", run.stdout);
    }
}

#[test]
fn an_api_that_cannot_be_reached_and_a_bad_setting_are_told() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    simulator.shutdown();
    machine.write("flagwise.toml", "projcet = \"storefront\"\n");
    let report = machine.run("doctor --json").ends_with(2).json();
    assert_eq!(status(&report, "api"), "error");
    assert_eq!(status(&report, "settings"), "warning");
    assert_eq!(status(&report, "project"), "warning");
    let text = report.to_string();
    assert!(text.contains("projcet") && text.contains("no connection"), "{report:#}");
}

#[test]
fn the_schema_is_that_of_the_documentation() {
    let schema = Machine::new().run("schema").ends_with(0).json();
    let documented = include_str!("../../../docs/flagwise.schema.json");
    assert_eq!(schema, serde_json::from_str::<Value>(documented).unwrap());
}
