//! Groups whose events are dropped.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::event::Event;
use crate::store::StoreError;

/// Most groups of a discard. Other rules may give its events further groups, so clients could make any number of them.
const MOST_GROUPS: i64 = 1_000;

/// The discard to which a group belongs, unless it was made under a set of rules.
pub(super) fn of_group(
    connection: &Connection,
    project_id: i64,
    group: &str,
    other_than: Option<&str>,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT discard_id FROM discarded_groups
             WHERE project_id = ?1 AND group_hash = ?2 AND (?3 IS NULL OR rule_set <> ?3)",
        )?
        .query_row(params![project_id, group, other_than], |row| row.get(0))
        .optional()?)
}

/// Adds the group of an event to a discard.
pub(super) fn add_group(
    connection: &Connection,
    discard: i64,
    event: &Event,
    rule_set: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO discarded_groups (project_id, group_hash, discard_id, rule_set) SELECT ?1, ?2, ?3, ?4
             WHERE (SELECT count(*) FROM discarded_groups WHERE discard_id = ?3) < ?5",
        )?
        .execute(params![event.project_id, event.group, discard, rule_set, MOST_GROUPS])?;
    Ok(())
}

/// Adds dropped events to the count of a discard.
pub(super) fn count(
    connection: &Connection,
    discard: i64,
    events: i64,
    last_event: f64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE discards SET events = events + ?2, last_event = max(coalesce(last_event, ?3), ?3) WHERE id = ?1",
        )?
        .execute(params![discard, events, last_event])?;
    Ok(())
}
