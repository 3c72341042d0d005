//! The sets of grouping rules that a project has had.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::grouping_rules::GroupingRules;
use crate::store::StoreError;

/// Number of sets that are remembered of a project. Each costs the hashing of an event whose group is unknown.
const MOST: i64 = 5;

/// The sets before the current one, newest first, with the one without rules at the end; none if there never were rules.
/// A set that is new to the project is remembered.
pub(super) fn former(
    connection: &Connection,
    project_id: i64,
    current: Option<&GroupingRules>,
) -> Result<Vec<GroupingRules>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT hash, rules FROM grouping_rule_sets WHERE project_id = ?1 ORDER BY id DESC",
    )?;
    let rows = select.query_map([project_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let known: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    let hash = current.map_or("", GroupingRules::hash);
    if known.is_empty() && hash.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(current) = current
        && known.first().is_none_or(|(newest, _)| newest != hash)
    {
        remember(connection, project_id, current)?;
    }
    let others = known.iter().filter(|(other, _)| other != hash).take(MOST as usize);
    let mut former: Vec<_> = others.filter_map(|(_, rules)| GroupingRules::from_json(rules)).collect();
    if !hash.is_empty() {
        former.push(GroupingRules::default());
    }
    Ok(former)
}

/// Makes a set the newest of its project, and forgets the oldest ones.
fn remember(connection: &Connection, project_id: i64, rules: &GroupingRules) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM grouping_rule_sets WHERE project_id = ?1 AND hash = ?2")?
        .execute(params![project_id, rules.hash()])?;
    connection
        .prepare_cached("INSERT INTO grouping_rule_sets (project_id, hash, rules) VALUES (?1, ?2, ?3)")?
        .execute(params![project_id, rules.hash(), rules.json()])?;
    let oldest: Option<i64> = connection
        .prepare_cached(
            "SELECT id FROM grouping_rule_sets WHERE project_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2",
        )?
        .query_row(params![project_id, MOST], |row| row.get(0))
        .optional()?;
    if let Some(oldest) = oldest {
        connection
            .prepare_cached("DELETE FROM grouping_rule_sets WHERE project_id = ?1 AND id <= ?2")?
            .execute(params![project_id, oldest])?;
    }
    Ok(())
}
