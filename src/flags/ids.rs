use std::cell::Cell;

/// Where new ids come from, so that applying instructions stays pure: a patch applied twice with the same source makes
/// the same flag.
pub trait IdSource {
    /// An id for a variation, a rule or a clause: a UUID of version 4.
    fn uuid(&self) -> String;
    /// An id for an expiring target or a scheduled change: 24 hex digits.
    fn object_id(&self) -> String;
}

/// Ids as LaunchDarkly makes them.
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

/// Ids in sequence, of the right shape and the same in every run: for previews and tests.
#[derive(Debug, Clone, Default)]
pub struct SequentialIds(Cell<u64>);

impl SequentialIds {
    /// Starts counting after `last`.
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
