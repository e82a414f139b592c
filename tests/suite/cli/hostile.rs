//! Control characters in every name of a repository never reach a terminal or the log of a CI job.

use super::{Machine, Run, finish, simulator};

/// Colors, a title, a bell, lines of their own, commands of CI systems, C1 controls, marks of direction, tags.
const EVIL: &str = "\u{1b}[45m\u{1b}]0;T\u{7}\u{1b}[2J\n::error file=R,line=1::A\r\n##[error]b \u{9b}45m\u{7f}\u{85}\u{2028}\u{202e}\
                    \u{2066}\u{200f}\u{200b}\u{feff}\u{61c}\u{e0041}\n";

/// As part of a file's name, without slashes.
const NAMES: &[&str] = &[
    "a\u{1b}[45m\u{1b}]0;T\u{7}.ts",
    "x\n::error file=R,line=1::A.ts",
    "::error file=R::x.ts",
    " ::warning::y.ts",
    "##[error]z.ts",
    "rtl\u{202e}gnp.ts",
    "c1\u{9b}45m.ts",
    "\u{feff}\u{200b}\u{e0041}.ts",
    "r\r##vso[a]b.ts",
];

fn hostile() -> Machine {
    let machine = Machine::new();
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let evil_key = EVIL.replace(['\n', '\r', '\u{2028}'], "");
    let source = format!(
        "import * as ld from '@launchdarkly/node-server-sdk';\nconst client = ld.init('sdk');\n\
         client.variation('new-checkou', ctx, false);/*{evil_key}*/\nclient.variation('{evil_key}', ctx, false);\n\
         client.variation({}, ctx, false);\nclient.variation('old', ctx, '{evil_key}');\nconst K{} = 'old';\n",
        json(EVIL),
        "\u{2000}",
    );
    for name in NAMES {
        machine.write(name, &source);
    }
    let toml = |text: &str| json(text).replace("\u{7f}", "\\u007f").replace('\u{85}', "\\u0085");
    machine.write("flagwise.toml", format!(
        "project = {evil}\n{evil} = 1\nproxy = {evil}\nlogLevel = {evil}\nenvironments = [{evil}]\nignoredPaths = [{evil}]\n\
         [severity]\n{evil} = \"x\"\nunknown-flag = {evil}\n[[wrappers]]\nfunction = {evil}\n",
        evil = toml(EVIL)
    ));
    let yaml = json(EVIL);
    machine.write(".launchdarkly/coderefs.yaml", format!(
        "aliases:\n- type: command\n  command: {yaml}\n- type: {yaml}\n- type: literal\n  flags:\n    old: [{yaml}]\n{yaml}: 1\n"
    ));
    machine.write("package.json", format!("{{\"name\": {yaml}, \"dependencies\": {{{yaml}: {yaml}}}}}"));
    machine.write(".gitignore", format!("[\n{EVIL}\n"));
    let flag = |key: &str| {
        serde_json::json!({
            "key": key, "name": EVIL, "description": EVIL, "kind": "boolean", "tags": [EVIL], "archived": true, "archivedDate": 1,
            "variations": [{ "value": true, "name": EVIL }, { "value": EVIL }], "creationDate": 1, "temporary": true,
            "environments": { (EVIL): { "on": true, "_environmentName": EVIL } },
        })
    };
    let header = serde_json::json!({ "version": 1, "project": { "key": EVIL, "name": EVIL }, "site": EVIL });
    let broken = serde_json::json!({ "key": format!("broken{EVIL}"), "variations": EVIL });
    let flags =
        serde_json::json!({ "flagwise": header, "items": [flag("old"), flag(EVIL), broken, flag("new-checkout")] });
    machine.write("flags.json", flags.to_string());
    machine.write("keys.txt", format!("new-checkout\nold\n{}\n", evil_key));
    machine
}

/// The text without the sequences of our own colors and links.
fn without_colors(text: &str) -> String {
    let sequences = regex::Regex::new("\u{1b}\\[[0-9;]*m|\u{1b}\\]8;;[!-~&&[^\u{1b}\\\\]]*\u{1b}\\\\").unwrap();
    sequences.replace_all(text, "").into_owned()
}

