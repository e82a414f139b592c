//! Which functions a key goes through, down to the SDK call.

use super::*;
use crate::index::reference::EvidenceEnd;
use crate::syntax::Takes;
use crate::syntax::languages::sdk_of;

/// Which argument or parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Slot {
    Position(usize),
    Label(String),
}

impl<'a> Tracer<'a> {
    pub(super) fn wrapper(&self, path: &str, facts: &FileFacts, reference: &Reference) -> Vec<Step> {
        let start = reference.range.start as u32;
        let Some((call, argument)) = argument_at(facts, start) else { return Vec::new() };
        let name = facts.callee_name(call);
        let mut steps = vec![self.step(path, call.start as usize, format!("`{name}` is called with the key"))];
        let declared = self.known.wrappers().is_some_and(|wrappers| {
            wrappers.declared.iter().any(|one| one.function == name && matches!(one.takes, Takes::Key { .. }))
        });
        if declared {
            steps.push(Step {
                path: String::new(),
                line: 0,
                column: 0,
                what: format!("`{name}` is declared in `wrappers` of the settings"),
            });
            return steps;
        }
        match self.down(facts, name, &slot_of(facts, argument), DEPTH) {
            Some(rest) => steps.extend(rest),
            None => {
                steps.extend(self.import_of(path, facts, name));
                let what = match reference.evidence.end {
                    EvidenceEnd::Learned => format!(
                        "`{name}` is not defined in the workspace; it is inferred to take flag keys from the keys it receives"
                    ),
                    _ => {
                        format!("`{name}` is not defined in the workspace; its name suggests flags, and the key exists")
                    }
                };
                steps.push(Step { path: String::new(), line: 0, column: 0, what });
            }
        }
        steps
    }

    /// What the call around a byte does with its key, where that is no SDK call.
    pub(super) fn behind_call(&self, facts: &FileFacts, start: u32) -> Vec<Step> {
        let Some((call, argument)) = argument_at(facts, start) else { return Vec::new() };
        let name = facts.callee_name(call);
        let is_sdk = facts.language.and_then(sdk_of).is_some_and(|table| table.named(name).next().is_some());
        if is_sdk { Vec::new() } else { self.down(facts, name, &slot_of(facts, argument), DEPTH).unwrap_or_default() }
    }

    /// From a called name to the SDK call that its argument ends up in.
    fn down(&self, user: &FileFacts, name: &str, slot: &Slot, depth: usize) -> Option<Vec<Step>> {
        if depth == 0 {
            return None;
        }
        let family = user.language.map(Language::family);
        let mut best: Option<Vec<Step>> = None;
        for (home, facts) in self.files {
            let is_named = || facts.find_name(name).or_else(|| facts.find_name(&format!("{name}Attribute"))).is_some();
            if facts.language.map(Language::family) != family || !is_named() {
                continue;
            }
            for (id, function) in facts.functions.iter().enumerate() {
                let own = facts.text(function.name);
                let owner = function.path.last().map(|owner| facts.text(*owner)).unwrap_or_default();
                let constructs = owner == name || owner.strip_suffix("Attribute") == Some(name);
                let is_maker = own == owner || super::super::program::Program::constructor_name(own);
                if own != name && !(constructs && is_maker) {
                    continue;
                }
                let Some((parameter, names)) = parameter_names(facts, function, slot) else { continue };
                let Some(rest) = self.inside(home, facts, id as FunctionId, names, name, depth) else { continue };
                let whose = if owner.is_empty() || constructs { String::new() } else { format!(" of `{owner}`") };
                let first = self.step(
                    home,
                    function.range.start,
                    format!("`{name}`{whose} is defined, with the parameter `{parameter}`"),
                );
                let all: Vec<Step> = [first].into_iter().chain(rest).collect();
                if best.as_ref().is_none_or(|best| best.len() > all.len()) {
                    best = Some(all);
                }
            }
        }
        best
    }

