//! Where projects, issues, events and alerts lie: traits by role, each what one caller needs. SQLite stands behind them.

mod alerts;
mod dead_letters;
mod forward_queue;
mod ingest;
mod integrity;
mod issues;
mod pending_symbols;
mod projects;
mod retention;
mod sqlite;
mod tokens;

use std::sync::Arc;

pub use alerts::{AlertGroup, AlertLog, AlertOutbox, StoredAlert};
pub use dead_letters::{
    BuriedItem, DeadLetter, DeadLetterQuery, DeadLetterQueue, DeadLetterTotals, DeadLetters, NewDeadLetter,
};
pub use forward_queue::{Forward, ForwardQueue};
pub use ingest::{Batch, Ingest, Recorded};
pub use integrity::{DiskUse, Integrity};
pub use issues::{IssueQuery, Issues, Neighbours, TagCount};
pub use pending_symbols::PendingSymbols;
pub use projects::{ProjectAdmin, Projects, Usage};
pub use retention::{
    ClockState, Deleted, Full, Hour, Retention, RetentionState, RetentionStatus, Step, ThinningPlan,
};
pub use sqlite::Sqlite;
pub use tokens::{NewToken, Token, TokenAdmin, Tokens};

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

/// Every role. A store that has them all is handed out role by role, see [`Stores`].
pub trait Store:
    ProjectAdmin
    + Issues
    + Ingest
    + PendingSymbols
    + ForwardQueue
    + AlertLog
    + AlertOutbox
    + DeadLetterQueue
    + TokenAdmin
    + Retention
    + Integrity
{
}

impl<S> Store for S where
    S: ProjectAdmin
        + Issues
        + Ingest
        + PendingSymbols
        + ForwardQueue
        + AlertLog
        + AlertOutbox
        + DeadLetterQueue
        + TokenAdmin
        + Retention
        + Integrity
{
}

/// All that pages and the web API read. Nothing can be written through it.
pub trait Reader: Projects + Issues + AlertLog + DeadLetters + RetentionStatus + DiskUse {}

impl<S: Projects + Issues + AlertLog + DeadLetters + RetentionStatus + DiskUse> Reader for S {}

/// The roles of one store, or of several, for those who hand them out. Each part of the server is given the role that it
/// needs.
#[derive(Clone)]
pub struct Stores {
    /// For pages and the web API.
    pub reader: Arc<dyn Reader>,
    /// For the demo project and the commands.
    pub projects: Arc<dyn ProjectAdmin>,
    /// For whoever asks who asks.
    pub tokens: Arc<dyn Tokens>,
    /// For the worker.
    pub ingest: Arc<dyn Ingest>,
    /// For uploads.
    pub pending_symbols: Arc<dyn PendingSymbols>,
    /// For the outbox.
    pub alerts: Arc<dyn AlertOutbox>,
    /// For the forwarder.
    pub forwards: Arc<dyn ForwardQueue>,
    /// For retention.
    pub retention: Arc<dyn Retention>,
    /// For the look through the store at the start.
    pub integrity: Arc<dyn Integrity>,
}

impl Stores {
    /// One store in all roles.
    pub fn of<S: Store + 'static>(store: &Arc<S>) -> Self {
        Self {
            reader: Arc::clone(store) as _,
            projects: Arc::clone(store) as _,
            tokens: Arc::clone(store) as _,
            ingest: Arc::clone(store) as _,
            pending_symbols: Arc::clone(store) as _,
            alerts: Arc::clone(store) as _,
            forwards: Arc::clone(store) as _,
            retention: Arc::clone(store) as _,
            integrity: Arc::clone(store) as _,
        }
    }
}
