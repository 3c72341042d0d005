//! Where projects, issues, events and alerts lie. A seam: SQLite stands behind it.

mod alerts;
mod dead_letters;
mod retention;
mod sqlite;
mod tokens;

use std::collections::HashMap;

use crate::model::alert::{Alert, Delivery, Digest};
use crate::model::event::{Event, StoredEvent, Symbolicated};
use crate::model::issue::Issue;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;

pub use alerts::{AlertGroup, AlertOutbox, StoredAlert};
pub use dead_letters::{
    BuriedItem, DeadLetter, DeadLetterQuery, DeadLetterTotals, DeadLetters, NewDeadLetter,
};
pub use retention::{ClockState, Deleted, Full, Hour, Retention, RetentionState, Step, ThinningPlan};
pub use sqlite::Sqlite;
pub use tokens::{NewToken, Token, Tokens};

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

/// What recording an event did.
#[derive(Debug, Clone)]
pub enum Recorded {
    /// The first event of its issue.
    New(Box<Issue>),
    /// One more event of a known issue.
    Seen,
    /// This event id is stored already; nothing was changed.
    Duplicate,
}

/// Which issues to list: newest `last_seen` first.
#[derive(Debug, Clone, Default)]
pub struct IssueQuery {
    /// Only this project's.
    pub project: Option<String>,
    /// Only those whose title, culprit or value contains this text.
    pub text: Option<String>,
    /// How many to pass over.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// The ids of the events before and after an event, of the same issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The one before; none: it is the oldest.
    pub older: Option<String>,
    /// The one after; none: it is the newest.
    pub newer: Option<String>,
}

/// How often a tag had a value in an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub key: String,
    /// Its value.
    pub value: String,
    /// In how many events.
    pub count: i64,
}

/// How many events a project has had lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// In this hour.
    pub hour: u64,
    /// Since midnight, UTC.
    pub day: u64,
    /// In the seven days of 24 hours before this hour.
    pub week: u64,
}

/// An envelope on its way to an upstream.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Grows with each envelope.
    pub id: i64,
    /// The envelope, scrubbed.
    pub envelope: Vec<u8>,
}

/// The store. Reading is cheap and may happen beside the one writer.
pub trait Store: AlertOutbox + DeadLetters + Retention + Tokens + Send + Sync {
    /// Opens the one write transaction; dropped without `commit`, it leaves no trace.
    fn begin(&self) -> Result<Box<dyn Batch + '_>, StoreError>;
    /// The inbox row up to which everything is stored.
    fn cursor(&self) -> Result<i64, StoreError>;

    /// Looks through the structure of all that is stored; the first damage that it finds. It takes as long as reading
    /// the whole file takes.
    fn quick_check(&self) -> Result<Option<String>, StoreError>;

    /// All projects.
    fn projects(&self) -> Result<Vec<Project>, StoreError>;
    /// The project of this name, made (with the given key) if there is none.
    fn ensure_project(&self, slug: &str, new_key: &str) -> Result<Project, StoreError>;
    /// Gives a project one more key; `false` if the key is known already, or the project is not.
    fn add_key(&self, project_id: i64, key: &str) -> Result<bool, StoreError>;
    /// Takes a key back; `false` if there is none such.
    fn revoke_key(&self, key: &str) -> Result<bool, StoreError>;

    /// How many events each project has had lately; one that is not named has had none.
    fn usages(&self, now: Timestamp) -> Result<HashMap<i64, Usage>, StoreError>;

    /// A page of issues.
    fn issues(&self, query: &IssueQuery) -> Result<Vec<Issue>, StoreError>;
    /// One issue.
    fn issue(&self, id: i64) -> Result<Option<Issue>, StoreError>;
    /// Issues of a project whose numbers lie between two, the newest first.
    fn issues_between(&self, project_id: i64, ids: (i64, i64), limit: u32) -> Result<Vec<Issue>, StoreError>;
    /// Events of an issue in each of the 24 hours up to `now`, oldest first, for each issue asked for.
    fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError>;
    /// The event of this id, of a project if one is named; the one that came last, if several projects have it.
    fn event(&self, project: Option<&str>, event_id: &str) -> Result<Option<StoredEvent>, StoreError>;
    /// The newest event of an issue.
    fn latest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError>;
    /// A page of an issue's events, newest first.
    fn events(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;
    /// The events of the same issue on both sides of an event.
    fn neighbours(&self, event: &StoredEvent) -> Result<Neighbours, StoreError>;
    /// The tags of an issue's events, by key, then most frequent first.
    fn tags(&self, issue: i64) -> Result<Vec<TagCount>, StoreError>;

    /// Symbolicates the events that wait for the symbols of a module, and names their issues anew; how many there were.
    fn symbolicate_pending(
        &self,
        debug_id: &str,
        symbolicate: &dyn Fn(&str) -> Option<Symbolicated>,
    ) -> Result<usize, StoreError>;

    /// The envelopes of a project that wait for its upstream, oldest first.
    fn forwards(&self, project_id: i64, limit: u32) -> Result<Vec<Forward>, StoreError>;
    /// Forgets a project's envelopes up to and with this one: its upstream has them.
    fn acknowledge_forwarded(&self, project_id: i64, up_to: i64) -> Result<(), StoreError>;
}

/// One write transaction.
pub trait Batch {
    /// Stores an event, and makes or updates its issue, counts, users, tags and hours; all is there once it is committed.
    fn record(&mut self, event: &Event) -> Result<Recorded, StoreError>;
    /// Puts an alert into the outbox; one with a digest takes more issues until it is sealed.
    fn enqueue(&mut self, alert: &Alert, created: Timestamp, delivery: &Delivery) -> Result<(), StoreError>;
    /// The alerts of a project for a channel: those made within a minute from `since` on, those that wait, and the digest
    /// that takes more.
    fn alert_group(
        &mut self,
        project_id: i64,
        channel: Option<&str>,
        since: Timestamp,
    ) -> Result<AlertGroup, StoreError>;
    /// Writes a digest that has grown over the one that waits.
    fn update_digest(&mut self, id: i64, digest: &Digest) -> Result<(), StoreError>;
    /// Gives up the oldest alerts that wait for a channel, those of single issues that are not fatal first, until at most
    /// so many wait; how many.
    fn drop_alerts(&mut self, channel: Option<&str>, most: u32) -> Result<u64, StoreError>;
    /// Puts an envelope on its way to the project's upstream, unless `most` bytes of it are waiting already; whether it
    /// has found a place.
    fn forward(&mut self, project_id: i64, envelope: &[u8], most: u64) -> Result<bool, StoreError>;
    /// Keeps an item that cannot be stored, and drops the oldest dead letters where there is no room for it; how many.
    fn bury(&mut self, letter: &NewDeadLetter) -> Result<u64, StoreError>;
    /// Notes the inbox row up to which everything is stored.
    fn set_cursor(&mut self, inbox_row: i64) -> Result<(), StoreError>;
    /// Makes it all true at once.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
