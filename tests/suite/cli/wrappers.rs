//! Functions that `flagwise.toml` declares to take flag keys, or not to.

use super::Machine;

#[test]
fn a_declared_wrapper_is_found_in_files_that_nothing_else_speaks_for() {
    let machine = Machine::new();
    machine.write(
        "src/a.py",
        "from shop import features\nif features.enabled(user, 'new-cart', default=False):\n    pass\n",
    );
    machine.write("src/b.tsx", "export const x = <Feature name=\"old-cart\" />;\n");
    machine.write("flags.json", r#"{"items": []}"#);
    assert_eq!(machine.run("refs --flags flags.json").ends_with(0).stdout, "");
    machine.write(
        "flagwise.toml",
        "[[wrappers]]\nfunction = \"enabled\"\nreceiver = \"features\"\nkey = 1\ndefault = \"default\"\nkind = \"bool\"\n\
         [[wrappers]]\nfunction = \"Feature\"\nkey = \"name\"\n",
    );
    let run = machine.run("refs --flags flags.json").ends_with(0);
    assert_eq!(run.stdout, "src/a.py:2:28: new-cart (wrapper enabled)\nsrc/b.tsx:1:33: old-cart (wrapper Feature)\n");
    let run = machine.run("explain src/a.py:2:30").ends_with(0);
    assert!(run.stdout.contains("asks for   a boolean\n  default    False\n  condition  yes"), "{}", run.stdout);
    let run = machine.run("check --flags flags.json --project shop --format json").ends_with(1);
    assert_eq!(run.findings(), ["src/a.py:2 unknown-flag new-cart", "src/b.tsx:1 unknown-flag old-cart"]);
}

#[test]
fn a_forbidden_wrapper_warns_no_more() {
    let machine = Machine::new();
    machine.write(
        "a.ts",
        "import { init } from 'launchdarkly-node-server-sdk';\nconst client = init('x');\n\
         export const label = (key: string) => client.variation(key, user, key);\nlabel('a-label');\n",
    );
    machine.write("keys.json", r#"{"items": []}"#);
    let command = "check --flags keys.json --project shop --format json";
    assert_eq!(machine.run(command).findings(), ["a.ts:4 unknown-flag a-label"]);
    machine.write("flagwise.toml", "ignoredWrappers = [\"label\"]");
    assert_eq!(machine.run(command).ends_with(0).findings(), [""; 0]);
}

#[test]
fn an_unknown_key_is_told_through_a_file_that_passes_on_all_of_another() {
    let machine = Machine::new();
    machine.write("flags.json", r#"{"items": []}"#);
    machine.write(
        "src/flags/is-on.ts",
        "import { init } from '@launchdarkly/node-server-sdk';\nconst client = init(key);\n\
         export const isOn = (flag: string) => client.boolVariation(flag, context, false);\n",
    );
    machine.write("src/flags/index.ts", "export * from './is-on';\n");
    machine.write("src/app.ts", "import { isOn } from './flags';\nisOn('no-such-flag');\n");
    let run = machine.run("check --flags flags.json --project shop --format json").ends_with(1);
    assert_eq!(run.findings(), ["src/app.ts:2 unknown-flag no-such-flag"]);
}
