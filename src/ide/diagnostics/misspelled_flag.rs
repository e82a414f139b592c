//! Flags that a set of flags has under another name.

use crate::config::{Severity, rule};
use crate::ide::{Analysis, SourceFile, words};
use crate::index::{Reference, Resolution};

use super::{Diagnostic, is_silenced};

const CODE: &str = "misspelled-flag";

/// Properties that are always undefined, each with the name that the set has for the flag.
pub(super) fn all(analysis: &Analysis<'_>, file: &SourceFile) -> Vec<Diagnostic> {
    file.references.all.iter().filter_map(|reference| of(analysis, file, reference)).collect()
}

/// The diagnostic of one property.
pub(in crate::ide) fn of(analysis: &Analysis<'_>, file: &SourceFile, reference: &Reference) -> Option<Diagnostic> {
    let Resolution::Misspelled { key, name } = &reference.resolution else { return None };
    let severity = analysis.settings.severity_of(CODE);
    let is_off = analysis.catalog.is_none() || severity == Severity::Off;
    if is_off || is_silenced(file, reference.range, CODE) {
        return None;
    }
    let written = words::plain(reference.range.of(&file.text));
    let (flag, right) = (words::plain(key), words::plain(name));
    Some(Diagnostic {
        range: reference.range,
        code: CODE,
        severity,
        message: format!("`{written}` is always undefined: this set of flags has the flag `{flag}` as `{right}`"),
        tags: Vec::new(),
        href: rule(CODE).map(|rule| rule.url()).unwrap_or_default(),
        flag_url: None,
        key: key.to_string(),
        suggestions: vec![name.to_string()],
        related: Vec::new(),
    })
}
