//! The rule `ambiguous-flag`.

use crate::config::{Severity, rule};
use crate::ide::{Analysis, SourceFile, words};
use crate::index::Reference;

use super::{Diagnostic, is_silenced};

const CODE: &str = "ambiguous-flag";

/// Reports names that match several flags. Reports nothing while the flags are not loaded.
pub(super) fn all(analysis: &Analysis<'_>, file: &SourceFile) -> Vec<Diagnostic> {
    let severity = analysis.settings.severity_of(CODE);
    if analysis.catalog.is_none() || severity == Severity::Off {
        return Vec::new();
    }
    let loud = file.references.ambiguous().filter(|name| !is_silenced(file, name.range, CODE));
    let diagnostic = |name: &Reference| Diagnostic {
        range: name.range,
        code: CODE,
        severity,
        message: format!(
            "`{}` {}",
            words::plain(name.range.of(&file.text)),
            words::is_ambiguous(name.ambiguous_keys())
        ),
        tags: Vec::new(),
        href: rule(CODE).map(|rule| rule.url()).unwrap_or_default(),
        flag_url: None,
        key: name.ambiguous_keys().join(", "),
        suggestions: name.ambiguous_keys().iter().map(|key| key.to_string()).collect(),
        related: Vec::new(),
    };
    loud.map(diagnostic).collect()
}
