//! Pagination: `limit`, `offset` and links to neighbouring pages.

use serde_json::{Map, Value, json};

use super::chosen;
use super::exchange::{ApiError, Request};

/// The requested part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    limit: usize,
    offset: usize,
}

impl Page {
    /// Parses `limit` and `offset`.
    pub fn of(request: &Request) -> Result<Self, ApiError> {
        let limit = match request.query.number("limit")? {
            None | Some(0) => chosen::DEFAULT_PAGE,
            Some(limit) => limit.min(chosen::MAX_PAGE),
        };
        Ok(Self { limit, offset: request.query.number("offset")?.unwrap_or(0) })
    }

    /// The items of this page.
    pub fn slice<T>(self, items: Vec<T>) -> Vec<T> {
        items.into_iter().skip(self.offset).take(self.limit).collect()
    }

    /// `{items, _links, totalCount}`. Links to pages that do not exist are omitted, as are `first` and `prev` on the
    /// first page.
    pub fn envelope(self, request: &Request, items: Vec<Value>, total: usize) -> Value {
        let mut links = Map::new();
        let mut link = |name: &str, query: String| {
            let href = if query.is_empty() { request.path.clone() } else { format!("{}?{query}", request.path) };
            links.insert(name.to_owned(), json!({ "href": href, "type": "application/json" }));
        };
        let page = |offset| request.query.with_page(self.limit, offset);
        let own = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.query.0).finish();
        link("self", own);
        if self.offset > 0 {
            link("first", page(0));
            link("prev", page(self.offset.saturating_sub(self.limit)));
        }
        if self.offset.saturating_add(self.limit) < total {
            link("next", page(self.offset + self.limit));
            link("last", page((total - 1) / self.limit * self.limit));
        }
        json!({ "items": items, "_links": links, "totalCount": total })
    }
}
