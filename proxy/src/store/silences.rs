//! Storage of silences.

use super::StoreError;
use crate::model::issue_state::Actor;
use crate::model::silence::{InvalidSilence, NewSilence, Silence};
use crate::model::timestamp::Timestamp;

/// Most silences that are in force or will be.
pub const MOST_SILENCES: u32 = 500;

/// Why a silence is not made.
#[derive(Debug, thiserror::Error)]
pub enum SilenceError {
    /// A text, a number or a time of it is beyond its limit.
    #[error(transparent)]
    Invalid(#[from] InvalidSilence),
    /// There are as many as there may be.
    #[error("there are {MOST_SILENCES} silences already: expire one of them first")]
    TooMany,
    /// It ends with the next release, and names no project.
    #[error("a silence until the next release needs a matcher that is equal to one project or one issue")]
    NoProject,
    /// It ends with the next release, and the project has no release.
    #[error("project {0} has no release yet")]
    NoRelease(String),
    /// The issue or the project that it names is not there.
    #[error("there is no {0}")]
    Unknown(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads silences.
pub trait Silences: Send + Sync {
    /// Silences that are in force or will be, the last to end first, and so many of those that are over, the last to end
    /// first.
    fn silences(&self, now: Timestamp, expired: u32) -> Result<Vec<Silence>, StoreError>;
    /// A silence.
    fn silence(&self, id: i64) -> Result<Option<Silence>, StoreError>;
}

/// Makes and ends silences.
pub trait ChangeSilences: Send + Sync {
    /// Makes a silence, and returns its number. If one with the same matchers is in force, that one lasts longer instead.
    /// The record of an issue says that it was muted.
    fn add_silence(&self, silence: &NewSilence, actor: &Actor, now: Timestamp) -> Result<i64, SilenceError>;
    /// Ends a silence now. `false`: there is none of this number, or it is over.
    fn expire_silence(&self, id: i64, actor: &Actor, now: Timestamp) -> Result<bool, StoreError>;
}
