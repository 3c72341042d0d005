//! The table of dimensions: bounded for each project, the rest is "(other)".

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::grain::Grain;
pub(super) use super::grain::Subject;
use crate::model::span::Dimensions;
use crate::store::{
    Dimension, MOST_COMBINATIONS, MOST_NAMES, OTHER_NAME as OTHER, PerformanceFilter, StoreError,
};

/// Most names of a project for each subject. A client that sends addresses as names reaches it.
const NAMES: i64 = MOST_NAMES as i64;
/// Most rows of a project for each subject that have all dimensions.
const FULL: i64 = 40_000;
/// Most rows together with those that have given up the device and the browser.
const WITHOUT_CLIENT: i64 = 49_000;
/// Most rows together with those that have given up the name too. So releases are told apart the longest.
const WITHOUT_NAME: i64 = MOST_COMBINATIONS as i64;

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
        let has_name_room = !is_new_name || names < NAMES;
        if rows < FULL && has_name_room {
            let id = row.insert(dimensions, is_new_name)?;
            self.ids.insert(key, id);
            return Ok(id);
        }
        // Not remembered by these dimensions: an endless row of new ones would fill the memory.
        *self.overflow.entry((project_id, subject)).or_default() += 1;
        for (fallback, most) in fallbacks(dimensions, has_name_room) {
            if let Some(id) = row.find(&fallback)? {
                return Ok(id);
            }
            if rows < most {
                let is_new_name = !row.has_name(&fallback.name)?;
                return row.insert(&fallback, is_new_name);
            }
        }
        let all = || OTHER.to_owned();
        let other =
            Dimensions { name: all(), release: all(), environment: all(), device: all(), browser: all() };
        match row.find(&other)? {
            Some(id) => Ok(id),
            None => row.insert(&other, !row.has_name(OTHER)?),
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

/// The dimensions that take the place of others, the most exact first, each with the number of rows up to which it gets
/// one of its own.
fn fallbacks(dimensions: &Dimensions, has_name_room: bool) -> [(Dimensions, i64); 3] {
    let name = if has_name_room { dimensions.name.clone() } else { OTHER.to_owned() };
    let named = Dimensions { name, ..dimensions.clone() };
    // Sessions have neither: there is nothing to give up.
    let other = |value: &str| if value.is_empty() { String::new() } else { OTHER.to_owned() };
    let (device, browser) = (other(&named.device), other(&named.browser));
    let without_client = Dimensions { device, browser, ..named.clone() };
    let without_name = Dimensions { name: OTHER.to_owned(), ..without_client.clone() };
    [(named, FULL), (without_client, WITHOUT_CLIENT), (without_name, WITHOUT_NAME)]
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
        let Some((id, last_day)) = self.stored(Grain::Full, it)? else { return Ok(None) };
        if last_day < self.day {
            self.connection
                .prepare_cached(
                    "UPDATE dimensions SET last_day = max(last_day, ?2) WHERE id = ?1
                     OR id IN (SELECT without_name FROM dimensions WHERE id = ?1)
                     OR id IN (SELECT without_client FROM dimensions WHERE id = ?1)",
                )?
                .execute([id, self.day])?;
        }
        Ok(Some(id))
    }

    /// The id of a row of some grain and the last day of its use.
    fn stored(&self, grain: Grain, it: &Dimensions) -> Result<Option<(i64, i64)>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT id, last_day FROM dimensions WHERE project_id = ?1 AND subject = ?2 AND name = ?3
                 AND release = ?4 AND environment = ?5 AND device = ?6 AND browser = ?7",
            )?
            .query_row(
                params![
                    self.project_id,
                    grain.subject(self.subject),
                    it.name,
                    it.release,
                    it.environment,
                    it.device,
                    it.browser
                ],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?)
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
        let mut coarse = [None; 2];
        if self.subject != Subject::Session {
            for (id, grain) in coarse.iter_mut().zip(Grain::COARSE) {
                *id = Some(self.coarse(grain, &grain.dimensions(it))?);
            }
        }
        let id = self.insert_row(Grain::Full, it, coarse)?;
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

    /// The id of a row of a coarse grain. Each stands for some rows of all dimensions, so these limit their number.
    fn coarse(&self, grain: Grain, it: &Dimensions) -> Result<i64, StoreError> {
        let Some((id, _)) = self.stored(grain, it)? else { return self.insert_row(grain, it, [None; 2]) };
        self.connection
            .prepare_cached("UPDATE dimensions SET last_day = ?2 WHERE id = ?1 AND last_day < ?2")?
            .execute([id, self.day])?;
        Ok(id)
    }

    fn insert_row(
        &self,
        grain: Grain,
        it: &Dimensions,
        [without_name, without_client]: [Option<i64>; 2],
    ) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO dimensions (project_id, subject, name, release, environment, device, browser, last_day,
                     without_name, without_client)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                self.project_id,
                grain.subject(self.subject),
                it.name,
                it.release,
                it.environment,
                it.device,
                it.browser,
                self.day,
                without_name,
                without_client
            ])?;
        Ok(self.connection.last_insert_rowid())
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
    (subject, grain): (Subject, Grain),
) -> Result<Option<HashSet<i64>>, StoreError> {
    if is_unfiltered(filter) {
        return Ok(None);
    }
    let mut select = connection.prepare_cached(&format!("SELECT id FROM dimensions WHERE {WANTED}"))?;
    let values = params![
        filter.project_id,
        grain.subject(subject),
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
    // Of segments the few rows of a coarse grain. Sessions have only the release and the environment.
    let sql = format!(
        "SELECT {column} FROM dimensions WHERE project_id = ?1 AND subject IN (?2, ?3) AND {column} <> ''
         GROUP BY {column} ORDER BY max(last_day) DESC, max(id) DESC LIMIT ?4"
    );
    let segments = Grain::of(&PerformanceFilter::default(), &[dimension]).subject(Subject::Segment);
    let mut select = connection.prepare_cached(&sql)?;
    let values = params![project_id, segments, Subject::Session as i64, limit];
    let rows = select.query_map(values, |row| row.get(0))?;
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
    use super::*;
    use crate::store::sqlite::schema;

    const SEGMENT: Subject = Subject::Segment;

    fn dimensions(name: &str, release: &str, client: usize) -> Arc<Dimensions> {
        Arc::new(Dimensions {
            name: name.to_owned(),
            release: release.to_owned(),
            environment: "production".to_owned(),
            device: ["desktop", "phone"][client % 2].to_owned(),
            browser: format!("browser {}", client / 2),
        })
    }

    /// Runs a case with the ids of a batch, in an empty store with one project.
    fn with_ids(case: impl FnOnce(&Connection, &mut dyn FnMut(&Arc<Dimensions>) -> i64)) {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = schema::open_writer(&directory.path().join("store.db")).unwrap();
        schema::migrate(&mut connection).unwrap();
        connection.execute_batch("INSERT INTO projects (slug) VALUES ('demo'); BEGIN").unwrap();
        let mut ids = DimensionIds::default();
        case(&connection, &mut |it| ids.id(&connection, 1, SEGMENT, it, 20_000).unwrap());
    }

    fn row(connection: &Connection, id: i64) -> [String; 5] {
        let sql = "SELECT name, release, environment, device, browser FROM dimensions WHERE id = ?1";
        let get =
            |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
        connection.query_row(sql, [id], get).unwrap()
    }

    /// Fills the table with the combinations of 100 routes, 50 releases and 8 clients.
    fn fill(connection: &Connection) {
        connection
            .execute_batch(
                "WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 39999)
                 INSERT INTO dimensions (project_id, subject, name, release, environment, device, browser, last_day)
                     SELECT 1, 0, '/' || (n / 8 % 100), 'a@' || (n / 800), 'production',
                         substr('desktopphone', 1 + n % 2 * 7, 7), 'browser ' || (n % 8 / 2), 20000 FROM n;
                 INSERT INTO dimension_totals VALUES (1, 0, 100, 40000, 0);",
            )
            .unwrap();
    }

    #[test]
    fn releases_are_told_apart_when_combinations_have_filled_the_table() {
        with_ids(|connection, id| {
            fill(connection);
            for release in 50..110 {
                for route in 0..100 {
                    id(&dimensions(&format!("/{route}"), &format!("a@{release}"), route));
                }
            }
            let first = id(&dimensions("/7", "a@0", 7));
            assert_eq!(row(connection, first), ["/7", "a@0", "production", "phone", "browser 3"]);
            for release in ["a@100", "a@109"] {
                let id = id(&dimensions("/7", release, 3));
                assert_eq!(row(connection, id), ["/7", release, "production", OTHER, OTHER]);
            }
        });
    }

    #[test]
    fn invented_values_hide_no_known_name_and_end_at_the_limit() {
        with_ids(|connection, id| {
            id(&dimensions("/checkout", "a@1", 0));
            for n in 0..5_000 {
                id(&dimensions(&format!("/{n}"), "a@1", 0));
            }
            let checkout = id(&dimensions("/checkout", "a@2", 1));
            assert_eq!(row(connection, checkout), ["/checkout", "a@2", "production", "phone", "browser 0"]);
        });
        with_ids(|connection, id| {
            fill(connection);
            for n in 0..10_050 {
                id(&dimensions("/7", &format!("invented {n}"), 0));
            }
            assert_eq!(row(connection, id(&dimensions("/7", "a@49", 1)))[..2], ["/7", "a@49"]);
            assert_eq!(row(connection, id(&dimensions("/7", "a@50", 0))), [OTHER; 5]);
            let sql = "SELECT dimensions, names FROM dimension_totals";
            let totals: (i64, i64) =
                connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            assert_eq!(totals, (WITHOUT_NAME + 1, 101));
        });
    }
}
