//! The table of silences.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::issue_row::STAYS;
use super::issue_state::json;
use super::{Sqlite, issue_activity, release_dates};
use crate::model::issue_state::{ActivityKind, Actor, ReleaseMark};
use crate::model::silence::{InvalidSilence, Matcher, NewSilence, Operator, Silence, UntilRelease};
use crate::model::timestamp::Timestamp;
use crate::store::{ChangeSilences, MOST_SILENCES, SilenceError, Silences, StoreError};

/// Most silences that are over and are kept for the list.
const MOST_EXPIRED: u32 = 500;
/// How long a silence that is over is kept, in seconds: 30 days.
const KEPT: f64 = 30.0 * 86_400.0;

const COLUMNS: &str =
    "id, matchers, starts, ends, project_id, release, release_date, created_by, comment, updated";

impl Silences for Sqlite {
    fn silences(&self, now: Timestamp, expired: u32) -> Result<Vec<Silence>, StoreError> {
        let connection = self.readers.one();
        let mut found = list(&connection, "ends > ?1", now, u32::MAX)?;
        found.extend(list(&connection, "ends <= ?1", now, expired)?);
        Ok(found)
    }

    fn silence(&self, id: i64) -> Result<Option<Silence>, StoreError> {
        one(&self.readers.one(), id)
    }
}

impl ChangeSilences for Sqlite {
    fn add_silence(&self, silence: &NewSilence, actor: &Actor, now: Timestamp) -> Result<i64, SilenceError> {
        silence.check(now)?;
        let mut writer = self.writer();
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let id = add(&transaction, silence, actor, now)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(id)
    }

    fn expire_silence(&self, id: i64, actor: &Actor, now: Timestamp) -> Result<bool, StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_ended = expire(&transaction, id, actor, now)?;
        transaction.commit()?;
        Ok(is_ended)
    }
}

/// The silences that are in force now. One whose project has a newer release is ended here.
pub(super) fn in_force(connection: &Connection, now: Timestamp) -> Result<Vec<Silence>, StoreError> {
    let mut found = list(connection, "ends > ?1 AND starts <= ?1", now, u32::MAX)?;
    let mut newest: Vec<(i64, Option<ReleaseMark>)> = Vec::new();
    let mut ended = Vec::new();
    for silence in &found {
        let Some(project) = silence.until.as_ref().map(|until| until.project_id) else { continue };
        let known = newest.iter().position(|(id, _)| *id == project);
        let release = match known.and_then(|at| newest.get(at)) {
            Some((_, release)) => release.clone(),
            None => {
                let release = release_dates::newest(connection, project)?;
                newest.push((project, release.clone()));
                release
            }
        };
        if release.is_some_and(|release| silence.is_ended_by(&release)) {
            ended.push(silence.id);
        }
    }
    for id in &ended {
        connection
            .prepare_cached("UPDATE silences SET ends = ?2, updated = ?2 WHERE id = ?1")?
            .execute(params![id, now.0])?;
    }
    found.retain(|silence| !ended.contains(&silence.id));
    Ok(found)
}

fn add(
    connection: &Connection,
    silence: &NewSilence,
    actor: &Actor,
    now: Timestamp,
) -> Result<i64, SilenceError> {
    let issue = silence.issue();
    if let Some(id) = issue
        && project_of_issue(connection, id)?.is_none()
    {
        return Err(SilenceError::Unknown(format!("issue {id}")));
    }
    if let Some(replaced) = silence.replaces {
        let is_there = end(connection, replaced, now)?;
        is_there.then_some(()).ok_or_else(|| SilenceError::Unknown(format!("silence {replaced}")))?;
    }
    let until =
        silence.until_next_release.then(|| until_release(connection, &silence.matchers)).transpose()?;
    let same = in_force(connection, now)?
        .into_iter()
        .find(|it| it.matchers == silence.matchers && it.until.is_some() == until.is_some());
    let id = match same {
        Some(same) if silence.starts.0 <= now.0 => {
            lengthen(connection, same.id, silence, now)?;
            same.id
        }
        Some(_) | None => insert(connection, silence, until.as_ref(), now)?,
    };
    if let Some(issue) = issue {
        let kind = ActivityKind::Muted {
            until: (!silence.until_next_release).then_some(silence.ends),
            release: until.map(|until| until.after.version),
        };
        issue_activity::add(connection, (issue, now, actor), &kind, None)?;
    }
    Ok(id)
}

