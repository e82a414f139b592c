use crate::flags::{Flag, FlagKey, IdSource, Maintainer, MaintainerTeam, UnixMillis};

/// What applying instructions needs from outside, so that it stays a pure function.
#[derive(Clone, Copy)]
pub struct ApplyContext<'a> {
    /// The time: becomes `archivedDate`, `deprecatedDate` and `lastModified`.
    pub now: UnixMillis,
    /// Ids for new variations, rules and clauses.
    pub ids: &'a dyn IdSource,
    /// The other flags of the project, and its members.
    pub surroundings: &'a dyn Surroundings,
}

/// What an instruction must know beyond its own flag.
pub trait Surroundings {
    /// Another flag of the project: prerequisites name a variation of it.
    fn flag(&self, key: &str) -> Option<&Flag>;

    /// The flags that have `key` as a prerequisite, in any environment.
    fn dependents(&self, key: &str) -> Vec<FlagKey>;

    /// The member with this id. Refused as a maintainer only where known to be absent.
    fn member(&self, id: &str) -> Lookup<Maintainer> {
        let _ = id;
        Lookup::NotKnown
    }

    /// The team with this key. Refused as a maintainer only where known to be absent.
    fn team(&self, key: &str) -> Lookup<MaintainerTeam> {
        let _ = key;
        Lookup::NotKnown
    }
}

/// The answer to a question that may be beyond what was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<T> {
    /// Here it is.
    Found(T),
    /// There is none.
    Absent,
    /// Nobody asked LaunchDarkly.
    NotKnown,
}

/// Surroundings with no other flags, for changes that look at none.
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
