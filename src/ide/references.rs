//! Find references: every place that names a flag, in all files of the workspace.

use std::sync::Arc;

use crate::index::{Form, Reference};
use crate::text::ByteRange;

use super::Analysis;

/// The references in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundReferences {
    /// The file.
    pub path: Arc<str>,
    /// In order.
    pub ranges: Vec<ByteRange>,
}

/// The keys of the flags that are named at an offset of a file: several where it is ambiguous. Empty, fast, where none is.
pub fn flags_at(analysis: &Analysis<'_>, path: &str, offset: usize) -> Vec<Arc<str>> {
    let file = analysis.files.file(path);
    let reference = file.as_ref().and_then(|file| file.flag_at(offset));
    reference.map(|reference| reference.keys().to_vec()).unwrap_or_default()
}

/// The references to one of some keys of a project, by file: keys, constants and their uses, properties of sets of flags, and
/// what could be one of these; with the constants and types that declare the flags, or without.
///
/// Mentions, such as texts that are only equal to a key and objects of test code, and aliases of `.launchdarkly/coderefs.yaml`, are left out: `flagwise refs` lists them.
pub fn references_to(
    analysis: &Analysis<'_>,
    project: Option<&str>,
    keys: &[Arc<str>],
    with_declarations: bool,
) -> Vec<FoundReferences> {
    let of_file = |(path, references): (Arc<str>, Vec<Reference>)| {
        let is_wanted = |reference: &&Reference| {
            reference.form != Form::Mention && (with_declarations || !reference.is_declaration())
        };
        let ranges: Vec<ByteRange> = references.iter().filter(is_wanted).map(|reference| reference.range).collect();
        (!ranges.is_empty()).then_some(FoundReferences { path, ranges })
    };
    let all = analysis.index.references_to_any(keys).into_iter();
    let of_project = all.filter(|(path, _)| analysis.settings.project_of(path) == project);
    of_project.filter_map(of_file).collect()
}

#[cfg(test)]
mod tests;
