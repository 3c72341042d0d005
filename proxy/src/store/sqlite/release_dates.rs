//! The dates of releases, by which states of issues compare them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::model::issue_state::ReleaseMark;
use crate::model::timestamp::Timestamp;
use crate::model::version_order::{Dated, newest_first};
use crate::store::StoreError;

/// Number of the releases created last among which the newest is looked for.
const LOOK: u32 = 1_000;

/// When the first event of a release happened; without events, when it was created. None: nobody knows it.
pub(super) fn date(
    connection: &Connection,
    project_id: i64,
    version: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT coalesce(first_event, created) FROM releases WHERE project_id = ?1 AND version = ?2",
    )?;
    Ok(select.query_row(params![project_id, version], |row| row.get(0).map(Timestamp)).optional()?)
}

/// Whether a release of a project had an event.
pub(super) fn has_events(
    connection: &Connection,
    project_id: i64,
    version: &str,
) -> Result<bool, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT 1 FROM releases WHERE project_id = ?1 AND version = ?2 AND first_event IS NOT NULL",
    )?;
    Ok(select.exists(params![project_id, version])?)
}

/// The release of a project that began last between two times.
pub(super) fn begun(
    connection: &Connection,
    project_id: i64,
    from: Timestamp,
    to: Timestamp,
) -> Result<Option<String>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT version FROM releases WHERE project_id = ?1 AND coalesce(first_event, created) BETWEEN ?2 AND ?3
         ORDER BY coalesce(first_event, created) DESC, version DESC LIMIT 1",
    )?;
    Ok(select.query_row(params![project_id, from.0, to.0], |row| row.get(0)).optional()?)
}

/// The newest release of a project, in the order of the list of releases.
pub(super) fn newest(connection: &Connection, project_id: i64) -> Result<Option<ReleaseMark>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT version, created, coalesce(first_event, created) FROM releases WHERE project_id = ?1
         ORDER BY created DESC, version DESC LIMIT ?2",
    )?;
    let release = |row: &Row<'_>| {
        let mark = ReleaseMark { version: row.get(0)?, date: Some(Timestamp(row.get(2)?)) };
        Ok((mark, Timestamp(row.get(1)?)))
    };
    let releases = select.query_map(params![project_id, LOOK], release)?.collect::<Result<Vec<_>, _>>()?;
    let sorted = newest_first(releases, |(mark, created)| Dated { version: &mark.version, date: *created });
    Ok(sorted.into_iter().next().map(|(mark, _)| mark))
}
