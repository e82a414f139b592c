//! Resolves a chain of names to a constant.

use std::collections::BTreeSet;

use super::super::program::{Certainty, FileId};
use super::super::solve::Solver;
use super::{ALIAS_ROUNDS, FlagConstant, Interesting};
use crate::syntax::facts::*;

/// The constant with a rank below a limit that a chain refers to, and the number of steps used.
pub(in crate::index) fn named_by<'i>(
    solver: &Solver<'_>,
    id: FileId,
    place: Place,
    steps: &[Segment],
    interesting: &'i Interesting,
    below: u8,
) -> Option<(&'i FlagConstant, usize)> {
    let (named, length) = all_named_by(solver, id, place, steps, interesting, below)?;
    let path_of = |constant: &FlagConstant| &*solver.program.files[constant.file].path;
    let order = |a: &&&FlagConstant, b: &&&FlagConstant| {
        (path_of(a), &a.chain, a.definition).cmp(&(path_of(b), &b.chain, b.definition))
    };
    // Their order in the table is that of the edits.
    let first = *named.iter().min_by(order)?;
    named.iter().all(|other| other.key == first.key).then_some((first, length))
}

/// The possible keys of an ambiguous chain, and the number of steps used. Empty if even the imports are guesses.
pub(in crate::index) fn ambiguous_keys<'i>(
    solver: &Solver<'_>,
    id: FileId,
    place: Place,
    steps: &[Segment],
    interesting: &'i Interesting,
) -> Option<(BTreeSet<&'i str>, usize)> {
    let (named, length) = all_named_by(solver, id, place, steps, interesting, ALIAS_ROUNDS + 1)?;
    let is_guess = |constant: &&FlagConstant| {
        solver.sees(id, place, &steps[..length], constant.file, &constant.chain) == Some(Certainty::Likely)
    };
    let keys: BTreeSet<&str> = named.iter().map(|constant| &*constant.key).collect();
    (keys.len() > 1 && !named.iter().any(is_guess)).then_some((keys, length))
}

/// The constants that a chain refers to with the highest certainty, and the number of steps used.
fn all_named_by<'i>(
    solver: &Solver<'_>,
    id: FileId,
    place: Place,
    steps: &[Segment],
    interesting: &'i Interesting,
    below: u8,
) -> Option<(Vec<&'i FlagConstant>, usize)> {
    for length in (1..=steps.len()).rev() {
        let name = steps[length - 1].name;
        let at_home = || solver.program.files[id].name_at_home(name).filter(|_| length == 1);
        let constants = interesting.get(&name).or_else(|| interesting.get(&at_home()?));
        let Some(constants) = constants else { continue };
        let whole = length == steps.len();
        let fitting = constants.iter().filter(|constant| constant.rank < below && (whole || !constant.has_key));
        let candidates = fitting.filter_map(|constant| {
            Some((solver.sees(id, place, &steps[..length], constant.file, &constant.chain)?, &**constant))
        });
        let all: Vec<_> = candidates.collect();
        let Some(best) = all.iter().map(|(certainty, _)| *certainty).min() else { continue };
        let surest = all.iter().filter(|(certainty, _)| *certainty == best).map(|(_, constant)| *constant);
        return Some((surest.collect(), length));
    }
    None
}