#[track_caller]
fn assert_harmless(what: &str, text: &str) {
    assert!(!text.contains("\u{1b}[45m"), "{what}: foreign color: {text:?}");
    let plain = without_colors(text);
    let bad =
        plain.chars().find(|character| flagwise::text::is_unprintable(*character) && !matches!(character, '\n' | '\t'));
    assert_eq!(bad, None, "{what}: {plain:?}");
    for line in plain.lines() {
        assert!(!line.trim_start().starts_with("::"), "{what}: a command of GitHub: {line:?}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{what}: a command of CI: {line:?}");
    }
}

#[track_caller]
fn check(machine: &Machine, arguments: &[&str]) -> Run {
    let mut last = None;
    for color in ["never", "always", "auto"] {
        let mut command = machine.command("");
        command.args(["--color", color, "--log-level", "debug"]).args(arguments);
        let run = finish(command);
        let what = format!("{arguments:?} --color {color}");
        assert_harmless(&format!("stdout of {what}"), &run.stdout);
        assert_harmless(&format!("stderr of {what}"), &run.stderr);
        last = Some(run);
    }
    last.unwrap()
}

#[test]
fn nothing_of_a_hostile_repository_controls_the_terminal() {
    let machine = hostile();
    let sources = [&["--flags", "flags.json"][..], &["--keys", "keys.txt"]];
    for source in sources {
        for format in ["text", "json"] {
            check(&machine, &[&["check", "--format", format], source].concat());
        }
        for format in ["text", "jsonl"] {
            check(&machine, &[&["refs", "--format", format], source].concat());
        }
        for name in NAMES {
            for place in ["1:1", "3:20", "4:25", "5:20", "6:20", "7:8", "99:1", "1:999"] {
                check(&machine, &[&["explain", &format!("{name}:{place}")], source].concat());
            }
        }
    }
    check(&machine, &["doctor"]);
    check(&machine, &["doctor", "--json"]);
    check(&machine, &["check", EVIL]);
    check(&machine, &["check", "--flags", EVIL]);
    check(&machine, &["check", "--keys", EVIL]);
    check(&machine, &["explain", EVIL]);
    check(&machine, &[&format!("--{EVIL}")]);
    check(&machine, &["check", "--format", EVIL]);
    check(&machine, &[EVIL]);
}

#[test]
fn one_finding_is_one_line() {
    let machine = hostile();
    let lines = check(&machine, &["refs", "--format", "text", "--flags", "flags.json"]).stdout.lines().count();
    let run = check(&machine, &["refs", "--format", "jsonl", "--flags", "flags.json"]);
    let found: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(found.len() > 30, "{}", found.len());
    assert_eq!(lines, found.len());
    // The values are exact when they are parsed.
    for name in NAMES {
        assert!(found.iter().any(|one| one["path"] == *name), "{name:?}");
    }
    assert!(found.iter().any(|one| one["key"] == EVIL));
    let run = check(&machine, &["check", "--flags", "flags.json", "--format", "json"]);
    assert!(run.json()["findings"].as_array().unwrap().iter().any(|one| one["key"] == EVIL));
    let text = check(&machine, &["check", "--flags", "flags.json", "--format", "text"]);
    let found = run.json()["findings"].as_array().unwrap().len();
    assert_eq!(without_colors(&text.stdout).matches("--> ").count(), found);
}

#[test]
fn the_api_and_a_broken_configuration_are_shown_as_text() {
    let machine = hostile();
    machine.write("flagwise.toml", format!("project = {EVIL}\n"));
    check(&machine, &["doctor"]);
    check(&machine, &["check"]);
    machine.write("flags.json", EVIL);
    check(&machine, &["check", "--flags", "flags.json"]);
    machine.write("flags.json", format!("{{\"items\": {}}}", serde_json::to_string(EVIL).unwrap()));
    check(&machine, &["check", "--flags", "flags.json"]);

    let simulator = simulator();
    let machine = hostile().connected_to(&simulator);
    for command in
        [&["check"][..], &["doctor"], &["flags", "export"], &["flags", "export", "--project", EVIL], &["refs"]]
    {
        check(&machine, command);
    }
    let machine = machine.variable("LAUNCHDARKLY_API_HOST", EVIL);
    check(&machine, &["doctor"]);
    check(&machine, &["check"]);
}
