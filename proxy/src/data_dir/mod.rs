//! The data directory: one server at a time, and whether what lies there is whole.

pub mod integrity;
pub mod lock;
pub mod notices;
pub mod store_health;
pub mod wal;
