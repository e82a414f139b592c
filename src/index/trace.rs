//! The path from a key to a reference, step by step: the string, the constant, the imports, the wrappers.
//!
//! It goes by the facts of the files alone, after the index has decided that the place is a site: it tells what the index
//! saw, and decides nothing.

mod imports;
mod wrappers;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reference::{Reference, ReferenceKind};
use crate::syntax::facts::{self, *};
use crate::syntax::{KnownKeys, Language};
use crate::text::{LineIndex, PositionEncoding};

/// How many files or functions are followed.
const DEPTH: usize = 6;

/// One step of the way, nearest to the place first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The file, as the index names it; empty where the step is no place.
    pub path: String,
    /// One-based line.
    pub line: u32,
    /// One-based column, in code points.
    pub column: u32,
    /// What is there, in words; names stand between backticks.
    pub what: String,
}

impl Step {
    /// `src/flags.ts:3:15`.
    pub fn place(&self) -> String {
        format!("{}:{}:{}", self.path, self.line, self.column)
    }
}

/// Reads a file of the index by its path.
pub type Read<'a> = &'a dyn Fn(&str) -> Option<Arc<str>>;

/// What a trace goes by.
pub(super) struct Tracer<'a> {
    pub(super) files: &'a BTreeMap<Arc<str>, Arc<FileFacts>>,
    pub(super) read: Read<'a>,
    pub(super) known: &'a KnownKeys,
}

impl<'a> Tracer<'a> {
    /// The way to a site of a file.
    pub(super) fn trace(&self, path: &str, reference: &Reference) -> Vec<Step> {
        let (Some(facts), Some(key)) = (self.files.get(path), reference.key()) else { return Vec::new() };
        match reference.kind() {
            ReferenceKind::Constant => self.constant(path, facts, (reference, key)),
            ReferenceKind::Wrapper => self.wrapper(path, facts, reference),
            ReferenceKind::Hook => self.hook(path, facts, (reference, key)),
            _ => Vec::new(),
        }
    }

    fn constant(&self, path: &str, facts: &FileFacts, (reference, key): (&Reference, &str)) -> Vec<Step> {
        let chain = chain_at(facts, reference.range.start as u32);
        let chain: Vec<&str> = chain.iter().map(|step| facts.text(step.name)).collect();
        let written = chain.join(".");
        let mut steps = vec![self.step(path, reference.range.start, format!("`{written}` is used"))];
        if let Some(call) = &reference.call {
            steps[0].what.push_str(&format!(", given to `{}`", call.method));
        }
        let Some((home, definition)) = self.definition(path, facts, &chain, key) else { return steps };
        if *home != *path {
            let root = chain.first().copied().unwrap_or_default();
            steps.extend(self.route(path, facts, root, &home));
        }
        if let Some(home_facts) = self.files.get(&home)
            && let Expr::Text(text) = definition.value
        {
            let names = definition.path.iter().chain([&definition.name]).map(|name| home_facts.text(*name));
            let name = names.collect::<Vec<_>>().join(".");
            steps.push(self.step(&home, definition.start as usize, format!("`{name}` is defined")));
            steps.push(self.step(&home, text.start as usize, format!("its value is the key `{key}`")));
        }
        let chain_start = chain_at(facts, reference.range.start as u32).first().map(|step| step.start);
        steps.extend(chain_start.map(|start| self.behind_call(facts, start)).unwrap_or_default());
        steps
    }

