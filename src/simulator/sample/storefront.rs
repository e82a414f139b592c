//! The flags that the example shop uses.

use serde_json::json;

use crate::flags::UnixMillis;

use super::draft::{Draft, clause, rule, serve, split, target};

/// All of them; the table is in the parent module.
pub fn flags(now: UnixMillis) -> Vec<Draft> {
    vec![
        checkout_new_flow(now),
        Draft::boolean(now, "search-autocomplete", "Search autocomplete")
            .describe("Suggests products while the customer types.")
            .tags(&["search", "web"])
            .team("search-and-discovery")
            .client_side()
            .created(200)
            .on_everywhere()
            .changed(120)
            .default_value(json!(false))
            .hunks(3),
        Draft::boolean(now, "legacy-cart-banner", "Legacy cart banner")
            .describe("The banner of the old cart. The old cart is gone.")
            .tags(&["cart", "web"])
            .created(500)
            .changed(60)
            .archived(30)
            .hunks(4),
        Draft::boolean(now, "dark-mode-v1", "Dark mode, first version")
            .describe("Replaced by the theme of the operating system.")
            .tags(&["theme", "web"])
            .maintainer("Chiyo")
            .permanent()
            .client_side()
            .created(400)
            .on_everywhere()
            .configure("production", |config| {
                let clauses = vec![clause("user", "email", "endsWith", &[json!("@example.com")])];
                config.rules.push(rule("dark-mode-staff", serve(1), clauses));
            })
            .changed(90)
            .deprecated(60)
            .default_value(json!(false)),
        promo_banner_text(now),
        recommendations_engine(now),
        Draft::multivariate(
            now,
            "inventory-sync-interval",
            "Inventory sync interval",
            &[(json!(30), "Half a minute"), (json!(300), "Five minutes"), (json!(3600), "An hour")],
        )
        .describe("Seconds between two reads of the warehouse's stock.")
        .tags(&["inventory", "operations"])
        .permanent()
        .created(300)
        .on_everywhere()
        .configure("production", |config| config.fallthrough = Some(serve(1)))
        .changed(40)
        .default_value(json!(300)),
        payment_config(now),
        Draft::boolean(now, "express-shipping", "Express shipping")
            .describe("Offers delivery on the next day.")
            .client_side()
            .tags(&["shipping"])
            .maintainer("Bruno")
            .created(30)
            .on(&["test", "staging"])
            .changed(2)
            .default_value(json!(false)),
        Draft::boolean(now, "loyalty-points", "Loyalty points")
            .describe("Points for every order. The pilot ended.")
            .tags(&["loyalty", "orders"])
            .maintainer("Bruno")
            .created(260)
            .on(&["test", "staging"])
            .changed(150)
            .last_requested(90)
            .default_value(json!(false)),
        Draft::boolean(now, "product-reviews", "Product reviews")
            .describe("Shows what customers wrote. Stays as a switch for incidents.")
            .tags(&["catalog", "operations"])
            .permanent()
            .client_side()
            .created(600)
            .on_everywhere()
            .changed(400)
            .default_value(json!(true)),
        gift_cards(now),
    ]
}

fn checkout_new_flow(now: UnixMillis) -> Draft {
    Draft::boolean(now, "checkout-new-flow", "Checkout: new flow")
        .describe("One page instead of four. Rolls out by customer.")
        .tags(&["checkout", "web"])
        .team("checkout")
        .client_side()
        .created(40)
        .on_everywhere()
        .configure("production", |config| config.fallthrough = Some(split(&[25_000, 75_000], "user", None)))
        .configure("production-eu", |config| config.on = false)
        .changed(3)
        .default_value(json!(false))
        .property("jira.issues", "Jira issues", &["SHOP-1412", "SHOP-1530"])
        .hunks(5)
}

fn promo_banner_text(now: UnixMillis) -> Draft {
    Draft::multivariate(
        now,
        "promo-banner-text",
        "Promo banner text",
        &[
            (json!("Free shipping on orders over 50"), "Free shipping"),
            (json!("Summer sale: up to 40 % off"), "Summer sale"),
            (json!("New arrivals every Friday"), "New arrivals"),
            (json!(""), "No banner"),
        ],
    )
    .describe("The text above the cart; empty for none.")
    .tags(&["cart", "marketing", "web"])
    .permanent()
    .client_side()
    .created(220)
    .on_everywhere()
    .configure("production", |config| {
        let clauses = vec![clause("user", "country", "in", &[json!("DE"), json!("AT"), json!("CH")])];
        config.rules.push(rule("promo-dach", serve(1), clauses));
    })
    .changed(5)
    .default_value(json!(""))
}

fn recommendations_engine(now: UnixMillis) -> Draft {
    Draft::multivariate(
        now,
        "recommendations-engine",
        "Recommendations engine",
        &[
            (json!("popular"), "Most popular"),
            (json!("collaborative"), "Others also bought"),
            (json!("neural"), "Neural"),
        ],
    )
    .describe("Which engine recommends products.")
    .client_side()
    .tags(&["catalog", "experiment"])
    .team("search-and-discovery")
    .created(75)
    .on_everywhere()
    .configure("production", |config| {
        config.fallthrough = Some(split(&[60_000, 30_000, 10_000], "user", Some("accountId")));
    })
    .changed(6)
    .default_value(json!("popular"))
}

fn payment_config(now: UnixMillis) -> Draft {
    Draft::multivariate(
        now,
        "payment-config",
        "Payment configuration",
        &[
            (json!({ "provider": "northpay", "retries": 3, "methods": ["card", "invoice", "wallet"] }), "All methods"),
            (json!({ "provider": "northpay", "retries": 1, "methods": ["card"] }), "Cards only"),
        ],
    )
    .describe("How the payment provider is called.")
    .client_side()
    .tags(&["checkout", "operations"])
    .maintainer("Bruno")
    .permanent()
    .created(350)
    .on_everywhere()
    .changed(30)
}

fn gift_cards(now: UnixMillis) -> Draft {
    Draft::boolean(now, "gift-cards", "Gift cards")
        .describe("Selling and redeeming gift cards.")
        .client_side()
        .tags(&["checkout", "orders"])
        .maintainer("Chiyo")
        .created(60)
        .on_everywhere()
        .configure("production", |config| {
            config.fallthrough = Some(serve(1));
            config.targets = vec![
                target("user", 0, &["user-ada", "user-bruno", "user-chiyo"]),
                target("user", 1, &["user-blocked-1"]),
            ];
            config.context_targets =
                vec![target("organization", 0, &["org-acme", "org-globex"]), target("device", 1, &["kiosk-7"])];
            let staff = vec![clause("user", "email", "endsWith", &[json!("@example.com")])];
            let beta = vec![
                clause("organization", "plan", "in", &[json!("enterprise"), json!("business")]),
                clause("user", "country", "in", &[json!("US"), json!("CA")]),
            ];
            let mut staff = rule("gift-cards-staff", serve(0), staff);
            staff.description = Some("Staff".to_owned());
            let mut beta = rule("gift-cards-beta", split(&[50_000, 50_000], "user", None), beta);
            beta.description = Some("Half of the business customers in North America".to_owned());
            config.rules = vec![staff, beta];
        })
        .changed(4)
        .default_value(json!(false))
        .hunks(6)
}
