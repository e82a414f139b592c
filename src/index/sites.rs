//! The sites of one file, put together from what the solver found.

use std::collections::{HashMap, HashSet};

use super::constants::{ALIAS_ROUNDS, FlagConstant, FlagConstants, ambiguous_keys, named_by};
use super::join::{Keys, Positions, Resolved, TextPosition};
use super::program::FileId;
use super::solve::{Solver, ValueOrigin, is_implicit};
use super::words;
use crate::syntax::facts::*;
use crate::syntax::{Call, KnownKeys, Site, SiteKind};
use crate::text::ByteRange;

/// What is known of all files, and of one in particular.
pub(super) struct Looked<'a> {
    pub(super) solver: Solver<'a>,
    pub(super) constants: &'a FlagConstants,
    pub(super) keys: &'a Keys,
    pub(super) id: FileId,
    pub(super) positions: Positions<'a>,
}

/// The sites of one file, in order, without overlaps; no mentions yet. A new kind of site is one more step here.
pub(super) fn file_sites(looked: &Looked<'_>) -> Vec<Site> {
    let Looked { solver, constants, keys, id, positions } = looked;
    let id = *id;
    let file = &solver.program.files[id];
    let mut sites = Vec::new();
    // A constant made with its key, `static let sale = Flag("sale")`: the key is where it is defined, not a use.
    let defines = |(at, definition): (usize, &Definition)| match definition.value {
        Expr::Text(text) => constants.key_of((id, at as u32)).map(|_| text.range()),
        _ => None,
    };
    let constant = |definition: &Definition| definition.place.function.is_none();
    let definitions = file.facts.definitions.iter().enumerate().filter(|(_, definition)| constant(definition));
    let defined: HashSet<ByteRange> = definitions.filter_map(defines).collect();
    for TextPosition { at, resolved } in keys.texts(solver.program, id, *positions) {
        if at.kind == SiteKind::Wrapper && defined.contains(&at.range) {
            continue;
        }
        let (key, kind) = match resolved {
            Resolved::Key(key) => (key.to_owned(), at.kind),
            Resolved::Unknown => (at.text.to_string(), at.kind),
            Resolved::Ambiguous(keys) => (keys.join("\n"), SiteKind::Ambiguous),
        };
        sites.push(Site { range: at.range, key, kind, call: Some(at.call.clone()) });
    }
    for (at, definition) in file.facts.definitions.iter().enumerate() {
        if let (Expr::Text(text), Some(key)) = (definition.value, constants.key_of((id, at as u32))) {
            // A local name is no constant that others use: what is given to the call is the literal itself.
            let given =
                definition.place.function.and_then(|_| keys.constant(solver.program, positions.local(at as u32)));
            let given = given.map(|(position, _)| (position.kind, Some(position.call.clone())));
            let (kind, call) = given.unwrap_or((SiteKind::Definition, None));
            sites.push(Site { range: text.range(), key: key.to_string(), kind, call });
        }
    }
    // `Flag::New => "new"` tells what the member's key is, and does not use it.
    let given = file.facts.definitions.iter().enumerate().filter(|(at, definition)| {
        definition.given_by != Name::default() && constants.key_of((id, *at as u32)).is_some()
    });
    let given: HashSet<u32> = given.map(|(_, definition)| definition.start).collect();
    let interesting = constants.names_in(solver.program, id);
    let implicit = if interesting.is_empty() { HashMap::new() } else { solver.implicit_members(id, *positions) };
    for reference in &file.facts.references {
        let steps = file.facts.path(reference.path);
        if steps.iter().any(|step| given.contains(&step.start)) {
            continue;
        }
        if let Some(constant) = steps.first().and_then(|first| implicit.get(&first.start))
            && is_implicit(steps)
            && let Some(key) = constants.key_of(*constant)
        {
            push_use(looked, steps, 2, (SiteKind::Constant, key), &mut sites);
            continue;
        }
        if let Some((constant, length)) = named_by(solver, id, reference.place, steps, &interesting, ALIAS_ROUNDS + 1) {
            let kind = if is_local_alias(id, constant) { SiteKind::Mention } else { SiteKind::Constant };
            push_use(looked, steps, length, (kind, &constant.key), &mut sites);
        } else if let Some((keys, length)) = ambiguous_keys(solver, id, reference.place, steps, &interesting) {
            let keys: Vec<&str> = keys.into_iter().collect();
            push_use(looked, steps, length, (SiteKind::Ambiguous, &keys.join("\n")), &mut sites);
        } else if let Some(site) = local_use(looked, reference) {
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
                if let ValueOrigin::Constant(constant) = meaning
                    && let Some(key) = constants.key_of(constant)
                {
                    let range = entry.property.range();
                    sites.push(Site { range, key: key.to_string(), kind: SiteKind::Constant, call: None });
                }
            }
        }
    }
    keys.hooks.sites(solver, keys.known(), id, &mut sites);
    tidy(sites)
}

/// Whether a constant is another name for one, used in the file that gives it: as local as a variable.
fn is_local_alias(id: FileId, constant: &FlagConstant) -> bool {
    constant.file == id && constant.chain.len() == 1 && constant.rank > 0
}

fn push_use(
    looked: &Looked<'_>,
    steps: &[Segment],
    length: usize,
    (kind, key): (SiteKind, &str),
    sites: &mut Vec<Site>,
) {
    let file = &looked.solver.program.files[looked.id];
    let mut at = length - 1;
    // In `FLAGS.checkout.key` it is `checkout` that names the flag.
    if at > 1 && words::is_accessor(file.text(steps[at].name)) {
        at -= 1;
    }
    let call = call_at(looked, steps[0].start);
    sites.push(Site { range: steps[at].range(), key: key.to_owned(), kind, call });
}

/// The call whose key position a name stands at.
fn call_at(looked: &Looked<'_>, start: u32) -> Option<Call> {
    looked
        .keys
        .constant(looked.solver.program, looked.positions.constants_at(start))
        .map(|(position, _)| position.call.clone())
}

/// A use of a name that is local to a function, where a key is wanted: a mention, as the literal it holds is the site.
fn local_use(looked: &Looked<'_>, reference: &Reference) -> Option<Site> {
    let file = &looked.solver.program.files[looked.id];
    let [step] = file.facts.path(reference.path) else { return None };
    let call = call_at(looked, step.start)?;
    let meanings = looked.solver.meanings(looked.id, reference.place, Expr::Path(reference.path), None, 4);
    let mut keys = meanings.iter().filter_map(|meaning| match meaning {
        ValueOrigin::Constant(constant) => looked.constants.key_of(*constant),
        _ => None,
    });
    let key = keys.next().filter(|key| keys.all(|other| other == *key))?;
    Some(Site { range: step.range(), key: key.to_string(), kind: SiteKind::Mention, call: Some(call) })
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
