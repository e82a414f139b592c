//! The rules about evaluations in every language, on the fixtures that have each SDK method once, and on small programs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::*;
use crate::flags::{Catalog, Flag};
use crate::ide::evaluation::ValueType;
use crate::ide::fixture::{Fixture, catalog};
use crate::syntax::languages::sdk_of;
use crate::syntax::{Language, ValueKind};

mod programs;
mod repetitions;

/// Values of a flag of a type.
fn variations(value_type: ValueType) -> Value {
    let values = match value_type {
        ValueType::Boolean => json!([true, false]),
        ValueType::String => json!(["light", "dark"]),
        ValueType::Number => json!([1, 2.5]),
        ValueType::Json => json!([{ "a": 1 }, { "a": 2 }]),
    };
    values.as_array().unwrap().iter().map(|value| json!({ "value": value })).collect()
}

/// A project with these flags, besides those of [`catalog`].
fn with_flags(flags: impl IntoIterator<Item = Value>) -> Catalog {
    let mut catalog = catalog();
    for flag in flags {
        let flag: Flag = serde_json::from_value(flag).unwrap();
        catalog.flags.insert(flag.key.clone(), Arc::new(flag));
    }
    catalog
}

/// Flags of each type, and with each availability.
fn project() -> Catalog {
    let flag = |key: &str, value_type: ValueType| json!({ "key": key, "variations": variations(value_type) });
    let available = |key: &str, by_id: bool, by_mobile_key: bool| {
        json!({
            "key": key, "variations": variations(ValueType::Boolean),
            "clientSideAvailability": { "usingEnvironmentId": by_id, "usingMobileKey": by_mobile_key }
        })
    };
    with_flags([
        json!({
            "key": "theme", "variations": variations(ValueType::String), "environments": {
                "production": { "on": true, "offVariation": 0, "_environmentName": "Production" },
                "staging": { "on": true, "offVariation": 1, "_environmentName": "Staging" },
            }
        }),
        flag("size", ValueType::Number),
        flag("layout", ValueType::Json),
        flag("cart", ValueType::Boolean),
        json!({ "key": "empty", "variations": [] }),
        available("server-only", false, false),
        available("web-only", true, false),
        available("mobile-only", false, true),
        available("everywhere", true, true),
    ])
}

/// Codes with the text they are at, of a file with the flags of [`project`].
fn found(text: &str, severities: &[(&str, Severity)]) -> Vec<(&'static str, String)> {
    let fixture = Fixture::with_flags(text, project()).with_severities(severities);
    let found = diagnostics(&fixture.analysis(), fixture.path());
    found.iter().map(|one| (one.code, one.range.of(&fixture.own().text).to_owned())).collect()
}

/// Draws the diagnostics of a file below its lines.
fn check(text: &str, expect: Expect) {
    check_with(text, &[], expect);
}

fn check_with(text: &str, severities: &[(&str, Severity)], expect: Expect) {
    let fixture = Fixture::with_flags(text, project()).with_severities(severities);
    let found = diagnostics(&fixture.analysis(), fixture.path());
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.range, format!("{}[{}]: {}", one.severity.name(), one.code, one.message)))
        .collect();
    expect.assert_eq(&crate::ide::fixture::draw(fixture.own(), &found));
}

/// The fixtures of the languages: each has every SDK method once, with the key `METHOD-flag`.
fn fixtures() -> impl Iterator<Item = (Language, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/languages");
    let languages = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = languages.flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    files.filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let language =
            Language::of_path(&path).filter(|language| name.starts_with("fixture.") && language.is_parsed())?;
        Some((language, name, std::fs::read_to_string(&path).unwrap()))
    })
}

/// The type that each method of a language asks for, by its key in the fixture.
fn evaluated(language: Language) -> Vec<(String, Option<ValueType>)> {
    let mut evaluated: Vec<(String, Option<ValueType>)> = Vec::new();
    for (_, method) in sdk_of(language).unwrap().methods() {
        let (key, kind) = (format!("{}-flag", method.name), ValueType::of_method(method.kind));
        match evaluated.iter_mut().find(|(other, _)| *other == key) {
            Some((_, other)) => *other = other.filter(|other| Some(*other) == kind),
            None => evaluated.push((key, kind)),
        }
    }
    evaluated
}

