//! Evaluations: the places of a file where code certainly gets the value of a flag, and what it does with the value.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Files, SourceFile, words};
use crate::flags::{Catalog, Flag, FlagState, value_in_words};
use crate::index::{CallSite, Confidence, EvidenceEnd, FlagValues, Form, Reference, ReferenceKind};
use crate::syntax::{Comparison, Language, LiteralValue, ParsedText, ValueKind};
use crate::text::ByteRange;

/// Maximum number of values that a message lists.
const MOST_VALUES: usize = 6;

/// The type of a flag's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueType {
    /// `true` and `false`.
    Boolean,
    /// Strings.
    String,
    /// Numbers.
    Number,
    /// Objects or lists.
    Json,
}

impl ValueType {
    /// The type of all variations; `None` if they are not loaded or differ in type.
    pub(super) fn of(flag: &Flag) -> Option<Self> {
        let mut types = flag.variations.iter().map(|variation| match variation.value {
            Value::Bool(_) => Some(Self::Boolean),
            Value::String(_) => Some(Self::String),
            Value::Number(_) => Some(Self::Number),
            Value::Array(_) | Value::Object(_) => Some(Self::Json),
            Value::Null => None,
        });
        let first = types.next()??;
        types.all(|other| other == Some(first)).then_some(first)
    }

    /// The type of a literal; `None` for null, which is of none.
    pub(super) fn of_literal(literal: &LiteralValue) -> Option<Self> {
        match literal {
            LiteralValue::Null => None,
            LiteralValue::Bool(_) => Some(Self::Boolean),
            LiteralValue::Number(_) => Some(Self::Number),
            LiteralValue::Text(_) => Some(Self::String),
            LiteralValue::Composite => Some(Self::Json),
        }
    }

    /// The type that a method asks for; `None` if it takes several.
    pub(super) fn of_method(kind: ValueKind) -> Option<Self> {
        match kind {
            ValueKind::Bool => Some(Self::Boolean),
            ValueKind::Int | ValueKind::Double => Some(Self::Number),
            // The stages of a migration are strings.
            ValueKind::String | ValueKind::Migration => Some(Self::String),
            // Objects of JSON are read by methods that take any value.
            ValueKind::Json | ValueKind::Any | ValueKind::AiConfig | ValueKind::None => None,
        }
    }

    /// `boolean`, `string`, `number` or `JSON`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Number => "number",
            Self::Json => "JSON",
        }
    }
}

/// A place where code gets the value of a flag.
pub(super) struct Evaluation<'a> {
    /// The key or the name that stands for it.
    pub(super) reference: &'a Reference,
    /// The flag; not archived.
    pub(super) flag: &'a Flag,
    /// The type of its values, if known.
    pub(super) value_type: Option<ValueType>,
    /// The call; `None` for a property of a set of flags.
    pub(super) call: Option<&'a CallSite>,
}

/// The evaluations of a file.
pub(super) struct Evaluations<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) catalog: &'a Catalog,
    pub(super) all: Vec<Evaluation<'a>>,
    /// The file's code, parsed when a rule asks.
    pub(super) code: Arc<ParsedText>,
}

impl<'a> Evaluations<'a> {
    /// The evaluations of a file that scopes, imports and types prove. None in test code, where values are often made up, and
    /// none of archived flags, which have a rule of their own.
    pub(super) fn of(files: &'a dyn Files, catalog: &'a Catalog, file: &'a SourceFile) -> Self {
        let mut all = Vec::new();
        if !file.references.is_test_code {
            for (key, reference) in file.references.resolved().filter(|(_, reference)| is_evaluation(file, reference)) {
                let flag = catalog.flag(key).filter(|flag| !matches!(flag.state(), FlagState::Archived { .. }));
                let Some(flag) = flag else { continue };
                all.push(Evaluation {
                    reference,
                    flag,
                    value_type: ValueType::of(flag),
                    call: reference.call.as_ref(),
                });
            }
        }
        Self { file, catalog, all, code: files.parsed(file, &file.text) }
    }

    /// The language of literals in the file.
    pub(super) fn language(&self) -> Option<Language> {
        self.file.language
    }

    /// The evaluations whose value is compared, each with the comparison. Values that may also come from elsewhere are left
    /// out: reassigned variables, and calls with several possible keys.
    pub(super) fn compared(&self) -> Vec<(&Evaluation<'a>, Comparison)> {
        let by_range: HashMap<ByteRange, &Evaluation<'a>> =
            self.all.iter().map(|evaluation| (evaluation.reference.range, evaluation)).collect();
        let uses = self.code.uses();
        let values = FlagValues::new(self.code.facts(), &self.file.text, &self.file.references.all);
        let found = uses.comparisons.iter().filter_map(|comparison| {
            let value = values.of(comparison.subject).filter(|value| value.is_certain)?;
            Some((*by_range.get(&value.reference.range)?, *comparison))
        });
        found.collect()
    }
}

