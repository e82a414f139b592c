use super::*;

#[test]
fn constants_and_wrappers_across_modules_and_crates() {
    check(
        r#"
//- crates/flag-keys/src/lib.rs
pub mod shop;
pub use shop::*;
pub const BETA: &str = "beta";
//- crates/flag-keys/src/shop.rs
pub const NEW_CHECKOUT: &str = "new-checkout";
pub enum Flag { Search }
impl Flag {
    pub fn as_str(&self) -> &'static str { match self { Flag::Search => "old-search" } }
}
//- crates/web/src/features.rs
use launchdarkly_server_sdk::{Client, Context};
pub trait Features: Send { fn is_on(&self, key: &str) -> bool; }
pub struct Live { client: std::sync::Arc<Client>, ctx: Context }
impl Features for Live {
    fn is_on(&self, key: &str) -> bool { self.client.bool_variation(&self.ctx, key, false) }
}
pub struct Toggle { key: String }
impl Toggle {
    pub fn new(key: impl Into<String>) -> Self { Self { key: key.into() } }
    pub fn get(&self, client: &Client) -> bool { client.bool_variation(&self.ctx, &self.key, false) }
}
//- crates/web/src/page.rs
use std::sync::Arc;
use crate::features::{Features, Toggle};
use flag_keys::{self as keys, shop::{Flag, NEW_CHECKOUT as CHECKOUT}};
fn page(features: &Arc<dyn Features>) -> bool {
    let late = Toggle::new("late-flag");
    let all = vec![CHECKOUT, keys::BETA];
    features.is_on(keys::NEW_CHECKOUT) && features.is_on("page-flag") && features.is_on(Flag::Search.as_str())
        || features.is_on(flag_keys::shop::NEW_CHECKOUT)
}
//- crates/other/src/lib.rs
const NEW_CHECKOUT: &str = "something else";
fn beta(BETA: &str) -> String { format!("{}{}", NEW_CHECKOUT, BETA) }
"#,
        expect![[r#"
            crates/flag-keys/src/shop.rs:1 definition new-checkout `new-checkout`
            crates/flag-keys/src/shop.rs:4 definition old-search `old-search`
            crates/web/src/page.rs:5 wrapper late-flag `late-flag`
            crates/web/src/page.rs:6 constant new-checkout `CHECKOUT`
            crates/web/src/page.rs:7 constant new-checkout `NEW_CHECKOUT`
            crates/web/src/page.rs:7 wrapper page-flag `page-flag`
            crates/web/src/page.rs:7 constant old-search `Search`
            crates/web/src/page.rs:8 constant new-checkout `NEW_CHECKOUT`
        "#]],
    );
}
