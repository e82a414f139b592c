//! Texts that functions give to the members of Rust's enums.

use super::*;

const KEYS: &[&str] = &["new-checkout", "old-search", "dark-mode", "beta"];

#[test]
fn the_method_whose_result_is_given_to_the_sdk_tells_the_keys_of_a_rust_enum() {
    check_with(
        KEYS,
        r#"
//- src/keys.rs
pub enum Flag { NewCheckout, Search, Dark }
impl Flag {
    pub fn name(self) -> &'static str {
        match self { Flag::NewCheckout => "The new checkout", Flag::Search => "beta", Flag::Dark => "Dark" }
    }
    pub fn launch_name(&self) -> &'static str {
        match self {
            Flag::NewCheckout => "new-checkout",
            Self::Search => "old-search",
            Flag::Dark => { "dark-mode" }
        }
    }
}
//- src/service.rs
use launchdarkly_server_sdk::{Client, Context};
use crate::keys::Flag;
pub struct Service { client: Client, context: Context }
impl Service {
    pub fn enabled(&self, flag: Flag) -> bool { self.client.bool_variation(&self.context, flag.launch_name(), false) }
}
pub fn is_on(service: &Service, flag: Flag) -> bool { service.enabled(flag) }
//- src/page.rs
use crate::{keys::Flag, service::{is_on, Service}};
fn page(service: &Service) -> bool {
    let local = Flag::Search;
    println!("{}", Flag::Dark.name());
    service.enabled(Flag::NewCheckout) && service.enabled(local) && is_on(service, Flag::Dark)
}
//- src/look_alikes.rs
use launchdarkly_server_sdk::{Client, Context};
enum Page { New, Old }
impl Page {
    fn launch_name(&self) -> &'static str { match self { Page::New => "beta", Page::Old => "old" } }
    fn label(&self) -> &'static str { match self { Page::New => "dark-mode", Page::Old => "beta" } }
}
fn show(client: &Client, words: &Words) -> bool {
    words.enabled(Page::New);
    words.text(Page::New.label());
    client.bool_variation(&words.context, words.launch_name(), false)
}
"#,
        expect![[r#"
            src/keys.rs:4 constant new-checkout `NewCheckout`
            src/keys.rs:4 constant old-search `Search`
            src/keys.rs:4 constant dark-mode `Dark`
            src/keys.rs:8 definition new-checkout `new-checkout`
            src/keys.rs:9 definition old-search `old-search`
            src/keys.rs:10 definition dark-mode `dark-mode`
            src/page.rs:3 constant old-search `Search`
            src/page.rs:4 constant dark-mode `Dark`
            src/page.rs:5 constant new-checkout `NewCheckout`
            src/page.rs:5 constant dark-mode `Dark`
        "#]],
    );
}

#[test]
fn a_rust_enum_is_written_out_or_turned_into_its_key() {
    check_with(
        KEYS,
        r#"
//- src/keys.rs
pub enum Shown { Checkout, Search }
impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self { Shown::Checkout => write!(f, "new-checkout"), Self::Search => f.write_str("old-search") }
    }
}
pub enum Owned { Dark, Beta }
impl From<Owned> for String {
    fn from(flag: Owned) -> String { match flag { Owned::Dark => "dark-mode".to_string(), Owned::Beta => String::from("beta") } }
}
pub enum Tone { Dark }
pub fn key_of(tone: &Tone) -> &'static str { match tone { Tone::Dark => "dark-mode" } }
//- src/page.rs
use launchdarkly_server_sdk::{Client, Context};
use crate::keys::{key_of, Owned, Shown, Tone};
fn page(client: &Client, context: &Context) {
    client.bool_variation(context, &Shown::Checkout.to_string(), false);
    client.bool_variation(context, &format!("{}", Shown::Search), false);
    client.bool_variation(context, &String::from(Owned::Dark), false);
    client.bool_variation(context, Owned::Beta.into(), false);
    client.bool_variation(context, key_of(&Tone::Dark), false);
    words.translate(&Tone::Dark);
}
"#,
        expect![[r#"
            src/keys.rs:4 definition new-checkout `new-checkout`
            src/keys.rs:4 definition old-search `old-search`
            src/keys.rs:9 definition dark-mode `dark-mode`
            src/keys.rs:9 definition beta `beta`
            src/keys.rs:12 definition dark-mode `dark-mode`
            src/page.rs:4 constant new-checkout `Checkout`
            src/page.rs:5 constant old-search `Search`
            src/page.rs:6 constant dark-mode `Dark`
            src/page.rs:7 constant beta `Beta`
            src/page.rs:8 constant dark-mode `Dark`
            src/page.rs:9 constant dark-mode `Dark`
        "#]],
    );
}

#[test]
fn a_rust_constant_with_a_key_in_each_field() {
    check_with(
        KEYS,
        r#"
//- src/keys.rs
pub struct Keys { pub checkout: &'static str, pub search: &'static str }
pub const KEYS: Keys = Keys { checkout: "new-checkout", search: "old-search" };
pub static LATE: LazyLock<String> = LazyLock::new(|| "dark-mode".to_string());
pub const WORDS: Words = Words { beta: "beta" };
//- src/page.rs
use launchdarkly_server_sdk::{Client, Context};
use crate::keys::{self, KEYS, WORDS};
fn page(client: &Client, context: &Context) {
    client.bool_variation(context, KEYS.checkout, false);
    client.bool_variation(context, keys::KEYS.search, false);
    client.bool_variation(context, &keys::LATE, false);
    show(WORDS.beta);
}
"#,
        expect![[r#"
            src/keys.rs:2 definition new-checkout `new-checkout`
            src/keys.rs:2 definition old-search `old-search`
            src/keys.rs:3 definition dark-mode `dark-mode`
            src/page.rs:4 constant new-checkout `checkout`
            src/page.rs:5 constant old-search `search`
            src/page.rs:6 constant dark-mode `LATE`
        "#]],
    );
}
