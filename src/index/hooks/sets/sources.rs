//! Where sets of flags come from: calls of SDKs and of the project's functions, contexts, and the properties of consumers.

use super::{FlagSet, SetEvidence, Sets, strongest};
use crate::index::hooks::SetSpelling;
use crate::index::program::{Certainty, File, FileId, Target};
use crate::index::words;
use crate::syntax::facts::*;
use crate::syntax::languages::sdk_of;
use crate::syntax::sdk;

/// The higher-order component whose components get every flag in the property `flags`.
pub(super) const CONSUMER: &str = "withLDConsumer";
/// Functions that give what the function returns that they are given.
const COMPUTED: &[&str] = &["useMemo", "computed", "createMemo"];
/// Functions that give what they are given, or something with the same properties.
const KEPT: &[&str] = &["toRefs", "storeToRefs", "reactive", "readonly", "toRaw", "unref", "useDeferredValue"];
/// Functions that make a function, which gives what the function returns that they are given.
pub(super) const MAKERS: &[&str] = &["defineStore", "createSharedComposable", "createGlobalState", "createSelector"];

impl<'a> Sets<'_, 'a> {
    /// The property of what a call gives, or all of it.
    pub(super) fn call(
        &self,
        id: FileId,
        place: Place,
        callee: &[Segment],
        call: Option<&CallFact>,
        path: &[&'a str],
        depth: u8,
    ) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let name = file.text(callee.last()?.name);
        // A component, or an instance of a class.
        if name.starts_with(char::is_uppercase) {
            return None;
        }
        if path.is_empty() && self.solver.gives_declared_flags(id, place, callee) {
            return Some(FlagSet::new(SetSpelling::Any, SetEvidence::Proven));
        }
        if let Some(set) = self.sdk_call(id, callee, path) {
            return Some(set);
        }
        let functions = self.functions(id, place, callee);
        if !functions.is_empty() {
            let found = functions.into_iter().filter_map(|(owner, at, certainty)| {
                let set = self.returns(owner, at, path, depth)?;
                Some(if certainty == Certainty::Likely { set.named() } else { set })
            });
            return strongest(found).or_else(|| self.named_call(id, callee, path));
        }
        let first = call.and_then(|call| file.facts.arguments(call).first()).map(|argument| argument.value);
        let given = match (name, first) {
            (_, Some(Expr::Function(function))) if COMPUTED.contains(&name) => {
                // Vue reads it by `.value`.
                let path = path.strip_prefix(&["value"]).unwrap_or(path);
                self.returns(id, function, path, depth)
            }
            (_, Some(value)) if KEPT.contains(&name) => self.value(id, place, value, path, depth),
            ("useContext" | "use", Some(Expr::Path(context))) => {
                self.context(id, place, file.facts.path(context), path, depth)
            }
            _ => self.made_function(id, place, callee, path, depth),
        };
        given.or_else(|| self.named_call(id, callee, path))
    }

    /// Every flag by its name, where the code imports it from an SDK or asks something of LaunchDarkly's for it.
    fn sdk_call(&self, id: FileId, callee: &[Segment], path: &[&str]) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let (last, before) = callee.split_last()?;
        let table = sdk_of(file.language)?;
        let speaks = |module: &str| table.is_sdk_module(module) || words::speaks_of_launchdarkly(module);
        let import = file.facts.imports.iter().find(|import| before.is_empty() && import.alias == last.name);
        let is_own = before.is_empty() && file.facts.functions.iter().any(|function| function.name == last.name);
        let is_sdk = match import {
            Some(import) => speaks(file.text(import.module)),
            None if is_own => false,
            None => {
                file.facts.imports.iter().any(|import| speaks(file.text(import.module)))
                    || before.iter().any(|step| words::speaks_of_launchdarkly(file.text(step.name)))
            }
        };
        if !is_sdk {
            return None;
        }
        let name = file.text(file.name_at_home(last.name).unwrap_or(last.name));
        if *path == ["flags"] {
            // `const { flags } = useLDContext()`
            let is_context = import.is_some() && words::speaks_of_launchdarkly(name) && name != CONSUMER;
            return is_context.then(|| FlagSet::new(SetSpelling::Package(id), SetEvidence::Proven));
        }
        Some(FlagSet::new(self.sdk_spelling(id, name)?, SetEvidence::Proven)).filter(|_| path.is_empty())
    }

    /// Every flag by its name, where only the name of what is called says so.
    fn named_call(&self, id: FileId, callee: &[Segment], path: &[&str]) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let (last, before) = callee.split_last()?;
        let name = file.text(file.name_at_home(last.name).unwrap_or(last.name));
        if *path == ["flags"] {
            let is_context = words::speaks_of_launchdarkly(name) && name != CONSUMER;
            return is_context.then(|| FlagSet::new(SetSpelling::Likely(id), SetEvidence::Named));
        }
        let is_imported = before.is_empty() && file.facts.imports.iter().any(|import| import.alias == last.name);
        let is_set = is_imported && path.is_empty() && self.sdk_spelling(id, name).is_some();
        is_set.then(|| FlagSet::new(SetSpelling::Likely(id), SetEvidence::Named))
    }

    /// How the set is spelled that an SDK's function gives.
    fn sdk_spelling(&self, id: FileId, function: &str) -> Option<SetSpelling> {
        let file = &self.solver.program.files[id];
        let sets = sdk_of(file.language)?.sdks.iter().flat_map(|sdk| &sdk.flag_sets);
        let (_, spelling) = sets.into_iter().find(|(name, _)| *name == function && function != CONSUMER)?;
        Some(match spelling {
            sdk::Spelling::Exact => SetSpelling::Exact,
            sdk::Spelling::Camel => SetSpelling::Package(id),
        })
    }

    /// `const useStore = defineStore("shop", () => …)`, and `useStore().flags`.
    fn made_function(
        &self,
        id: FileId,
        place: Place,
        callee: &[Segment],
        path: &[&'a str],
        depth: u8,
    ) -> Option<FlagSet> {
        let program = self.solver.program;
        let file = &program.files[id];
        let local = match program.resolve_local(id, place, callee) {
            Some((Target::Definition(owner, at), used)) if used == callee.len() => Some((owner, at)),
            _ => None,
        };
        let [only] = callee else { return None };
        let home = file.text(file.name_at_home(only.name).unwrap_or(only.name));
        let others = || program.made_by_calls(home).filter(|(owner, _)| *owner != id);
        let seen =
            |owner: FileId| program.sees(id, place, callee, owner, &[home]).filter(|seen| *seen != Certainty::Likely);
        let made = local.or_else(|| others().find(|(owner, _)| seen(*owner).is_some()))?;
        let owner = &program.files[made.0];
        let Expr::Call(call) = owner.facts.definitions[made.1 as usize].value else { return None };
        let call = &owner.facts.calls[call as usize];
        if !MAKERS.contains(&owner.facts.callee_name(call)) {
            return None;
        }
        let mut functions = owner.facts.arguments(call).iter().filter_map(|argument| match argument.value {
            Expr::Function(function) => Some(function),
            _ => None,
        });
        // Those who select take the last function's result.
        self.returns(made.0, functions.next_back()?, path, depth.checked_sub(1)?)
    }

    /// What a React context holds: what a provider of it is given in a file that has it.
    fn context(&self, id: FileId, place: Place, context: &[Segment], path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let program = self.solver.program;
        let file = &program.files[id];
        let [only] = context else { return None };
        let home = file.text(file.name_at_home(only.name).unwrap_or(only.name));
        let mut places = vec![id];
        let seen =
            |owner: FileId| program.sees(id, place, context, owner, &[home]).filter(|seen| *seen != Certainty::Likely);
        places.extend(
            program.made_by_calls(home).map(|(owner, _)| owner).filter(|owner| *owner != id && seen(*owner).is_some()),
        );
        let depth = depth.checked_sub(1)?;
        let found = places.into_iter().filter_map(|owner| {
            let file = &program.files[owner];
            let name = if owner == id { Some(only.name) } else { file.facts.find_name(home) }?;
            let typed = file.definitions_named(name).find_map(|(_, definition)| {
                let Expr::Call(call) = definition.value else { return None };
                let kind = file.typed_values().find(|typed| typed.value == Expr::Call(call))?;
                self.of_type(owner, file.text(kind.name), path, depth)
            });
            let providers = file.facts.calls.iter().filter(|call| match file.facts.path(call.callee) {
                [context, provider] => context.name == name && file.text(provider.name) == "Provider",
                [context] => context.name == name,
                _ => false,
            });
            let provided = providers.filter_map(|call| self.provided(owner, call, path, depth));
            strongest(provided.chain(typed))
        });
        strongest(found)
    }

    /// The property of the value that a provider is given: `<Flags.Provider value={{ flags }}>`.
    pub(super) fn provided(&self, id: FileId, call: &CallFact, path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let arguments = file.facts.arguments(call);
        let given = arguments.iter().find(|argument| file.text(argument.label) == "value")?;
        if given.value != Expr::Object {
            return self.value(id, call.place, given.value, path, depth);
        }
        let (first, rest) = path.split_first()?;
        let entry = arguments.iter().find(|argument| {
            argument.position == given.position
                && argument.property != Name::default()
                && file.text(argument.property) == *first
        })?;
        self.value(id, call.place, entry.value, rest, depth)
    }

    /// The property of what a parameter gets.
    pub(super) fn parameter(
        &self,
        id: FileId,
        function: FunctionId,
        at: usize,
        path: &[&'a str],
        depth: u8,
    ) -> Option<FlagSet> {
        let depth = depth.checked_sub(1)?;
        let file = &self.solver.program.files[id];
        let facts = &file.facts.functions[function as usize];
        let declared = file.text(facts.parameters.get(at)?.declared);
        let typed = self.of_type(id, declared, path, depth);
        let consumed = (*path == ["flags"]).then(|| self.consumed_by_function(id, function)).flatten();
        let given = self.given(id, function, at, path, depth);
        strongest([typed, given, consumed].into_iter().flatten())
    }

    /// What the calls of a function in its own file give a parameter, where all of them give flags.
    fn given(&self, id: FileId, function: FunctionId, at: usize, path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let facts = &file.facts.functions[function as usize];
        if facts.name == Name::default() {
            return None;
        }
        let parameter = facts.parameters.get(at)?;
        let position = at - file.self_parameters(facts).min(at);
        let mut found = Vec::new();
        for (_, call) in file.calls_of(facts.name) {
            let arguments = file.facts.arguments(call);
            let labelled = |argument: &&Argument| {
                argument.property == Name::default()
                    && path.first().is_some_and(|first| file.text(argument.label) == *first)
            };
            let plain = |argument: &&Argument| {
                argument.label == Name::default()
                    && argument.property == Name::default()
                    && argument.position as usize == position
            };
            // `<Banner flags={flags} />`
            let (argument, path) = match arguments.iter().find(labelled) {
                Some(argument) if position == 0 => (argument, &path[1..]),
                _ => (arguments.iter().find(plain)?, path),
            };
            if argument.value == Expr::Path(Path { first: 0, length: 0 })
                || parameter.name == Name::default() && path.is_empty()
            {
                return None;
            }
            found.push(self.value(id, call.place, argument.value, path, depth)?);
        }
        // One call that gives something else is enough to doubt.
        found.into_iter().max_by_key(|set| set.evidence)
    }

    /// The flags that a component gets of LaunchDarkly's consumer.
    fn consumed_by_function(&self, id: FileId, function: FunctionId) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let name = file.facts.functions[function as usize].name;
        let is_component = |value: Expr| match value {
            Expr::Function(given) => given == function,
            Expr::Path(path) => {
                name != Name::default() && file.facts.path(path).last().is_some_and(|step| step.name == name)
            }
            _ => false,
        };
        self.consumed(id, is_component)
    }

    pub(super) fn consumed_by_class(&self, id: FileId, place: Place) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let names: Vec<Name> = file.containers(place).map(|at| file.facts.types[at as usize].name).collect();
        let is_component = |value: Expr| match value {
            Expr::Path(path) => file.facts.path(path).last().is_some_and(|step| names.contains(&step.name)),
            _ => false,
        };
        self.consumed(id, is_component)
    }

    /// Proven for what the consumer is given, and likely for other components of its file.
    fn consumed(&self, id: FileId, is_component: impl Fn(Expr) -> bool) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let consumer = file.facts.find_name(CONSUMER)?;
        let is_wrapped = file
            .calls_of(consumer)
            .any(|(_, call)| file.facts.arguments(call).iter().any(|argument| is_component(argument.value)));
        Some(match is_wrapped {
            true => FlagSet::new(SetSpelling::Package(id), SetEvidence::Proven),
            false => FlagSet::new(SetSpelling::Likely(id), SetEvidence::Named),
        })
    }
}

/// Whether a file of the language can have sets of flags that an SDK gives.
pub(in crate::index) fn has_sets(file: &File) -> bool {
    sdk_of(file.language).is_some_and(|table| table.sdks.iter().any(|sdk| !sdk.flag_sets.is_empty()))
}
