//! What is expected at a cursor.

use crate::ide::{Analysis, SourceFile};
use crate::index::{EvidenceEnd, FlagValues, Form, Reference, Spelling};
use crate::syntax::ValueKind;
use crate::text::ByteRange;

use super::probe::View;
use super::spot::{Named, Quoted, callees, closers, is_compared, may_be_compared};
use super::{is_key_like, rest_of_line};

/// What is expected, and what it would replace.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    /// A key, within quotes or an attribute.
    Key { range: ByteRange, kind: ValueKind },
    /// A property of a set of flags.
    Property { range: ByteRange, property: Property },
    /// A constant that holds a key.
    Constant { range: ByteRange, kind: ValueKind },
    /// A value of a flag's variations.
    Value { range: ByteRange, key: String, in_string: bool },
}

/// How a property of a set is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) spelling: Spelling,
    pub(super) form: PropertyForm,
}

/// Where a property is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyForm {
    /// Between quotes.
    Quoted,
    /// After a dot at this offset, which brackets would replace.
    AfterDot(usize),
    /// After `?.`, which brackets follow.
    AfterOptional,
    /// In a pattern.
    Taken,
}

impl Target {
    /// What is replaced.
    pub(super) fn range(&self) -> ByteRange {
        let (Self::Key { range, .. }
        | Self::Property { range, .. }
        | Self::Constant { range, .. }
        | Self::Value { range, .. }) = self;
        *range
    }
}

/// What is expected at an offset of a file.
pub(super) fn target(analysis: &Analysis<'_>, file: &SourceFile, offset: usize) -> Option<Target> {
    let view = View::of(analysis, file);
    if let Some(found) = key_at(&view, offset).filter(|found| is_key_like(found.range().of(&file.text))) {
        return Some(found);
    }
    match Quoted::at(&file.text, offset) {
        Some(quoted) => in_string(analysis, file, &view, offset, quoted),
        None => at_name(analysis, file, Named::at(&file.text, offset)?),
    }
}

/// The key, or property of a set, that is written as a text at an offset.
fn key_at(view: &View, offset: usize) -> Option<Target> {
    let is_text = |reference: &&Reference| {
        matches!(reference.form, Form::Literal | Form::EmptyLiteral | Form::Attribute | Form::SetProperty)
            && matches!(view.text.as_bytes().get(reference.range.start.wrapping_sub(1)), Some(before) if !is_name(*before))
            && reference.evidence.end != EvidenceEnd::Mention
            && reference.range.touches(offset)
    };
    let reference = view.references.iter().find(is_text)?;
    let (range, spelling) = (reference.range, reference.evidence.spelling);
    let kind = reference.call.as_ref().map_or(ValueKind::Any, |call| call.value_kind);
    if spelling == Spelling::EXACT && reference.form != Form::SetProperty {
        return Some(Target::Key { range, kind });
    }
    Some(Target::Property { range, property: Property { spelling, form: PropertyForm::Quoted } })
}

/// Whether a byte before a text says that it is a name, and not quoted.
fn is_name(byte: u8) -> bool {
    byte == b'.' || byte == b'{' || byte == b',' || byte.is_ascii_whitespace()
}

fn in_string(analysis: &Analysis<'_>, file: &SourceFile, view: &View, offset: usize, quoted: Quoted) -> Option<Target> {
    let content = |end: usize| file.text.get(quoted.start..end).unwrap_or_default();
    let is_closed = quoted.end.is_some_and(|end| !content(end).contains(['(', ')', ',', ';', '=']));
    let before = quoted.before(&file.text);
    if let Some(end) = quoted.end.filter(|_| is_closed) {
        let range = ByteRange::new(quoted.start, end);
        if let Some(found) = default_at(view, range, true).or_else(|| compared(view, before, range, true)) {
            return Some(found);
        }
        if before.ends_with('[') && range.is_empty() {
            let view = View::with_name(analysis, file, offset, offset)?;
            let found = key_at(&view, offset)?;
            return Some(found.with_range(range));
        }
        // Where a key is not proven to be expected, only one that exists is known to be one.
        let is_possible = is_key_like(content(end)) && takes_key(analysis, file, before);
        let view = is_possible.then(|| View::with_key(analysis, file, range, "")).flatten()?;
        return Some(key_at(&view, range.start)?.with_range(range));
    }
    if !is_key_like(content(offset)) || !is_expected(analysis, file, before) {
        return None;
    }
    // The string is still being typed: closed where the cursor is, and the call with it if nothing follows.
    let is_last = rest_of_line(file, offset).trim().is_empty();
    let closing = if is_last { closers(before) } else { String::new() };
    let range = ByteRange::new(quoted.start, offset);
    let repaired = View::with_key(analysis, file, range, &format!("{}{closing}", quoted.quote))?;
    let found = key_at(&repaired, range.start)
        .or_else(|| default_at(&repaired, range, true))
        .or_else(|| compared(&repaired, before, range, true))?;
    Some(found.with_range(range))
}

/// Whether a text that is being typed could be one of ours, as far as what stands before it tells.
fn is_expected(analysis: &Analysis<'_>, file: &SourceFile, before: &str) -> bool {
    before.ends_with('[') || is_compared(before) || takes_key(analysis, file, before)
}

