//! The sample data: two projects, flags of every kind and in every state, and what waits for its time.
//!
//! Everything is relative to the moment of the first start, and identifiers are made from keys, so that two
//! simulators started at the same moment are the same.
//!
//! The shop in `examples/storefront` uses these flags of the project `storefront`:
//!
//! | flag | what it shows |
//! | --- | --- |
//! | `checkout-new-flow` | live, on in production with a rollout of 25 % |
//! | `search-autocomplete` | temporary and launched everywhere: stale |
//! | `legacy-cart-banner` | archived |
//! | `dark-mode-v1` | deprecated, still served |
//! | `promo-banner-text` | four texts, permanent |
//! | `recommendations-engine` | a rollout over three engines by account |
//! | `inventory-sync-interval` | numbers, permanent |
//! | `payment-config` | JSON, permanent |
//! | `express-shipping` | off in production, on in test and staging |
//! | `loyalty-points` | temporary and inactive everywhere: stale |
//! | `product-reviews` | launched but permanent: never stale |
//! | `gift-cards` | rules, and targets of three context kinds |

mod account;
mod draft;
mod generated;
mod special;
mod storefront;
mod waiting;

use crate::flags::UnixMillis;

use super::records::Record;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The project of the examples.
pub const PROJECT: &str = "storefront";

/// The token that may read and write.
pub use account::{reader_token, writer_token};

/// The records that a new simulator starts with, and `extra_flags` generated ones.
pub fn records(now: UnixMillis, extra_flags: usize) -> Vec<Record> {
    let mut records = account::records();
    let mut drafts = storefront::flags(now);
    drafts.extend(special::flags(now));
    drafts.extend(generated::flags(now));
    drafts.extend(generated::load(now, extra_flags));
    let drafts = drafts.into_iter().chain(generated::warehouse(now));
    records.extend(drafts.flat_map(draft::Draft::into_records));
    records.extend(waiting::records(now));
    records
}
