//! The table of dimensions: bounded for each project, the rest is "(other)".

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::span::Dimensions;
use crate::store::{
    Dimension, MOST_COMBINATIONS, MOST_NAMES, OTHER_NAME as OTHER, PerformanceFilter, StoreError,
};

/// Most names of a project for each subject.
const NAMES: i64 = MOST_NAMES as i64;
/// Most rows of a project for each subject that have a name of their own.
const ROWS: i64 = MOST_COMBINATIONS as i64;
/// Room for rows without one beyond these: a new release has them, so it is told apart from the others though its routes
/// are not.
const NAMELESS: i64 = 10_000;

/// The data to which dimensions belong: the limits count for each of them, so that resources displace no routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// Segments and vitals.
    Segment = 0,
    /// Resources.
    Resource = 1,
    /// Sessions.
    Session = 2,
}

/// The ids of dimensions that a batch has met.
#[derive(Debug, Default)]
pub(super) struct DimensionIds {
    ids: HashMap<(i64, Subject, Arc<Dimensions>), i64>,
    /// Values that were counted as "(other)".
    overflow: HashMap<(i64, Subject), i64>,
}

impl DimensionIds {
    /// The id of dimensions. A new row is written within the open transaction.
    pub(super) fn id(
        &mut self,
        connection: &Connection,
        project_id: i64,
        subject: Subject,
        dimensions: &Arc<Dimensions>,
        day: i64,
    ) -> Result<i64, StoreError> {
        let key = (project_id, subject, Arc::clone(dimensions));
        if let Some(id) = self.ids.get(&key) {
            return Ok(*id);
        }
        let row = Row { connection, project_id, subject, day };
        if let Some(id) = row.find(dimensions)? {
            self.ids.insert(key, id);
            return Ok(id);
        }
        let (names, rows) = row.totals()?;
        let is_new_name = !row.has_name(&dimensions.name)?;
        if rows < ROWS && (!is_new_name || names < NAMES) {
            let id = row.insert(dimensions, is_new_name)?;
            self.ids.insert(key, id);
            return Ok(id);
        }
        // Not remembered by these dimensions: an endless row of new ones would fill the memory.
        *self.overflow.entry((project_id, subject)).or_default() += 1;
        let mut other = Dimensions::clone(dimensions);
        other.name = OTHER.into();
        if let Some(id) = row.find(&other)? {
            return Ok(id);
        }
        if rows < ROWS + NAMELESS {
            let is_new_name = !row.has_name(OTHER)?;
            return row.insert(&other, is_new_name);
        }
        let all = || OTHER.to_owned();
        other = Dimensions { name: all(), release: all(), environment: all(), device: all(), browser: all() };
        match row.find(&other)? {
            Some(id) => Ok(id),
            None => row.insert(&other, false),
        }
    }

    /// Writes how many values found no room.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut update = connection.prepare_cached(
            "UPDATE dimension_totals SET overflow = overflow + ?3 WHERE project_id = ?1 AND subject = ?2",
        )?;
        for ((project_id, subject), count) in &self.overflow {
            update.execute(params![project_id, *subject as i64, count])?;
        }
        Ok(())
    }
}

/// Access to the rows of one project and subject.
struct Row<'a> {
    connection: &'a Connection,
    project_id: i64,
    subject: Subject,
    day: i64,
}

impl Row<'_> {
    /// The id, if the row is there. Notes that it was used.
    fn find(&self, it: &Dimensions) -> Result<Option<i64>, StoreError> {
        let found: Option<(i64, i64)> = self
            .connection
            .prepare_cached(
                "SELECT id, last_day FROM dimensions WHERE project_id = ?1 AND subject = ?2 AND name = ?3
                 AND release = ?4 AND environment = ?5 AND device = ?6 AND browser = ?7",
            )?
            .query_row(
                params![
                    self.project_id,
                    self.subject as i64,
                    it.name,
                    it.release,
                    it.environment,
                    it.device,
                    it.browser
                ],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        if let Some((id, last_day)) = found
            && last_day < self.day
        {
            self.connection
                .prepare_cached("UPDATE dimensions SET last_day = ?2 WHERE id = ?1")?
                .execute([id, self.day])?;
        }
        Ok(found.map(|(id, _)| id))
    }

    fn has_name(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM dimensions WHERE project_id = ?1 AND subject = ?2 AND name = ?3")?
            .exists(params![self.project_id, self.subject as i64, name])?)
    }

    fn totals(&self) -> Result<(i64, i64), StoreError> {
        let totals = self
            .connection
            .prepare_cached(
                "SELECT names, dimensions FROM dimension_totals WHERE project_id = ?1 AND subject = ?2",
            )?
            .query_row([self.project_id, self.subject as i64], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(totals.unwrap_or_default())
    }

    fn insert(&self, it: &Dimensions, is_new_name: bool) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO dimensions (project_id, subject, name, release, environment, device, browser, last_day)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                self.project_id,
                self.subject as i64,
                it.name,
                it.release,
                it.environment,
                it.device,
                it.browser,
                self.day
            ])?;
        let id = self.connection.last_insert_rowid();
        self.connection
            .prepare_cached(
                "INSERT INTO dimension_totals (project_id, subject, names, dimensions, overflow)
                 VALUES (?1, ?2, ?3, 1, 0)
                 ON CONFLICT (project_id, subject)
                 DO UPDATE SET names = names + excluded.names, dimensions = dimensions + 1",
            )?
            .execute(params![self.project_id, self.subject as i64, is_new_name])?;
        Ok(id)
    }
}

