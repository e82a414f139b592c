//! The sites of each file, put together from what the solver found.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::hooks::Hooks;
use super::program::{File, FileId, Program};
use super::solve::{ConstantId, Meaning, Solver, is_implicit};
use super::words;
use crate::syntax::facts::*;
use crate::syntax::{KnownKeys, Language, Site, SiteKind};
use crate::text::ByteRange;

/// How many times constants that stand for constants are followed.
const ALIAS_ROUNDS: usize = 3;

/// The constants that hold flag keys.
pub(super) struct FlagConstants<'a> {
    pub(super) keys: HashMap<ConstantId, String>,
    by_name: HashMap<&'a str, Vec<ConstantId>>,
}

impl<'a> FlagConstants<'a> {
    /// Finds them: constants with a known key that something speaks for, and constants given to an evaluation.
    pub(super) fn find(solver: &Solver<'a, '_>, known: &KnownKeys) -> Self {
        let mut constants = Self { keys: HashMap::new(), by_name: HashMap::new() };
        for (id, file) in solver.program.files.iter().enumerate() {
            let mut groups: HashMap<&[Name], Vec<(u32, Text)>> = HashMap::new();
            for (at, definition) in file.facts.definitions.iter().enumerate() {
                let Expr::Text(text) = definition.value else { continue };
                if definition.place.function.is_some() {
                    if solver.used_constants.contains_key(&(id, at as u32)) {
                        constants.keys.insert((id, at as u32), file.text(text.value).to_owned());
                    }
                    continue;
                }
                groups.entry(group_of(definition)).or_default().push((at as u32, text));
            }
            for (path, members) in groups {
                let is_known = |member: &&(u32, Text)| known.contains(file.text(member.1.value));
                let known_members = members.iter().filter(is_known).count();
                let used = members.iter().any(|member| solver.used_constants.contains_key(&(id, member.0)));
                let by_name = path.iter().any(|name| words::speaks_of_flags(file.text(*name)));
                let crowd = !path.is_empty() && known_members >= 2 && known_members * 2 >= members.len();
                for (at, text) in &members {
                    let name = file.facts.definitions[*at as usize].name;
                    let key = file.text(text.value);
                    let own_use = solver.used_constants.contains_key(&(id, *at));
                    let spoken_for =
                        crowd || by_name || used && !path.is_empty() || words::speaks_of_flags(file.text(name));
                    if own_use || known.contains(key) && spoken_for {
                        constants.insert(solver.program, (id, *at), key);
                    }
                }
            }
        }
        for _ in 0..ALIAS_ROUNDS {
            if !constants.add_aliases(solver) {
                break;
            }
        }
        constants
    }

    /// What a file must name to use one of them: the outermost name of each, and its own where Swift's `.name` is enough.
    pub(super) fn needles(&self, solver: &Solver<'a, '_>) -> BTreeSet<String> {
        let mut needles = BTreeSet::new();
        for constant in self.by_name.values().flatten() {
            let chain = solver.chain_of(*constant);
            let by_itself = solver.program.files[constant.0].language == Language::Swift;
            needles.extend(chain.first().map(|name| (*name).to_owned()));
            needles.extend(chain.last().filter(|_| by_itself).map(|name| (*name).to_owned()));
        }
        needles.remove("default");
        needles
    }

    fn insert(&mut self, program: &Program<'a>, constant: ConstantId, key: &str) -> bool {
        let file = &program.files[constant.0];
        let name = file.text(file.facts.definitions[constant.1 as usize].name);
        if self.keys.insert(constant, key.to_owned()).is_some() {
            return false;
        }
        self.by_name.entry(name).or_default().push(constant);
        true
    }

    /// Definitions whose value is one of the constants.
    fn add_aliases(&mut self, solver: &Solver<'a, '_>) -> bool {
        let mut found = Vec::new();
        for (id, file) in solver.program.files.iter().enumerate() {
            let interesting = self.names_in(solver.program, id);
            if interesting.is_empty() {
                continue;
            }
            for (at, definition) in file.facts.definitions.iter().enumerate() {
                let Expr::Path(path) = definition.value else { continue };
                let steps = file.facts.path(path);
                if definition.place.function.is_none()
                    && let Some((constant, length)) = self.named_by(solver, id, definition.place, steps, &interesting)
                    && length == steps.len()
                    && constant != (id, at as u32)
                {
                    found.push(((id, at as u32), self.keys[&constant].clone()));
                }
            }
        }
        let mut new = false;
        for (constant, key) in found {
            new |= !self.keys.contains_key(&constant) && self.insert(solver.program, constant, &key);
        }
        new
    }