/// Whether what stands at the end of a text is an argument of a call that may take a key.
fn takes_key(analysis: &Analysis<'_>, file: &SourceFile, before: &str) -> bool {
    let Some(language) = file.language else { return false };
    callees(before).into_iter().any(|callee| analysis.index.may_take_key(language, callee))
}

fn at_name(analysis: &Analysis<'_>, file: &SourceFile, named: Named) -> Option<Target> {
    let (text, index) = (&file.text, analysis.index);
    let before = named.before(text);
    let is_set = |reference: &Reference| reference.evidence.end == EvidenceEnd::Set;
    let has_sets = || index.may_have_sets(&file.path) || file.references.all.iter().any(is_set);
    if let Some(qualifier) = named.qualifier(text)
        && index.may_be_set(&file.path, qualifier)
        && let Some(found) = property_at(analysis, file, named)
    {
        return Some(found);
    }
    if named.word == named.chain && named.is_in_pattern(text) && has_sets() {
        return property_at(analysis, file, named);
    }
    if text.get(named.chain.end..).is_some_and(|after| after.starts_with(['(', '['])) {
        return None;
    }
    let is_argument = before.ends_with(['(', ',', ':', '=', '{', '[']) && !is_compared(before);
    let takes_key = is_argument && takes_key(analysis, file, before);
    let is_operand = is_compared(before) && file.references.resolved().next().is_some();
    if !takes_key && !is_operand {
        return None;
    }
    let is_last = rest_of_line(file, named.chain.end).trim().is_empty();
    let closing = if is_last { closers(before) } else { String::new() };
    let (view, start) = View::with_literal(analysis, file, named.chain, &closing)?;
    let range = named.chain;
    match key_at(&view, start) {
        Some(Target::Key { kind, .. }) if takes_key => Some(Target::Constant { range, kind }),
        Some(_) => None,
        None => {
            let literal = ByteRange::new(start, start);
            let found = default_at(&view, literal, false).or_else(|| compared(&view, before, literal, false));
            if named.word == named.chain {
                return found.map(|found| found.with_range(range));
            }
            // A value is typed as a whole. A member of what holds keys is one wherever the call cannot be followed.
            (takes_key && found.is_none()).then_some(Target::Constant { range, kind: ValueKind::Any })
        }
    }
}

/// A property of a set by its name, where the word at the cursor is one.
fn property_at(analysis: &Analysis<'_>, file: &SourceFile, named: Named) -> Option<Target> {
    let range = named.word;
    let view = View::with_name(analysis, file, range.start, range.end)?;
    let is_here = |reference: &&Reference| {
        reference.range.start == range.start && reference.evidence.end == EvidenceEnd::Set && reference.call.is_none()
    };
    let reference = view.references.iter().find(is_here)?;
    let before = file.text.get(..range.start).unwrap_or_default();
    let form = match reference.form {
        Form::Destructured => PropertyForm::Taken,
        Form::SetProperty if before.ends_with("?.") => PropertyForm::AfterOptional,
        Form::SetProperty if before.ends_with('.') => PropertyForm::AfterDot(range.start - 1),
        _ => return None,
    };
    Some(Target::Property { range, property: Property { spelling: reference.evidence.spelling, form } })
}

/// The flag that a text is the default value of.
fn default_at(view: &View, range: ByteRange, in_string: bool) -> Option<Target> {
    let is_here = |reference: &&Reference| {
        let default = reference.call.as_ref().and_then(|call| call.default);
        default.is_some_and(|default| default.contains_range(range))
    };
    let reference = view.references.iter().find(is_here)?;
    // `{ color: "…" }` is a value of its own.
    let default = reference.call.as_ref()?.default?;
    let is_whole = range.start <= default.start + 4 && default.end <= range.end.max(default.end);
    let key = reference.key().filter(|_| is_whole)?.to_string();
    Some(Target::Value { range, key, in_string })
}

/// The flag that the literal at a range of a view is compared with. What is typed of it may be shorter than the literal.
fn compared(view: &View, before: &str, range: ByteRange, in_string: bool) -> Option<Target> {
    let has_flags = || view.references.iter().any(|reference| reference.evidence.end != EvidenceEnd::Mention);
    let rest = view.text.get(range.start..)?;
    let after = rest.split_once(['"', '\'', '`']).map_or("", |(_, after)| after).trim_start_matches(['>', '"']);
    if !may_be_compared(before, after) || !has_flags() {
        return None;
    }
    let comparison = view.code.comparison_at(range.start)?;
    let values = FlagValues::new(view.code.facts(), &view.text, &view.references);
    let key = values.of(comparison.subject)?.reference.key()?.to_string();
    Some(Target::Value { range, key, in_string })
}

impl Target {
    fn with_range(self, range: ByteRange) -> Self {
        match self {
            Self::Key { kind, .. } => Self::Key { range, kind },
            Self::Property { property, .. } => Self::Property { range, property },
            Self::Constant { kind, .. } => Self::Constant { range, kind },
            Self::Value { key, in_string, .. } => Self::Value { range, key, in_string },
        }
    }
}
