//! The only write transaction.

use std::sync::MutexGuard;

use rusqlite::Connection;

use super::counters::Counters;
use super::dimensions::DimensionIds;
use super::performance::TraceSums;
use super::performance_sizes::Sizes;
use super::record::Written;
use super::releases::ReleaseSums;
use super::reopen::States;
use super::sessions::SessionSums;
use super::{Sqlite, attachments, cursor, dead_letters, feedback, forwards, outcomes, record, usage};
use crate::model::attachment::Attachment;
use crate::model::event::Event;
use crate::model::feedback::Feedback;
use crate::model::issue_state::Reopened;
use crate::model::offset::Offset;
use crate::model::session::SessionData;
use crate::model::span::TraceData;
use crate::outcome::ProjectCounts;
use crate::store::{Batch, Ingest, NewDeadLetter, Recorded, StoreError, TraceRecorded};

impl Ingest for Sqlite {
    fn begin(&self) -> Result<Box<dyn Batch + '_>, StoreError> {
        Ok(Box::new(SqliteBatch::begin(self.writer())?))
    }

    fn cursor(&self) -> Result<Offset, StoreError> {
        cursor::cursor(&self.readers.one())
    }
}

/// Holds the writer while its transaction is open.
pub(super) struct SqliteBatch<'a> {
    pub(super) writer: MutexGuard<'a, Connection>,
    pub(super) tally: Counters,
    states: States,
    traces: TraceSums,
    sessions: SessionSums,
    releases: ReleaseSums,
    dimension_ids: DimensionIds,
    sizes: Sizes,
}

impl<'a> SqliteBatch<'a> {
    pub(super) fn begin(writer: MutexGuard<'a, Connection>) -> Result<Self, StoreError> {
        if !writer.is_autocommit() {
            writer.execute_batch("ROLLBACK")?;
        }
        writer.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Self {
            writer,
            tally: Counters::default(),
            states: States::default(),
            traces: TraceSums::default(),
            sessions: SessionSums::default(),
            releases: ReleaseSums::default(),
            dimension_ids: DimensionIds::default(),
            sizes: Sizes::default(),
        })
    }
}

impl SqliteBatch<'_> {
    /// What a counted event of a known issue does to its state.
    fn reopen(&mut self, issue_id: i64, event: &Event) -> Result<Recorded, StoreError> {
        let Some(reopened) = self.states.apply(&self.writer, issue_id, event, &self.tally)? else {
            return Ok(Recorded::Seen { issue_id });
        };
        let (reopened, is_newer_release) = reopened;
        let issue = Box::new(record::reopened(&self.writer, issue_id, &self.tally)?);
        Ok(match reopened {
            Reopened::Regressed => {
                Recorded::Regressed { issue, release: event.release.clone(), is_newer_release }
            }
            Reopened::Escalating => Recorded::Escalating(issue),
            Reopened::Unarchived => Recorded::Unarchived(issue),
        })
    }
}

impl Batch for SqliteBatch<'_> {
    fn record(&mut self, event: &Event) -> Result<Recorded, StoreError> {
        let (issue_id, recorded) = match record::record(&self.writer, event)? {
            Written::Duplicate => return Ok(Recorded::Duplicate),
            Written::Discarded(discard) => {
                self.tally.discard(discard, event);
                return Ok(Recorded::Discarded);
            }
            Written::New(id) => (id, Some(Recorded::New(Box::new(record::first(&self.writer, id, event)?)))),
            Written::Seen(id) => (id, None),
        };
        self.tally.add(issue_id, event);
        self.releases.add_event(event, recorded.is_some());
        match recorded {
            Some(new) => {
                self.states.add_new(issue_id);
                Ok(new)
            }
            None => self.reopen(issue_id, event),
        }
    }

    fn record_trace(&mut self, data: &TraceData) -> Result<TraceRecorded, StoreError> {
        self.releases.add_trace(data);
        self.traces.record(&self.writer, data, &mut self.dimension_ids, &mut self.sizes)
    }

    fn record_sessions(&mut self, data: &SessionData) -> Result<(), StoreError> {
        self.releases.add_sessions(data);
        self.sessions.record(&self.writer, data, &mut self.dimension_ids, &mut self.sizes)
    }

    fn record_attachment(&mut self, attachment: &Attachment, most: u64) -> Result<bool, StoreError> {
        attachments::add(&self.writer, attachment, most)
    }

    fn record_feedback(&mut self, feedback: &Feedback) -> Result<bool, StoreError> {
        feedback::add(&self.writer, feedback)
    }

    fn forward(&mut self, project_id: i64, envelope: &[u8], most: u64) -> Result<bool, StoreError> {
        forwards::put(&self.writer, project_id, envelope, most)
    }

    fn bury(&mut self, letter: &NewDeadLetter) -> Result<u64, StoreError> {
        dead_letters::bury(&self.writer, letter)
    }

    fn count_outcomes(&mut self, counts: &ProjectCounts) -> Result<(), StoreError> {
        outcomes::add(&self.writer, counts)
    }

    fn set_cursor(&mut self, cursor: &Offset) -> Result<(), StoreError> {
        self.writer.prepare_cached("UPDATE inbox_offset SET stored = ?1")?.execute([cursor.as_str()])?;
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.tally.write(&self.writer)?;
        self.traces.write(&self.writer, &mut self.sizes)?;
        self.sessions.write(&self.writer)?;
        self.releases.write(&self.writer)?;
        self.dimension_ids.write(&self.writer)?;
        self.sizes.write(&self.writer)?;
        usage::add(&self.writer, &self.tally.arrivals)?;
        // If this fails, the drop rolls back.
        Ok(self.writer.execute_batch("COMMIT")?)
    }
}

impl Drop for SqliteBatch<'_> {
    fn drop(&mut self) {
        if !self.writer.is_autocommit() {
            // If this fails too, the next `begin` tries again before anything is written.
            let _ = self.writer.execute_batch("ROLLBACK");
        }
    }
}
