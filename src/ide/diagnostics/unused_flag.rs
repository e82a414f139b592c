//! The rule `unused-flag`.

use crate::config::{Severity, rule};
use crate::ide::{Analysis, SourceFile, words};
use crate::index::{Form, Reference, ReferenceKind};

use super::{Diagnostic, Tag, is_silenced};

const CODE: &str = "unused-flag";

/// Reports constants with a key that nothing in the workspace evaluates. Nothing while only this file is known.
pub(in crate::ide) fn all(analysis: &Analysis<'_>, file: &SourceFile) -> Vec<Diagnostic> {
    let severity = analysis.settings.severity_of(CODE);
    let Some(catalog) = analysis.catalog.filter(|_| severity != Severity::Off && !file.references.is_test_code) else {
        return Vec::new();
    };
    let is_candidate = |reference: &&Reference| {
        let is_flag = reference.key().is_some_and(|key| catalog.flag(key).is_some());
        reference.form == Form::Definition && reference.kind() == ReferenceKind::Definition && is_flag
    };
    if analysis.index.is_single() || !file.references.all.iter().any(|reference| is_candidate(&reference)) {
        return Vec::new();
    }
    let unused = analysis.index.unused_constants(&file.path);
    let candidates = file.references.all.iter().filter(is_candidate);
    let candidates = candidates.filter(|reference| reference.definition.is_some_and(|id| unused.contains(&id)));
    let loud = candidates.filter(|reference| !is_silenced(file, reference.range, CODE));
    let diagnostic = |reference: &Reference| {
        let key = reference.key().map_or("", |key| key);
        Diagnostic {
            range: reference.range,
            code: CODE,
            severity,
            message: format!(
                "No code of this workspace uses this constant, or the flag `{}` in another way",
                words::plain(key)
            ),
            tags: vec![Tag::Unnecessary],
            href: rule(CODE).map(|rule| rule.url()).unwrap_or_default(),
            flag_url: Some(catalog.flag_url(key, None)),
            key: key.to_owned(),
            suggestions: Vec::new(),
            related: Vec::new(),
        }
    };
    loud.map(diagnostic).collect()
}