fn lengthen(
    connection: &Connection,
    id: i64,
    silence: &NewSilence,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE silences SET ends = max(ends, ?2), created_by = ?3, comment = ?4, updated = ?5 WHERE id = ?1",
        )?
        .execute(params![id, silence.ends.0, silence.created_by, silence.comment, now.0])?;
    Ok(())
}

fn insert(
    connection: &Connection,
    silence: &NewSilence,
    until: Option<&UntilRelease>,
    now: Timestamp,
) -> Result<i64, SilenceError> {
    let forget = || -> Result<u32, StoreError> {
        connection
            .prepare_cached(
                "DELETE FROM silences WHERE ends <= ?1 OR id IN (
                     SELECT id FROM silences WHERE ends <= ?2 ORDER BY ends DESC, id DESC LIMIT -1 OFFSET ?3)",
            )?
            .execute(params![now.0 - KEPT, now.0, MOST_EXPIRED])?;
        let mut count = connection.prepare_cached("SELECT count(*) FROM silences WHERE ends > ?1")?;
        Ok(count.query_row([now.0], |row| row.get(0))?)
    };
    if forget()? >= MOST_SILENCES {
        return Err(SilenceError::TooMany);
    }
    let matchers: Vec<_> =
        silence.matchers.iter().map(|it| (it.name(), it.operator().as_str(), it.value())).collect();
    let insert = || -> Result<i64, StoreError> {
        connection
            .prepare_cached(
                "INSERT INTO silences (matchers, starts, ends, project_id, release, release_date, created_by, comment,
                                       updated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                json(&matchers)?,
                silence.starts.0,
                silence.ends.0,
                until.map(|until| until.project_id),
                until.map(|until| &until.after.version),
                until.and_then(|until| until.after.date).map(|date| date.0),
                silence.created_by,
                silence.comment,
                now.0
            ])?;
        Ok(connection.last_insert_rowid())
    };
    Ok(insert()?)
}

/// The newest release of the project that the matchers name.
fn until_release(connection: &Connection, matchers: &[Matcher]) -> Result<UntilRelease, SilenceError> {
    let named = |name: &str| matchers.iter().find_map(|matcher| matcher.equal_to(name));
    let project = match (named("issue"), named("project")) {
        (Some(issue), _) => {
            let found = issue.parse().ok().map(|id| project_of_issue(connection, id)).transpose()?.flatten();
            found.ok_or_else(|| SilenceError::Unknown(format!("issue {issue}")))?
        }
        (None, Some(slug)) => {
            let find = || -> Result<Option<i64>, StoreError> {
                let mut select = connection.prepare_cached("SELECT id FROM projects WHERE slug = ?1")?;
                Ok(select.query_row([slug], |row| row.get(0)).optional()?)
            };
            let id = find()?.ok_or_else(|| SilenceError::Unknown(format!("project {slug}")))?;
            (id, slug.to_owned())
        }
        (None, None) => return Err(SilenceError::NoProject),
    };
    let after = release_dates::newest(connection, project.0)?.ok_or(SilenceError::NoRelease(project.1))?;
    Ok(UntilRelease { project_id: project.0, after })
}

