//! The world behind a lock. Changes are persisted, applied and announced, in this order.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::broadcast;

use crate::flags::{Flag, FlagKey, ProjectKey};

use super::exchange::{ApiError, Handler, Reply, Request};
use super::journal::Journal;
use super::records::{Change, Record, RecordKey};
use super::world::World;
use super::{Clock, SimulatorError, SimulatorOptions, chosen, due, sample};

/// Owner of the world.
pub struct Store {
    world: RwLock<World>,
    journal: Option<Journal>,
    clock: Clock,
    announcements: broadcast::Sender<Announcement>,
}

/// A flag change, for subscribers of the SDK stream.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// Its project.
    pub project: ProjectKey,
    /// Its key.
    pub key: FlagKey,
    /// The flag after the change; `None` if it was deleted.
    pub flag: Option<Arc<Flag>>,
    /// The flag before the change; `None` if it is new.
    pub before: Option<Arc<Flag>>,
}

impl Store {
    /// Opens the data file, or starts with the sample data. The access tokens are those of this run.
    pub fn open(options: &SimulatorOptions, tokens: [Record; 2]) -> Result<Self, SimulatorError> {
        let make = || sample::records(options.clock.now(), options.extra_flags);
        let (journal, records) = match &options.data {
            Some(path) => Journal::open(path, make).map(|(journal, records)| (Some(journal), records))?,
            None => (None, make()),
        };
        let mut world = World::default();
        // Earlier versions stored their tokens.
        let kept = records.into_iter().filter(|record| !matches!(record, Record::Token(_)));
        for record in kept.chain(tokens) {
            world.apply(Change::put(record));
        }
        Ok(Self {
            world: RwLock::new(world),
            journal,
            clock: options.clock.clone(),
            announcements: broadcast::channel(1_024).0,
        })
    }

    /// Read access to the world.
    pub fn read(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Subscribes to flag changes.
    pub fn listen(&self) -> broadcast::Receiver<Announcement> {
        self.announcements.subscribe()
    }

    /// Answers a read-only request.
    pub fn answer(&self, handler: Handler, request: &Request) -> Result<Reply, ApiError> {
        handler(request, &self.read())
    }

    /// Answers a request and applies its changes before returning.
    pub fn change(&self, handler: Handler, request: &Request) -> Result<Reply, ApiError> {
        let mut world = self.write();
        let mut reply = handler(request, &world)?;
        self.carry_out(&mut world, std::mem::take(&mut reply.changes))?;
        Ok(reply)
    }

    /// Applies changes that do not come from a REST request.
    pub fn record(&self, changes: impl FnOnce(&World) -> Vec<Change>) -> Result<(), ApiError> {
        let mut world = self.write();
        let changes = changes(&world);
        self.carry_out(&mut world, changes)
    }

    /// Applies all due effects.
    pub fn apply_due(&self) {
        let now = self.clock.now();
        if due::next(&self.read(), now).is_none() {
            return;
        }
        let mut world = self.write();
        while let Some(changes) = due::next(&world, now) {
            if let Err(error) = self.carry_out(&mut world, changes) {
                tracing::error!("due changes could not be stored: {}", error.message);
                return;
            }
        }
    }

    fn write(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Persists, applies and announces changes, in this order.
    fn carry_out(&self, world: &mut World, mut changes: Vec<Change>) -> Result<(), ApiError> {
        if changes.is_empty() {
            return Ok(());
        }
        let oldest = world.audit.len().saturating_sub(chosen::AUDIT_ENTRIES_KEPT);
        changes.extend(world.audit.keys().take(oldest).map(|number| Change::Remove(RecordKey::Audit(*number))));
        if let Some(journal) = &self.journal {
            journal.commit(&changes).map_err(|error| ApiError::not_stored(&error))?;
        }
        for change in changes {
            let touched = match &change {
                Change::Put(record) => match record.as_ref() {
                    Record::Flag(project, flag) => Some((project.clone(), flag.key.clone())),
                    _ => None,
                },
                Change::Remove(RecordKey::Flag(project, flag)) => Some((project.clone(), flag.clone())),
                _ => None,
            };
            let before = touched.as_ref().and_then(|(project, key)| world.flag(project, key.as_str()).cloned());
            world.apply(change);
            if let Some((project, key)) = touched {
                let flag = world.flag(&project, key.as_str()).cloned();
                // Fails only without subscribers.
                let _ = self.announcements.send(Announcement { project, key, flag, before });
            }
        }
        Ok(())
    }
}
