//! Reads the groups of issues, and discards.

use rusqlite::params;

use crate::model::event::StoredEvent;
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::{Sqlite, events};
use crate::store::{Discard, IssueGroup, IssueGroups, StoreError};

/// Most groups that are read of an issue.
const GROUPS: u32 = 100;
/// Newest events of an issue among which the newest of each group is looked for.
const EVENTS: u32 = 1_000;

impl IssueGroups for Sqlite {
    fn groups(&self, issue: i64) -> Result<Vec<IssueGroup>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection.prepare_cached(
            "SELECT group_hash, title, events, last_seen FROM issue_groups WHERE issue_id = ?1
             ORDER BY events DESC, group_hash LIMIT ?2",
        )?;
        let rows = select.query_map(params![issue, GROUPS], |row| {
            Ok(IssueGroup {
                hash: row.get(0)?,
                title: row.get(1)?,
                events: row.get(2)?,
                last_seen: Timestamp(row.get(3)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn newest_of_groups(&self, issue: i64) -> Result<Vec<(String, StoredEvent)>, StoreError> {
        let connection = self.readers.one();
        // Events that were stored before groups were are of the first group of their issue.
        let mut select = connection.prepare_cached(
            "SELECT e.id, coalesce(e.group_hash, i.group_hash) FROM events e JOIN issues i ON i.id = e.issue_id
             WHERE e.issue_id = ?1 ORDER BY e.timestamp DESC, e.id DESC LIMIT ?2",
        )?;
        let mut newest: Vec<(String, i64)> = Vec::new();
        let mut rows = select.query(params![issue, EVENTS])?;
        while let Some(row) = rows.next()? {
            let group: String = row.get(1)?;
            if newest.len() < GROUPS as usize && !newest.iter().any(|(known, _)| *known == group) {
                newest.push((group, row.get(0)?));
            }
        }
        let mut found = Vec::with_capacity(newest.len());
        for (group, row) in newest {
            found.extend(events::by_row(&connection, row)?.map(|event| (group, event)));
        }
        Ok(found)
    }

    fn discards(&self, project: Option<&str>, offset: u32, limit: u32) -> Result<Vec<Discard>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection.prepare_cached(
            "SELECT discards.id, slug, title, discarded, actor, events, last_event
             FROM discards JOIN projects ON projects.id = project_id
             WHERE ?1 IS NULL OR slug = ?1 ORDER BY discards.id DESC LIMIT ?2 OFFSET ?3",
        )?;
        let rows = select.query_map(params![project, limit, offset], |row| {
            Ok(Discard {
                id: row.get(0)?,
                project: row.get(1)?,
                title: row.get(2)?,
                at: Timestamp(row.get(3)?),
                by: row.get(4)?,
                events: row.get(5)?,
                last_event: row.get::<_, Option<f64>>(6)?.map(Timestamp),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
