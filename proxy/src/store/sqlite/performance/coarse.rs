//! Distributions of coarser grains: with each batch, and for the days from before there were any.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::coarse_since::since;
use super::distributions::{Distributions, Key};
use super::range::{DAY, HOUR};
use super::{measure_code, read};
use crate::store::StoreError;
use crate::store::sqlite::grain::Grain;
use crate::store::sqlite::performance_sizes::Sizes;

/// Adds the sums of a batch to the rows, and to those of the coarser grains, within the open transaction.
pub(super) fn write(
    distributions: &Distributions,
    connection: &Connection,
    sizes: &mut Sizes,
) -> Result<(), StoreError> {
    distributions.write(connection, sizes)?;
    coarser(connection, distributions)?.write(connection, sizes)
}

/// The sums of a batch, by the coarser grains.
fn coarser(connection: &Connection, distributions: &Distributions) -> Result<Distributions, StoreError> {
    let since = since(connection)?;
    let (mut ids, mut coarse) = (Ids::default(), Distributions::default());
    // Those from before are made later, out of the rows that this batch adds to.
    for (key, sum) in distributions.sums().filter(|(key, _)| key.at >= since) {
        for key in ids.keys(connection, *key)? {
            coarse.sum(key).merge(sum);
        }
    }
    Ok(coarse)
}

/// The coarse rows of dimensions that were looked up.
#[derive(Default)]
struct Ids(HashMap<i64, [Option<i64>; 2]>);

impl Ids {
    /// The keys of the coarse rows in which a row is counted: none of those whose dimensions were deleted.
    fn keys(&mut self, connection: &Connection, key: Key) -> Result<impl Iterator<Item = Key>, StoreError> {
        let ids = match self.0.get(&key.dimensions_id) {
            Some(ids) => *ids,
            None => {
                let found = connection
                    .prepare_cached("SELECT without_name, without_client FROM dimensions WHERE id = ?1")?
                    .query_row([key.dimensions_id], |row| Ok([row.get(0)?, row.get(1)?]))
                    .optional()?
                    .unwrap_or_default();
                self.0.insert(key.dimensions_id, found);
                found
            }
        };
        Ok(Grain::COARSE.into_iter().zip(ids).filter_map(move |(grain, id)| {
            Some(Key { measure: grain.measure(key.measure), dimensions_id: id?, ..key })
        }))
    }
}

/// Makes those of the newest day that has none, in one transaction. Returns whether there may be more.
pub(super) fn add_day(connection: &mut Connection) -> Result<bool, StoreError> {
    if since(connection)? == 0 {
        return Ok(false);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = since(&transaction)?;
    let day = newest_day(&transaction, before)?;
    if let Some(day) = day {
        let (mut ids, mut coarse, mut sizes) = (Ids::default(), Distributions::default(), Sizes::default());
        for (project_id, measure) in measures(&transaction)? {
            for width in [HOUR, DAY] {
                let mut select = transaction.prepare_cached(&format!(
                    "SELECT {} FROM distributions
                     WHERE project_id = ?1 AND measure = ?2 AND width = ?3 AND at >= ?4 AND at < ?5",
                    read::COLUMNS
                ))?;
                let mut rows = select.query(params![project_id, measure, width, day, day + DAY])?;
                while let Some(row) = rows.next()? {
                    let (at, dimensions_id) = (row.get(0)?, row.get(1)?);
                    let key = Key { project_id, measure, width, at, dimensions_id };
                    for key in ids.keys(&transaction, key)? {
                        read::add_row(row, coarse.sum(key))?;
                    }
                }
            }
        }
        coarse.write(&transaction, &mut sizes)?;
        sizes.write(&transaction)?;
    }
    transaction.execute("UPDATE coarse_distributions SET since = ?1", [day.unwrap_or(0)])?;
    transaction.commit()?;
    Ok(day.is_some())
}

/// The newest day before a time that has distributions.
fn newest_day(connection: &Connection, before: i64) -> Result<Option<i64>, StoreError> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT max(at) FROM distributions WHERE project_id = ?1 AND measure = ?2 AND width = {DAY} AND at < ?3"
    ))?;
    let mut newest: Option<i64> = None;
    for (project_id, measure) in measures(connection)? {
        let found: Option<i64> = select.query_row([project_id, measure, before], |row| row.get(0))?;
        newest = newest.into_iter().chain(found).max();
    }
    Ok(newest)
}

