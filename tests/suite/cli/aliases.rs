//! An existing `.launchdarkly/coderefs.yaml`, as the commands read it.

use super::{Machine, simulator};

const YAML: &str = "\
repoName: shop
aliases:
  - type: camelcase
  - type: filepattern
    paths: ['roku/*.txt']
    patterns: ['(\\w+) = FLAG_KEY']
";

/// A shop that names its flags in languages that nothing parses.
fn machine() -> Machine {
    let machine = Machine::new();
    machine.write(".git/HEAD", "");
    machine.write(".launchdarkly/coderefs.yaml", YAML);
    machine.write("roku/flags.txt", "LEGACY = legacy-cart-banner\nNOPE = no-such-flag\n");
    machine.write("roku/main.brs", "if m.checkoutNewFlow then\n  ' übrig: LEGACY and LEGACYS\nend if\n");
    machine.write("keys.txt", "checkout-new-flow\nlegacy-cart-banner\n");
    machine
}

#[test]
fn refs_reports_aliases_with_their_columns() {
    let machine = machine();
    let run = machine.run("refs --keys keys.txt --aliases roku/main.brs").ends_with(0);
    assert_eq!(
        run.stdout,
        "roku/main.brs:1:6: checkout-new-flow (alias)\nroku/main.brs:2:12: legacy-cart-banner (alias)\n"
    );
    let run = machine.run("refs --keys keys.txt").ends_with(0).tells("add --aliases to report them");
    assert_eq!(run.stdout, "");
    machine.write(".ldignore", "*.brs");
    assert_eq!(
        machine.run("refs --keys keys.txt --aliases roku").stdout,
        "roku/flags.txt:1:1: legacy-cart-banner (alias)\n"
    );
}

#[test]
fn check_warns_at_aliases_of_archived_flags_and_never_of_unknown_ones() {
    let simulator = simulator();
    let machine = machine().connected_to(&simulator);
    machine.write("roku/other.brs", "NOPE = m.noSuchFlag");
    let run = machine.run("check --project storefront --format json").ends_with(1);
    assert_eq!(
        run.findings(),
        ["roku/flags.txt:1 archived-flag legacy-cart-banner", "roku/main.brs:2 archived-flag legacy-cart-banner"]
    );
}

#[test]
fn a_broken_file_is_told_once_with_its_place_and_the_rest_goes_on() {
    let machine = machine();
    machine.write(".launchdarkly/coderefs.yaml", "aliases:\n  - type: camlcase\n  - type: camelcase\n");
    let run = machine.run("refs --keys keys.txt --aliases").ends_with(0);
    assert_eq!(run.stdout, "roku/main.brs:1:6: checkout-new-flow (alias)\n");
    assert_eq!(run.stderr.matches(".launchdarkly/coderefs.yaml:2:11: unknown alias type `camlcase`").count(), 1);

    machine.write(".launchdarkly/coderefs.yaml", "aliases: [\n");
    machine.write("a.js", "ldClient.variation('checkout-new-flow', false)");
    let run = machine.run("refs --keys keys.txt --aliases").ends_with(0).tells("coderefs.yaml:2:1: invalid YAML");
    assert_eq!(run.stdout, "a.js:1:21: checkout-new-flow (call variation)\n");
}

#[test]
fn explain_says_that_a_name_is_an_alias_or_could_be_two() {
    let machine = machine();
    let run = machine.run("explain roku/main.brs:1:8 --keys keys.txt").ends_with(0);
    assert!(run.stdout.contains("the flag checkout-new-flow\n  kind       alias: "), "{}", run.stdout);
    machine.write("keys.txt", "checkout-new-flow\ncheckout.new.flow\n");
    let run = machine.run("refs --keys keys.txt --aliases").ends_with(0);
    assert_eq!(run.stdout, "");
    let told = "roku/main.brs:1:6: ambiguous: checkoutNewFlow matches checkout-new-flow and checkout.new.flow";
    assert_eq!(run.stderr.matches(told).count(), 1, "{}", run.stderr);
    let run = machine.run("explain roku/main.brs:1:8 --keys keys.txt").ends_with(0);
    assert!(run.stdout.contains("matches checkout-new-flow and checkout.new.flow"), "{}", run.stdout);
}

#[cfg(unix)]
#[test]
fn a_cloned_repository_cannot_run_its_alias_command() {
    use std::os::unix::fs::PermissionsExt;

    let machine = machine();
    let script = machine.write("alias.sh", "#!/bin/sh\necho ran >> ran\nread key\necho \"[\\\"by_hand_$key\\\"]\"\n");
    std::fs::set_permissions(script, std::fs::Permissions::from_mode(0o755)).unwrap();
    machine.write("a.txt", "by_hand_beta");
    machine.write("keys.txt", "beta");
    machine.write(".launchdarkly/coderefs.yaml", "aliases: [{type: command, command: ./alias.sh}]");
    // What the repository says of itself does not count.
    machine.write("flagwise.toml", format!("aliasCommands = [\"{}\"]", machine.folder.display()));
    let command = "refs --keys keys.txt --aliases";
    let run = machine.run(command).ends_with(0).tells("the alias command `./alias.sh` was not run");
    run.tells("a cloned repository must not be able to start a program");
    assert!(!machine.folder.join("ran").exists());

    let run = machine.run(&format!("{command} --allow-alias-commands")).ends_with(0);
    assert_eq!(run.stdout, "a.txt:1:1: beta (alias)\n");
    std::fs::remove_file(machine.folder.join("ran")).unwrap();

    // The user's own file does.
    machine.write("flagwise.toml", "");
    let user_file = machine.home().join("config/flagwise/config.toml");
    std::fs::create_dir_all(user_file.parent().unwrap()).unwrap();
    std::fs::write(user_file, format!("aliasCommands = [\"{}\"]", machine.folder.display())).unwrap();
    assert_eq!(machine.run(command).stdout, "a.txt:1:1: beta (alias)\n");
}
