use super::{Machine, Run, simulator};

/// What the command says of a place.
#[track_caller]
fn told(machine: &Machine, place: &str, parts: &[&str]) -> Run {
    let run = machine.run(&format!("explain {place} --keys keys.txt")).ends_with(0);
    for part in parts {
        assert!(run.stdout.contains(part), "{part:?} is missing in\n{}", run.stdout);
    }
    run
}

#[test]
fn a_literal_in_an_sdk_call_is_told_with_all_that_is_known_of_it() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let run = machine.run("explain web/src/Checkout.tsx:7:37").ends_with(0);
    assert_eq!(
        run.stdout,
        "\
web/src/Checkout.tsx:7:37: the flag express-shiping
  kind       call: a literal key in the SDK call useBoolVariation
  because    the file imports @launchdarkly/react-sdk
  method     useBoolVariation
  asks for   a boolean
  default    false
  condition  no
  catalog    unknown: not in project storefront (production, staging)
"
    );
    // The quote before the key and the one after it are part of the place.
    for column in [36, 52] {
        let other = machine.run(&format!("explain web/src/Checkout.tsx:7:{column}")).ends_with(0);
        assert!(other.stdout.contains("the flag express-shiping"), "{}", other.stdout);
    }
}

#[test]
fn a_constant_and_its_definition_lead_to_each_other() {
    let machine = Machine::with_storefront();
    machine.write("keys.txt", "loyalty-points\n");
    let used = "services/orders/pricing.py:13:25";
    let defined = "services/orders/pricing.py:6:19";
    let known = "known: 1 key from keys.txt";
    let parts = ["constant: a constant that holds the key, passed to variation", "condition  yes", known, defined];
    told(&machine, used, &parts);
    told(&machine, defined, &["definition: the definition of a constant", "used at", "services/orders/pricing.py:13:"]);
}

#[test]
fn a_place_that_is_no_flag_gets_the_condition_that_failed() {
    let machine = Machine::new();
    machine.write("keys.txt", "gift-cards\n");
    machine.write(
        "src/a.ts",
        "\
translate('new-thing');
api.boolVariation('new-thing', false);
const titleFlag = 'new-thing';
if (name === 'né') {}
featureOn('new-thing');

shop.checkout(titleFlag);
api.boolVariation('gift-cards', false);
",
    );
    machine.write(
        "src/b.ts",
        "import { ldClient } from './launchdarkly';\nldClient.stringVariation('a-b', 'c-d');\nldClient.boolVariation(which, false);\n",
    );
    machine.write("notes.md", "the 'new-thing' and 'gift-cards'\n");
    for (place, parts) in [
        ("src/a.ts:1:15", ["an argument of translate, which is not in the SDK table", "not a known key (1 key from"]),
        ("src/a.ts:2:22", ["key of api.boolVariation", "neither an import nor"]),
        ("src/a.ts:3:22", ["value of a constant", "would be a reference if the key were known"]),
        ("src/a.ts:4:15", ["\"né\" is not an argument", "not a known key"]),
        ("src/a.ts:5:12", ["featureOn", "has a flag word in its name"]),
        ("src/a.ts:6:1", ["not a flag reference", "neither a quoted string nor a name"]),
        ("src/a.ts:7:17", ["not a flag reference", "the name titleFlag does not resolve"]),
        ("src/b.ts:2:36", ["ldClient.stringVariation", "not the key argument"]),
        ("src/b.ts:3:26", ["is the key argument of the SDK call", "could not be resolved"]),
        ("notes.md:1:7", ["not parsed", "not a known key"]),
    ] {
        told(&machine, place, &parts);
    }
    told(
        &machine,
        "src/a.ts:8:22",
        &["the flag gift-cards", "because    the key is known; this file alone has no evidence"],
    );
    told(&machine, "notes.md:1:25", &["mention", "never reported"]);
}

#[test]
fn a_file_that_is_not_looked_at_is_told_with_the_reason() {
    let machine = Machine::new();
    machine.write("keys.txt", "gift-cards\n");
    machine.write("flagwise.toml", "ignoredPaths = [\"vendor/**\"]\n");
    machine.write(".gitignore", "dist/\n");
    for path in ["dist/a.ts", "vendor/a.ts", "../outside.ts"] {
        machine.write(path, "ldClient.variation('gift-cards', false);\n");
    }
    machine.write("image.png", b"\x89PNG\0\0");
    told(&machine, "dist/a.ts:1:22", &["not a flag reference", "ignored by a .gitignore"]);
    told(&machine, "vendor/a.ts:1:22", &["`ignoredPaths`"]);
    told(&machine, "../outside.ts:1:22", &["outside of the workspace folder"]);
    told(&machine, "image.png:1:1", &["binary file"]);
}

