//! The table of feedback.

use rusqlite::{Connection, Row, params};

use super::Sqlite;
use crate::model::event::Event;
use crate::model::feedback::{Feedback, StoredFeedback};
use crate::model::timestamp::Timestamp;
use crate::store::{FeedbackFilter, FeedbackLog, StoreError};

/// The name of the table.
pub(super) const TABLE: &str = "feedback";
/// Most feedback of a project; the oldest goes first.
const OF_PROJECT: i64 = 10_000;

impl FeedbackLog for Sqlite {
    fn feedback(
        &self,
        filter: &FeedbackFilter<'_>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<StoredFeedback>, StoreError> {
        list(&self.readers.one(), filter, offset, limit)
    }
}

/// The issue is kept up to date: by [`event_stored`] if the event comes later, and by triggers when it moves to another issue
/// and when it goes.
const SELECT: &str =
    "SELECT project_id, feedback_id, event_id, name, email, message, url, release, environment, timestamp,
        received, slug, issue_id
     FROM feedback JOIN projects ON projects.id = project_id";

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredFeedback> {
    Ok(StoredFeedback {
        feedback: Feedback {
            project_id: row.get(0)?,
            feedback_id: row.get(1)?,
            event_id: row.get(2)?,
            name: row.get(3)?,
            email: row.get(4)?,
            message: row.get(5)?,
            url: row.get(6)?,
            release: row.get(7)?,
            environment: row.get(8)?,
            timestamp: Timestamp(row.get(9)?),
            received: Timestamp(row.get(10)?),
        },
        project: row.get(11)?,
        issue_id: row.get(12)?,
    })
}

fn list(
    connection: &Connection,
    filter: &FeedbackFilter<'_>,
    offset: u32,
    limit: u32,
) -> Result<Vec<StoredFeedback>, StoreError> {
    let ask = |which: &str, values: &[&dyn rusqlite::ToSql]| {
        let sql = format!("{SELECT} WHERE {which} ORDER BY feedback.id DESC LIMIT ?1 OFFSET ?2");
        let mut statement = connection.prepare_cached(&sql)?;
        let all: Vec<&dyn rusqlite::ToSql> =
            [&limit as &dyn rusqlite::ToSql, &offset].into_iter().chain(values.iter().copied()).collect();
        let rows = statement.query_map(all.as_slice(), stored)?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    match filter {
        FeedbackFilter::Project(slug) => ask("(?3 IS NULL OR slug = ?3)", &[slug]),
        FeedbackFilter::Event(project_id, event_id) => {
            ask("project_id = ?3 AND event_id = ?4 AND event_id <> ''", &[project_id, event_id])
        }
        FeedbackFilter::Issue(issue) => ask("issue_id = ?3", &[issue]),
    }
}

/// Notes the issue of an event that was just stored in the feedback that came before it.
pub(super) fn event_stored(connection: &Connection, event: &Event, issue_id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE feedback SET issue_id = ?3 WHERE project_id = ?1 AND event_id = ?2 AND event_id <> ''",
        )?
        .execute(params![event.project_id, event.event_id, issue_id])?;
    Ok(())
}

/// Adds feedback within the open transaction, and deletes the oldest of a project that has too much. Returns whether it was
/// new.
pub(super) fn add(connection: &Connection, feedback: &Feedback) -> Result<bool, StoreError> {
    let added = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO feedback (project_id, feedback_id, event_id, name, email, message, url, release,
                 environment, timestamp, received, issue_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, (
                 SELECT issue_id FROM events WHERE project_id = ?1 AND event_id = ?3 AND ?3 <> ''))",
        )?
        .execute(params![
            feedback.project_id,
            feedback.feedback_id,
            feedback.event_id,
            feedback.name,
            feedback.email,
            feedback.message,
            feedback.url,
            feedback.release,
            feedback.environment,
            feedback.timestamp.0,
            feedback.received.0
        ])?;
    if added == 0 {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "DELETE FROM feedback WHERE id IN (SELECT id FROM feedback WHERE project_id = ?1
                 ORDER BY id DESC LIMIT 10 OFFSET ?2)",
        )?
        .execute([feedback.project_id, OF_PROJECT])?;
    Ok(true)
}
