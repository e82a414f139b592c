//! Which expressions of a file have the value of a flag: calls that evaluate one, properties of sets of flags, and variables
//! that hold either.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::reference::{EvidenceEnd, Form, Reference};
use crate::syntax::ValueKind;
use crate::syntax::facts::{Assignment, Definition, Expr, FileFacts, FunctionId, Name};
use crate::text::ByteRange;

/// The references of a file by where code gets the values of their flags.
pub struct FlagValues<'r> {
    facts: &'r FileFacts,
    text: &'r str,
    /// By the range of the call; `None` for a call of several flags.
    calls: HashMap<ByteRange, Option<&'r Reference>>,
    /// Properties of sets, by their end.
    properties: HashMap<usize, &'r Reference>,
    /// Names taken out of sets, by the range of the property.
    taken: HashMap<ByteRange, &'r Reference>,
    variables: OnceCell<Variables>,
}

/// The flag whose value an expression has.
#[derive(Debug, Clone, Copy)]
pub struct FlagValue<'r> {
    /// Where the code names the flag.
    pub reference: &'r Reference,
    /// The expression has this value and no other: the SDK itself gives it, and a variable for it is assigned once.
    pub is_certain: bool,
}

/// The variables of a file by name, each with the function that it is in.
type Variables = HashMap<Name, Vec<(Option<FunctionId>, Variable)>>;

/// What gives a variable its value.
#[derive(Clone, Copy)]
enum Variable {
    /// A definition with a value.
    Defined { start: usize, value: Expr },
    /// A property that is taken out of an object.
    Taken(ByteRange),
}

impl<'r> FlagValues<'r> {
    /// Of the facts of a whole text, and its references.
    pub fn new(facts: &'r FileFacts, text: &'r str, references: &'r [Reference]) -> Self {
        let (mut calls, mut properties, mut taken) = (HashMap::new(), HashMap::new(), HashMap::new());
        for reference in references.iter().filter(|reference| reference.evidence.end != EvidenceEnd::Mention) {
            if let Some(call) = reference.call.as_ref().filter(|_| gives_value(reference)) {
                let same = |known: &mut Option<&'r Reference>| {
                    *known = known.filter(|known| known.resolution == reference.resolution);
                };
                calls.entry(call.range).and_modify(same).or_insert(Some(reference));
            }
            match reference.form {
                Form::SetProperty => _ = properties.insert(reference.range.end, reference),
                Form::Destructured => _ = taken.insert(reference.range, reference),
                _ => {}
            }
        }
        Self { facts, text, calls, properties, taken, variables: OnceCell::new() }
    }

    /// The flag whose value an expression has, as far as code in the file tells.
    pub fn of(&self, expression: ByteRange) -> Option<FlagValue<'r>> {
        let expression = self.without_conversion(expression);
        self.given_by(expression).or_else(|| self.held_by(self.name_at(expression)?, expression.start))
    }

    /// The flag whose value an expression gives that is no variable.
    fn given_by(&self, range: ByteRange) -> Option<FlagValue<'r>> {
        if let Some(reference) = self.calls.get(&range).copied().flatten() {
            return Some(FlagValue { reference, is_certain: reference.evidence.end == EvidenceEnd::Sink });
        }
        // `flags.theme`, `flags["theme"]`
        let is_quoted = range.of(self.text).ends_with(['"', '\'', ']']);
        let end = if is_quoted { range.end.checked_sub(2)? } else { range.end };
        let reference = *self.properties.get(&end)?;
        let before = self.text.get(range.start..reference.range.start)?;
        is_chain(before).then_some(FlagValue { reference, is_certain: true })
    }

    /// The flag whose value a variable holds at an offset.
    fn held_by(&self, name: &str, at: usize) -> Option<FlagValue<'r>> {
        let (variable, is_only) = self.variable(self.facts.find_name(name)?, at)?;
        let (reference, is_whole) = match variable {
            Variable::Defined { value: Expr::Call(call), .. } => {
                let call = self.facts.calls.get(call as usize)?;
                let given = self.given_by(ByteRange::new(call.start as usize, call.end as usize))?;
                (given.reference, given.is_certain && self.ends_statement(call.end as usize))
            }
            Variable::Defined { value: Expr::Path(path), .. } => {
                let property = self.facts.path(path).last()?.range();
                let reference = *self.properties.get(&property.end).filter(|found| found.range == property)?;
                (reference, self.ends_statement(property.end))
            }
            Variable::Defined { .. } => return None,
            Variable::Taken(property) => {
                // `const { theme = "light" } = useFlags()` has a default of its own.
                let rest = self.text.get(property.end..)?;
                let end = rest.find([',', '}']).unwrap_or(rest.len());
                (*self.taken.get(&property)?, !rest[..end].contains('='))
            }
        };
        Some(FlagValue { reference, is_certain: is_only && is_whole })
    }

    /// The variable of a name in the innermost function around an offset that has it, and whether it has this value only;
    /// of several values the last before the offset. `None` for parameters.
    fn variable(&self, name: Name, at: usize) -> Option<(Variable, bool)> {
        let facts = self.facts;
        let of_name = self.variables.get_or_init(|| variables(facts)).get(&name)?;
        let mut scope = innermost_function(facts, at);
        loop {
            if let Some(function) = scope {
                let mut parameters = facts.functions[function as usize].parameters.iter();
                let takes = |(_, local): &(Name, Name)| *local == name;
                if parameters.any(|parameter| parameter.name == name || parameter.properties.iter().any(takes)) {
                    return None;
                }
            }
            let own: Vec<Variable> =
                of_name.iter().filter(|(function, _)| *function == scope).map(|(_, variable)| *variable).collect();
            if let Some(first) = own.first() {
                let is_assigned = |assignment: &Assignment| {
                    let is_it = matches!(facts.path(assignment.target), [only] if only.name == name);
                    is_it && is_below(facts, assignment.place.function, scope)
                };
                let is_only = own.len() == 1 && !facts.assignments.iter().any(is_assigned);
                let earlier = own.iter().filter(|variable| variable.start() < at);
                return Some((*earlier.max_by_key(|variable| variable.start()).unwrap_or(first), is_only));
            }
            scope = facts.functions[scope? as usize].place.function;
        }
    }

    /// The range of a value without a conversion that keeps it: `theme.as_str()`, `&*theme`.
    fn without_conversion(&self, range: ByteRange) -> ByteRange {
        const SUFFIXES: [&str; 6] = [".as_str()", ".as_ref()", ".as_deref()", ".c_str()", ".to_s", ".toString()"];
        let text = range.of(self.text);
        let short = SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix)).unwrap_or(text);
        let start = range.start + (short.len() - short.trim_start_matches(['&', '*']).len());
        ByteRange::new(start, range.start + short.len())
    }

    /// The variable that an expression is.
    fn name_at(&self, range: ByteRange) -> Option<&'r str> {
        let name = self.text.get(range.start..range.end)?;
        let name = name.strip_prefix('$').unwrap_or(name);
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        (name.starts_with(|first: char| first.is_alphabetic() || first == '_') && name.chars().all(is_word))
            .then_some(name)
    }

    /// Whether an expression that ends here is all that a variable is given: nothing such as `?? "none"` follows.
    fn ends_statement(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        let rest = rest.trim_start_matches(['"', '\'', ']', ')', '!', '?', ' ', '\t']);
        let has_fallback = self.text.get(at..at + (self.text.len() - at - rest.len()));
        let is_optional = has_fallback.is_some_and(|skipped| skipped.contains("??") || skipped.contains("?:"));
        !is_optional
            && (rest.is_empty()
                || rest.starts_with(['\n', '\r', ';', ',', '}', '#'])
                || ["//", "as ", "satisfies ", "in\n", "do\n", "/*", "--"].iter().any(|next| rest.starts_with(next)))
            && !continues(rest)
    }
}