#[test]
fn without_any_list_of_flags_the_source_code_alone_counts() {
    let run = Machine::with_storefront().run("explain services/orders/pricing.py:15:43").ends_with(0);
    assert!(run.stdout.contains("the flag gift-cards"), "{}", run.stdout);
    assert!(run.stdout.contains("no flags are loaded"), "{}", run.stdout);
    run.tells("using only the source code: no access token is set");
}

#[test]
fn a_place_that_cannot_be_looked_at_ends_with_2_and_says_what_to_do() {
    let machine = Machine::with_storefront();
    machine.run("explain web/src/flags.ts").ends_with(2).tells("expected one-based FILE:LINE:COLUMN");
    machine.run("explain web/src/flags.ts:0:1").ends_with(2).tells("expected one-based");
    machine.run("explain web/src/none.ts:1:1").ends_with(2).tells("web/src/none.ts does not exist");
    machine.run("explain web:1:1").ends_with(2).tells("web is a folder");
    machine.run("explain web/src/flags.ts:900:1").ends_with(2).tells("has only");
    machine.run("explain web/src/flags.ts:1:900").ends_with(2).tells("line 1 of web/src/flags.ts has only");
    machine.run("explain web/src/flags.ts:1:1 --keys none.txt").ends_with(2).tells("the list of keys none.txt");
}

#[test]
fn the_chain_leads_from_the_place_to_the_literal_across_files() {
    let machine = Machine::new();
    machine.write("keys.txt", "new-cart\n");
    machine.write("src/flags/keys.ts", "export const Flags = { Cart: \"new-cart\" } as const;\n");
    machine.write("src/flags/index.ts", "export * from \"./keys\";\n");
    machine.write("src/client.ts", "import { init } from \"@launchdarkly/node-server-sdk\";\nconst ldClient = init(\"k\");\nexport const isOn = (key: string) => ldClient.boolVariation(key, user, false);\n");
    machine.write(
        "src/page.ts",
        "import { isOn } from \"./client\";\nimport { Flags as F } from \"./flags\";\nif (isOn(F.Cart)) show();\n",
    );
    let run = machine.run("explain src/page.ts:3:12 --keys keys.txt").ends_with(0);
    let chain = run.stdout.split("  chain").nth(1).unwrap_or_else(|| panic!("no chain in {}", run.stdout));
    assert_eq!(
        chain,
        "      1. src/page.ts:3:12  F.Cart is used, given to isOn
             2. src/page.ts:2:1  Flags is imported as F from ./flags
             3. src/flags/index.ts:1:1  it is passed on from ./keys
             4. src/flags/keys.ts:1:24  Flags.Cart is defined
             5. src/flags/keys.ts:1:31  its value is the key new-cart
             6. src/client.ts:3:21  isOn is defined, with the parameter key
             7. src/client.ts:3:38  it is the key of the SDK call boolVariation
"
    );
}

#[test]
fn the_ignore_file_that_hides_a_file_is_named() {
    let machine = Machine::new();
    machine.write("keys.txt", "new-cart\n");
    machine.write("src/.ldignore", "# not ours\ngen*\n");
    machine.write("src/generated/a.ts", "ldClient.variation('new-cart')\n");
    told(&machine, "src/generated/a.ts:1:22", &["is ignored by", "the line `gen*` of src/.ldignore"]);
}

#[test]
fn a_namespace_inside_the_one_of_the_constant_is_not_where_it_comes_from() {
    let machine = Machine::new();
    machine.write("keys.txt", "new-cart\n");
    machine.write(
        "Keys.cs",
        "namespace Shop;\npublic static class FeatureKeys { public const string Cart = \"new-cart\"; }\n",
    );
    machine.write(
        "Use.cs",
        "using Shop.Orders.Models;\nnamespace Shop.Web;\nclass Use { bool On(IFeatures features) => features.IsEnabled(FeatureKeys.Cart); }\n",
    );
    let run = machine.run("explain Use.cs:3:75 --keys keys.txt").ends_with(0);
    assert!(run.stdout.contains("Keys.cs:2:55  FeatureKeys.Cart is defined"), "{}", run.stdout);
    assert!(!run.stdout.contains("Shop.Orders.Models"), "{}", run.stdout);
}
