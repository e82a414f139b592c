//! The API's envelopes: lists, links, and keys that occur only in links.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

/// A page of a list: `{items, _links, totalCount}`. Any field may be missing or null.
#[derive(Debug, Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(super) struct Page<T> {
    #[serde(default, deserialize_with = "null_default")]
    pub items: Vec<T>,
    #[serde(default, rename = "_links", deserialize_with = "null_default")]
    links: Links,
    /// Undecoded: it is only a hint, so a wrong type must not fail the page.
    #[serde(default, rename = "totalCount")]
    total_count: Value,
}

impl<T> Page<T> {
    /// Maps the items.
    pub(super) fn filter_map<U>(self, change: impl FnMut(T) -> Option<U>) -> Page<U> {
        let items = self.items.into_iter().filter_map(change).collect();
        Page { items, links: self.links, total_count: self.total_count }
    }

    /// `totalCount`. A hint; it may be wrong.
    pub(super) fn total(&self) -> Option<usize> {
        self.total_count.as_u64().and_then(|total| usize::try_from(total).ok())
    }

    /// Offset of the next page, if the API links one. Only the offset of the link is used: a request with the token
    /// goes to the configured host only.
    pub(super) fn next_offset(&self) -> Option<usize> {
        let url = self.links.url("next")?;
        url.query_pairs().find(|(name, _)| name == "offset").and_then(|(_, value)| value.parse().ok())
    }
}

/// `_links`: URLs by name, relative to the host.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Links(BTreeMap<String, Value>);

impl Links {
    fn url(&self, name: &str) -> Option<Url> {
        let href = self.0.get(name)?.get("href")?.as_str()?;
        Url::parse("http://relative.invalid").ok()?.join(href).ok()
    }

    /// The decoded last path segment of a link, which is a key.
    pub(super) fn last_segment(&self, name: &str) -> Option<String> {
        let url = self.url(name)?;
        let last = url.path_segments()?.rfind(|segment| !segment.is_empty())?;
        // Query decoding equals segment decoding, except that `+` means a space.
        let query = format!("k={}", last.replace('+', "%2B"));
        url::form_urlencoded::parse(query.as_bytes()).next().map(|(_, key)| key.into_owned())
    }
}

/// Deserializes `null` as the default value.
pub(super) fn null_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests;