impl Variable {
    fn start(self) -> usize {
        match self {
            Self::Defined { start, .. } => start,
            Self::Taken(property) => property.start,
        }
    }
}

/// Whether a call gives the flag's value, and not an object with a reason. A listener gets one later.
fn gives_value(reference: &Reference) -> bool {
    reference.call.as_ref().is_some_and(|call| {
        !call.method.contains("etail") && !matches!(call.value_kind, ValueKind::None | ValueKind::AiConfig)
    })
}

fn variables(facts: &FileFacts) -> Variables {
    let mut by_name = Variables::new();
    let is_plain = |definition: &&Definition| definition.path.is_empty();
    for definition in facts.definitions.iter().filter(is_plain) {
        let variable = Variable::Defined { start: definition.start as usize, value: definition.value };
        by_name.entry(definition.name).or_default().push((definition.place.function, variable));
    }
    for pattern in &facts.patterns {
        for entry in facts.entries(pattern) {
            let variable = (pattern.place.function, Variable::Taken(entry.property.range()));
            by_name.entry(entry.alias).or_default().push(variable);
        }
    }
    by_name
}

/// Whether the next line continues an expression: `?? "none"`, `.trim()`.
fn continues(rest: &str) -> bool {
    let next = rest.trim_start();
    rest.starts_with(['\n', '\r'])
        && (next.starts_with(['.', '?', '+', '|', '&', ':', '='])
            || next.starts_with("or ")
            || next.starts_with("else"))
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
pub fn innermost_function(facts: &FileFacts, at: usize) -> Option<FunctionId> {
    let around = (0..).zip(&facts.functions).filter(|(_, function)| function.range.contains(at));
    around.min_by_key(|(_, function)| function.range.len()).map(|(id, _)| id)
}

/// Whether a text is the start of a member chain: `flags.`, `useFlags()["`.
fn is_chain(text: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || "_$.?!()[]\"'".contains(character);
    text.chars().all(is_part) && text.ends_with(['.', '"', '\''])
}
