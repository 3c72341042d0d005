//! Lists of issues.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::issue_conditions::{Conditions, NewestReleases, in_index};
use super::issue_row;
use crate::model::issue::Issue;
use crate::search::IssueState;
use crate::store::{IssueQuery, IssueSort, StoreError};

/// A page of issues.
pub(super) fn list(connection: &Connection, query: &IssueQuery) -> Result<Vec<Issue>, StoreError> {
    let (order, mut parameters) = order(query);
    let conditions = conditions(connection, query)?;
    parameters.extend(conditions.parameters.iter().cloned());
    parameters.extend([Value::Integer(query.limit.into()), Value::Integer(query.offset.into())]);
    // Rows are long, so only the numbers of issues are sorted.
    let sql = format!(
        "WITH page AS MATERIALIZED (
             SELECT issues.id AS page_id, {order} AS place FROM issues WHERE {}
             ORDER BY place DESC, issues.id DESC LIMIT ? OFFSET ?
         )
         SELECT {} FROM page CROSS JOIN issues ON issues.id = page_id JOIN projects ON projects.id = project_id
         ORDER BY place DESC, issues.id DESC",
        conditions.all(),
        issue_row::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(parameters), issue_row::issue)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The number by which issues are sorted, and its parameters.
fn order(query: &IssueQuery) -> (&'static str, Vec<Value>) {
    let column = match query.sort {
        IssueSort::LastSeen => "issues.last_seen",
        IssueSort::FirstSeen => "issues.first_seen",
        IssueSort::Events => "issues.count",
        IssueSort::Users => "issues.users",
        IssueSort::Trend => return (TREND, vec![Value::Integer(query.now.hour()); 3]),
    };
    (column, Vec::new())
}

/// The number of issues that a query finds, at most `most`.
pub(super) fn count(connection: &Connection, query: &IssueQuery, most: u32) -> Result<u32, StoreError> {
    let conditions = conditions(connection, query)?;
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM issues WHERE {} LIMIT ?)", conditions.all());
    let parameters = conditions.parameters.into_iter().chain([Value::Integer(most.into())]);
    Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(parameters), |row| row.get(0))?)
}

/// The number of issues in each state, at most `most`. Each is one short walk in the index by state; a query with a tag
/// looks up the issues that have it first.
pub(super) fn count_states(
    connection: &Connection,
    query: &IssueQuery,
    states: &[IssueState],
    most: u32,
) -> Result<Vec<u32>, StoreError> {
    let conditions = conditions(connection, query)?;
    let count = |state: &IssueState| {
        let (sought, times) = in_index(*state, query.now);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM issues INDEXED BY issues_by_state WHERE {sought} AND {} LIMIT ?)",
            conditions.all()
        );
        let parameters = times.into_iter().chain(conditions.parameters.iter().cloned());
        let parameters = parameters.chain([Value::Integer(most.into())]);
        Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(parameters), |row| row.get(0))?)
    };
    states.iter().map(count).collect()
}

/// How much more the last 24 hours had than a day of the week before them had on average.
const TREND: &str = "(SELECT coalesce(sum(CASE WHEN hour > ? - 24 THEN count END), 0.0)
         / (10.0 + coalesce(sum(CASE WHEN hour <= ? - 24 THEN count END), 0.0) / 7.0)
     FROM issue_hours WHERE issue_id = issues.id AND hour > ? - 192)";

fn conditions(connection: &Connection, query: &IssueQuery) -> Result<Conditions, StoreError> {
    let mut all = Conditions::default();
    all.push(issue_row::STAYS.into(), []);
    if let Some(projects) = &query.projects {
        let places = vec!["?"; projects.len()].join(", ");
        all.push(
            format!("issues.project_id IN ({places})"),
            projects.iter().map(|project| Value::Integer(*project)),
        );
    }
    if let Some(from) = query.from {
        all.push("issues.last_seen >= ?".into(), [from.0.into()]);
    }
    if let Some(to) = query.to {
        all.push("issues.first_seen < ?".into(), [to.0.into()]);
        // Seen before and after a range is not seen in it; without an end, the last event is in it.
        let from = query.from.map_or(0, crate::model::timestamp::Timestamp::hour);
        all.push(
            "EXISTS (SELECT 1 FROM issue_hours WHERE issue_id = issues.id AND hour BETWEEN ? AND ?)".into(),
            [from.into(), to.hour().into()],
        );
    }
    let newest = NewestReleases::asked(connection, &query.search, query.projects.as_deref())?;
    for term in &query.search.terms {
        all.push_term(term, query.now, &newest);
    }
    Ok(all)
}
