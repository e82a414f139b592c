use flagwise::simulator::{Fault, FaultKind};

use super::{Machine, simulator};

/// What is wrong in the shop.
const STOREFRONT: [&str; 6] = [
    "services/orders/pricing.py:6 stale-flag loyalty-points",
    "services/orders/pricing.py:13 stale-flag loyalty-points",
    "web/src/Cart.tsx:6 archived-flag legacy-cart-banner",
    "web/src/Checkout.tsx:7 unknown-flag express-shiping",
    "web/src/SearchBox.tsx:8 stale-flag search-autocomplete",
    "web/src/theme.ts:11 deprecated-flag dark-mode-v1",
];

#[test]
fn each_finding_of_the_shop_is_drawn_with_its_line() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let run = machine.run("check --format json").ends_with(1);
    assert_eq!(run.findings(), STOREFRONT);

    let run = machine.run("check").ends_with(1);
    for part in [
        "[unknown-flag]",
        "web/src/Checkout.tsx:7:37",
        "const express = useBoolVariation('express-shiping', false);",
        "^^^^^^^^^^^^^^^",
        "express-shipping",
        "/storefront/production/features/legacy-cart-banner",
        "6 findings (1 archived-flag, 1 deprecated-flag, 3 stale-flag, 1 unknown-flag): project storefront (production, staging); 17 files, 13 flags with ",
    ] {
        assert!(run.stdout.contains(part), "{part:?} is missing in\n{}", run.stdout);
    }
    assert_eq!(run.stderr, "", "nothing went wrong");
}

#[test]
fn fail_on_decides_the_exit_code() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    machine.run("check --fail-on error").ends_with(0);
    machine.run("check --fail-on warning").ends_with(1);
    machine.run("check --fail-on never").ends_with(0);
    // Only a stale flag, which is information.
    machine.run("check web/src/SearchBox.tsx").ends_with(0);
    machine.run("check --fail-on information web/src/SearchBox.tsx").ends_with(1);
    // Clean files.
    let run = machine.run("check --fail-on hint services/inventory services/orders/receipts.py").ends_with(0);
    assert!(run.stdout.starts_with("No findings: project storefront"), "{}", run.stdout);
}

#[test]
fn settings_of_the_workspace_count_and_the_command_line_wins() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    machine.write(
        "flagwise.toml",
        "project = \"storefront\"\nignoredPaths = [\"web/**\"]\n\n[severity]\nstale-flag = \"error\"\n",
    );
    let run = machine.run("check --format json --fail-on error").ends_with(1);
    assert_eq!(run.findings(), [STOREFRONT[0], STOREFRONT[1]]);
    assert_eq!(run.json()["findings"][0]["severity"], "error");

    // In another project none of these keys exist.
    let run = machine.run("check --format json --project warehouse services").ends_with(1);
    assert!(run.findings().contains(&"services/orders/shipping.py:10 unknown-flag express-shipping".to_owned()));
}

#[test]
fn every_folder_is_checked_against_its_own_project() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    machine.write("flagwise.toml", "project = \"storefront\"\n\n[projects]\n\"services/inventory\" = \"warehouse\"\n");
    let run = machine.run("check --format json").ends_with(1);
    // The warehouse knows the interval, as a boolean flag that has done its work, and not how the shop ships.
    let mut expected = STOREFRONT.to_vec();
    expected.insert(0, "services/inventory/sync.go:12 kind-mismatch inventory-sync-interval");
    expected.insert(1, "services/inventory/sync.go:12 stale-flag inventory-sync-interval");
    expected.insert(2, "services/inventory/sync.go:21 unknown-flag express-shipping");
    assert_eq!(run.findings(), expected);
    let projects = ["warehouse", "warehouse", "warehouse", "storefront"];
    let json = run.json();
    assert!(
        json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .zip(projects)
            .all(|(finding, project)| finding["project"] == project)
    );
}

#[test]
fn columns_count_characters() {
    let simulator = simulator();
    let machine = Machine::new().connected_to(&simulator);
    machine.write("a.py", "import ldclient\n\nx = \"🦜ü\", ldclient.get().variation(\"no-such\", c, False)\n");
    let run = machine.run("check --project storefront --format json").ends_with(1);
    let finding = &run.json()["findings"][0];
    let column = |name: &str| finding[name].as_u64().unwrap();
    assert_eq!((column("line"), column("column"), column("endColumn")), (3, 37, 44), "{finding}");
}

