//! Which existing key was probably meant.

use crate::flags::{Catalog, FlagKey};

/// Most keys suggested for one that does not exist.
const MOST: usize = 3;

/// The nearest keys, best first.
pub(super) fn nearest(catalog: &Catalog, key: &str) -> Vec<FlagKey> {
    let farthest = (key.chars().count() / 3).clamp(1, 5);
    let wanted = key.to_lowercase();
    let mut near: Vec<(usize, &FlagKey)> = catalog
        .flags
        .keys()
        .filter(|candidate| candidate.as_str().len().abs_diff(key.len()) <= farthest)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.as_str().to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= farthest)
        .collect();
    near.sort();
    near.into_iter().take(MOST).map(|(_, key)| key.clone()).collect()
}
