//! The operations, a file per resource.

pub mod flag_list;
pub mod flag_patch;
pub mod flag_read;
pub mod identity;
pub mod projects;
pub mod statuses;
