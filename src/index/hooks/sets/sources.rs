//! Where sets of flags come from: calls of SDKs and of the project's functions, contexts, and the properties of consumers.

use super::{DEPTH, FlagSet, SetEvidence, Sets, strongest};
use crate::index::hooks::SetSpelling;
use crate::index::program::{Certainty, File, FileId, Target};
use crate::index::words;
use crate::syntax::facts::*;
use crate::syntax::languages::{flag_set_words, sdk_of};
use crate::syntax::{Language, sdk};

/// The higher-order component whose components get every flag in the property `flags`.
pub(super) const CONSUMER: &str = "withLDConsumer";
/// Functions that give what the function returns that they are given.
const COMPUTED: &[&str] = &["useMemo", "computed", "createMemo"];
/// Functions that give what they are given, or something with the same properties.
const KEPT: &[&str] = &["toRefs", "storeToRefs", "reactive", "readonly", "toRaw", "unref", "useDeferredValue"];
/// Properties in the JSON of a state that are not flags.
const STATE_FIELDS: &[&str] = &["$flagsState", "$valid"];
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
        if let Some(set) = self.read_of_state(id, place, callee).filter(|_| path.is_empty()) {
            return Some(set);
        }
        // A component, or an instance of a class.
        if is_script(file) && name.starts_with(char::is_uppercase) {
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
        let names_sdk = |module: &str| table.is_sdk_module(module) || words::mentions_launchdarkly(module);
        let import = file.facts.imports.iter().find(|import| before.is_empty() && import.alias == last.name);
        let is_own = before.is_empty() && file.facts.functions.iter().any(|function| function.name == last.name);
        let is_sdk = match import {
            Some(import) => names_sdk(file.text(import.module)),
            None if is_own => false,
            None => self.is_of_sdk(file, before, table),
        };
        if !is_sdk {
            return None;
        }
        let name = file.text(file.name_at_home(last.name).unwrap_or(last.name));
        if *path == ["flags"] {
            // `const { flags } = useLDContext()`
            let is_context = import.is_some() && words::mentions_launchdarkly(name) && name != CONSUMER;
            return is_context.then(|| FlagSet::new(SetSpelling::Package(id), SetEvidence::Proven));
        }
        Some(FlagSet::new(self.sdk_spelling(id, name)?, SetEvidence::Proven)).filter(|_| path.is_empty())
    }

    /// All flags by name, from the state of all flags: `client.allFlagsState(context).toJSON()`.
    pub(super) fn read_of_state(&self, id: FileId, place: Place, steps: &[Segment]) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let (reader, state) = steps.split_last()?;
        let (reader, table) = (file.text(reader.name), sdk_of(file.language)?);
        let states = table.sdks.iter().flat_map(|sdk| &sdk.flag_states).filter(|(_, name)| *name == reader);
        let makers: Vec<&str> = states.map(|(maker, _)| *maker).collect();
        if makers.is_empty() {
            return None;
        }
        let made = match state.last()? {
            last if last.called => state,
            _ => match self.solver.program.resolve_local(id, place, state) {
                Some((Target::Definition(owner, at), used)) if used == state.len() && owner == id => {
                    let Expr::Call(call) = file.facts.definitions[at as usize].value else { return None };
                    file.facts.path(file.facts.calls[call as usize].callee)
                }
                _ => return None,
            },
        };
        let is_maker = made.last().is_some_and(|last| makers.contains(&file.text(last.name)));
        let own = STATE_FIELDS.iter().map(|name| (*name).into()).collect();
        let is_sdk = is_maker && self.is_of_sdk(file, &made[..made.len() - 1], table);
        is_sdk.then(|| FlagSet { own, ..FlagSet::new(SetSpelling::Exact, SetEvidence::Proven) })
    }

    /// All flags by name, as a property of a client (Swift's `client.allFlags`) or of a state.
    pub(super) fn read_of_client(&self, id: FileId, steps: &[Segment]) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let (last, receiver) = steps.split_last()?;
        if is_script(file) || last.called || receiver.is_empty() {
            return None;
        }
        let table = sdk_of(file.language)?;
        let is_set = table.sdks.iter().flat_map(|sdk| &sdk.flag_sets).any(|(name, _)| *name == file.text(last.name));
        let is_sdk = is_set && self.is_of_sdk(file, receiver, table);
        is_sdk.then(|| FlagSet::new(SetSpelling::Exact, SetEvidence::Proven))
    }

    /// Whether a file imports an SDK, or a name contains LaunchDarkly's.
    fn is_of_sdk(&self, file: &File, receiver: &[Segment], table: &sdk::SdkTable) -> bool {
        let names_sdk = |module: &str| table.is_sdk_module(module) || words::mentions_launchdarkly(module);
        file.facts.imports.iter().any(|import| names_sdk(file.text(import.module)))
            || receiver.iter().any(|step| words::mentions_launchdarkly(file.text(step.name)))
    }

    /// Every flag by its name, where only the name of what is called says so.
    fn named_call(&self, id: FileId, callee: &[Segment], path: &[&str]) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let (last, before) = callee.split_last()?;
        let name = file.text(file.name_at_home(last.name).unwrap_or(last.name));
        if *path == ["flags"] {
            let is_context = words::mentions_launchdarkly(name) && name != CONSUMER;
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

    /// The set of a parameter that is a destructuring pattern: `function page({ newCart }: Flags)`.
    pub(in crate::index::hooks) fn of_pattern(&self, id: FileId, pattern: &Pattern) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let function = pattern.place.function?;
        let entries = || file.facts.entries(pattern).iter().filter(|entry| !entry.is_rest());
        let taken = || entries().map(|entry| (entry.property.name, entry.alias));
        let parameters = &file.facts.functions[function as usize].parameters;
        let at = parameters.iter().position(|parameter| {
            parameter.name == Name::default() && parameter.properties.iter().copied().eq(taken())
        });
        self.parameter(id, function, at?, &[], DEPTH)
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

    /// The set that all calls of a function pass as a parameter; `None` if one passes another value. Of other files, only
    /// calls with arguments named for flags are known. They prove a set only if the parameter or its property is so named.
    fn given(&self, id: FileId, function: FunctionId, at: usize, path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let facts = &file.facts.functions[function as usize];
        if facts.name == Name::default() {
            return None;
        }
        let parameter = facts.parameters.get(at)?;
        let named = path.first().copied().unwrap_or(file.text(parameter.name));
        let position = at - file.self_parameters(facts).min(at);
        let mut found = Vec::new();
        let own = file.calls_of(facts.name).map(|(_, call)| (id, call));
        for (caller, call) in own.chain(self.calls_elsewhere(id, facts)) {
            let file = &self.solver.program.files[caller];
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
            if argument.value == Expr::Path(Path { first: 0, length: 0 }) {
                return None;
            }
            let set = self.value(caller, call.place, argument.value, path, depth)?;
            let is_named = words::holds_flags(named);
            found.push(if caller == id || is_named { set } else { set.named() });
        }
        // One call that gives something else is enough to doubt.
        found.into_iter().max_by_key(|set| set.evidence)
    }

    /// The calls in other files, with an argument named for flags, of a top-level function.
    fn calls_elsewhere(&self, id: FileId, function: &Function) -> Vec<(FileId, &'a CallFact)> {
        let program = self.solver.program;
        let name = program.files[id].text(function.name);
        if function.place.function.is_some() || !function.path.is_empty() {
            return Vec::new();
        }
        let calls = program.passing_flags_to(name).filter(|caller| *caller != id).flat_map(|caller| {
            let file = &program.files[caller];
            let own = file.facts.find_name(name);
            let aliases = file.facts.imports.iter().map(|import| import.alias);
            let aliases = aliases.filter(|alias| Some(*alias) != own && file.name_at_home(*alias) == own);
            let calls = own.into_iter().chain(aliases).flat_map(|name| file.calls_of(name)).map(|(_, call)| call);
            calls.map(move |call| (caller, call)).collect::<Vec<_>>()
        });
        let is_seen = |(caller, call): &(FileId, &CallFact)| {
            let steps = program.files[*caller].facts.path(call.callee);
            let seen = self.solver.sees(*caller, call.place, steps, id, &[name]);
            seen.is_some_and(|seen| seen != Certainty::Likely)
        };
        calls.filter(is_seen).collect()
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

/// Whether a file can have sets of flags from an SDK; in scripts they may come from other files.
pub(in crate::index) fn has_sets(file: &File) -> bool {
    is_script(file) || flag_set_words(file.language).any(|name| file.facts.find_name(name).is_some())
}

/// Whether a file is in JavaScript or a language that compiles to it.
pub(in crate::index::hooks) fn is_script(file: &File) -> bool {
    file.language.family() == Language::JavaScript
}
