//! Reads an issue from a row.

use rusqlite::Row;

use super::issue_state;
use crate::model::event::Description;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// The columns that [`issue`] reads.
pub(super) const COLUMNS: &str = "issues.id, project_id, slug, title, culprit, level, issues.platform, exception_type, value, \
     filename, function, count, users, first_seen, last_seen, extrapolated_count, comments, \
     status, substatus, status_details, status_since, assignee, priority, is_bookmarked, is_seen, first_release, logger, \
     is_unhandled";

/// That an issue is not about to be deleted or merged into another one, see `issue_moves`, nor of a project that was
/// deleted: it is shown and changed nowhere.
pub(super) const STAYS: &str = "issues.status <> 'leaving'
     AND issues.project_id NOT IN (SELECT id FROM projects WHERE deleted IS NOT NULL)";

/// An issue from a row of [`COLUMNS`].
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
        logger: row.get(26)?,
        is_unhandled: row.get(27)?,
        count: row.get(11)?,
        extrapolated_count: row.get(15)?,
        users: row.get(12)?,
        first_seen: Timestamp(row.get(13)?),
        last_seen: Timestamp(row.get(14)?),
        state: issue_state::read(row, 17)?,
        comments: row.get(16)?,
        first_release: row.get::<_, Option<String>>(25)?.filter(|release| !release.is_empty()),
    })
}
