//! Changes to issues by people.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::issue_activity::{self, Former};
use super::issue_row::STAYS;
use super::{Sqlite, issue_state, release_dates, undoable_issues};
use crate::model::issue_state::{
    Activity, ActivityKind, Actor, ArchiveUntil, Facts, InvalidChange, IssueChange, IssueState, MOST_ISSUES,
    ReleaseMark, ResolveIn, Status, StatusChange, Unresolved, changed, check_comment,
};
use crate::model::timestamp::Timestamp;
use crate::store::{Applied, ChangeError, EndArchives, IssueWork, StoreError};

/// Most comments of an issue.
const MOST_COMMENTS: i64 = 1_000;
/// The hours of a week.
const WEEK: i64 = 168;

impl IssueWork for Sqlite {
    fn change_issues(
        &self,
        issues: &[i64],
        change: &IssueChange,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Applied, ChangeError> {
        change.check()?;
        let issues: BTreeSet<i64> = issues.iter().copied().collect();
        if issues.len() > MOST_ISSUES {
            return Err(InvalidChange::Issues.into());
        }
        change_issues(&mut self.writer(), &issues, change, actor, now)
    }

    fn undo_change(&self, id: i64, actor: &Actor, now: Timestamp) -> Result<Vec<i64>, StoreError> {
        undo(&mut self.writer(), id, actor, now)
    }

    fn add_comment(
        &self,
        issue: i64,
        text: &str,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Option<Activity>, ChangeError> {
        check_comment(text)?;
        add_comment(&mut self.writer(), issue, text, actor, now)
    }

    fn delete_comment(&self, issue: i64, comment: i64) -> Result<bool, StoreError> {
        delete_comment(&mut self.writer(), issue, comment)
    }
}

impl EndArchives for Sqlite {
    fn end_archives(&self, now: Timestamp, most: u32) -> Result<u64, StoreError> {
        end_archives(&mut self.writer(), now, most)
    }
}

/// An issue, as far as a change has to know it.
struct Subject {
    project_id: i64,
    events: i64,
    users: i64,
    state: IssueState,
}

fn subject(connection: &Connection, id: i64) -> Result<Option<Subject>, StoreError> {
    let sql = format!(
        "SELECT project_id, count, users, {} FROM issues WHERE id = ?1 AND {STAYS}",
        issue_state::COLUMNS
    );
    let mut select = connection.prepare_cached(&sql)?;
    let subject = select.query_row([id], |row| {
        let state = issue_state::read(row, 3)?;
        Ok(Subject { project_id: row.get(0)?, events: row.get(1)?, users: row.get(2)?, state })
    });
    Ok(subject.optional()?)
}

fn change_issues(
    connection: &mut Connection,
    issues: &BTreeSet<i64>,
    change: &IssueChange,
    actor: &Actor,
    now: Timestamp,
) -> Result<Applied, ChangeError> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(of_sqlite)?;
    let change_id = issue_activity::next_id(&transaction)?;
    let mut releases = HashMap::new();
    let mut applied = Applied::default();
    for &id in issues {
        let Some(subject) = subject(&transaction, id)? else { continue };
        let facts = facts(&transaction, id, &subject, change, &mut releases, now)?;
        let (after, happened) = changed(&subject.state, change, &facts, now);
        if happened.is_empty() {
            continue;
        }
        let state_changes = issue_state::write(&transaction, id, &after)?;
        let former = Former { change_id, state: issue_state::json(&subject.state)?, state_changes };
        for (n, kind) in happened.iter().enumerate() {
            issue_activity::add(&transaction, (id, now, actor), kind, Some(&former).filter(|_| n == 0))?;
        }
        applied.change_id = Some(change_id);
        applied.changed.push(id);
    }
    transaction.commit().map_err(of_sqlite)?;
    Ok(applied)
}

fn of_sqlite(error: rusqlite::Error) -> ChangeError {
    ChangeError::Store(error.into())
}

/// What a change has to know. The release of each project is read once.
fn facts(
    connection: &Connection,
    id: i64,
    subject: &Subject,
    change: &IssueChange,
    releases: &mut HashMap<i64, Option<ReleaseMark>>,
    now: Timestamp,
) -> Result<Facts, ChangeError> {
    let mut facts = Facts { events: subject.events, users: subject.users, ..Facts::default() };
    match &change.status {
        Some(StatusChange::Resolve(place)) => {
            let project_id = subject.project_id;
            let release = match releases.get(&project_id) {
                Some(release) => release.clone(),
                None => {
                    let release = release(connection, project_id, place)?;
                    releases.insert(project_id, release.clone());
                    release
                }
            };
            if release.is_none() && place.needs_release() {
                return Err(ChangeError::NoRelease(slug(connection, project_id)?));
            }
            facts.release = release;
        }
        Some(StatusChange::Archive(ArchiveUntil::Escalating)) => {
            facts.largest_hour = largest_hour(connection, id, now)?;
        }
        Some(StatusChange::Unresolve | StatusChange::Archive(_)) | None => {}
    }
    Ok(facts)
}

fn release(
    connection: &Connection,
    project_id: i64,
    place: &ResolveIn,
) -> Result<Option<ReleaseMark>, StoreError> {
    match place {
        ResolveIn::Now => Ok(None),
        ResolveIn::NextRelease | ResolveIn::LatestRelease => release_dates::newest(connection, project_id),
        ResolveIn::Release(version) => {
            let date = release_dates::date(connection, project_id, version)?;
            Ok(Some(ReleaseMark { version: version.clone(), date }))
        }
    }
}

fn slug(connection: &Connection, project_id: i64) -> Result<String, StoreError> {
    let mut select = connection.prepare_cached("SELECT slug FROM projects WHERE id = ?1")?;
    Ok(select.query_row([project_id], |row| row.get(0))?)
}

/// The most events of an hour in the last week.
fn largest_hour(connection: &Connection, issue: i64, now: Timestamp) -> Result<i64, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT coalesce(max(count), 0) FROM issue_hours WHERE issue_id = ?1 AND hour > ?2 AND hour <= ?3",
    )?;
    Ok(select.query_row(params![issue, now.hour() - WEEK, now.hour()], |row| row.get(0))?)
}