/// The projects, each with each measure.
fn measures(connection: &Connection) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut select = connection.prepare_cached("SELECT id FROM projects")?;
    let projects: Vec<i64> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(projects.into_iter().flat_map(|id| measure_code::ALL.map(|measure| (id, measure))).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::span::{Dimensions, Resource, Segment, SegmentKind, TraceData};
    use crate::model::timestamp::Timestamp;
    use crate::model::vital::{Metric, Vital};
    use crate::store::sqlite::Sqlite;
    use crate::store::{
        Dimension, FoldVitals, Ingest, Measure, Performance, PerformanceFilter, PerformanceUse, ProjectAdmin,
        Summary, VITALS_OPEN,
    };

    const NOW: f64 = 1_800_000_000.0;
    const SIDES: [Dimension; 5] =
        [Dimension::Name, Dimension::Release, Dimension::Environment, Dimension::Device, Dimension::Browser];

    /// Page loads of ten days with a vital and a resource each; the vitals of the last hour are open.
    fn filled() -> (tempfile::TempDir, Sqlite) {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("demo", "0123456789abcdef0123456789abcdef").unwrap();
        for n in 0..300_usize {
            let value = |of: &str, count: usize, each: usize| format!("{of}{}", n / each % count);
            let dimensions = Arc::new(Dimensions {
                name: value("/", 5, 1),
                release: value("a@", 3, 5),
                environment: value("e", 2, 2),
                device: value("d", 3, 3),
                browser: value("b", 4, 4),
            });
            let start = Timestamp(NOW - (n * n) as f64 * 9.6);
            let (trace_id, span_id) = (format!("{n:032x}"), format!("{n:016x}"));
            let segment = Segment {
                trace_id: trace_id.clone(),
                span_id: span_id.clone(),
                parent_span_id: None,
                event_id: None,
                kind: SegmentKind::PageLoad,
                op: "pageload".into(),
                start,
                duration: n as f64,
                is_failed: n % 7 == 0,
                status: "ok".into(),
                dimensions: Arc::clone(&dimensions),
                url: String::new(),
                platform: "javascript".into(),
                user: None,
                sample_rate: 0.5,
                data: serde_json::Map::new(),
            };
            let vital = Vital {
                metric: Metric::Lcp,
                value: (n * 13 % 97) as f64,
                page_view: span_id,
                navigation: String::new(),
                trace_id: trace_id.clone(),
                start,
                measured: start,
                navigation_type: String::new(),
                element: String::new(),
                dimensions: Arc::clone(&dimensions),
                sample_rate: 0.25,
            };
            let resource = Resource {
                trace_id,
                segment_id: None,
                start,
                duration: 3.0,
                transfer_size: Some(100),
                dimensions,
                sample_rate: 1.0,
            };
            let data = TraceData {
                project_id: 1,
                received: start,
                segments: vec![segment],
                vitals: vec![vital],
                resources: vec![resource],
                ..TraceData::default()
            };
            let mut batch = store.begin().unwrap();
            batch.record_trace(&data).unwrap();
            batch.commit().unwrap();
        }
        store.fold_vitals(Timestamp(NOW - VITALS_OPEN), 10_000).unwrap();
        (directory, store)
    }

    /// The answers to questions with all filters of up to two dimensions.
    fn answers(store: &Sqlite) -> Vec<(Summary, u64)> {
        let value = |dimension: Dimension| match dimension {
            Dimension::Name => "/1",
            Dimension::Release => "a@2",
            Dimension::Environment => "e0",
            Dimension::Device => "d1",
            Dimension::Browser => "b3",
        };
        let mut answers = Vec::new();
        for measure in
            [Measure::Vital(Metric::Lcp), Measure::Duration(SegmentKind::PageLoad), Measure::Resource]
        {
            for days in [0.5, 2.0, 6.3, 20.0] {
                for (a, b) in SIDES.into_iter().flat_map(|a| SIDES.map(|b| (a, b))) {
                    let mut filter = PerformanceFilter {
                        project_id: 1,
                        from: Timestamp(NOW - days * DAY as f64),
                        to: Timestamp(NOW + 1.0),
                        ..PerformanceFilter::default()
                    };
                    for it in [a, b].into_iter().filter(|it| (a, *it) != (Dimension::Name, Dimension::Name)) {
                        let place = match it {
                            Dimension::Name => &mut filter.name,
                            Dimension::Release => &mut filter.release,
                            Dimension::Environment => &mut filter.environment,
                            Dimension::Device => &mut filter.device,
                            Dimension::Browser => &mut filter.browser,
                        };
                        *place = Some(value(it).to_owned());
                    }
                    let summary = store.summary(&filter, measure, &SIDES, 3).unwrap();
                    let count = store.distribution(&filter, measure).unwrap().histogram.count();
                    answers.push((summary, count));
                }
            }
        }
        answers
    }

    fn set_since(store: &Sqlite, since: i64) {
        store.writer().execute("UPDATE coarse_distributions SET since = ?1", [since]).unwrap();
    }

    fn rows(store: &Sqlite) -> Vec<(i64, i64, i64, Vec<u8>)> {
        let connection = store.writer();
        let mut select = connection
            .prepare(
                "SELECT measure, at, dimensions_id, histogram FROM distributions ORDER BY 1, width, 2, 3",
            )
            .unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn coarse_distributions_answer_as_the_full_ones_and_are_made_for_the_days_of_an_older_version() {
        let (_directory, store) = filled();
        let (coarse, stored) = (answers(&store), rows(&store));
        let size = store.performance_size().unwrap();
        assert!(coarse.iter().any(|(summary, count)| *count > 5 && summary.trend.len() > 1));
        set_since(&store, i64::MAX);
        assert_eq!(answers(&store), coarse);
        assert_eq!(rows(&store), stored);

        // As after the migration.
        let tomorrow = (NOW as i64 / DAY + 1) * DAY;
        store.writer().execute("DELETE FROM distributions WHERE measure > 99", []).unwrap();
        set_since(&store, tomorrow);
        let mut days = 0;
        while store.prepare_older_day().unwrap() {
            days += 1;
            assert_eq!(answers(&store), coarse);
        }
        assert!(days > 5, "{days}");
        assert_eq!(rows(&store), stored);
        assert_eq!(since(&store.writer()).unwrap(), 0);
        assert!(store.performance_size().unwrap().days > size.days);
        assert!(!store.prepare_older_day().unwrap());
    }
}