#[test]
fn the_copy_in_the_cache_serves_while_launchdarkly_cannot_be_reached() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    machine.run("check").ends_with(1);
    // LaunchDarkly fails from now on.
    simulator.set_faults(vec![Fault::new(FaultKind::Unavailable, 1.0)]);
    let run = machine.run("check --format json").ends_with(1).tells("saved just now");
    assert_eq!(run.findings(), STOREFRONT);

    // Without a token, too.
    let machine = machine.variable("LAUNCHDARKLY_ACCESS_TOKEN", "");
    let run = machine.run("check --format json").ends_with(1).tells("no access token is set");
    assert_eq!(run.findings(), STOREFRONT);
}

#[test]
fn no_token_and_a_wrong_token_say_what_to_do() {
    let machine = Machine::with_storefront();
    machine
        .run("check")
        .ends_with(2)
        .tells("Run `flagwise login`, set LAUNCHDARKLY_ACCESS_TOKEN")
        .tells("--flags FILE");

    let simulator = simulator();
    let wrong = machine.connected_to(&simulator).variable("LAUNCHDARKLY_ACCESS_TOKEN", "api-nobody-knows-me");
    let run = wrong.run("check").ends_with(2).tells("rejected the access token").tells("api-…");
    assert!(!run.stderr.contains("nobody-knows-me"), "{}", run.stderr);

    let key = wrong.variable("LAUNCHDARKLY_ACCESS_TOKEN", "sdk-11111111-1111-4111-8111-111111111111");
    key.run("check").ends_with(2).tells("SDK");
}

#[test]
fn without_a_project_the_ones_to_choose_from_are_named() {
    let simulator = simulator();
    let machine = Machine::new().connected_to(&simulator);
    machine.run("check").ends_with(2).tells("no project selected").tells("storefront, warehouse");
    machine.run("check --project nowhere").ends_with(2).tells("not found");
}

#[test]
fn a_cloned_repository_cannot_send_the_token_elsewhere() {
    let simulator = simulator();
    let elsewhere = super::simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    machine.write("flagwise.toml", format!("project = \"storefront\"\nhost = \"{}\"\n", elsewhere.url()));
    let run = machine.run("check --format json").ends_with(1).tells("flagwise.toml:2").tells("host");
    assert_eq!(run.findings(), STOREFRONT);
    assert_eq!(elsewhere.requests().len(), 0);
}

#[test]
fn the_token_is_in_no_log_and_in_no_file() {
    let simulator = simulator();
    let token = simulator.reader_token().to_owned();
    let machine = Machine::with_storefront().connected_to(&simulator).variable("FLAGWISE_LOG", "trace");
    let run = machine.run("check --log-level trace").ends_with(1);
    assert!(run.stderr.contains("DEBUG") || run.stderr.contains("TRACE"), "the log is on");
    let secret = token.trim_start_matches("api-");
    assert!(!run.stderr.contains(secret) && !run.stdout.contains(secret));
    let mut seen = 0;
    let mut folders = vec![machine.home().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                seen += 1;
                let bytes = std::fs::read(&path).unwrap();
                assert!(!String::from_utf8_lossy(&bytes).contains(secret), "{}", path.display());
            }
        }
    }
    assert!(seen > 17, "the shop and the cache were looked at");
}

#[test]
fn paths_below_the_workspace_keep_its_patterns_and_are_counted_once() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    machine.write(
        "flagwise.toml",
        "project = \"storefront\"\nenvironments = [\"production\"]\nignoredPaths = [\"web/src/theme.ts\"]\n",
    );
    let whole = machine.run("check --format json web").ends_with(1);
    let keys = ["legacy-cart-banner", "express-shiping", "search-autocomplete"];
    let found = |run: &super::Run| -> Vec<String> {
        run.findings().iter().map(|finding| finding.rsplit(' ').next().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&whole), keys);
    let twice = machine.run("check --format json web web/src ./web/src/Cart.tsx").ends_with(1);
    assert_eq!(found(&twice), keys);
    assert_eq!(twice.json()["summary"]["files"], whole.json()["summary"]["files"]);
}
