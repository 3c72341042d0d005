//! Reads issues and their data.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Sqlite, events, issue_state};
use crate::model::event::{Description, StoredEvent};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{IssueQuery, Issues, Neighbours, StoreError, TagCount};

impl Issues for Sqlite {
    fn issues(&self, query: &IssueQuery) -> Result<Vec<Issue>, StoreError> {
        list(&self.readers.one(), query)
    }

    fn issue(&self, id: i64) -> Result<Option<Issue>, StoreError> {
        one(&self.readers.one(), id)
    }

    fn issues_between(&self, project_id: i64, ids: (i64, i64), limit: u32) -> Result<Vec<Issue>, StoreError> {
        between(&self.readers.one(), project_id, ids, limit)
    }

    fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError> {
        hourly(&self.readers.one(), issues, now)
    }

    fn event(&self, project: Option<&str>, event_id: &str) -> Result<Option<StoredEvent>, StoreError> {
        events::one(&self.readers.one(), project, event_id)
    }

    fn latest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
        events::latest(&self.readers.one(), issue)
    }

    fn events(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        events::list(&self.readers.one(), issue, offset, limit)
    }

    fn neighbours(&self, event: &StoredEvent) -> Result<Neighbours, StoreError> {
        events::neighbours(&self.readers.one(), event)
    }

    fn tags(&self, issue: i64) -> Result<Vec<TagCount>, StoreError> {
        tags(&self.readers.one(), issue)
    }
}

pub(super) const COLUMNS: &str = "issues.id, project_id, slug, title, culprit, level, issues.platform, exception_type, \
     value, filename, function, count, users, first_seen, last_seen, extrapolated_count, comments, \
     status, substatus, status_details, status_since, assignee, priority, is_bookmarked, is_seen";

pub(super) fn issue(row: &Row<'_>) -> rusqlite::Result<Issue> {
    Ok(Issue {
        id: row.get(0)?,
        project_id: row.get(1)?,
        project: row.get(2)?,
        description: Description {
            title: row.get(3)?,
            culprit: row.get(4)?,
            exception_type: row.get(7)?,
            value: row.get(8)?,
            filename: row.get(9)?,
            function: row.get(10)?,
        },
        level: row.get(5)?,
        platform: row.get(6)?,
        count: row.get(11)?,
        extrapolated_count: row.get(15)?,
        users: row.get(12)?,
        first_seen: Timestamp(row.get(13)?),
        last_seen: Timestamp(row.get(14)?),
        state: issue_state::read(row, 17)?,
        comments: row.get(16)?,
    })
}

/// One issue.
pub(super) fn one(connection: &Connection, id: i64) -> Result<Option<Issue>, StoreError> {
    let query = format!(
        "SELECT {COLUMNS} FROM issues JOIN projects ON projects.id = project_id WHERE issues.id = ?1"
    );
    Ok(connection.prepare_cached(&query)?.query_row([id], issue).optional()?)
}

/// A page of issues, the last seen first. The search compares bytes and ignores the case of ASCII letters. `LIKE` would
/// stop at a U+0000 of either text, and refuses long patterns. <https://sqlite.org/limits.html#max_like_pattern_length>
pub(super) fn list(connection: &Connection, query: &IssueQuery) -> Result<Vec<Issue>, StoreError> {
    let text = query.text.as_deref().filter(|text| !text.is_empty());
    let text = text.map(|text| text.to_ascii_lowercase().into_bytes());
    let sql = format!(
        "SELECT {COLUMNS} FROM issues JOIN projects ON projects.id = project_id
         WHERE (?1 IS NULL OR slug = ?1)
           AND (?2 IS NULL OR instr(CAST(lower(title) AS BLOB), ?2) OR instr(CAST(lower(culprit) AS BLOB), ?2)
                OR instr(CAST(lower(value) AS BLOB), ?2))
         ORDER BY last_seen DESC, issues.id DESC LIMIT ?3 OFFSET ?4"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![query.project, text, query.limit, query.offset], issue)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Issues of a project in a range of numbers, newest first.
pub(super) fn between(
    connection: &Connection,
    project_id: i64,
    (first, last): (i64, i64),
    limit: u32,
) -> Result<Vec<Issue>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM issues JOIN projects ON projects.id = project_id
         WHERE issues.id BETWEEN ?1 AND ?2 AND +project_id = ?3 ORDER BY issues.id DESC LIMIT ?4"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![first, last, project_id, limit], issue)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// For each given issue: the number of events in each of the 24 hours up to `now`, oldest first.
pub(super) fn hourly(
    connection: &Connection,
    issues: &[i64],
    now: Timestamp,
) -> Result<Vec<[u32; 24]>, StoreError> {
    let first = now.hour() - 23;
    let mut statement = connection.prepare_cached(
        "SELECT hour - ?2, count FROM issue_hours WHERE issue_id = ?1 AND hour BETWEEN ?2 AND ?2 + 23",
    )?;
    let mut all = Vec::with_capacity(issues.len());
    for id in issues {
        let mut hours = [0; 24];
        let mut rows = statement.query(params![id, first])?;
        while let Some(row) = rows.next()? {
            let (hour, count): (u16, i64) = (row.get(0)?, row.get(1)?);
            if let Some(slot) = hours.get_mut(usize::from(hour)) {
                *slot = u32::try_from(count).unwrap_or(u32::MAX);
            }
        }
        all.push(hours);
    }
    Ok(all)
}

/// The tags of an issue's events, by key, then most frequent first.
pub(super) fn tags(connection: &Connection, issue: i64) -> Result<Vec<TagCount>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT key, value, count FROM issue_tags WHERE issue_id = ?1 ORDER BY key, count DESC, value",
    )?;
    let rows = statement.query_map([issue], |row| {
        Ok(TagCount { key: row.get(0)?, value: row.get(1)?, count: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
