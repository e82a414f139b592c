//! The state of a flag in a few words, for places with little room: completion lists, code lenses, inlay hints.

use crate::flags::{Catalog, CatalogSource, EnvironmentKey, Flag, FlagState, Serving, percent};

use super::words;

/// Maximum number of environments.
const MOST: usize = 3;

/// `boolean · on in Production`.
pub(super) fn kind_and_state(catalog: &Catalog, flag: &Flag) -> Option<String> {
    if catalog.source == CatalogSource::Keys {
        return None;
    }
    let kind = words::kind(flag);
    Some(in_first(catalog, flag).map_or_else(|| kind.to_owned(), |state| format!("{kind} · {state}")))
}

/// `on in Production`, of the first environment; `None` where it is not loaded.
pub(super) fn in_first(catalog: &Catalog, flag: &Flag) -> Option<String> {
    if let Some(state) = of_lifecycle(flag, || in_environments(catalog, flag, 1)) {
        return Some(state);
    }
    in_environments(catalog, flag, 1)
}

/// `on in Production, off in Staging`; `None` where no environment is loaded.
pub(super) fn in_all(catalog: &Catalog, flag: &Flag) -> Option<String> {
    if let Some(state) = of_lifecycle(flag, || in_environments(catalog, flag, MOST)) {
        return Some(state);
    }
    in_environments(catalog, flag, MOST)
}

/// `on`, `off`, `25% get Enabled`, of the first environment without its name; `None` where it is not loaded.
pub(super) fn alone(catalog: &Catalog, flag: &Flag) -> Option<String> {
    let first = || of_environment(flag, &catalog.environments.first()?.key);
    of_lifecycle(flag, first).or_else(first)
}

/// The state of a flag that is archived or deprecated, the latter with what it still does.
fn of_lifecycle(flag: &Flag, state: impl FnOnce() -> Option<String>) -> Option<String> {
    match flag.state() {
        FlagState::Archived { .. } => Some("archived".to_owned()),
        FlagState::Deprecated { .. } => {
            Some(state().map_or_else(|| "deprecated".to_owned(), |state| format!("deprecated, {state}")))
        }
        FlagState::Live => None,
    }
}

/// Environments of equal state together, in their order.
fn in_environments(catalog: &Catalog, flag: &Flag, most: usize) -> Option<String> {
    let mut states: Vec<(String, Vec<String>)> = Vec::new();
    for environment in catalog.environments.iter().take(most) {
        let Some(state) = of_environment(flag, &environment.key) else { continue };
        let name = words::plain(words::name_of(environment));
        match states.iter_mut().find(|(other, _)| *other == state) {
            Some((_, names)) => names.push(name),
            None => states.push((state, vec![name])),
        }
    }
    let states: Vec<String> =
        states.into_iter().map(|(state, names)| format!("{state} in {}", words::list(&names))).collect();
    (!states.is_empty()).then(|| states.join(", "))
}

/// `on`, `off`, `25% get Enabled`; `None` where it is not loaded.
pub(super) fn of_environment(flag: &Flag, environment: &EnvironmentKey) -> Option<String> {
    let state = flag.in_words(environment.as_str())?;
    if !state.on {
        return Some("off".to_owned());
    }
    let Serving::Rollout(shares) = &state.serves else { return Some("on".to_owned()) };
    let mut shares = shares.iter().filter(|(_, weight)| *weight > 0);
    let Some((variation, weight)) = shares.next() else { return Some("on".to_owned()) };
    let name = variation.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = name.map_or_else(|| variation.value_in_words(), words::plain);
    Some(format!("{} get {name}", percent(*weight)))
}
