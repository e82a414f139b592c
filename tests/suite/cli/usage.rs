use std::io::Read;
use std::process::Stdio;

use super::{Machine, finish, simulator};

const COMMANDS: [&str; 12] =
    ["lsp", "check", "refs", "explain", "flag", "flags", "simulate", "demo", "doctor", "login", "logout", "schema"];

#[test]
fn help_lists_every_command_with_examples_and_environment() {
    let help = Machine::new().run("--help").ends_with(0).stdout;
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is not in {help}");
    }
    for part in ["Examples:", "LAUNCHDARKLY_ACCESS_TOKEN", "LD_BASE_URI", "Exit status:"] {
        assert!(help.contains(part), "{part} is not in {help}");
    }
    for command in COMMANDS {
        let help = Machine::new().run(&format!("{command} --help")).ends_with(0).stdout;
        assert!(help.contains("Usage: flagwise "), "{help}");
    }
    let version = Machine::new().run("--version").ends_with(0).stdout;
    assert_eq!(version, format!("flagwise {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_call_ends_with_2_and_says_why() {
    let machine = Machine::new();
    machine.run("").ends_with(2).tells("no command given");
    machine.run("chekc").ends_with(2).tells("check");
    machine.run("check --fail-on loud").ends_with(2).tells("possible values");
    machine.run("--stdio check").ends_with(2).tells("--stdio");
    machine.run("check --flags a --keys b").ends_with(2).tells("cannot be used with");
    machine.run("check nowhere").ends_with(2).tells("nowhere does not exist");
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    assert!(!machine.run("check").stdout.contains('\u{1b}'), "a pipe gets no colour");
    assert!(machine.run("check --color always").stdout.contains('\u{1b}'));
    assert!(!machine.run("check --color never").stdout.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let simulator = simulator();
    let machine = Machine::new().connected_to(&simulator);
    // More than a pipe holds: more than a hundred flags, and many findings.
    let calls = "ldClient.variation('no-such-flag', false);\n".repeat(2000);
    machine.write(
        "a.ts",
        format!("import * as LD from 'launchdarkly-node-server-sdk';\nconst ldClient = LD.init('k');\n{calls}"),
    );
    for (arguments, code) in [("flags export --project storefront", 0), ("check --project storefront", 1)] {
        let whole = machine.run(arguments).ends_with(code);
        assert!(whole.stdout.len() > 200_000, "{} bytes are too few for this test", whole.stdout.len());

        let mut command = machine.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("error"), "{stderr}");
    }
}

#[test]
fn stderr_may_be_closed() {
    let machine = Machine::new();
    let mut command = machine.command("check nowhere");
    command.stderr(Stdio::null());
    assert_eq!(finish(command).code, 2);
}
