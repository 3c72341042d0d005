//! The data directory: one server at a time, and the checks for damage at the start.

pub mod integrity;
pub mod link_key;
pub mod lock;
pub mod notices;
pub mod store_health;
pub mod wal;