    /// Where the constant that a chain names gets its key.
    fn definition(
        &self,
        path: &str,
        facts: &FileFacts,
        chain: &[&str],
        key: &str,
    ) -> Option<(Arc<str>, &'a Definition)> {
        let family = facts.language.map(Language::family);
        let mut found: Vec<(bool, usize, Arc<str>, &'a Definition)> = Vec::new();
        for (home, other) in self.files {
            if other.language.map(Language::family) != family || other.find_name(key).is_none() {
                continue;
            }
            for definition in &other.definitions {
                let holds = matches!(definition.value, Expr::Text(text) if other.text(text.value) == key);
                let names: Vec<&str> =
                    definition.path.iter().chain([&definition.name]).map(|name| other.text(*name)).collect();
                let shared = names.iter().filter(|name| chain.contains(name)).count();
                if holds && shared > 0 {
                    found.push((**home == *path, shared, home.clone(), definition));
                }
            }
        }
        let reached = |home: &Arc<str>| {
            **home == *path || !self.route(path, facts, chain.first().unwrap_or(&""), home).is_empty()
        };
        found.sort_by_key(|(own, shared, ..)| (std::cmp::Reverse(*shared), !*own));
        let best = found.iter().position(|(.., home, _)| reached(home)).unwrap_or(0);
        found.into_iter().nth(best).map(|(.., home, definition)| (home, definition))
    }

    fn hook(&self, path: &str, facts: &FileFacts, (reference, key): (&Reference, &str)) -> Vec<Step> {
        let start = reference.range.start as u32;
        let names = self.known.names_at(path);
        let property = chain_at(facts, start).iter().find(|step| step.start == start).map(|step| step.name);
        let entry = facts
            .patterns
            .iter()
            .find(|pattern| facts.entries(pattern).iter().any(|entry| entry.property.start == start));
        let text = property.or_else(|| {
            let entries = facts.entries(entry?);
            entries.iter().find(|entry| entry.property.start == start).map(|entry| entry.property.name)
        });
        let text = text.map(|name| facts.text(name)).unwrap_or_default();
        let how = match (text == key, names.exact, names.lodash, names.react_sdk) {
            (true, ..) | (_, true, ..) => "is the key itself",
            (_, _, true, false) => "is the key as `launchdarkly-react-client-sdk` spells it",
            (_, _, false, true) => "is the key as `@launchdarkly/react-sdk` spells it",
            _ => "is the key in camel case",
        };
        let mut steps = vec![self.step(path, reference.range.start, format!("`{text}` {how}"))];
        let mut value = match entry {
            Some(pattern) => pattern.value,
            None => {
                let root = chain_at(facts, start).first().copied();
                let root = root.filter(|root| !root.called);
                let definition = root
                    .and_then(|root| facts.definitions.iter().rfind(|one| one.name == root.name && one.start < start));
                match (definition, chain_at(facts, start).iter().find(|step| step.called)) {
                    (Some(definition), _) => {
                        let what = format!("`{}` holds the flags", facts.text(definition.name));
                        steps.push(self.step(path, definition.start as usize, what));
                        definition.value
                    }
                    (None, Some(called)) => {
                        steps.extend(self.giver(path, facts, facts.text(called.name), called.start as usize));
                        return steps;
                    }
                    _ => return steps,
                }
            }
        };
        for _ in 0..DEPTH {
            match value {
                Expr::Call(call) => {
                    let call = &facts.calls[call as usize];
                    steps.extend(self.giver(path, facts, facts.callee_name(call), call.start as usize));
                    break;
                }
                Expr::Path(chain) => {
                    let Some(root) = facts.path(chain).first() else { break };
                    let Some(next) =
                        facts.definitions.iter().rfind(|one| one.name == root.name && one.start < root.start)
                    else {
                        break;
                    };
                    let what = format!("`{}` holds the flags", facts.text(next.name));
                    steps.push(self.step(path, next.start as usize, what));
                    value = next.value;
                }
                _ => break,
            }
        }
        steps
    }

    /// The function that gives all flags, down to the SDK's.
    fn giver(&self, path: &str, facts: &FileFacts, name: &str, start: usize) -> Vec<Step> {
        let mut steps = vec![self.step(path, start, format!("`{name}()` gives all flags"))];
        let own = self.files.iter().find_map(|(home, other)| {
            let function = other.functions.iter().find(|function| other.text(function.name) == name)?;
            (other.language.map(Language::family) == facts.language.map(Language::family))
                .then_some((home, other, function))
        });
        let Some((home, other, function)) = own else {
            steps.extend(self.import_of(path, facts, name));
            return steps;
        };
        steps.push(self.step(home, function.range.start, format!("the hook `{name}` is defined")));
        let inner = other.calls.iter().find(|call| {
            let within = function.range.start <= call.start as usize && (call.end as usize) <= function.range.end;
            let callee = other.callee_name(call);
            within && callee != name && (callee.starts_with("use") || callee == "allFlags")
        });
        if let Some(call) = inner {
            let callee = other.callee_name(call);
            steps.push(self.step(home, call.start as usize, format!("it returns what `{callee}()` gives")));
            steps.extend(self.import_of(home, other, callee));
        }
        steps
    }

    /// A step at a byte of a file.
    fn step(&self, path: &str, start: usize, what: String) -> Step {
        let place = (self.read)(path).map(|text| {
            let mut start = start.min(text.len());
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            LineIndex::new(&text).position(&text, start, PositionEncoding::Utf32)
        });
        let (line, column) = place.map_or((1, 1), |place| (place.line + 1, place.character + 1));
        Step { path: path.to_owned(), line, column, what }
    }
}

/// The chain that is used at a byte.
fn chain_at(facts: &FileFacts, start: u32) -> &[Segment] {
    let holds = |reference: &&facts::Reference| {
        let steps = facts.path(reference.path);
        steps.first().is_some_and(|first| first.start <= start)
            && steps.iter().any(|step| step.start <= start && start < step.end)
    };
    let found = facts.references.iter().filter(holds).max_by_key(|reference| facts.path(reference.path).len());
    found.map(|reference| facts.path(reference.path)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
