//! The operations, one file per resource.

pub mod approvals;
pub mod audit;
pub mod copy;
pub mod expiring;
pub mod flag_create;
pub mod flag_delete;
pub mod flag_list;
pub mod flag_patch;
pub mod flag_read;
pub mod identity;
mod json_patch;
pub mod migration;
pub mod projects;
pub mod scheduled;
pub mod statuses;
