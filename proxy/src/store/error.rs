//! What can go wrong in a store.

/// What can go wrong in a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed: no room, no disk, no lock. Whatever is stored next would fail too.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database is not what was written.
    #[error(
        "store.db is damaged: take the last backup, or save what can be read of it, as docs/operations.md says"
    )]
    Damaged(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database refused what was to be stored: it breaks a constraint, or is too big. Everything else can be stored.
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
