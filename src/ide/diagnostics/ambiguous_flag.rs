use crate::config::{Severity, rule};
use crate::ide::{FileView, Snapshot, words};

use super::{Diagnostic, is_silenced};

const CODE: &str = "ambiguous-flag";

/// Names that could mean several flags. Silent while the flags are not loaded: there would be nothing to choose from.
pub(super) fn all(snapshot: &Snapshot, file: &FileView) -> Vec<Diagnostic> {
    let severity = snapshot.settings.severity_of(CODE);
    if snapshot.catalog.is_none() || severity == Severity::Off {
        return Vec::new();
    }
    let loud = file.sites.ambiguous.iter().filter(|name| !is_silenced(file, name.range, CODE));
    let diagnostic = |name: &crate::index::Ambiguity| Diagnostic {
        range: name.range,
        code: CODE,
        severity,
        message: format!("`{}` {}", words::plain(name.range.of(&file.text)), words::could_mean(&name.keys)),
        tags: Vec::new(),
        href: rule(CODE).map(|rule| rule.url()).unwrap_or_default(),
        flag_url: None,
        key: name.keys.join(", "),
        suggestions: name.keys.clone(),
        related: Vec::new(),
    };
    loud.map(diagnostic).collect()
}
