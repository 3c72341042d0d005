//! Implements all roles of the store on SQLite: one file in WAL mode, one writer, and a few readers.

mod affected_users;
mod alert_outbox;
mod alerts;
mod batch;
mod believed;
mod counters;
mod cursor;
mod dead_letters;
mod digests;
mod dimensions;
mod disk_use;
mod error;
mod event_counts;
mod events;
mod file;
mod forwards;
mod integrity;
mod issues;
mod notices;
mod pending_symbols;
mod performance;
mod performance_sizes;
mod projects;
mod readers;
mod record;
mod releases;
mod retention;
mod retention_role;
mod schema;
mod session_health;
mod sessions;
mod symbolicate;
mod thin;
mod tokens;
mod usage;

pub use file::Sqlite;