/// The number and the name of the project of an issue.
fn project_of_issue(connection: &Connection, issue: i64) -> Result<Option<(i64, String)>, StoreError> {
    let sql = format!(
        "SELECT projects.id, slug FROM projects JOIN (SELECT project_id FROM issues WHERE id = ?1 AND {STAYS})
         ON projects.id = project_id"
    );
    Ok(connection
        .prepare_cached(&sql)?
        .query_row([issue], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn expire(connection: &Connection, id: i64, actor: &Actor, now: Timestamp) -> Result<bool, StoreError> {
    let Some(silence) = one(connection, id)?.filter(|silence| silence.ends.0 > now.0) else {
        return Ok(false);
    };
    end(connection, id, now)?;
    if let Some(issue) = silence.issue()
        && project_of_issue(connection, issue)?.is_some()
    {
        issue_activity::add(connection, (issue, now, actor), &ActivityKind::Unmuted, None)?;
    }
    Ok(true)
}

/// Ends a silence, unless it is over already. `false`: there is none of this number.
fn end(connection: &Connection, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE silences SET ends = min(ends, ?2), starts = min(starts, ?2), updated = ?2 WHERE id = ?1",
    )?;
    Ok(update.execute(params![id, now.0])? > 0)
}

fn list(connection: &Connection, which: &str, now: Timestamp, most: u32) -> Result<Vec<Silence>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM silences WHERE {which} ORDER BY ends DESC, id DESC LIMIT ?2");
    let mut select = connection.prepare_cached(&sql)?;
    Ok(select.query_map(params![now.0, most], silence)?.collect::<Result<_, _>>()?)
}

fn one(connection: &Connection, id: i64) -> Result<Option<Silence>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM silences WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], silence).optional()?)
}

fn silence(row: &Row<'_>) -> rusqlite::Result<Silence> {
    let until = match row.get(4)? {
        Some(project_id) => {
            let date = row.get::<_, Option<f64>>(6)?.map(Timestamp);
            Some(UntilRelease { project_id, after: ReleaseMark { version: row.get(5)?, date } })
        }
        None => None,
    };
    Ok(Silence {
        id: row.get(0)?,
        matchers: matchers(row.get_ref(1)?.as_str()?)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, error))?,
        starts: Timestamp(row.get(2)?),
        ends: Timestamp(row.get(3)?),
        until,
        created_by: row.get(7)?,
        comment: row.get(8)?,
        updated: Timestamp(row.get(9)?),
    })
}

fn matchers(text: &str) -> Result<Vec<Matcher>, Box<dyn std::error::Error + Send + Sync>> {
    let stored: Vec<(String, String, String)> = serde_json::from_str(text)?;
    let read = |(name, operator, value): &(String, String, String)| {
        let operator = Operator::parse(operator).ok_or_else(|| InvalidSilence::Syntax(operator.clone()))?;
        Matcher::new(name, operator, value)
    };
    Ok(stored.iter().map(read).collect::<Result<_, InvalidSilence>>()?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// The migrations whose files come before this one, in their order.
    fn before(name: &str) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(|file| file.file_name().unwrap() < name).collect();
        files.sort();
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    #[test]
    fn the_record_of_issues_is_as_it_was_and_its_numbers_go_on() {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        connection.execute_batch(&before("0023.sql")).unwrap();
        connection
            .execute_batch(
                "INSERT INTO projects (slug) VALUES ('demo');
                 INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                     filename, function, count, users, first_seen, last_seen)
                 VALUES (1, 'g', 't', '', 'error', 'js', '', '', '', '', 1, 0, 7200.5, 7200.5);
                 INSERT INTO issue_activity VALUES (4, 1, 1.5, 'token', 'ci', 'undone', '{\"kind\":\"undone\"}', 4, 'x', 2),
                     (9, 1, 2.5, 'pages', NULL, 'undone', '{\"kind\":\"undone\"}', NULL, NULL, NULL);
                 DELETE FROM issue_activity WHERE id = 9;",
            )
            .unwrap();
        connection.execute_batch(include_str!("../migrations/0023.sql")).unwrap();
        let found = issue_activity::one(&connection, 4).unwrap().unwrap();
        assert_eq!((found.at, found.actor), (Timestamp(1.5), Actor::Token("ci".into())));
        let id =
            issue_activity::add(&connection, (1, Timestamp(3.0), &Actor::Link), &ActivityKind::Undone, None);
        // 9 was given before.
        assert_eq!(id.unwrap(), 10);
        assert_eq!(issue_activity::one(&connection, 10).unwrap().unwrap().actor, Actor::Link);
    }
}
