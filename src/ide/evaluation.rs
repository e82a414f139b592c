//! Evaluations: the places of a file where code certainly gets the value of a flag, and what it does with the value.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Files, SourceFile, words};
use crate::flags::{Catalog, Flag, FlagState, value_in_words};
use crate::index::{CallSite, Confidence, EvidenceEnd, Form, Reference, ReferenceKind};
use crate::syntax::facts::{Assignment, Definition, Expr, FileFacts, FunctionId, Name};
use crate::syntax::{Comparison, Language, LiteralValue, Uses, ValueKind};
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
    pub(super) fn asked(kind: ValueKind) -> Option<Self> {
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
    files: &'a dyn Files,
    uses: OnceCell<Arc<Uses>>,
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
        Self { file, catalog, all, files, uses: OnceCell::new() }
    }

    /// What the code of the file does with values. May parse the text when first asked.
    pub(super) fn uses(&self) -> &Uses {
        self.uses.get_or_init(|| self.files.uses(self.file))
    }

    /// The language of literals in the file.
    pub(super) fn language(&self) -> Option<Language> {
        self.file.language
    }

    /// The evaluations whose value is compared, each with the comparison. Values that may also come from elsewhere are left
    /// out: reassigned variables, and calls with several possible keys.
    pub(super) fn compared(&self) -> Vec<(&Evaluation<'a>, Comparison)> {
        let mut by_call: HashMap<ByteRange, Option<&Evaluation<'a>>> = HashMap::new();
        for evaluation in &self.all {
            if let Some(call) = evaluation.call.filter(|_| evaluation.gives_value()) {
                let same = |known: &mut Option<&Evaluation<'a>>| {
                    *known = known.filter(|known| known.flag.key == evaluation.flag.key);
                };
                by_call.entry(call.range).and_modify(same).or_insert(Some(evaluation));
            }
        }
        let uses = self.uses();
        let variables = Variables::of(&uses.facts);
        let in_sets = self.all.iter().filter(|evaluation| evaluation.reference.form == Form::SetProperty);
        let by_end = in_sets.map(|evaluation| (evaluation.reference.range.end, evaluation)).collect();
        let values = Values { by_call, by_end };
        let found = uses.comparisons.iter().filter_map(|comparison| {
            let evaluation = self.at(comparison.subject, &values).or_else(|| {
                let name = self.name_at(comparison.subject)?;
                self.held_by(&variables, name, comparison.subject.start, &values)
            });
            Some((evaluation?, *comparison))
        });
        found.collect()
    }

    /// The evaluation that an expression is.
    fn at<'s>(&'s self, range: ByteRange, values: &Values<'s, 'a>) -> Option<&'s Evaluation<'a>> {
        let in_call = values.call(range).or_else(|| values.call(self.without_conversion(range)));
        in_call.or_else(|| {
            // `flags.theme`, `flags["theme"]`
            let is_quoted = range.of(&self.file.text).ends_with(['"', '\'', ']']);
            let end = if is_quoted { range.end.checked_sub(2)? } else { range.end };
            let property = values.by_end.get(&end)?;
            let before = self.file.text.get(range.start..property.reference.range.start)?;
            is_chain(before).then_some(*property)
        })
    }

    /// The range of a value without a conversion that keeps it: `theme.as_str()`, `&*theme`.
    fn without_conversion(&self, range: ByteRange) -> ByteRange {
        const SUFFIXES: [&str; 6] = [".as_str()", ".as_ref()", ".as_deref()", ".c_str()", ".to_s", ".toString()"];
        let text = range.of(&self.file.text);
        let short = SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix)).unwrap_or(text);
        let start = range.start + (short.len() - short.trim_start_matches(['&', '*']).len());
        ByteRange::new(start, range.start + short.len())
    }

    /// The variable that an expression is.
    fn name_at(&self, range: ByteRange) -> Option<&str> {
        let name = self.without_conversion(range).of(&self.file.text);
        let name = name.strip_prefix('$').unwrap_or(name);
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        (name.starts_with(|first: char| first.is_alphabetic() || first == '_') && name.chars().all(is_word))
            .then_some(name)
    }

    /// The evaluation whose value a variable holds at an offset, and nothing else.
    fn held_by<'s>(
        &'s self,
        variables: &Variables<'_>,
        name: &str,
        at: usize,
        values: &Values<'s, 'a>,
    ) -> Option<&'s Evaluation<'a>> {
        let facts = variables.facts;
        match variables.at(facts.find_name(name)?, at)? {
            Variable::Defined(definition) => match definition.value {
                Expr::Call(call) => {
                    let call = facts.calls.get(call as usize)?;
                    let range = ByteRange::new(call.start as usize, call.end as usize);
                    values.call(range).filter(|_| self.ends_statement(range.end))
                }
                Expr::Path(path) => {
                    let property = facts.path(path).last()?.range();
                    let is_it = |evaluation: &&Evaluation<'a>| {
                        evaluation.call.is_none() && evaluation.reference.range == property
                    };
                    self.all.iter().find(is_it).filter(|_| self.ends_statement(property.end))
                }
                _ => None,
            },
            Variable::Taken(property) => {
                let is_it = |evaluation: &&Evaluation<'a>| {
                    evaluation.reference.form == Form::Destructured && evaluation.reference.range == property
                };
                // `const { theme = "light" } = useFlags()` has a default of its own.
                let rest = self.file.text.get(property.end..)?;
                let end = rest.find([',', '}']).unwrap_or(rest.len());
                self.all.iter().find(is_it).filter(|_| !rest[..end].contains('='))
            }
        }
    }

    /// Whether an expression that ends here is all that a variable is given: nothing such as `?? "none"` follows.
    fn ends_statement(&self, at: usize) -> bool {
        let rest = self.file.text.get(at..).unwrap_or_default();
        let rest = rest.trim_start_matches(['"', '\'', ']', ')', '!', '?', ' ', '\t']);
        let has_fallback = self.file.text.get(at..at + (self.file.text.len() - at - rest.len()));
        let is_optional = has_fallback.is_some_and(|skipped| skipped.contains("??") || skipped.contains("?:"));
        !is_optional
            && (rest.is_empty()
                || rest.starts_with(['\n', '\r', ';', ',', '}', '#'])
                || ["//", "as ", "satisfies ", "in\n", "do\n", "/*", "--"].iter().any(|next| rest.starts_with(next)))
            && !continues(rest)
    }
}

