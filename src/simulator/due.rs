//! What takes effect by itself when its time comes.

use crate::flags::UnixMillis;

use super::records::Change;
use super::world::World;

/// The changes of the earliest thing that is due; `None` where nothing is.
pub fn next(_world: &World, _now: UnixMillis) -> Option<Vec<Change>> {
    None
}
