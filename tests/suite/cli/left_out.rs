//! Files that are not code of the workspace: installed packages, version control, ignored files, lists of flags.

use super::Machine;

const CALL: &str = "import * as ld from '@launchdarkly/node-server-sdk';\nld.init('k').variation('old', {}, false);\n";
const FLAGS: &str = r#"{"items": [{"key": "old", "archived": true, "variations": [{"value": true}, {"value": false}]}], "totalCount": 1}"#;

#[test]
fn packages_and_version_control_are_not_searched_without_any_ignore_file() {
    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    machine.write("env/pyvenv.cfg", "home = /usr/bin\n");
    let left_out =
        ["node_modules/p/a.ts", "web/node_modules/p/a.ts", ".hg/a.ts", ".svn/a.ts", ".git/a.ts", "env/lib/a.ts"];
    for path in left_out.into_iter().chain(["src/a.ts"]) {
        machine.write(path, CALL);
    }
    for cache in ["", "", "--no-cache"] {
        let run = machine.run(&format!("check --flags flags.json --format json {cache}"));
        assert_eq!(run.findings(), ["src/a.ts:2 archived-flag old"]);
        let run = machine.run(&format!("refs --flags flags.json {cache}"));
        assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
    }
    for path in left_out {
        let run = machine.run(&format!("explain {path}:2:28 --flags flags.json"));
        assert!(run.stdout.contains("node_modules, in a virtual environment"), "{run:?}");
    }
    // A folder that is named is searched.
    let run = machine.run("check --flags flags.json --format json node_modules/p");
    assert_eq!(run.findings(), ["node_modules/p/a.ts:2 archived-flag old"]);
}

#[test]
fn a_list_of_flags_is_no_reference_to_them() {
    let machine = Machine::new();
    machine.write("flagwise.toml", "flagFile = \"flags.json\"\n");
    machine.write("a.ts", CALL);
    for list in ["flags.json", "data/exported.json", "other.json"] {
        machine.write(list, FLAGS);
    }
    machine.write("keys.txt", "\"old\"\nold\n");
    machine.write("settings.json", "{\"flag\": \"old\"}\n");
    for arguments in ["", "--flags other.json", "--flags ./data/exported.json"] {
        let run = machine.run(&format!("refs {arguments}"));
        let lines: Vec<&str> = run.stdout.lines().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(lines, ["a.ts", "keys.txt", "settings.json"], "{run:?}");
    }
    let run = machine.run("explain flags.json:1:20");
    assert!(run.stdout.contains("a list of flags"), "{run:?}");
    let run = machine.run("refs --keys keys.txt");
    assert!(!run.stdout.contains("keys.txt"), "{run:?}");
}

#[test]
fn files_above_the_limit_have_quoted_keys_only_in_every_command() {
    let machine = Machine::new();
    machine.write("flagwise.toml", "flagFile = \"flags.json\"\nmaxFileSize = 4096\n");
    machine.write("flags.json", FLAGS);
    machine.write("large.ts", format!("{CALL}// {}\n", "x".repeat(5000)));
    machine.write("small.ts", CALL);
    assert_eq!(machine.run("check --format json").findings(), ["small.ts:2 archived-flag old"]);
    let run = machine.run("refs");
    let places: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(places.len(), 2, "{run:?}");
    assert!(places[0].starts_with("large.ts:2:") && places[0].contains("(mention"), "{run:?}");
    assert!(places[1].contains("(call"), "{run:?}");
}
