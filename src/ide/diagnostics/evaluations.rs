//! The rules about evaluations. Each gets the evaluations of a file and returns problems; this file makes diagnostics of them.

use crate::config::{Severity, rule};
use crate::flags::Flag;
use crate::ide::evaluation::Evaluations;
use crate::ide::{Analysis, SourceFile};
use crate::text::ByteRange;

use super::{
    Diagnostic, Related, client_side_unavailable, default_mismatch, default_value, duplicate_evaluation,
    evaluation_before_initialization, evaluation_in_loop, impossible_variation, is_silenced, kind_mismatch,
};

/// What a rule finds at an evaluation.
pub(super) struct Problem<'a> {
    /// The part of the code that is wrong.
    pub(super) range: ByteRange,
    pub(super) flag: &'a Flag,
    pub(super) message: String,
    /// Values that are likely meant instead of what is at the range.
    pub(super) suggestions: Vec<String>,
    /// Other places that explain it.
    pub(super) related: Vec<Related>,
}

impl<'a> Problem<'a> {
    pub(super) fn new(range: ByteRange, flag: &'a Flag, message: String) -> Self {
        Self { range, flag, message, suggestions: Vec::new(), related: Vec::new() }
    }
}

/// A rule: what it finds among the evaluations of a file.
type Check = for<'e> fn(&'e Evaluations<'_>) -> Vec<Problem<'e>>;

const CHECKS: &[(&str, Check)] = &[
    (kind_mismatch::CODE, kind_mismatch::check),
    (default_mismatch::CODE, default_mismatch::check),
    (default_value::CODE, default_value::check),
    (impossible_variation::CODE, impossible_variation::check),
    (client_side_unavailable::CODE, client_side_unavailable::check),
    (duplicate_evaluation::CODE, duplicate_evaluation::check),
    (evaluation_in_loop::CODE, evaluation_in_loop::check),
    (evaluation_before_initialization::CODE, evaluation_before_initialization::check),
];

/// The diagnostics of all evaluations of a file.
pub(in crate::ide) fn all(analysis: &Analysis<'_>, file: &SourceFile) -> Vec<Diagnostic> {
    let Some(catalog) = analysis.catalog else { return Vec::new() };
    let evaluations = Evaluations::of(analysis.files, catalog, file);
    if evaluations.all.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    for (code, check) in CHECKS {
        let severity = analysis.settings.severity_of(code);
        if severity == Severity::Off {
            continue;
        }
        for problem in check(&evaluations) {
            let is_known = |other: &Diagnostic| other.code == *code && other.range == problem.range;
            if is_silenced(file, problem.range, code) || found.iter().any(is_known) {
                continue;
            }
            let key = problem.flag.key.as_str();
            found.push(Diagnostic {
                range: problem.range,
                code,
                severity,
                message: problem.message,
                tags: Vec::new(),
                href: rule(code).map(|rule| rule.url()).unwrap_or_default(),
                flag_url: Some(catalog.flag_url(key, None)),
                key: key.to_owned(),
                suggestions: problem.suggestions,
                related: problem.related,
            });
        }
    }
    found
}