    /// The constants' names that occur in a file, and the constants of each.
    pub(super) fn names_in(&self, program: &Program<'a>, id: FileId) -> HashMap<Name, Vec<ConstantId>> {
        let file = &program.files[id];
        let family = file.language.family();
        let mut names = HashMap::new();
        for (text, constants) in &self.by_name {
            if let Some(name) = file.facts.find_name(text) {
                let visible = |constant: &ConstantId| program.files[constant.0].language.family() == family;
                let constants: Vec<ConstantId> = constants.iter().copied().filter(visible).collect();
                if !constants.is_empty() {
                    names.insert(name, constants);
                }
            }
        }
        names
    }

    /// The constant that a chain names, and how many of its steps that takes.
    pub(super) fn named_by(
        &self,
        solver: &Solver<'a, '_>,
        id: FileId,
        place: Place,
        steps: &[Segment],
        interesting: &HashMap<Name, Vec<ConstantId>>,
    ) -> Option<(ConstantId, usize)> {
        for length in (1..=steps.len()).rev() {
            let name = steps[length - 1].name;
            let at_home = || solver.program.files[id].name_at_home(name).filter(|_| length == 1);
            let constants = interesting.get(&name).or_else(|| interesting.get(&at_home()?));
            let Some(constants) = constants else { continue };
            let candidates = constants.iter().filter_map(|constant| {
                let chain = solver.chain_of(*constant);
                Some((solver.sees(id, place, &steps[..length], constant.0, &chain)?, *constant))
            });
            let all: Vec<_> = candidates.collect();
            let Some(best) = all.iter().map(|(certainty, _)| *certainty).min() else { continue };
            let mut surest = all.iter().filter(|(certainty, _)| *certainty == best).map(|(_, constant)| *constant);
            let first = surest.next()?;
            let key = &self.keys[&first];
            return surest.all(|other| self.keys[&other] == *key).then_some((first, length));
        }
        None
    }
}

/// What a constant is one of: the type or object literal that holds it, from the outermost one named for flags.
fn group_of(definition: &Definition) -> &[Name] {
    match definition.path.len() {
        0 | 1 => &definition.path,
        // `{ CHECKOUT: { flag: "…", defaultValue: … }, … }`: members of members are one group.
        length => &definition.path[..length - 1],
    }
}

/// The sites of one file, in order, without overlaps; no mentions yet.
pub(super) fn file_sites<'a>(
    solver: &Solver<'a, '_>,
    constants: &FlagConstants<'a>,
    hooks: &Hooks,
    id: FileId,
) -> Vec<Site> {
    let file = &solver.program.files[id];
    let mut sites = Vec::new();
    // A constant made with its key, `static let sale = Flag("sale")`: the key is where it is defined, not a use.
    let defines = |(at, definition): (usize, &Definition)| match definition.value {
        Expr::Text(text) if constants.keys.contains_key(&(id, at as u32)) => Some(text.range()),
        _ => None,
    };
    let constant = |definition: &Definition| definition.place.function.is_none();
    let definitions = file.facts.definitions.iter().enumerate().filter(|(_, definition)| constant(definition));
    let defined: HashSet<ByteRange> = definitions.filter_map(defines).collect();
    for literal in &solver.literals[id] {
        if literal.kind == SiteKind::Wrapper && defined.contains(&literal.range) {
            continue;
        }
        let call = Some(literal.call.clone());
        sites.push(Site { range: literal.range, key: literal.key.clone(), kind: literal.kind, call });
    }
    for (at, definition) in file.facts.definitions.iter().enumerate() {
        if let (Expr::Text(text), Some(key)) = (definition.value, constants.keys.get(&(id, at as u32))) {
            // A local name is no constant that others use: what is given to the call is the literal itself.
            let given = definition.place.function.and_then(|_| solver.used_constants.get(&(id, at as u32)));
            let (kind, call) = given.map_or((SiteKind::Definition, None), |(kind, call)| (*kind, Some(call.clone())));
            sites.push(Site { range: text.range(), key: key.clone(), kind, call });
        }
    }
    let interesting = constants.names_in(solver.program, id);
    let implicit = if interesting.is_empty() { HashMap::new() } else { solver.implicit_members(id) };
    for reference in &file.facts.references {
        let steps = file.facts.path(reference.path);
        if let Some(constant) = steps.first().and_then(|first| implicit.get(&first.start))
            && is_implicit(steps)
            && let Some(key) = constants.keys.get(constant)
        {
            push_use(solver, id, steps, 2, (SiteKind::Constant, key), &mut sites);
            continue;
        }
        if let Some((constant, length)) = constants.named_by(solver, id, reference.place, steps, &interesting) {
            let kind = if is_local_alias(file, id, constant) { SiteKind::Mention } else { SiteKind::Constant };
            push_use(solver, id, steps, length, (kind, &constants.keys[&constant]), &mut sites);
        } else if let Some(site) = local_use(solver, constants, id, reference) {
            sites.push(site);
        }
    }
    for pattern in &file.facts.patterns {
        for entry in file.facts.entries(pattern) {
            let property = file.text(entry.property.name);
            if !interesting.contains_key(&entry.property.name) {
                continue;
            }
            for meaning in solver.meanings(id, pattern.place, pattern.value, Some(property), 4) {
                if let Meaning::Constant(constant) = meaning
                    && let Some(key) = constants.keys.get(&constant)
                {
                    let range = entry.property.range();
                    sites.push(Site { range, key: key.clone(), kind: SiteKind::Constant, call: None });
                }
            }
        }
    }
    hooks.sites(solver, id, &mut sites);
    tidy(sites)
}

