//! Errors of a store.

/// An error of a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed, because of the disk, its free space or a lock. Other items would fail too.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database file is damaged.
    #[error(
        "store.db is damaged: take the last backup, or save what can be read of it, as docs/operations.md says"
    )]
    Damaged(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database refused this item, because it breaks a constraint or is too large. Other items can be stored.
    #[error("the database refused an item")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database was written by a newer version of this program.
    #[error("the database has schema version {found}, this program knows up to {known}")]
    TooNew {
        /// The version found.
        found: i64,
        /// The newest version known.
        known: i64,
    },
}
