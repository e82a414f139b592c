//! The sample data: two projects with flags of every kind and state, and pending changes.
//!
//! Times are relative to the first start, and ids are derived from keys, so two simulators started at the same time are
//! equal but for their access tokens.
//!
//! The shop in `examples/storefront` uses these flags of the project `storefront`:
//!
//! | flag | demonstrates |
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

pub use account::{member_id, tokens};

/// The records of a new simulator, with `extra_flags` generated flags.
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