    /// Where a function's parameter, or a field that gets it, is given on.
    fn inside(
        &self,
        home: &str,
        facts: &FileFacts,
        function: FunctionId,
        mut names: Vec<Name>,
        own: &str,
        depth: usize,
    ) -> Option<Vec<Step>> {
        let range = facts.functions[function as usize].range;
        let within = |start: u32| range.start <= start as usize && (start as usize) < range.end;
        // Local names that the parameter is given to.
        for definition in facts.definitions.iter().filter(|definition| within(definition.start)) {
            if let Expr::Path(path) = definition.value
                && facts.path(path).first().is_some_and(|step| names.contains(&step.name))
            {
                names.push(definition.name);
            }
        }
        if let Some(found) = self.given_on(home, facts, &names, &within, own, depth) {
            return Some(found);
        }
        let fields: Vec<(Name, u32)> = facts
            .assignments
            .iter()
            .filter_map(|assignment| {
                let Expr::Path(value) = assignment.value else { return None };
                let root = facts.path(value).first()?;
                let target = facts.path(assignment.target).last()?;
                (within(root.start) && names.contains(&root.name)).then_some((target.name, target.start))
            })
            .collect();
        for (field, start) in fields {
            if let Some(rest) = self.given_on(home, facts, &[field], &|_| true, own, depth) {
                let kept = self.step(home, start as usize, format!("the parameter is kept in `{}`", facts.text(field)));
                return Some([kept].into_iter().chain(rest).collect());
            }
        }
        None
    }

    /// The call that is given one of some names: the SDK's, or one that leads there.
    fn given_on(
        &self,
        home: &str,
        facts: &FileFacts,
        names: &[Name],
        within: &dyn Fn(u32) -> bool,
        own: &str,
        depth: usize,
    ) -> Option<Vec<Step>> {
        let table = facts.language.and_then(sdk_of)?;
        let mut through = None;
        for call in facts.calls.iter().filter(|call| within(call.start)) {
            let is_given = |argument: &&Argument| match argument.value {
                Expr::Path(path) => {
                    let steps = facts.path(path);
                    let own = steps.first().filter(|step| matches!(facts.text(step.name), "this" | "self" | "cls"));
                    let named = if own.is_some() { steps.get(1) } else { steps.first() };
                    named.is_some_and(|step| names.contains(&step.name))
                }
                _ => false,
            };
            let Some(argument) = facts.arguments(call).iter().find(is_given) else { continue };
            let callee = facts.callee_name(call);
            if table.named(callee).next().is_some() {
                let what = format!("it is the key of the SDK call `{callee}`");
                return Some(vec![self.step(home, call.start as usize, what)]);
            }
            if callee != own && through.is_none() {
                through = self.down(facts, callee, &slot_of(facts, argument), depth - 1).map(|rest| {
                    let step = self.step(home, call.start as usize, format!("it is given on to `{callee}`"));
                    [step].into_iter().chain(rest).collect()
                });
            }
        }
        through
    }
}

/// The innermost call with an argument at a byte.
fn argument_at(facts: &FileFacts, start: u32) -> Option<(&CallFact, &Argument)> {
    let around = facts.calls.iter().filter_map(|call| {
        let holds = |argument: &&Argument| argument.start <= start && start <= argument.end;
        let argument =
            facts.arguments(call).iter().filter(holds).min_by_key(|argument| argument.end - argument.start)?;
        Some((call, argument))
    });
    around.min_by_key(|(call, argument)| (argument.end - argument.start, call.end - call.start))
}

fn slot_of(facts: &FileFacts, argument: &Argument) -> Slot {
    let label = [argument.label, argument.property].into_iter().find(|name| *name != Name::default());
    match label {
        Some(label) => Slot::Label(facts.text(label).to_owned()),
        None => Slot::Position(argument.position as usize),
    }
}

/// A parameter in words, and the names that its value has at first.
fn parameter_names(facts: &FileFacts, function: &Function, slot: &Slot) -> Option<(String, Vec<Name>)> {
    let first = function.parameters.first().map(|parameter| facts.text(parameter.name));
    let shift = usize::from(matches!(first, Some("self" | "cls" | "this")) && !function.path.is_empty());
    let parameters = function.parameters.get(shift..).unwrap_or_default();
    let named = |label: &String| {
        parameters
            .iter()
            .position(|parameter| [parameter.name, parameter.label].iter().any(|name| facts.text(*name) == label))
    };
    let at = match slot {
        Slot::Position(position) => *position,
        Slot::Label(label) => match named(label) {
            Some(at) => at,
            None => {
                // A property of an object that the function takes apart.
                let property = |parameter: &Parameter| {
                    parameter
                        .properties
                        .iter()
                        .find(|(property, _)| facts.text(*property) == label)
                        .map(|(_, alias)| *alias)
                };
                let alias = parameters.iter().find_map(property);
                let whole = parameters.first().map(|parameter| parameter.name).filter(|name| *name != Name::default());
                return Some((label.clone(), vec![alias.or(whole)?]));
            }
        },
    };
    let parameter = parameters.get(at)?;
    let names: Vec<Name> = [parameter.name]
        .into_iter()
        .chain(parameter.properties.iter().map(|(_, alias)| *alias))
        .filter(|name| *name != Name::default())
        .collect();
    let shown = names.first().map(|name| facts.text(*name).to_owned())?;
    Some((shown, names))
}