/// The column of a dimension.
pub(super) fn column(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Name => "name",
        Dimension::Release => "release",
        Dimension::Environment => "environment",
        Dimension::Device => "device",
        Dimension::Browser => "browser",
    }
}

/// Whether a filter asks for all dimensions of its project.
fn is_unfiltered(filter: &PerformanceFilter) -> bool {
    [&filter.name, &filter.release, &filter.environment, &filter.device, &filter.browser]
        .iter()
        .all(|value| value.is_none())
}

/// Which rows a filter asks for, in SQL: project, subject, and the five columns, each of them or NULL.
pub(super) const WANTED: &str = "project_id = ?1 AND subject = ?2 AND (?3 IS NULL OR name = ?3)
    AND (?4 IS NULL OR release = ?4) AND (?5 IS NULL OR environment = ?5) AND (?6 IS NULL OR device = ?6)
    AND (?7 IS NULL OR browser = ?7)";

/// The ids of the dimensions that a filter asks for; none if it asks for all.
pub(super) fn selected_ids(
    connection: &Connection,
    filter: &PerformanceFilter,
    subject: Subject,
) -> Result<Option<HashSet<i64>>, StoreError> {
    if is_unfiltered(filter) {
        return Ok(None);
    }
    let mut select = connection.prepare_cached(&format!("SELECT id FROM dimensions WHERE {WANTED}"))?;
    let values = params![
        filter.project_id,
        subject as i64,
        filter.name,
        filter.release,
        filter.environment,
        filter.device,
        filter.browser
    ];
    let ids = select.query_map(values, |row| row.get(0))?;
    Ok(Some(ids.collect::<Result<_, _>>()?))
}

/// The values of a dimension, the last used first.
pub(super) fn values(
    connection: &Connection,
    project_id: i64,
    dimension: Dimension,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let column = column(dimension);
    // Sessions have only the release and the environment.
    let sql = format!(
        "SELECT {column} FROM dimensions WHERE project_id = ?1 AND subject IN (0, 2) AND {column} <> ''
         GROUP BY {column} ORDER BY max(last_day) DESC, max(id) DESC LIMIT ?2"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params![project_id, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many values of a project were counted as "(other)".
pub(super) fn overflow(connection: &Connection, project_id: i64) -> Result<u64, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT coalesce(sum(overflow), 0) FROM dimension_totals WHERE project_id = ?1")?;
    Ok(select.query_row([project_id], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    /// The name and the release under which a combination is counted where so many are there.
    #[track_caller]
    fn check(rows: i64, expect: (&str, &str)) {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = schema::open_writer(&directory.path().join("store.db")).unwrap();
        schema::migrate(&mut connection).unwrap();
        connection.execute("INSERT INTO projects (slug) VALUES ('demo')", []).unwrap();
        connection.execute("INSERT INTO dimension_totals VALUES (1, 0, 10, ?1, 0)", [rows]).unwrap();
        let new = Dimensions { name: "/a".into(), release: "2".into(), ..Dimensions::default() };
        let mut ids = DimensionIds::default();
        let id = ids.id(&connection, 1, Subject::Segment, &Arc::new(new), 7).unwrap();
        ids.write(&connection).unwrap();
        let found: (String, String) = connection
            .query_row("SELECT name, release FROM dimensions WHERE id = ?1", [id], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!((found.0.as_str(), found.1.as_str()), expect);
        assert_eq!(overflow(&connection, 1).unwrap(), u64::from(expect.0 == OTHER));
    }

    #[test]
    fn a_new_release_is_told_apart_where_no_route_has_room() {
        check(0, ("/a", "2"));
        check(ROWS - 1, ("/a", "2"));
        check(ROWS, (OTHER, "2"));
        check(ROWS + NAMELESS - 1, (OTHER, "2"));
        check(ROWS + NAMELESS, (OTHER, OTHER));
    }
}
