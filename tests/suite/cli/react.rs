//! How flags are spelled as properties, by the React SDK that a package depends on.

use super::Machine;

const USE: &str = "import { useFlags } from '@launchdarkly/react-sdk';\nconst { enable2Fa, enable2fa } = useFlags();\n";

#[test]
fn the_package_decides_which_spelling_counts() {
    let machine = Machine::new();
    machine.write("keys.txt", "enable-2fa\n");
    machine.write("web/src/a.tsx", USE);
    let refs = || machine.run("refs --keys keys.txt").ends_with(0).stdout;
    let (lodash, sdk) = ("web/src/a.tsx:2:9: enable-2fa (hook)\n", "web/src/a.tsx:2:20: enable-2fa (hook)\n");
    assert_eq!(refs(), format!("{lodash}{sdk}"), "where no package says, both do");
    machine.write("web/package.json", r#"{"dependencies": {"launchdarkly-react-client-sdk": "^3.0.0"}}"#);
    assert_eq!(refs(), lodash);
    machine.write("web/package.json", r#"{"dependencies": {"@launchdarkly/react-sdk": "^4.0.0"}}"#);
    assert_eq!(refs(), sdk);
    machine
        .write("web/src/start.tsx", "import { withLDProvider } from '@launchdarkly/react-sdk';\nwithLDProvider({ clientSideID, reactOptions: { useCamelCaseFlagKeys: false } });");
    assert_eq!(refs(), "");
}

#[test]
fn two_keys_of_one_name_are_told_and_not_guessed() {
    let machine = Machine::new();
    machine
        .write("a.tsx", "import { useFlags } from 'launchdarkly-react-client-sdk';\nconst { newCart } = useFlags();\n");
    machine.write("keys.txt", "new-cart\nnew.cart\n");
    let run = machine.run("refs --keys keys.txt --format jsonl").ends_with(0);
    assert_eq!(run.stdout, "");
    run.tells("a.tsx:2:9: ambiguous: newCart matches new-cart and new.cart");
    let run = machine.run("explain a.tsx:2:10 --keys keys.txt").ends_with(0);
    assert!(run.stdout.contains("newCart is ambiguous: it matches new-cart and new.cart"), "{}", run.stdout);
}
