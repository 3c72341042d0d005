//! The issues of a change that can be undone.

use rusqlite::{Connection, params};

use super::issue_row::STAYS;
use super::{issue_state, release_dates};
use crate::model::issue_state::{IssueState, ReleaseMark, Resolution, Status};
use crate::model::timestamp::Timestamp;
use crate::model::version_order::is_newer;
use crate::store::StoreError;

/// The issues of a change that can have their former state again, and that state: nothing has changed them since, and no event
/// has come that would have reopened them in that state.
pub(super) fn of_change(connection: &Connection, change: i64) -> Result<Vec<(i64, IssueState)>, StoreError> {
    let sql = format!(
        "SELECT a.issue_id, a.former, a.at, last_seen, project_id, {}
         FROM issue_activity a JOIN issues ON issues.id = a.issue_id
         WHERE a.change_id = ?1 AND a.former IS NOT NULL AND a.state_changes = issues.state_changes AND {STAYS}",
        issue_state::COLUMNS
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query([change])?;
    let mut undoable = Vec::new();
    while let Some(row) = rows.next()? {
        let (issue, former): (i64, String) = (row.get(0)?, row.get(1)?);
        let former: IssueState =
            serde_json::from_str(&former).map_err(|error| StoreError::Damaged(Box::new(error)))?;
        let (changed, last_seen) = (Timestamp(row.get(2)?), Timestamp(row.get(3)?));
        let is_same = issue_state::read(row, 5)?.status == former.status;
        if is_same
            || last_seen <= changed
            || !came_back(connection, (issue, row.get(4)?), &former, last_seen)?
        {
            undoable.push((issue, former));
        }
    }
    Ok(undoable)
}

/// Whether an issue would not have stayed resolved: its last event happened later, or is of a newer release.
fn came_back(
    connection: &Connection,
    (issue, project): (i64, i64),
    former: &IssueState,
    last_seen: Timestamp,
) -> Result<bool, StoreError> {
    match &former.status {
        Status::Resolved(Resolution::Now) => Ok(former.since.is_none_or(|since| last_seen > since)),
        Status::Resolved(Resolution::NextRelease { after: mark } | Resolution::Release(mark)) => {
            has_newer_release(connection, issue, project, mark)
        }
        Status::Unresolved(_) | Status::Archived(_) => Ok(false),
    }
}

/// Whether an issue has events of a release that is newer than this one.
fn has_newer_release(
    connection: &Connection,
    issue: i64,
    project: i64,
    mark: &ReleaseMark,
) -> Result<bool, StoreError> {
    let date = |version: &str| release_dates::date(connection, project, version);
    let than = (mark.version.as_str(), mark.date.map_or_else(|| date(&mark.version), |date| Ok(Some(date)))?);
    let mut select =
        connection.prepare_cached("SELECT value FROM issue_tags WHERE issue_id = ?1 AND key = 'release'")?;
    let versions = select.query_map(params![issue], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    for version in versions {
        if is_newer((&version, date(&version)?), than) {
            return Ok(true);
        }
    }
    Ok(false)
}