/// Gives each issue of a change the state that it had, where that is possible. Returns these issues.
fn undo(connection: &mut Connection, id: i64, actor: &Actor, now: Timestamp) -> Result<Vec<i64>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut undone = Vec::new();
    for (issue, former) in undoable_issues::of_change(&transaction, id)? {
        issue_state::write(&transaction, issue, &former)?;
        issue_activity::add(&transaction, (issue, now, actor), &ActivityKind::Undone, None)?;
        undone.push(issue);
    }
    transaction.commit()?;
    Ok(undone)
}

fn add_comment(
    connection: &mut Connection,
    issue: i64,
    text: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<Option<Activity>, ChangeError> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(of_sqlite)?;
    let count: Option<i64> = transaction
        .query_row(&format!("SELECT comments FROM issues WHERE id = ?1 AND {STAYS}"), [issue], |row| {
            row.get(0)
        })
        .optional()
        .map_err(of_sqlite)?;
    match count {
        None => return Ok(None),
        Some(count) if count >= MOST_COMMENTS => return Err(ChangeError::TooManyComments),
        Some(_) => {}
    }
    let kind = ActivityKind::Comment { text: text.to_owned() };
    let id = issue_activity::add(&transaction, (issue, now, actor), &kind, None)?;
    transaction
        .execute("UPDATE issues SET comments = comments + 1, is_seen = 1 WHERE id = ?1", [issue])
        .map_err(of_sqlite)?;
    let activity = issue_activity::one(&transaction, id)?;
    transaction.commit().map_err(of_sqlite)?;
    Ok(activity)
}

fn delete_comment(connection: &mut Connection, issue: i64, comment: i64) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let deleted = transaction.execute(
        "DELETE FROM issue_activity WHERE id = ?1 AND issue_id = ?2 AND kind = 'comment'",
        [comment, issue],
    )?;
    if deleted > 0 {
        transaction.execute("UPDATE issues SET comments = comments - 1 WHERE id = ?1", [issue])?;
    }
    transaction.commit()?;
    Ok(deleted > 0)
}

fn end_archives(connection: &mut Connection, now: Timestamp, most: u32) -> Result<u64, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let ended: Vec<(i64, f64)> = transaction
        .prepare_cached(
            "SELECT id, archive_ends FROM issues WHERE archive_ends <= ?1 ORDER BY archive_ends LIMIT ?2",
        )?
        .query_map(params![now.0, most], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, end) in &ended {
        let Some(subject) = subject(&transaction, *id)? else { continue };
        let status = Status::Unresolved(Unresolved::Ongoing);
        let state = IssueState { status, since: Some(Timestamp(*end)), ..subject.state };
        issue_state::write(&transaction, *id, &state)?;
        let happened = (*id, Timestamp(*end), &Actor::Server);
        issue_activity::add(&transaction, happened, &ActivityKind::Unarchived, None)?;
    }
    transaction.commit()?;
    Ok(ended.len() as u64)
}
