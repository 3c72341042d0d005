//! The groups of issues: which issue an event of a group belongs to.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{discards, issue_destination, rule_sets};
use crate::model::event::{Event, Symbolicated};
use crate::model::grouping_rules::GroupingRules;
use crate::process::{GROUPING_VERSION, former_groups};
use crate::store::StoreError;

/// The place of an event whose group is unknown.
pub(super) enum Known {
    /// The issue to which it belonged under other grouping rules.
    Issue(i64),
    /// Such an issue was discarded.
    Discarded(i64),
    /// It has none.
    Nowhere,
}

/// The issue to which a group belongs.
pub(super) fn issue_of(
    connection: &Connection,
    project_id: i64,
    group: &str,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT issue_id FROM issue_groups WHERE project_id = ?1 AND group_hash = ?2")?
        .query_row(params![project_id, group], |row| row.get(0))
        .optional()?)
}

/// The place of an event whose group no issue has: it was discarded, or it is looked up by the groups that it would have
/// had under other rules. A group that an issue got under the current rules is no former one, or rules could keep nothing
/// apart.
pub(super) fn known(connection: &Connection, event: &Event) -> Result<Known, StoreError> {
    let (project_id, rules) = (event.project_id, event.grouping_rules.as_deref());
    if let Some(discard) = discards::of_group(connection, project_id, &event.group, None)? {
        return Ok(Known::Discarded(discard));
    }
    let rule_sets = rule_sets::former(connection, project_id, rules)?;
    let has_former_version = connection
        .prepare_cached("SELECT 1 FROM issues WHERE project_id = ?1 AND grouping_version < ?2 LIMIT 1")?
        .exists(params![project_id, GROUPING_VERSION])?;
    if rule_sets.is_empty() && !has_former_version || is_separate(connection, event)? {
        return Ok(Known::Nowhere);
    }
    let current = rules.map_or("", GroupingRules::hash);
    for (at, group) in former_groups(&event.body, &rule_sets, has_former_version).iter().enumerate() {
        // The last one is of the former version, whose groups have no set of rules.
        let other_than = rule_sets.get(at).map(|_| current);
        if let Some(issue) = issue_of_former(connection, project_id, group, other_than)? {
            return Ok(Known::Issue(issue));
        }
        if let Some(discard) = discards::of_group(connection, project_id, group, other_than)? {
            discards::add_group(connection, discard, event, current)?;
            return Ok(Known::Discarded(discard));
        }
    }
    Ok(Known::Nowhere)
}

/// As [`issue_of`], without groups that were made under a set of rules.
fn issue_of_former(
    connection: &Connection,
    project_id: i64,
    group: &str,
    other_than: Option<&str>,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT issue_id FROM issue_groups
             WHERE project_id = ?1 AND group_hash = ?2 AND (?3 IS NULL OR rule_set <> ?3)",
        )?
        .query_row(params![project_id, group, other_than], |row| row.get(0))
        .optional()?)
}

/// Whether somebody took the group of an event out of an issue.
fn is_separate(connection: &Connection, event: &Event) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM separate_groups WHERE project_id = ?1 AND group_hash = ?2")?
        .exists(params![event.project_id, event.group])?)
}

/// Assigns the event's group to an issue.
pub(super) fn add(connection: &Connection, event: &Event, issue_id: i64) -> Result<(), StoreError> {
    let rule_set = event.grouping_rules.as_deref().map_or("", GroupingRules::hash);
    connection
        .prepare_cached(
            "INSERT INTO issue_groups (project_id, group_hash, issue_id, title, last_seen, rule_set)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            event.project_id,
            event.group,
            issue_id,
            event.description.title,
            event.timestamp.0,
            rule_set
        ])?;
    Ok(())
}

/// Adds events to the count of a group.
pub(super) fn count(
    connection: &Connection,
    project_id: i64,
    group: &str,
    events: i64,
    last_seen: f64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE issue_groups SET events = events + ?3, last_seen = max(last_seen, ?4)
             WHERE project_id = ?1 AND group_hash = ?2",
        )?
        .execute(params![project_id, group, events, last_seen])?;
    Ok(())
}

/// Moves an event to the group that it has with symbols, within its issue. If two issues turn out to be the same, both
/// stay, and new events go to the older one.
pub(super) fn symbolicated(
    connection: &Connection,
    event_row: i64,
    issue_id: i64,
    symbolicated: &Symbolicated,
) -> Result<(), StoreError> {
    let sql =
        "SELECT e.project_id, coalesce(e.group_hash, i.group_hash), e.timestamp, e.body ->> '$.times_seen'
        FROM events e JOIN issues i ON i.id = e.issue_id WHERE e.id = ?1";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<i64>>(3)?));
    let (project_id, before, timestamp, times): (i64, String, f64, _) =
        connection.prepare_cached(sql)?.query_row([event_row], row)?;
    let home = issue_destination::destination(connection, event_row, issue_id)?;
    // The events of a deleted issue have no place any more.
    let Some(issue_id) = home.issue else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO issue_groups (project_id, group_hash, issue_id, title, last_seen, rule_set)
             SELECT ?1, ?2, ?3, ?4, ?5, coalesce(
                 (SELECT rule_set FROM issue_groups WHERE project_id = ?1 AND group_hash = ?6), '')",
        )?
        .execute(params![
            project_id,
            symbolicated.group,
            issue_id,
            symbolicated.description.title,
            timestamp,
            before
        ])?;
    if before == symbolicated.group
        || home.is_moved_by_group
        || issue_of(connection, project_id, &symbolicated.group)? != Some(issue_id)
    {
        return Ok(());
    }
    connection
        .prepare_cached("UPDATE events SET group_hash = ?2 WHERE id = ?1")?
        .execute(params![event_row, symbolicated.group])?;
    let times = times.unwrap_or(1);
    count(connection, project_id, &before, -times, f64::MIN)?;
    count(connection, project_id, &symbolicated.group, times, timestamp)
}
