//! Reads all issues and events of a project, in the order of their numbers.

use rusqlite::params;

use super::{Sqlite, events, issue_row};
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{Export, ExportCursor, StoreError};

/// Most rows of a piece.
const ROWS: u32 = 500;
/// A piece ends after so many bytes of events.
const BYTES: usize = 4 << 20;

impl Export for Sqlite {
    fn export_issues(
        &self,
        project_id: i64,
        since: Timestamp,
        after: ExportCursor,
    ) -> Result<(Vec<Issue>, ExportCursor), StoreError> {
        let connection = self.readers.one();
        let sql = format!(
            "SELECT {} FROM issues JOIN projects ON projects.id = project_id
             WHERE issues.id > ?1 AND project_id = ?2 AND last_seen >= ?3 AND {} ORDER BY issues.id LIMIT ?4",
            issue_row::COLUMNS,
            issue_row::STAYS
        );
        let mut select = connection.prepare_cached(&sql)?;
        let rows = select.query_map(params![after.0, project_id, since.0, ROWS], issue_row::issue)?;
        let found: Vec<Issue> = rows.collect::<Result<_, _>>()?;
        let last = found.last().map_or(after, |issue| ExportCursor(issue.id));
        Ok((found, last))
    }

    fn export_events(
        &self,
        project_id: i64,
        since: Timestamp,
        after: ExportCursor,
    ) -> Result<(Vec<StoredEvent>, ExportCursor), StoreError> {
        let connection = self.readers.one();
        // The plus keeps the order of arrival: the index by project would sort all events of the project first.
        let sql = format!(
            "SELECT {}, id FROM events WHERE id > ?1 AND +project_id = ?2 AND received >= ?3 ORDER BY id LIMIT ?4",
            events::COLUMNS
        );
        let mut select = connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after.0, project_id, since.0, ROWS])?;
        let (mut found, mut bytes, mut last) = (Vec::new(), 0, after);
        while let Some(row) = rows.next()? {
            let event = events::event(row)?;
            bytes += event.body.len();
            last = ExportCursor(row.get("id")?);
            found.push(event);
            if bytes >= BYTES {
                break;
            }
        }
        Ok((found, last))
    }
}
