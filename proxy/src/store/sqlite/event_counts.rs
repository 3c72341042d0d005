//! Counts of errors, out of the counts by hour, and out of stored events where a property of events is asked for.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::issue_row::STAYS;
use super::{Sqlite, issues};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{CountedEvents, EventCounts, EventFilter, EventProperties, StoreError};

impl EventCounts for Sqlite {
    fn counts_by_hour(&self, filter: &EventFilter, limit: u32) -> Result<Vec<CountedEvents>, StoreError> {
        by_hour(&self.readers.one(), filter, limit)
    }

    fn counted_events(&self, filter: &EventFilter, limit: u32) -> Result<Vec<CountedEvents>, StoreError> {
        events(&self.readers.one(), filter, limit)
    }

    fn issues_of_release(
        &self,
        project_id: i64,
        version: &str,
        limit: u32,
    ) -> Result<Vec<(Issue, i64)>, StoreError> {
        of_release(&self.readers.one(), project_id, version, limit)
    }
}

/// The projects as a JSON array, which one statement takes whatever their number. None: all projects.
fn projects(filter: &EventFilter) -> Option<String> {
    (!filter.projects.is_empty()).then(|| Value::from(filter.projects.clone()).to_string())
}

fn by_hour(
    connection: &Connection,
    filter: &EventFilter,
    limit: u32,
) -> Result<Vec<CountedEvents>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT hour, issue_hours.count, issues.id, slug, title, level
         FROM issues JOIN projects ON projects.id = project_id JOIN issue_hours ON issue_id = issues.id
         WHERE (?1 IS NULL OR project_id IN (SELECT value FROM json_each(?1)))
           AND last_seen >= ?2 * 3600 AND hour BETWEEN ?2 AND ?3
         ORDER BY hour DESC, issues.id LIMIT ?4",
    )?;
    let bounds = params![projects(filter), filter.from.hour(), filter.to.hour(), limit];
    let rows = statement.query_map(bounds, |row| {
        let (hour, count): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(CountedEvents {
            at: Timestamp(hour as f64 * 3600.0),
            count: u64::try_from(count).unwrap_or(0),
            issue_id: row.get(2)?,
            project: row.get(3)?,
            title: row.get(4)?,
            level: row.get(5)?,
            event: None,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The ids are sorted first, so that only the bodies of the newest events are read. All members come out of one pass over a
/// body.
fn events(
    connection: &Connection,
    filter: &EventFilter,
    limit: u32,
) -> Result<Vec<CountedEvents>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT timestamp, issue_id, slug, title, event_id,
            json_extract(body, '$.times_seen', '$.level', '$.release', '$.environment', '$.transaction',
                '$.contexts.browser.name', '$.contexts.device.family', '$.user.id', '$.user.email', '$.user.username',
                '$.user.ip_address')
         FROM (SELECT events.id AS newest FROM issues JOIN events ON issue_id = issues.id
               WHERE (?1 IS NULL OR issues.project_id IN (SELECT value FROM json_each(?1)))
                 AND last_seen >= ?2 AND timestamp BETWEEN ?2 AND ?3
               ORDER BY timestamp DESC LIMIT ?4)
         JOIN events ON events.id = newest JOIN issues ON issues.id = issue_id
         JOIN projects ON projects.id = events.project_id
         ORDER BY timestamp DESC",
    )?;
    let bounds = params![projects(filter), filter.from.0, filter.to.0, limit];
    let rows = statement.query_map(bounds, |row| {
        let members: String = row.get(5)?;
        let members: Vec<Value> = serde_json::from_str(&members).unwrap_or_default();
        let text = |at: usize| members.get(at).map(text).unwrap_or_default();
        let user = (7..11).map(text).find(|user| !user.is_empty()).unwrap_or_default();
        Ok(CountedEvents {
            at: Timestamp(row.get(0)?),
            count: members.first().and_then(Value::as_u64).unwrap_or(1),
            issue_id: row.get(1)?,
            project: row.get(2)?,
            title: row.get(3)?,
            level: text(1),
            event: Some(EventProperties {
                event_id: row.get(4)?,
                release: text(2),
                environment: text(3),
                transaction: text(4),
                browser: text(5),
                device: text(6),
                user,
            }),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn of_release(
    connection: &Connection,
    project_id: i64,
    version: &str,
    limit: u32,
) -> Result<Vec<(Issue, i64)>, StoreError> {
    let sql = format!(
        "SELECT issues.id, issue_tags.count FROM issues JOIN issue_tags ON issue_id = issues.id
         WHERE project_id = ?1 AND issue_tags.key = 'release' AND issue_tags.value = ?2 AND {STAYS}
         ORDER BY issue_tags.count DESC, issues.id DESC LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found =
        statement.query_map(params![project_id, version, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: Vec<(i64, i64)> = found.collect::<Result<_, _>>()?;
    let issue = |(id, count)| Ok(issues::one(connection, id)?.map(|issue| (issue, count)));
    found.into_iter().filter_map(|row| issue(row).transpose()).collect()
}
