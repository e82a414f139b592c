//! Sources of new ids.

use std::cell::Cell;

/// Generates ids. Injected so that applying instructions stays pure: the same source yields the same flag.
pub trait IdSource {
    /// A version 4 UUID, for a variation, rule or clause.
    fn uuid(&self) -> String;
    /// 24 hex digits, for an expiring target or scheduled change.
    fn object_id(&self) -> String;
}

/// Random ids, as LaunchDarkly assigns them.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn uuid(&self) -> String {
        uuid::Uuid::new_v4().to_string()
    }

    fn object_id(&self) -> String {
        let mut id = uuid::Uuid::new_v4().simple().to_string();
        id.truncate(24);
        id
    }
}

/// Sequential ids in the same format, reproducible; for previews and tests.
#[derive(Debug, Clone, Default)]
pub struct SequentialIds(Cell<u64>);

impl SequentialIds {
    /// Starts after `last`.
    pub fn after(last: u64) -> Self {
        Self(Cell::new(last))
    }

    fn next(&self) -> u64 {
        self.0.set(self.0.get() + 1);
        self.0.get()
    }
}

impl IdSource for SequentialIds {
    fn uuid(&self) -> String {
        format!("00000000-0000-4000-8000-{:012x}", self.next())
    }

    fn object_id(&self) -> String {
        format!("{:024x}", self.next())
    }
}
