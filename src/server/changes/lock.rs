//! One change of a flag at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Gate, OwnedMutexGuard};

use crate::flags::FlagKey;

use super::super::proto::MessageType;
use super::super::session::SourceKey;
use super::super::shared::Shared;

/// The locks of flags that are, or were, being changed.
#[derive(Debug, Default)]
pub(in crate::server) struct Locks(Mutex<HashMap<Changed, Arc<Gate<()>>>>);

/// A flag of a source.
type Changed = (SourceKey, FlagKey);

impl Locks {
    /// The lock of a flag.
    pub(super) fn lock(&self, source: &SourceKey, flag: &FlagKey) -> Lock {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Locks that nobody holds or waits for are dropped.
        locks.retain(|_, gate| Arc::strong_count(gate) > 1);
        Lock(locks.entry((source.clone(), flag.clone())).or_default().clone())
    }
}

/// The lock of one flag.
pub(super) struct Lock(Arc<Gate<()>>);

impl Lock {
    /// Waits for other changes of the flag; `None` once the server is shut down.
    pub(super) async fn acquire(self, shared: &Arc<Shared>, flag: &FlagKey) -> Option<OwnedMutexGuard<()>> {
        let guard = match self.0.clone().try_lock_owned() {
            Ok(guard) => guard,
            Err(_) => {
                let message = format!("flagwise: Another change of {flag} is under way. This one starts after it.");
                shared.show(MessageType::INFO, message);
                self.0.lock_owned().await
            }
        };
        (!shared.shut_down.is_cancelled()).then_some(guard)
    }
}