/// Whether a constant is another name for one, used in the file that gives it: as local as a variable.
fn is_local_alias(file: &File<'_>, id: FileId, constant: ConstantId) -> bool {
    let definition = |at: u32| &file.facts.definitions[at as usize];
    constant.0 == id && definition(constant.1).path.is_empty() && matches!(definition(constant.1).value, Expr::Path(_))
}

fn push_use(
    solver: &Solver<'_, '_>,
    id: FileId,
    steps: &[Segment],
    length: usize,
    (kind, key): (SiteKind, &str),
    sites: &mut Vec<Site>,
) {
    let file = &solver.program.files[id];
    let mut at = length - 1;
    // In `FLAGS.checkout.key` it is `checkout` that names the flag.
    if at > 1 && words::is_accessor(file.text(steps[at].name)) {
        at -= 1;
    }
    let call = solver.calls_at.get(&(id, steps[0].start)).cloned();
    sites.push(Site { range: steps[at].range(), key: key.to_owned(), kind, call });
}

/// A use of a name that is local to a function, where a key is wanted: a mention, as the literal it holds is the site.
fn local_use(
    solver: &Solver<'_, '_>,
    constants: &FlagConstants<'_>,
    id: FileId,
    reference: &Reference,
) -> Option<Site> {
    let file = &solver.program.files[id];
    let [step] = file.facts.path(reference.path) else { return None };
    let call = solver.calls_at.get(&(id, step.start))?;
    let meanings = solver.meanings(id, reference.place, Expr::Path(reference.path), None, 4);
    let key = meanings.iter().find_map(|meaning| match meaning {
        Meaning::Constant(constant) => constants.keys.get(constant),
        _ => None,
    })?;
    Some(Site { range: step.range(), key: key.clone(), kind: SiteKind::Mention, call: Some(call.clone()) })
}

/// Orders sites, and keeps the strongest of those at one place.
fn tidy(mut sites: Vec<Site>) -> Vec<Site> {
    sites.sort_by(|a, b| (a.range.start, a.kind, b.call.is_some()).cmp(&(b.range.start, b.kind, a.call.is_some())));
    let mut kept: Vec<Site> = Vec::with_capacity(sites.len());
    for site in sites {
        let overlaps = |other: &Site| site.range.start < other.range.end || site.range == other.range;
        if !kept.last().is_some_and(overlaps) {
            kept.push(site);
        }
    }
    kept
}

/// Adds mentions: quoted strings equal to a known key where no stronger site is.
pub(super) fn add_mentions(text: &str, known: &KnownKeys, sites: &mut Vec<Site>) {
    if known.is_empty() {
        return;
    }
    let taken: HashSet<usize> = sites.iter().map(|site| site.range.start).collect();
    let mut mentions = Vec::new();
    for range in known.mentions_in(text) {
        if !taken.contains(&range.start) {
            let key = range.of(text).to_owned();
            mentions.push(Site { range, key, kind: SiteKind::Mention, call: None });
        }
    }
    if mentions.is_empty() {
        return;
    }
    let stronger: Vec<ByteRange> = sites.iter().map(|site| site.range).collect();
    mentions.retain(|mention| {
        let at = stronger.partition_point(|range| range.end <= mention.range.start);
        stronger.get(at).is_none_or(|range| range.start >= mention.range.end)
    });
    sites.append(&mut mentions);
    sites.sort_by_key(|site| site.range.start);
}