#[test]
fn each_typed_method_of_each_sdk_is_reported_for_a_flag_of_another_type_only() {
    let mut languages = 0;
    for (language, name, text) in fixtures() {
        let evaluated = evaluated(language);
        let run = |wanted: &dyn Fn(Option<ValueType>) -> ValueType| -> BTreeSet<String> {
            let flag = |(key, kind): &(String, Option<ValueType>)| json!({ "key": key, "variations": variations(wanted(*kind)) });
            let fixture = Fixture::with_flags(&format!("//- {name}\n{text}"), with_flags(evaluated.iter().map(flag)));
            let found = diagnostics(&fixture.analysis(), fixture.path()).into_iter();
            found.filter(|found| found.code == "kind-mismatch").map(|found| found.key).collect()
        };
        let wrong = run(&|kind| if kind == Some(ValueType::String) { ValueType::Boolean } else { ValueType::String });
        let right = run(&|kind| kind.unwrap_or(ValueType::Json));
        let typed: BTreeSet<String> =
            evaluated.iter().filter(|(_, kind)| kind.is_some()).map(|(key, _)| key.clone()).collect();
        assert_eq!(wrong, typed, "{name}");
        assert_eq!(right, BTreeSet::new(), "{name}");
        languages += 1;
    }
    assert!(languages > 20);
}

#[test]
fn a_default_of_another_type_is_reported_for_each_method_and_no_other() {
    let mut with_defaults = 0;
    for (language, name, text) in fixtures() {
        let evaluated = evaluated(language);
        let flags = || {
            let type_of = |kind: &Option<ValueType>| kind.unwrap_or(ValueType::String);
            let flag = |(key, kind): &(String, _)| json!({ "key": key, "variations": variations(type_of(kind)) });
            with_flags(evaluated.iter().map(flag))
        };
        let header = format!("//- {name}\n");
        let before = Fixture::with_flags(&format!("{header}{text}"), flags());
        let mut defaults: Vec<ByteRange> = Vec::new();
        for (_, reference) in before.own().references.resolved() {
            let default = reference.call.as_ref().and_then(|call| call.default);
            defaults.extend(default.filter(|default| default.of(&text).ends_with("fallback")));
        }
        defaults.sort_by_key(|range| range.start);
        defaults.dedup();
        let mut changed = text.clone();
        defaults.iter().rev().for_each(|range| changed.replace_range(range.start..range.end, "7"));
        let fixture = Fixture::with_flags(&format!("{header}{changed}"), flags());
        let reported = diagnostics(&fixture.analysis(), fixture.path()).into_iter();
        let reported: BTreeSet<String> = reported
            .filter(|found| found.code == "default-mismatch" && found.range.of(&changed) == "7")
            .map(|found| found.key)
            .collect();
        let wrong = fixture.own().references.resolved().filter(|(_, reference)| {
            let default = reference.call.as_ref().and_then(|call| call.default);
            default.is_some_and(|default| default.of(&changed) == "7")
        });
        let is_c = language.family() == Language::C;
        let table = sdk_of(language).unwrap();
        let is_config = |key: &str| {
            let mut methods = table.methods().map(|(_, method)| method);
            methods.any(|method| {
                key == format!("{}-flag", method.name) && matches!(method.kind, ValueKind::AiConfig | ValueKind::None)
            })
        };
        let wrong = wrong.filter(|(key, _)| !is_config(key)).filter(|(key, _)| {
            match evaluated.iter().find(|(own, _)| **own == ***key) {
                Some((_, Some(ValueType::Number))) | None => false,
                Some((_, Some(ValueType::Boolean))) => !is_c,
                Some(_) => true,
            }
        });
        let wrong: BTreeSet<String> = wrong.map(|(key, _)| key.to_string()).collect();
        with_defaults += usize::from(!wrong.is_empty());
        assert_eq!(reported, wrong, "{name}");
    }
    assert!(with_defaults > 12, "{with_defaults}");
}

