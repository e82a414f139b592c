use crate::flags::catalog::tests::catalog;

fn nearest(keys: &[&str], key: &str) -> Vec<String> {
    let flags = keys.iter().map(|key| serde_json::json!({ "key": key })).collect();
    catalog(flags).nearest(key, 3).into_iter().map(ToString::to_string).collect()
}

#[test]
fn keys_that_differ_in_case_or_separators_come_first() {
    let keys = ["new-checkout-v", "new-checkout", "new-checkouts"];
    assert_eq!(nearest(&keys, "newCheckout")[0], "new-checkout");
    assert_eq!(nearest(&keys, "NEW_CHECKOUT")[0], "new-checkout");
    assert_eq!(nearest(&["dark.mode"], "darkMode"), ["dark.mode"]);
}

#[test]
fn misspellings_are_found() {
    assert_eq!(nearest(&["checkout-flow", "search-ranking"], "chekcout-flow"), ["checkout-flow"]);
    assert_eq!(nearest(&["checkout-flow"], "checkout-flwo"), ["checkout-flow"]);
    assert_eq!(nearest(&["größe-anzeigen"], "grösse-anzeigen"), ["größe-anzeigen"]);
}

#[test]
fn nothing_implausible_is_offered() {
    assert!(nearest(&["checkout-flow", "a", "search"], "payment-provider").is_empty());
    assert!(nearest(&["abc"], "xyz").is_empty());
    assert!(nearest(&["abc"], "").is_empty());
    assert!(nearest(&[], "abc").is_empty());
}

#[test]
fn a_near_miss_is_hardly_another_key() {
    let flags = ["new-cart", "free-shipping", "flag-1", "beta"].map(|key| serde_json::json!({ "key": key }));
    let catalog = catalog(flags.into());
    for key in ["new-crat", "newCart", "free-shiping", "freeShiping", "fre-shipping", "new_cart"] {
        assert!(catalog.is_near_miss(key), "{key}");
    }
    for key in ["test-flag", "a", "flag-2", "flag-10", "old-cart", "new-cat-x", ""] {
        assert!(!catalog.is_near_miss(key), "{key}");
    }
}

#[test]
fn live_flags_come_before_archived_ones() {
    let flags = serde_json::json!([{ "key": "show-bannerx", "archived": true }, { "key": "show-bannery" }]);
    let catalog = catalog(flags);
    let found: Vec<_> = catalog.nearest("show-banner", 2).into_iter().map(ToString::to_string).collect();
    assert_eq!(found, ["show-bannery", "show-bannerx"]);
}

/// Every key that is within the plausible number of edits is found: the cheap tests before never lose one.
#[test]
fn the_shortcuts_lose_nothing() {
    let keys: Vec<_> = (0..400).map(|number| format!("flag-{:x}-é{}", number * 7919, number % 13)).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    for wanted in keys.iter().step_by(7) {
        let wanted = wanted.replace('é', "e").replace('a', "");
        let mut folded = String::new();
        let mut expected = Vec::new();
        super::fold(&wanted, &mut folded);
        let limit = (folded.chars().count() / 3).clamp(1, 4);
        for key in &keys {
            let mut other = String::new();
            super::fold(key, &mut other);
            if strsim::osa_distance(&folded, &other) <= limit {
                expected.push((*key).to_owned());
            }
        }
        let flags = keys.iter().map(|key| serde_json::json!({ "key": key })).collect();
        let catalog = catalog(flags);
        let mut found: Vec<_> = catalog.nearest(&wanted, 1000).into_iter().map(ToString::to_string).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{wanted}");
    }
}
