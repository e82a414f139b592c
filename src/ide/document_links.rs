//! Document links: from a key to the flag's page.

use std::sync::Arc;

use crate::flags::CatalogSource;
use crate::index::EvidenceEnd;
use crate::text::ByteRange;

use super::{Analysis, words};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLink {
    /// The key or identifier.
    pub range: ByteRange,
    /// The flag's page.
    pub url: String,
    /// What it leads to.
    pub tooltip: String,
    /// The flag.
    pub flag: Arc<str>,
}

/// The links of a file, in order; none unless the settings want them.
pub fn document_links(analysis: &Analysis<'_>, path: &str) -> Vec<DocumentLink> {
    let Some(catalog) = analysis.catalog.filter(|catalog| catalog.source != CatalogSource::Keys) else {
        return Vec::new();
    };
    let Some(file) = analysis.files.file(path).filter(|_| analysis.settings.links) else { return Vec::new() };
    let resolved = file.references.resolved();
    let surely = resolved.filter(|(_, reference)| reference.evidence.end != EvidenceEnd::Mention);
    let links = surely.filter_map(|(key, reference)| {
        let flag = catalog.flag(key)?;
        Some(DocumentLink {
            range: reference.range,
            url: catalog.flag_url(key, None),
            tooltip: format!("Open {} in LaunchDarkly", words::plain(words::name_of_flag(flag))),
            flag: key.clone(),
        })
    });
    links.collect()
}

#[cfg(test)]
mod tests;