/// Whether the next line continues an expression: `?? "none"`, `.trim()`.
fn continues(rest: &str) -> bool {
    let next = rest.trim_start();
    rest.starts_with(['\n', '\r'])
        && (next.starts_with(['.', '?', '+', '|', '&', ':', '='])
            || next.starts_with("or ")
            || next.starts_with("else"))
}

/// The evaluations of a file by where their values are.
struct Values<'s, 'a> {
    /// By the range of the call; `None` for a call of several flags.
    by_call: HashMap<ByteRange, Option<&'s Evaluation<'a>>>,
    /// Properties of sets, by their end.
    by_end: HashMap<usize, &'s Evaluation<'a>>,
}

impl<'s, 'a> Values<'s, 'a> {
    fn call(&self, range: ByteRange) -> Option<&'s Evaluation<'a>> {
        self.by_call.get(&range).copied().flatten()
    }
}

/// What a name stands for in a function.
#[derive(Clone, Copy)]
enum Variable<'f> {
    /// A definition with a value.
    Defined(&'f Definition),
    /// A property that is taken out of an object.
    Taken(ByteRange),
}

/// The variables of a file by name.
struct Variables<'f> {
    facts: &'f FileFacts,
    by_name: HashMap<Name, Vec<(Option<FunctionId>, Variable<'f>)>>,
}

impl<'f> Variables<'f> {
    fn of(facts: &'f FileFacts) -> Self {
        let mut by_name: HashMap<Name, Vec<(Option<FunctionId>, Variable<'f>)>> = HashMap::new();
        for definition in facts.definitions.iter().filter(|definition| definition.path.is_empty()) {
            let variable = (definition.place.function, Variable::Defined(definition));
            by_name.entry(definition.name).or_default().push(variable);
        }
        for pattern in &facts.patterns {
            for entry in facts.entries(pattern) {
                let variable = (pattern.place.function, Variable::Taken(entry.property.range()));
                by_name.entry(entry.alias).or_default().push(variable);
            }
        }
        Self { facts, by_name }
    }

    /// The variable of a name in the innermost function around an offset that has it, unless it is a parameter or may be
    /// assigned again.
    fn at(&self, name: Name, at: usize) -> Option<Variable<'f>> {
        let (facts, of_name) = (self.facts, self.by_name.get(&name)?);
        let mut scope = innermost_function(facts, at);
        loop {
            if let Some(function) = scope {
                let mut parameters = facts.functions[function as usize].parameters.iter();
                let takes = |(_, local): &(Name, Name)| *local == name;
                if parameters.any(|parameter| parameter.name == name || parameter.properties.iter().any(takes)) {
                    return None;
                }
            }
            let mut own = of_name.iter().filter(|(function, _)| *function == scope).map(|(_, variable)| *variable);
            if let Some(one) = own.next() {
                let is_assigned = |assignment: &Assignment| {
                    let is_it = matches!(facts.path(assignment.target), [only] if only.name == name);
                    is_it && is_below(facts, assignment.place.function, scope)
                };
                let is_only = own.next().is_none() && !facts.assignments.iter().any(is_assigned);
                return is_only.then_some(one);
            }
            scope = facts.functions[scope? as usize].place.function;
        }
    }
}

/// Whether a function is another or inside of it; `None` is the module.
fn is_below(facts: &FileFacts, mut function: Option<FunctionId>, outer: Option<FunctionId>) -> bool {
    while function != outer {
        match function {
            Some(inner) => function = facts.functions[inner as usize].place.function,
            None => return false,
        }
    }
    true
}

/// The innermost function around an offset.
pub(super) fn innermost_function(facts: &FileFacts, at: usize) -> Option<FunctionId> {
    let around = (0..).zip(&facts.functions).filter(|(_, function)| function.range.contains(at));
    around.min_by_key(|(_, function)| function.range.len()).map(|(id, _)| id)
}

/// Whether a text is the start of a member chain: `flags.`, `useFlags()["`.
fn is_chain(text: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || "_$.?!()[]\"'".contains(character);
    text.chars().all(is_part) && text.ends_with(['.', '"', '\''])
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
    /// Whether the call itself gives the flag's value, and not a function around it or an object with a reason.
    fn gives_value(&self) -> bool {
        self.reference.evidence.end == EvidenceEnd::Sink
            && self.call.is_some_and(|call| {
                let method = call.method.as_str();
                !method.contains("etail") && !matches!(call.value_kind, ValueKind::None | ValueKind::AiConfig)
            })
    }

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
