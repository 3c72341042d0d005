//! Sessions of release health: <https://develop.sentry.dev/sdk/telemetry/sessions/>

use super::timestamp::Timestamp;

/// The state of a session, from the mildest to the worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionState {
    /// `ok` or `exited` without errors.
    #[default]
    Healthy,
    /// `ok` or `exited` with errors that were handled.
    Errored,
    /// `unhandled`: an unhandled error that the page survived.
    Unhandled,
    /// `crashed`.
    Crashed,
    /// `abnormal`.
    Abnormal,
}

/// News of one session. Of two with the same id the worse state holds.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionUpdate {
    /// The id of the session, 32 lower-case hex digits.
    pub sid: String,
    /// The user, as a hash; none without one.
    pub user: Option<String>,
    /// When the session began.
    pub started: Timestamp,
    /// Its state.
    pub state: SessionState,
    /// The release. Sessions without one are not counted.
    pub release: String,
    /// Empty without an environment.
    pub environment: String,
}

/// Counts of many sessions that a server sent at once.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionCounts {
    /// The minute in which they began.
    pub started: Timestamp,
    /// The user of all of them, as a hash; none without one.
    pub user: Option<String>,
    /// The release.
    pub release: String,
    /// Empty without an environment.
    pub environment: String,
    /// Sessions without errors.
    pub healthy: u64,
    /// Sessions with handled errors.
    pub errored: u64,
    /// Sessions with an unhandled error that was survived.
    pub unhandled: u64,
    /// Crashed sessions.
    pub crashed: u64,
    /// Abnormal sessions.
    pub abnormal: u64,
}

/// The session data of one item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SessionData {
    /// The project of the DSN.
    pub project_id: i64,
    /// When the server received it.
    pub received: Timestamp,
    /// News of single sessions.
    pub updates: Vec<SessionUpdate>,
    /// Counts of many.
    pub counts: Vec<SessionCounts>,
    /// Entries with counts that the item had beyond the most that are kept.
    pub too_many: u64,
}
