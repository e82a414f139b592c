//! `flagwise refs`, and lines that tools which search for text get wrong.

use serde_json::{Value, json};

use super::Machine;

/// The places found in one file: `line:column key kind`.
fn places(file: &str, text: &str, keys: &[&str]) -> Vec<String> {
    let machine = Machine::new();
    machine.write("keys.txt", keys.join("\n"));
    machine.write(file, text);
    let run = machine.run(&format!("refs --keys keys.txt {file}")).ends_with(0);
    let shown = run.stdout.lines().filter_map(|line| line.strip_prefix(file)?.strip_prefix(':').map(str::to_owned));
    shown.map(|line| line.replacen(": ", " ", 1)).collect()
}

#[test]
fn each_place_is_an_object_with_columns_in_characters() {
    let machine = Machine::new();
    machine.write("keys.txt", "new-checkout\n");
    machine
        .write("src/größe.py", "import ldclient\nif ü or ldclient.get().variation('new-checkout', u, False): pass\n");
    let run = machine.run("refs --keys keys.txt --format jsonl src").ends_with(0);
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let place = json!({
        "path": "src/größe.py", "line": 2, "column": 35, "endLine": 2, "endColumn": 47,
        "key": "new-checkout", "kind": "call", "method": "variation", "language": "python",
    });
    assert_eq!(lines, [place]);
}

#[test]
fn invented_keys_of_test_code_are_no_references() {
    let machine = Machine::new();
    machine.write("flags.json", r#"{"items": [{"key": "new-checkout", "kind": "boolean"}], "totalCount": 1}"#);
    let text = "import { init } from '@launchdarkly/node-server-sdk';\nconst client = init('k');\n\
                client.variation('new-checkout', {}, 0); client.variation('new-chekout', {}, 0); client.variation('a', {}, 0);\n";
    machine.write("client.test.ts", text);
    machine.write("client.ts", text);
    let keys = |file: &str| -> Vec<String> {
        let run = machine.run(&format!("refs --flags flags.json --format jsonl {file}")).ends_with(0);
        let lines = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.map(|line| line["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys("client.test.ts"), ["new-checkout", "new-chekout"]);
    assert_eq!(keys("client.ts"), ["new-checkout", "new-chekout", "a"]);
}

#[test]
fn a_key_that_is_part_of_another_word_is_none() {
    let text = "const flags = 'flags'; client.variation('flag', false); newest('renew', 'new-2', 'new.thing');\n";
    assert_eq!(places("a.txt", text, &["flag", "new"]), ["1:42 flag (mention)"]);
}

#[test]
fn keys_of_one_and_two_letters_count() {
    let text = "import { init } from 'launchdarkly-js-client-sdk';\ninit('id').variation('x', 1) + init('id').variation('ab', 1);\n";
    let expected = ["2:23 x (call variation)", "2:54 ab (call variation)"];
    assert_eq!(places("a.js", text, &["x", "ab"]), expected);
}

#[test]
fn a_dot_in_a_key_is_a_dot_and_case_counts() {
    let text = "['web.search', 'web-search', 'Web.Search', 'web.search.v2'];\n";
    assert_eq!(places("a.txt", text, &["web.search"]), ["1:3 web.search (mention)"]);
}

#[test]
fn every_flag_of_a_line_is_found_at_its_own_column() {
    let text = "import ldclient\nc = ldclient.get()\nif c.variation('one', u, 0) and not c.variation('two', u, 0) or c.variation('one', u, 0): pass\n";
    let expected = ["3:17 one (call variation)", "3:50 two (call variation)", "3:78 one (call variation)"];
    assert_eq!(places("a.py", text, &["one", "two"]), expected);
}

#[test]
fn a_key_that_is_not_in_kebab_case_is_found_from_its_camel_case_name() {
    let text = "import { useFlags } from 'launchdarkly-react-client-sdk';\nconst { myFlag, fpImprovedUi: improved } = useFlags();\n";
    let expected = ["2:9 my_flag (hook)", "2:17 fpImprovedUI (hook)"];
    assert_eq!(places("a.jsx", text, &["my_flag", "fpImprovedUI"]), expected);
}

#[test]
fn comments_and_look_alikes_are_mentions_at_most() {
    let text = "// ldClient.variation('old-search')\nt('old-search'); /* 'old-search' */ const id = old-search;\n";
    assert_eq!(
        places("a.ts", text, &["old-search"]),
        ["1:24 old-search (mention)", "2:4 old-search (mention)", "2:22 old-search (mention)"]
    );
}

#[test]
fn a_key_behind_64_kilobytes_of_one_line_is_found() {
    let text = format!("/*{}*/ ldClient.variation('far-away', false);\n", "x".repeat(70_000));
    assert_eq!(places("a.js", &text, &["far-away"]), ["1:70026 far-away (mention)"]);
}

#[test]
fn a_constant_is_followed_and_its_look_alike_is_not() {
    let machine = Machine::new();
    machine.write("keys.txt", "new-checkout\nold-search\n");
    machine.write("flags.ts", "export const Flags = { Checkout: 'new-checkout', Search: 'old-search' } as const;\n");
    machine.write("other.ts", "export const Flags = { Checkout: 'checkout-page' };\n");
    machine.write("use.ts", "import { Flags } from './flags';\nconst label = Flags.Checkout;\n");
    machine.write("route.ts", "import { Flags } from './other';\nconst path = Flags.Checkout;\n");
    let run = machine.run("refs --keys keys.txt .").ends_with(0);
    let found: Vec<&str> = run.stdout.lines().collect();
    let expected = [
        "flags.ts:1:35: new-checkout (definition)",
        "flags.ts:1:59: old-search (definition)",
        "use.ts:2:21: new-checkout (constant)",
    ];
    assert_eq!(found, expected);
}
