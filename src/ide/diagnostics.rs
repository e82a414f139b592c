//! Diagnostics. One file per rule; this one selects the rule and its severity.

mod ambiguous_flag;
mod archived_flag;
mod archived_prerequisite;
mod client_side_unavailable;
mod default_mismatch;
mod default_value;
mod deprecated_flag;
mod duplicate_evaluation;
mod evaluation_before_initialization;
mod evaluation_in_loop;
#[cfg(test)]
mod evaluation_tests;
mod evaluations;
mod impossible_variation;
mod kind_mismatch;
mod missing_prerequisite;
mod misspelled_flag;
mod prerequisites;
mod stale_flag;
#[cfg(test)]
mod tests;
mod unknown_flag;
mod unused_flag;

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::{Severity, rule};
use crate::flags::{Catalog, Flag, UnixMillis};
use crate::index::{Confidence, Reference, ReferenceKind, Spelling};
use crate::text::ByteRange;

pub(super) use evaluations::all as evaluation_diagnostics;
pub(super) use misspelled_flag::of as misspelled_flag;
pub(super) use unused_flag::all as unused_flags;

use super::{Analysis, SourceFile};

/// A diagnostic, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Range of the key or identifier.
    pub range: ByteRange,
    /// Rule code.
    pub code: &'static str,
    /// Never [`Severity::Off`].
    pub severity: Severity,
    /// One or two sentences, plain text.
    pub message: String,
    /// Rendering hints.
    pub tags: Vec<Tag>,
    /// Documentation of the rule.
    pub href: String,
    /// The flag's page in LaunchDarkly, if the flag exists.
    pub flag_url: Option<String>,
    /// Flag key; for `ambiguous-flag` all matching keys.
    pub key: String,
    /// Similar keys, best first, for `unknown-flag`; matching keys for `ambiguous-flag`.
    pub suggestions: Vec<String>,
    /// Other places that explain it, also in other files.
    pub related: Vec<Related>,
}

/// A related location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The file, by its path as the index has it.
    pub path: Arc<str>,
    /// Where in it.
    pub range: ByteRange,
    /// Message.
    pub message: String,
}

/// Rendering hint (LSP `DiagnosticTag`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Struck through.
    Deprecated,
    /// Faded out.
    Unnecessary,
}

/// Maximum number of unknown keys per file with suggestions: searching 10,000 keys takes about a millisecond, and a file
/// may have hundreds of unknown keys, for example with the wrong project.
const MOST_SUGGESTED: usize = 10;

/// The diagnostics of a file, by position. Empty without a catalog or with a plain list of keys.
pub fn diagnostics(analysis: &Analysis<'_>, path: &str) -> Vec<Diagnostic> {
    let Some(file) = analysis.files.file(path) else { return Vec::new() };
    let mut found = diagnostics_at(analysis, &file, &mut file.references.all.iter());
    let mut others = ambiguous_flag::all(analysis, &file);
    others.extend(misspelled_flag::all(analysis, &file));
    others.extend(evaluations::all(analysis, &file));
    others.extend(unused_flag::all(analysis, &file));
    if !others.is_empty() {
        found.extend(others);
        found.sort_by_key(|diagnostic| diagnostic.range.start);
    }
    found
}

/// What to tell about some references of a file.
pub(super) fn diagnostics_at(
    analysis: &Analysis<'_>,
    file: &SourceFile,
    references: &mut dyn Iterator<Item = &Reference>,
) -> Vec<Diagnostic> {
    let Some(catalog) = analysis.catalog else { return Vec::new() };
    // A file often has many references to one flag: compute its finding once.
    let mut of_keys: HashMap<(&str, Spelling), Vec<Finding>> = HashMap::new();
    let mut suggested = 0;
    let mut found = Vec::new();
    for reference in references.filter(|reference| reference.kind() != ReferenceKind::Mention) {
        let Some(key) = reference.key() else { continue };
        let flag = catalog.flag(key);
        let is_unknown = flag.is_none();
        if is_unknown
            && (!unknown_flag::may_report(catalog, file, reference)
                || unknown_flag::is_repeated(catalog, file, reference))
        {
            continue;
        }
        let spelling = reference.evidence.spelling;
        let findings = of_keys.entry((key, spelling)).or_insert_with(|| match flag {
            Some(flag) => about_flag(catalog, flag, analysis.now),
            None => {
                suggested += 1;
                vec![unknown_flag::check(catalog, key, spelling, suggested <= MOST_SUGGESTED)]
            }
        });
        for finding in findings {
            let severity = match (flag, reference.evidence.confidence) {
                (None, Confidence::Inferred) => analysis.settings.severity_of_inferred(false),
                (None, Confidence::Tentative) => analysis.settings.severity_of_inferred(true),
                _ => analysis.settings.severity_of(finding.code),
            };
            if severity == Severity::Off || is_silenced(file, reference.range, finding.code) {
                continue;
            }
            found.push(Diagnostic {
                range: reference.range,
                code: finding.code,
                severity,
                message: match flag {
                    None => unknown_flag::message(&finding.message, reference),
                    Some(_) => finding.message.clone(),
                },
                tags: finding.tags.clone(),
                href: rule(finding.code).map(|rule| rule.url()).unwrap_or_default(),
                flag_url: flag.map(|_| catalog.flag_url(key, None)),
                key: key.to_string(),
                suggestions: finding.suggestions.clone(),
                related: related(analysis, file, reference).into_iter().collect(),
            });
        }
    }
    found
}

/// A rule's finding about a flag, independent of the location.
struct Finding {
    code: &'static str,
    message: String,
    tags: Vec<Tag>,
    suggestions: Vec<String>,
}

impl Finding {
    fn new(code: &'static str, message: String) -> Self {
        Self { code, message, tags: Vec::new(), suggestions: Vec::new() }
    }
}

/// The findings about an existing flag: at most one about its state, and one about its prerequisites.
fn about_flag(catalog: &Catalog, flag: &Flag, now: UnixMillis) -> Vec<Finding> {
    let states = [archived_flag::check, deprecated_flag::check, stale_flag::check];
    let prerequisites = [archived_prerequisite::check, missing_prerequisite::check];
    let state = states.into_iter().find_map(|check| check(catalog, flag, now));
    let prerequisite = prerequisites.into_iter().find_map(|check| check(catalog, flag, now));
    state.into_iter().chain(prerequisite).collect()
}

/// Whether a comment on the same line, or alone on the line above, suppresses the rule.
fn is_silenced(file: &SourceFile, range: ByteRange, code: &str) -> bool {
    if file.references.ignores.is_empty() {
        return false;
    }
    let line = file.lines.line_of(range.start);
    file.references.ignores.iter().any(|ignore| {
        let covers = ignore.line == line || (!ignore.trailing && ignore.line + 1 == line);
        covers && (ignore.codes.is_empty() || ignore.codes.iter().any(|silenced| silenced == code))
    })
}

/// Where the constant behind a name gets its key.
fn related(analysis: &Analysis<'_>, file: &SourceFile, reference: &Reference) -> Option<Related> {
    let definition = analysis.literal_definition(reference.definition?)?;
    let range = definition.literal.filter(|range| *definition.path != *file.path || *range != reference.range)?;
    Some(Related { path: definition.path, range, message: format!("the key `{}` comes from here", definition.key) })
}