/// Whether a reference is one that evaluates a flag for certain.
fn is_evaluation(file: &SourceFile, reference: &Reference) -> bool {
    if reference.kind() == ReferenceKind::Mention || reference.evidence.confidence != Confidence::Proven {
        return false;
    }
    match reference.evidence.end {
        EvidenceEnd::Sink => reference.call.as_ref().is_some_and(|call| has_arguments_of_sdk(file, call)),
        EvidenceEnd::Wrapper | EvidenceEnd::Declared => reference.call.is_some(),
        EvidenceEnd::Set => match reference.form {
            Form::Destructured => true,
            // Not the entry of an object that has the type of a set.
            Form::SetProperty => {
                let before = file.text.get(..reference.range.start).unwrap_or_default();
                before.ends_with('.') || before.ends_with("[\"") || before.ends_with("['")
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a call has at most one argument behind those of the SDK's method, such as options: a project's own method of that
/// name may have more, and treat values differently. C's functions have places for results.
fn has_arguments_of_sdk(file: &SourceFile, call: &CallSite) -> bool {
    let last = [Some(call.key), call.context, call.default].into_iter().flatten().map(|range| range.end).max();
    let rest = last.and_then(|last| file.text.get(last..call.range.end)).unwrap_or_default();
    let is_c = file.language.is_some_and(|language| language.family() == Language::C);
    let mut depth = 0i32;
    let more = rest.trim_end_matches([')', ',', ' ', '\n', '\r', '\t']).chars().filter(|mark| {
        depth += i32::from("([{".contains(*mark)) - i32::from(")]}".contains(*mark));
        *mark == ',' && depth == 0
    });
    is_c || more.count() < 2
}

impl Evaluation<'_> {
    /// Whether the flag is evaluated here, and not listened to.
    pub(super) fn evaluates(&self) -> bool {
        self.call.is_some_and(|call| !matches!(call.value_kind, ValueKind::None | ValueKind::AiConfig))
    }

    /// Whether the value is looked up in a set of flags.
    pub(super) fn is_in_set(&self) -> bool {
        self.reference.evidence.end == EvidenceEnd::Set
    }

    /// The default value, if it is a literal.
    pub(super) fn default_literal(&self, file: &SourceFile) -> Option<LiteralValue> {
        LiteralValue::of(file.language?, self.call?.default?.of(&file.text))
    }

    /// The default value as it is written, if it is short: `` `false` ``.
    pub(super) fn default_in_words(&self, file: &SourceFile) -> String {
        const LONGEST: usize = 40;
        let written = self.call.and_then(|call| call.default).map(|default| default.of(&file.text));
        match written.filter(|text| text.len() <= LONGEST && !text.contains(['\n', '`'])) {
            Some(text) => format!("the default value `{}`", words::plain(text)),
            None => "the default value".to_owned(),
        }
    }
}

/// `` `theme` is a string flag (`"light"` or `"dark"`) ``.
pub(super) fn flag_with_type(flag: &Flag, value_type: ValueType) -> String {
    format!("`{}` is a {} flag ({})", words::plain(flag.key.as_str()), value_type.name(), values(flag, "or"))
}

/// The values of a flag's variations: `` `"light"` or `"dark"` ``.
pub(super) fn values(flag: &Flag, conjunction: &str) -> String {
    let value = |value: &Value| format!("`{}`", words::plain(&value_in_words(value)).replace('`', "'"));
    let mut listed: Vec<String> =
        flag.variations.iter().take(MOST_VALUES).map(|variation| value(&variation.value)).collect();
    listed.dedup();
    let more = flag.variations.len().saturating_sub(MOST_VALUES);
    match (more, listed.as_slice()) {
        (0, [first @ .., last]) if !first.is_empty() => format!("{} {conjunction} {last}", first.join(", ")),
        (0, _) => listed.join(", "),
        (more, _) => format!("{} {conjunction} {more} more", listed.join(", ")),
    }
}

/// Whether a literal is a value; `None` if its own is not known.
pub(super) fn is_value(literal: &LiteralValue, value: &Value) -> Option<bool> {
    Some(match literal {
        LiteralValue::Bool(own) => value.as_bool() == Some(*own),
        LiteralValue::Number(own) => value.as_f64() == Some(*own),
        LiteralValue::Text(own) => value.as_str() == Some(own.as_deref()?),
        LiteralValue::Null | LiteralValue::Composite => return None,
    })
}
