use std::time::{Duration, Instant};

use super::Machine;

#[test]
fn the_demo_shows_every_step_and_needs_nothing() {
    let machine = Machine::new().variable("LAUNCHDARKLY_ACCESS_TOKEN", "api-must-not-be-used");
    let started = Instant::now();
    let run = machine.run("demo --keep shop").ends_with(0);
    assert!(started.elapsed() < Duration::from_secs(10), "it took {:?}", started.elapsed());
    for part in [
        "[archived-flag]",
        "[unknown-flag]",
        "[deprecated-flag]",
        "[stale-flag]",
        "useBoolVariation('legacy-cart-banner', false)",
        "Hover of \"checkout-new-flow\"",
        "Production",
        "Code actions of \"search-autocomplete\"",
        "\"archived\": true",
        "+ const express = useBoolVariation('express-shipping', false);",
        "All steps succeeded",
        "flagwise check",
        "flagwise doctor",
    ] {
        assert!(run.stdout.contains(part), "{part:?} is missing in\n{}", run.stdout);
    }
    assert_eq!(run.stderr, "");
    assert!(machine.folder.join("shop/web/src/Cart.tsx").is_file());
}
