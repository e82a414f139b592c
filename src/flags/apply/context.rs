//! The inputs of a patch other than the flag itself.

use crate::flags::{Flag, FlagKey, IdSource, Maintainer, MaintainerTeam, UnixMillis};

/// Everything that applying instructions needs from outside, so that it stays a pure function.
#[derive(Clone, Copy)]
pub struct ApplyContext<'a> {
    /// The current time; becomes `archivedDate`, `deprecatedDate` and `lastModified`.
    pub now: UnixMillis,
    /// Source of ids for new variations, rules and clauses.
    pub ids: &'a dyn IdSource,
    /// The other flags and the members of the project.
    pub surroundings: &'a dyn Surroundings,
}

/// Read access to the project around the flag.
pub trait Surroundings {
    /// Returns another flag of the project. Prerequisites refer to its variations.
    fn flag(&self, key: &str) -> Option<&Flag>;

    /// Returns the flags that have `key` as a prerequisite in any environment.
    fn dependents(&self, key: &str) -> Vec<FlagKey>;

    /// Looks up a member by id. A maintainer is rejected only if known to be absent.
    fn member(&self, id: &str) -> Lookup<Maintainer> {
        let _ = id;
        Lookup::NotKnown
    }

    /// Looks up a team by key. A maintainer is rejected only if known to be absent.
    fn team(&self, key: &str) -> Lookup<MaintainerTeam> {
        let _ = key;
        Lookup::NotKnown
    }
}

/// The result of a lookup in data that may not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<T> {
    /// The value exists.
    Found(T),
    /// The value does not exist.
    Absent,
    /// The data was not loaded.
    NotKnown,
}

/// [`Surroundings`] without other flags, for instructions that need none.
#[derive(Debug, Clone, Copy, Default)]
pub struct NothingElse;

impl Surroundings for NothingElse {
    fn flag(&self, _: &str) -> Option<&Flag> {
        None
    }

    fn dependents(&self, _: &str) -> Vec<FlagKey> {
        Vec::new()
    }
}