#[test]
fn messages_name_the_types_the_values_and_what_the_sdk_returns() {
    check(
        r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
client.boolVariation("theme", user, false);
client.numberVariation("theme", user, fallback(
  1));
client.variation("theme", user, false);
client.variation("layout", user, "{}");
const isOn = (key: string) => client.boolVariation(key, user, false);
isOn("theme");
if (client.stringVariation("theme", user, "light") === "drak") go();
"#,
        expect![[r#"
            import { init } from "@launchdarkly/node-server-sdk";
            const client = init("sdk-key");
            client.boolVariation("theme", user, false);
                   ^^^^^^^^^^^^^ warning[kind-mismatch]: `boolVariation` reads a boolean flag, but `theme` is a string flag (`"light"` or `"dark"`): the SDK always returns the default value `false`
            client.numberVariation("theme", user, fallback(
                   ^^^^^^^^^^^^^^^ warning[kind-mismatch]: `numberVariation` reads a number flag, but `theme` is a string flag (`"light"` or `"dark"`): the SDK always returns the default value
              1));
            client.variation("theme", user, false);
                                            ^^^^^ warning[default-mismatch]: The default value `false` is a boolean, but `theme` is a string flag (`"light"` or `"dark"`): without LaunchDarkly the code gets a value of another type
            client.variation("layout", user, "{}");
                                             ^^^^ warning[default-mismatch]: The default value `"{}"` is a string, but `layout` is a JSON flag (`{"a":1}` or `{"a":2}`): without LaunchDarkly the code gets a value of another type
            const isOn = (key: string) => client.boolVariation(key, user, false);
            isOn("theme");
            ^^^^ warning[kind-mismatch]: `isOn` reads the flag as a boolean, but `theme` is a string flag (`"light"` or `"dark"`): the SDK always returns the default value
            if (client.stringVariation("theme", user, "light") === "drak") go();
                                                                   ^^^^^^ warning[impossible-variation]: No variation of `theme` is `"drak"`: it serves `"light"` or `"dark"`. Did you mean `"dark"`?
        "#]],
    );
}

#[test]
fn what_is_not_known_is_never_a_mismatch() {
    let text = r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
client.variation("theme", user, fallback);
client.variation("theme", user, null);
client.variation("theme", user, undefined);
client.variation("theme", user, cond ? 1 : 2);
client.variation("size", user, 3.5);
client.numberVariation("size", user, 3);
client.jsonVariation("cart", user, true);
client.variation("layout", user, {});
client.variation("layout", user, [1]);
client.boolVariation("empty", user, false);
client.boolVariation("no-such-flag", user, false);
"#;
    let codes: Vec<_> = found(text, &[]).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["unknown-flag"]);
}

#[test]
fn a_wrapper_is_of_a_type_only_if_all_it_leads_to_are() {
    check(
        r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
function read(key: string, type: string) {
  if (type === "bool") return client.boolVariation(key, user, false);
  return client.stringVariation(key, user, "");
}
function text(key: string) {
  return read(key, "string");
}
function isOn(key: string) {
  return client.boolVariation(key, user, false);
}
function nested(key: string) {
  return isOn(key);
}
read("theme", "string");
text("theme");
isOn("theme");
nested("theme");
nested("cart");
guess.isOn("theme");
"#,
        expect![[r#"
            import { init } from "@launchdarkly/node-server-sdk";
            const client = init("sdk-key");
            function read(key: string, type: string) {
              if (type === "bool") return client.boolVariation(key, user, false);
              return client.stringVariation(key, user, "");
            }
            function text(key: string) {
              return read(key, "string");
            }
            function isOn(key: string) {
              return client.boolVariation(key, user, false);
            }
            function nested(key: string) {
              return isOn(key);
            }
            read("theme", "string");
            text("theme");
            isOn("theme");
            ^^^^ warning[kind-mismatch]: `isOn` reads the flag as a boolean, but `theme` is a string flag (`"light"` or `"dark"`): the SDK always returns the default value
            nested("theme");
            ^^^^^^ warning[kind-mismatch]: `nested` reads the flag as a boolean, but `theme` is a string flag (`"light"` or `"dark"`): the SDK always returns the default value
            nested("cart");
            guess.isOn("theme");
                  ^^^^ warning[kind-mismatch]: `isOn` reads the flag as a boolean, but `theme` is a string flag (`"light"` or `"dark"`): the SDK always returns the default value
        "#]],
    );
}

#[test]
fn test_code_and_mentions_are_quiet() {
    let program = r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
client.boolVariation("theme", user, false);
if (client.stringVariation("theme", user, "light") === "drak") go();
"#;
    let of = |path: &str| found(&format!("//- {path}\n{program}"), &[]).len();
    assert_eq!((of("src/app.ts"), of("src/app.test.ts")), (2, 0));
    assert_eq!(found("t(\"theme\"); track(\"theme\") === \"drak\";", &[]), []);
}

#[test]
fn comments_and_severities_apply() {
    let program = |comment: &str| {
        format!(
            "import {{ init }} from \"@launchdarkly/node-server-sdk\";\nconst client = init(\"sdk-key\");\n\
             client.boolVariation(\"theme\", user, false); // {comment}\n"
        )
    };
    assert_eq!(found(&program("x"), &[]), [("kind-mismatch", "boolVariation".to_owned())]);
    assert_eq!(found(&program("flagwise: ignore"), &[]), []);
    assert_eq!(found(&program("flagwise: ignore[kind-mismatch]"), &[]), []);
    assert_eq!(found(&program("flagwise: ignore[stale-flag]"), &[]).len(), 1);
    assert_eq!(found(&program("x"), &[("kind-mismatch", Severity::Off)]), []);
    check_with(
        &program("x"),
        &[("kind-mismatch", Severity::Error)],
        expect![[r#"
        import { init } from "@launchdarkly/node-server-sdk";
        const client = init("sdk-key");
        client.boolVariation("theme", user, false); // x
               ^^^^^^^^^^^^^ error[kind-mismatch]: `boolVariation` reads a boolean flag, but `theme` is a string flag (`"light"` or `"dark"`): the SDK always returns the default value `false`
    "#]],
    );
}

#[test]
fn a_default_that_no_variation_has_or_off_does_not_serve_is_reported_on_request() {
    check_with(
        r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
client.variation("theme", user, "blue");
client.variation("theme", user, "light");
client.variation("theme", user, other);
client.variation("size", user, 2.5);
"#,
        &[("default-value", Severity::Hint)],
        expect![[r#"
            import { init } from "@launchdarkly/node-server-sdk";
            const client = init("sdk-key");
            client.variation("theme", user, "blue");
                                            ^^^^^^ hint[default-value]: No variation of `theme` has the default value `"blue"`: it serves `"light"` or `"dark"`
            client.variation("theme", user, "light");
                                            ^^^^^^^ hint[default-value]: When it is off, `theme` serves `"dark"` in Staging; without LaunchDarkly the code gets the default value `"light"`
            client.variation("theme", user, other);
            client.variation("size", user, 2.5);
        "#]],
    );
}

#[test]
fn archived_and_missing_prerequisites_are_reported_where_the_flag_is_on() {
    let boolean = || variations(ValueType::Boolean);
    let environment = |on: bool, keys: &[&str]| {
        let prerequisites: Vec<Value> = keys.iter().map(|key| json!({ "key": key, "variation": 0 })).collect();
        json!({ "on": on, "offVariation": 1, "fallthrough": { "variation": 0 }, "prerequisites": prerequisites })
    };
    let flags = with_flags([
        json!({ "key": "needs-archived", "variations": boolean(), "environments": {
            "production": environment(true, &["accounts", "old-banner"]), "staging": environment(true, &["old-banner"]),
            "test": environment(false, &["old-banner"]) } }),
        json!({ "key": "needs-missing", "variations": boolean(), "environments": {
            "production": environment(true, &["no-such-flag"]) } }),
        json!({ "key": "needs-live", "variations": boolean(), "environments": {
            "production": environment(true, &["accounts"]), "staging": environment(false, &["old-banner"]) } }),
    ]);
    let text = "ld.boolVariation(\"needs-archived\", false);\nld.boolVariation(\"needs-missing\", false);\n\
                ld.boolVariation(\"needs-live\", false);\n";
    let fixture = Fixture::with_flags(text, flags);
    let all = diagnostics(&fixture.analysis(), fixture.path());
    let all: Vec<_> = all.iter().map(|one| format!("{}: {}", one.code, one.message)).collect();
    expect![[r#"
        archived-prerequisite: The flag `needs-archived` always serves the off variation `false` in Production and Staging: its prerequisite `old-banner` is archived
        missing-prerequisite: The flag `needs-missing` always serves the off variation `false` in Production: its prerequisite `no-such-flag` does not exist"#]].assert_eq(&all.join("\n"));
    let partial = fixture.with_catalog(|catalog| catalog.source = crate::flags::CatalogSource::PartialFile);
    let all = diagnostics(&partial.analysis(), partial.path());
    assert!(all.iter().all(|one| one.code != "missing-prerequisite"));
}

#[test]
fn constants_that_nothing_evaluates_are_reported() {
    let of = |text: &str| {
        let fixture = Fixture::new(text);
        let found = diagnostics(&fixture.analysis(), "keys.ts").into_iter();
        found.filter(|one| one.code == "unused-flag").map(|one| one.key).collect::<Vec<_>>()
    };
    let keys = "//- keys.ts\nexport const FLAGS = { checkout: \"new-checkout\", switch: \"kill-switch\", search: \"legacy-search\" };\n\
                export const BANNER_FLAG = \"done-banner\";\n";
    let rest = "//- app.ts\nimport { FLAGS } from \"./keys\";\n";
    let all = "ld.boolVariation(FLAGS.checkout, false); log(FLAGS.search);";
    assert_eq!(of(&format!("{keys}{rest}{all}")), ["kill-switch", "done-banner"]);
    assert_eq!(of(&format!("{keys}{rest}{all} ld.boolVariation(\"done-banner\", false);")), ["kill-switch"]);
    assert_eq!(of(&format!("{keys}{rest}{all} Object.values(FLAGS);")), [""; 0]);
    assert_eq!(of(&format!("{keys}{rest}{all} FLAGS.toString();")), [""; 0]);
    assert_eq!(
        of(&format!("{keys}{rest}ld.boolVariation(FLAGS.checkout, false);")),
        [""; 0],
        "most are not used by name"
    );
    assert_eq!(of(keys), [""; 0], "nothing is known of other files");
}
