use std::fs;

use super::*;
use crate::syntax::KnownKeys;

fn keys(keys: &[&str]) -> Vec<Keys> {
    vec![Keys { project: None, known: keys.iter().copied().collect() }]
}

/// The uses of the workspace's aliases in a text, and the problems.
fn found(root: &Path, commands: AliasCommands, text: &str) -> (Vec<String>, FoundAliases) {
    let known = keys(&["new-cart", "old-cart"]);
    let found = aliases(root, &read_coderefs(root), &known, commands);
    let here: KnownKeys = known[0].known.with_aliases(found.aliases.clone()).at("a.bas");
    let uses =
        here.aliases_in(text).iter().map(|one| format!("{}={}", one.range.of(text), one.keys.join("|"))).collect();
    (uses, found)
}

fn workspace(yaml: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".launchdarkly")).unwrap();
    fs::write(folder.path().join(FILES[0]), yaml).unwrap();
    folder
}

#[test]
fn file_patterns_search_the_workspace_and_nothing_beyond_it() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.txt"), "Secret = \"new-cart\"").unwrap();
    let folder = workspace(
        "aliases:\n  - type: filepattern\n    paths: ['**/*.txt', '../*.txt']\n    patterns: ['(\\w+) = \"FLAG_KEY\"']\n",
    );
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/flags.txt"), "NewCart = \"new-cart\"").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
    let (uses, result) = found(folder.path(), AliasCommands::Refuse, "NewCart Secret");
    assert_eq!(uses, ["NewCart=new-cart"]);
    assert!(result.problems.is_empty(), "{:?}", result.problems);
    let read = read_coderefs(folder.path());
    assert_eq!(read.problems, ["3:25: the path \"../*.txt\" leaves the workspace folder. It is ignored"]);
    assert!(is_searched(&read.coderefs, "src/flags.txt") && !is_searched(&read.coderefs, "src/flags.ts"));
}

#[test]
fn the_other_file_name_is_read_and_no_file_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(read_coderefs(folder.path()), ReadCodeRefs::default());
    fs::create_dir(folder.path().join(".launchdarkly")).unwrap();
    fs::write(folder.path().join(".launchdarkly/coderefs.yml"), "aliases: [{type: camelcase}]").unwrap();
    assert_eq!(found(folder.path(), AliasCommands::Refuse, "newCart").0, ["newCart=new-cart"]);
    fs::create_dir(folder.path().join(".launchdarkly/coderefs.yaml")).unwrap();
    assert_eq!(read_coderefs(folder.path()).problems, ["1:1: is not a file"]);
}

#[cfg(unix)]
mod commands {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn script(folder: &tempfile::TempDir, text: &str) {
        let path = folder.path().join(".launchdarkly/alias.sh");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    const RULE: &str =
        "aliases:\n  - type: camelcase\n  - type: command\n    command: .launchdarkly/alias.sh by hand\n";

    #[test]
    fn nothing_runs_unless_it_is_allowed() {
        let folder = workspace(RULE);
        script(&folder, "touch was-run; echo '[\"byHand\"]'");
        let (uses, result) = found(folder.path(), AliasCommands::Refuse, "newCart byHand");
        assert_eq!(uses, ["newCart=new-cart"]);
        assert_eq!(result.refused, [".launchdarkly/alias.sh by hand"]);
        assert!(!folder.path().join("was-run").exists());
    }

    #[test]
    fn a_command_gets_the_key_and_its_arguments_and_no_token() {
        let folder = workspace(RULE);
        script(&folder, "read key\necho \"[\\\"$1.$2.$key\\\", \\\"token.$LD_ACCESS_TOKEN\\\"]\"");
        let (uses, result) = found(folder.path(), AliasCommands::Run, "x by.hand.new-cart by.hand.old-cart");
        assert_eq!(uses, ["by.hand.new-cart=new-cart", "by.hand.old-cart=old-cart"]);
        assert!(result.problems.is_empty() && result.refused.is_empty(), "{:?}", result.problems);
    }

    #[test]
    fn a_command_that_hangs_or_answers_nonsense_is_result_and_the_rest_goes_on() {
        for (text, expected) in [
            ("sleep 60", "did not answer within 1 s for the key "),
            ("echo nonsense", "did not answer with a JSON array of texts for the key "),
            ("exit 3", "failed for the key "),
            ("yes", "did not answer with a JSON array of texts for the key "),
        ] {
            let folder = workspace(&format!("{RULE}    timeout: 1\n"));
            script(&folder, text);
            let started = Instant::now();
            let (uses, result) = found(folder.path(), AliasCommands::Run, "newCart");
            assert_eq!(uses, ["newCart=new-cart"], "{text}");
            let message = &result.problems[0].message;
            assert!(message.starts_with("line 3: the alias command .launchdarkly/alias.sh by hand "), "{message}");
            assert!(message.contains(expected) || text == "yes", "{text}: {message}");
            assert!(started.elapsed() < Duration::from_secs(30), "{text}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_result() {
        let folder = workspace("aliases: [{type: command, command: ./nowhere}]");
        let (_, result) = found(folder.path(), AliasCommands::Run, "");
        assert!(result.problems[0].message.contains("could not be started"), "{:?}", result.problems);
    }

    use std::time::{Duration, Instant};
}
