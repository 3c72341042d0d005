//! Reads issues and their data.

use rusqlite::{Connection, OptionalExtension, params};

use super::issue_row::{COLUMNS, STAYS, issue};
use super::{Sqlite, events, issue_query};
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::search::IssueState;
use crate::store::{IssueQuery, Issues, Neighbours, StoreError, TagCount};

impl Issues for Sqlite {
    fn issues(&self, query: &IssueQuery) -> Result<Vec<Issue>, StoreError> {
        issue_query::list(&self.readers.one(), query)
    }

    fn count_issues(&self, query: &IssueQuery, most: u32) -> Result<u32, StoreError> {
        issue_query::count(&self.readers.one(), query, most)
    }

    fn count_states(
        &self,
        query: &IssueQuery,
        states: &[IssueState],
        most: u32,
    ) -> Result<Vec<u32>, StoreError> {
        issue_query::count_states(&self.readers.one(), query, states, most)
    }

    fn issue(&self, id: i64) -> Result<Option<Issue>, StoreError> {
        one(&self.readers.one(), id)
    }

    fn issues_between(&self, project_id: i64, ids: (i64, i64), limit: u32) -> Result<Vec<Issue>, StoreError> {
        between(&self.readers.one(), project_id, ids, limit)
    }

    fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError> {
        trends(&self.readers.one(), issues, 1, now)
    }

    fn trends(&self, issues: &[i64], hours: i64, now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError> {
        trends(&self.readers.one(), issues, hours.max(1), now)
    }

    fn counts_over_time(
        &self,
        issues: &[i64],
        first_hour: i64,
        step: i64,
        periods: usize,
    ) -> Result<Vec<Vec<u64>>, StoreError> {
        counts_over_time(&self.readers.one(), issues, (first_hour, step.max(1), periods))
    }

    fn tag_values(&self, key: &str, most: u32) -> Result<Vec<String>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection
            .prepare_cached("SELECT DISTINCT value FROM issue_tags WHERE key = ?1 ORDER BY value LIMIT ?2")?;
        let rows = select.query_map(params![key, most], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
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

/// One issue.
pub(super) fn one(connection: &Connection, id: i64) -> Result<Option<Issue>, StoreError> {
    let query = format!(
        "SELECT {COLUMNS} FROM issues JOIN projects ON projects.id = project_id
         WHERE issues.id = ?1 AND {STAYS}"
    );
    Ok(connection.prepare_cached(&query)?.query_row([id], issue).optional()?)
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
         WHERE issues.id BETWEEN ?1 AND ?2 AND +project_id = ?3 AND {STAYS} ORDER BY issues.id DESC LIMIT ?4"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![first, last, project_id, limit], issue)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// For each given issue: the number of events in each of the 24 periods of some hours up to `now`, oldest first.
pub(super) fn trends(
    connection: &Connection,
    issues: &[i64],
    width: i64,
    now: Timestamp,
) -> Result<Vec<[u32; 24]>, StoreError> {
    let all = counts_over_time(connection, issues, (now.hour() - 24 * width + 1, width, 24))?;
    let array = |counts: Vec<u64>| {
        let mut periods = [0; 24];
        for (slot, count) in periods.iter_mut().zip(counts) {
            *slot = u32::try_from(count).unwrap_or(u32::MAX);
        }
        periods
    };
    Ok(all.into_iter().map(array).collect())
}

fn counts_over_time(
    connection: &Connection,
    issues: &[i64],
    (first, step, periods): (i64, i64, usize),
) -> Result<Vec<Vec<u64>>, StoreError> {
    let last = i64::try_from(periods).unwrap_or(i64::MAX).saturating_mul(step).saturating_add(first - 1);
    let mut statement = connection.prepare_cached(
        "SELECT (hour - ?2) / ?4, sum(count) FROM issue_hours WHERE issue_id = ?1 AND hour BETWEEN ?2 AND ?3
         GROUP BY 1",
    )?;
    let mut all = Vec::with_capacity(issues.len());
    for id in issues {
        let mut counts = vec![0; periods];
        let mut rows = statement.query(params![id, first, last, step])?;
        while let Some(row) = rows.next()? {
            let (at, count): (u32, i64) = (row.get(0)?, row.get(1)?);
            if let Some(slot) = counts.get_mut(at as usize) {
                *slot = u64::try_from(count).unwrap_or(0);
            }
        }
        all.push(counts);
    }
    Ok(all)
}

/// The tags of an issue's events, by key, then most frequent first.
pub(super) fn tags(connection: &Connection, issue: i64) -> Result<Vec<TagCount>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT key, value, count, first_seen, last_seen FROM issue_tags WHERE issue_id = ?1
         ORDER BY key, count DESC, value",
    )?;
    let rows = statement.query_map([issue], |row| {
        let time = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<f64>>(at)?.map(Timestamp));
        Ok(TagCount {
            key: row.get(0)?,
            value: row.get(1)?,
            count: row.get(2)?,
            first_seen: time(3)?,
            last_seen: time(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
