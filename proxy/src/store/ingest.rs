//! Stores received envelopes, in transactions.

use super::{AlertBatch, NewDeadLetter, PendingSymbols, Projects, StoreError};
use crate::model::attachment::Attachment;
use crate::model::event::Event;
use crate::model::feedback::Feedback;
use crate::model::issue::Issue;
use crate::model::offset::Offset;
use crate::model::session::SessionData;
use crate::model::span::TraceData;
use crate::outcome::ProjectCounts;

/// The result of recording an event.
#[derive(Debug, Clone)]
pub enum Recorded {
    /// The event is the first of its issue.
    New(Box<Issue>),
    /// The event belongs to an existing issue.
    Seen {
        /// The issue's number.
        issue_id: i64,
    },
    /// The event belongs to a resolved issue, which is unresolved again.
    Regressed {
        /// The issue as it is now.
        issue: Box<Issue>,
        /// The release of the event.
        release: Option<String>,
        /// Whether it was resolved in a release, and this one is newer.
        is_newer_release: bool,
    },
    /// The event belongs to an issue that was archived until it escalates, and it does.
    Escalating(Box<Issue>),
    /// The event belongs to an archived issue, and what that was archived until has happened.
    Unarchived(Box<Issue>),
    /// An event with this id is already stored. Nothing was changed.
    Duplicate,
    /// The group of the event was discarded, so the event was dropped and counted.
    Discarded,
}

impl Recorded {
    /// The issue, if its state has changed.
    #[must_use]
    pub fn issue(&self) -> Option<&Issue> {
        match self {
            Self::New(issue)
            | Self::Regressed { issue, .. }
            | Self::Escalating(issue)
            | Self::Unarchived(issue) => Some(issue),
            Self::Seen { .. } | Self::Duplicate | Self::Discarded => None,
        }
    }

    /// The issue's number, if the event was stored.
    #[must_use]
    pub fn issue_id(&self) -> Option<i64> {
        match self {
            Self::Seen { issue_id } => Some(*issue_id),
            _ => self.issue().map(|issue| issue.id),
        }
    }
}

/// The result of recording performance data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TraceRecorded {
    /// Segments that were stored.
    pub segments: u64,
    /// Spans that were stored, without segments.
    pub spans: u64,
    /// Segments and spans that were already stored. Nothing was changed by them.
    pub duplicates: u64,
    /// Spans of vitals alone that came after the page view's values were folded into the histograms. Nothing was changed
    /// by them, nor by such values of other spans.
    pub late: u64,
}

/// Stores the envelopes of the inbox.
pub trait Ingest: Projects + PendingSymbols {
    /// Opens the only write transaction. If it is dropped without `commit`, nothing is changed.
    fn begin(&self) -> Result<Box<dyn Batch + '_>, StoreError>;
    /// The offset up to which all envelopes of the inbox are stored; the beginning in a new store.
    fn cursor(&self) -> Result<Offset, StoreError>;
}

/// One write transaction.
pub trait Batch: AlertBatch {
    /// Stores an event, and creates or updates its issue, state, counts, users, tags and hours. All changes are visible
    /// after the commit.
    fn record(&mut self, event: &Event) -> Result<Recorded, StoreError>;
    /// Stores segments, spans and vitals, and counts them in the histograms of their hours. A vital waits in the store
    /// until it is folded, as a later value of its page view replaces it.
    fn record_trace(&mut self, data: &TraceData) -> Result<TraceRecorded, StoreError>;
    /// Counts sessions and their users.
    fn record_sessions(&mut self, data: &SessionData) -> Result<(), StoreError>;
    /// Stores an attachment, and deletes the oldest of its project while these have more than `most` bytes. Returns whether
    /// it was stored: the attachments of an event have a bound too.
    fn record_attachment(&mut self, attachment: &Attachment, most: u64) -> Result<bool, StoreError>;
    /// Stores feedback. Returns whether it was new.
    fn record_feedback(&mut self, feedback: &Feedback) -> Result<bool, StoreError>;
    /// Queues an envelope for the project's upstream, unless `most` bytes already wait. Returns whether it was queued.
    fn forward(&mut self, project_id: i64, envelope: &[u8], most: u64) -> Result<bool, StoreError>;
    /// Stores an item as a dead letter, and drops the oldest dead letters if there is no room. Returns how many were
    /// dropped.
    fn bury(&mut self, letter: &NewDeadLetter) -> Result<u64, StoreError>;
    /// Adds the outcomes of items, so that they are counted exactly when the items are stored.
    fn count_outcomes(&mut self, counts: &ProjectCounts) -> Result<(), StoreError>;
    /// Stores the offset up to which all envelopes of the inbox are stored.
    fn set_cursor(&mut self, cursor: &Offset) -> Result<(), StoreError>;
    /// Commits all changes at once.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
