use super::{Machine, simulator};

#[test]
fn a_saved_list_gives_the_same_findings_without_token_and_network() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let online = machine.run("check --format json").ends_with(1);
    machine.run("flags export -o flags.json").ends_with(0).tells("saved to flags.json");
    let token = simulator.reader_token().to_owned();
    let text = std::fs::read_to_string(machine.folder.join("flags.json")).unwrap();
    assert!(!text.contains(&token));
    simulator.shutdown();

    let offline = Machine::with_storefront();
    offline.write("flags.json", text);
    let run = offline.run("check --flags flags.json --format json").ends_with(1);
    assert_eq!(run.findings(), online.findings());
    let messages = |run: &super::Run| -> Vec<_> {
        run.json()["findings"].as_array().unwrap().iter().map(|finding| finding["message"].clone()).collect()
    };
    assert_eq!(messages(&run), messages(&online));
    assert_eq!(run.stderr, "");
}

#[test]
fn the_list_can_be_printed_and_is_that_of_the_api() {
    let simulator = simulator();
    let machine = Machine::new().connected_to(&simulator);
    let list = machine.run("flags export --project storefront --env production").ends_with(0).json();
    let items = list["items"].as_array().unwrap();
    assert!(items.len() > 100, "more than one page");
    assert!(items.iter().any(|flag| flag["archived"] == true), "archived flags are in it");
    let flag = items.iter().find(|flag| flag["key"] == "checkout-new-flow").unwrap();
    assert!(flag["environments"]["production"]["fallthrough"].is_object(), "{flag:#}");
    assert_eq!(list["statuses"]["production"]["search-autocomplete"]["name"], "launched");
}

#[test]
fn a_list_of_keys_finds_nothing_wrong_and_says_so() {
    let machine = Machine::with_storefront();
    machine.write("keys.txt", "# our flags\nlegacy-cart-banner\n\n  gift-cards\n");
    let run = machine.run("check --keys keys.txt").ends_with(0).tells("rules that need flag data are disabled");
    assert!(
        run.stdout.starts_with("No findings: 2 keys from keys.txt; 17 files, 2 flags with 4 references, "),
        "{}",
        run.stdout
    );

    machine.write("empty.txt", "\n");
    machine.run("check --keys empty.txt").ends_with(2).tells("is empty");
    machine.write("flags.json", "{\"items\": []}");
    machine.run("check --keys flags.json").ends_with(2).tells("use `--flags flags.json`");
    machine.run("check --keys nowhere.txt").ends_with(2).tells("nowhere.txt");
}
