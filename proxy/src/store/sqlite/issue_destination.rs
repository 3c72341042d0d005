//! Where events are on their way to while a job of `issue_moves` works on their issue.

use rusqlite::{Connection, OptionalExtension};

use crate::store::StoreError;

/// Where an event is on its way to.
pub(super) struct Destination {
    /// The issue; none if the event is being deleted.
    pub issue: Option<i64>,
    /// Whether the event is found by its group, which it has to keep until then.
    pub is_moved_by_group: bool,
}

/// The issue to which a job will have moved an event of an issue; without one, it is where it belongs.
pub(super) fn destination(
    connection: &Connection,
    event_row: i64,
    issue: i64,
) -> Result<Destination, StoreError> {
    let job = connection
        .prepare_cached(
            "SELECT kind, target_id, coalesce(e.group_hash = j.group_hash, with_unnamed)
             FROM issue_jobs j JOIN events e ON e.id = ?2 WHERE j.issue_id = ?1",
        )?
        .query_row([issue, event_row], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, bool>(2)?))
        })
        .optional()?;
    let stays = Destination { issue: Some(issue), is_moved_by_group: false };
    Ok(match job {
        None => stays,
        Some((kind, target, is_of_group)) => match kind.as_str() {
            "split" if is_of_group => Destination { issue: target, is_moved_by_group: true },
            "split" => stays,
            _ => Destination { issue: target, is_moved_by_group: false },
        },
    })
}
