//! Input that is broken: a clear message, no panic, and the rest of the work done.

use std::fs;
use std::process::Command;

use flagwise::simulator::{Fault, FaultKind};

use super::{Machine, finish, simulator};

const CALL: &str = "import ldclient\nldclient.get().variation(\"no-such-flag\", context, False)\n";
const FLAGS: &str = r#"{"items": [
    {"key": "old", "archived": true, "archivedDate": 1700000000000, "variations": []},
    {"key": "plain", "environments": {"production": {"on": false, "fallthrough": {"variation": 0}}},
     "variations": [{"value": true}, {"value": false}]}
], "totalCount": 2}"#;

#[test]
fn a_list_of_flags_that_was_cut_off_is_used_as_far_as_it_goes() {
    let machine = Machine::new();
    machine.write("a.py", format!("{CALL}ldclient.get().variation(\"old\", context, False)\n"));
    machine.write("flags.json", &FLAGS[..FLAGS.find("\"plain\"").unwrap()]);
    let run = machine.run("check --flags flags.json --format json");
    let run = run.ends_with(2).tells("flags.json: it ends in the middle of the list").tells("flagwise flags export");
    // The archived flag is found; the key that the rest of the file may hold is not called unknown.
    assert_eq!(run.findings(), ["a.py:3 archived-flag old"]);
    assert!(run.json()["problems"][0].as_str().unwrap().contains("ends in the middle"));

    machine.write("flags.json", "{\"items\": [{\"key\": \"o");
    machine.run("check --flags flags.json").ends_with(2).tells("flags.json cannot be used").tells("not JSON");
    machine.write("flags.json", "");
    machine.run("check --flags flags.json").ends_with(2).tells("not JSON");
    machine.write("flags.json", "[1, 2]");
    machine.run("check --flags flags.json").tells("item 1 is not a flag");
}

#[test]
fn a_flag_without_off_variation_is_a_flag() {
    let machine = Machine::new();
    machine.write("a.py", "import ldclient\nldclient.get().variation(\"plain\", context, False)\n");
    machine.write("flags.json", FLAGS);
    let run = machine.run("check --flags flags.json").ends_with(0);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_page_that_fails_half_way_is_asked_for_again_or_ends_the_check() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let page = || Fault::new(FaultKind::InternalError, 1.0).on("GET", "offset=100");
    simulator.set_faults(vec![page().times(1)]);
    let run = machine.run("check --format json").ends_with(1);
    assert_eq!(run.findings().len(), 6);
    assert_eq!(simulator.requests().iter().filter(|request| request.status == 500).count(), 1);

    // For good, and with nothing in the cache: half of the flags would make the others unknown.
    simulator.set_faults(vec![page()]);
    let fresh = Machine::with_storefront().connected_to(&simulator);
    let run = fresh.run("check").ends_with(2).tells("LaunchDarkly failed to list flags (500");
    assert_eq!(run.stdout, "");
    // With the copy of the first run all goes on.
    machine.run("check").ends_with(1).tells("Using the cached copy of storefront");
}

#[test]
fn a_latin_1_file_is_read_and_its_columns_are_right() {
    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    machine.write("a.py", b"import ldclient\nx = 'Pr\xfcfung', ldclient.get().variation(\"no-such-flag\", c, False)\n");
    let run = machine.run("check --flags flags.json --format json").ends_with(1);
    assert_eq!(run.findings(), ["a.py:2 unknown-flag no-such-flag"]);
    assert_eq!(run.json()["findings"][0]["column"], 42);
    let run = machine.run("check --flags flags.json").ends_with(1);
    assert!(run.stdout.contains("x = 'Prüfung', ldclient"), "{}", run.stdout);
}

#[test]
fn a_line_of_40_megabytes_does_not_stop_the_rest() {
    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    machine.write("a.py", CALL);
    let mut line = "x(\"plain\");".repeat(40_000_000 / 11);
    line.push_str("client.variation('no-such-flag')");
    machine.write("dist/bundle.js", line);
    let run = machine.run("check --flags flags.json --format json").ends_with(1).tells("dist/bundle.js");
    assert_eq!(run.findings(), ["a.py:2 unknown-flag no-such-flag"]);
}

#[test]
#[cfg(unix)]
fn a_directory_that_cannot_be_read_does_not_stop_the_rest() {
    use std::os::unix::fs::PermissionsExt;

    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    machine.write("a.py", CALL);
    let secret = machine.write("secret/b.py", CALL).parent().unwrap().to_owned();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    let arguments = "check --flags flags.json --format json";
    let command = if fs::read_dir(&secret).is_ok() {
        // Nothing is unreadable to root: run as nobody, who needs a copy of the binary in a place that is open to all.
        let binary = machine.home().join("flagwise");
        fs::copy(env!("CARGO_BIN_EXE_flagwise"), &binary).unwrap();
        for path in [machine.home(), &machine.folder, &binary] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(binary);
        machine.prepare(command, arguments)
    } else {
        machine.command(arguments)
    };
    let run = finish(command);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o755)).unwrap();
    let run = run.ends_with(1).tells("secret").tells("ermission denied");
    assert_eq!(run.findings(), ["a.py:2 unknown-flag no-such-flag"]);
}

#[test]
#[cfg(unix)]
fn loops_pipes_and_odd_names_do_not_stop_the_rest() {
    use std::os::unix::ffi::OsStrExt;

    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    machine.write("src/a.py", CALL);
    std::os::unix::fs::symlink(&machine.folder, machine.folder.join("src/loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", machine.folder.join("src/dangling.py")).unwrap();
    assert!(Command::new("mkfifo").arg(machine.folder.join("src/pipe.py")).status().unwrap().success());
    fs::write(machine.folder.join("src").join(std::ffi::OsStr::from_bytes(b"b\xff.py")), CALL).unwrap();
    fs::write(machine.folder.join("src/binary.py"), [0x7f, 0, 1, 2].repeat(1000)).unwrap();
    let run = machine.run("check --flags flags.json --format json").ends_with(1);
    let findings = run.findings();
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings.contains(&"src/a.py:2 unknown-flag no-such-flag".to_owned()), "{findings:?}");
}

#[test]
fn a_path_that_does_not_exist_is_told_and_the_others_are_checked() {
    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    machine.write("src/a.py", CALL);
    let run = machine.run("check src nowhere --flags flags.json --format json").ends_with(2).tells("nowhere");
    assert_eq!(run.findings(), ["src/a.py:2 unknown-flag no-such-flag"]);
}

#[test]
fn answers_that_are_broken_are_told_and_never_a_panic() {
    let simulator = simulator();
    for kind in [FaultKind::TruncatedBody, FaultKind::WrongTypes, FaultKind::EmptyUnauthorized] {
        simulator.set_faults(vec![Fault::new(kind, 1.0).on("GET", "/flags/")]);
        let machine = Machine::with_storefront().connected_to(&simulator);
        let run = machine.run("check");
        assert!(run.code == 2 || run.stderr.contains("warning"), "{kind:?}: {run:#?}");
    }
}
