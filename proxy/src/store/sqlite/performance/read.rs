//! Answers questions about distributions: rows of days and hours, and the vitals that are still open.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, Row, params};

use super::open_vitals::{self, OpenVital};
use super::range::{self, DAY, HOUR, Stretch};
use super::{coarse_since, measure_code};
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::dimensions::{Subject, selected_ids};
use crate::store::sqlite::grain::Grain;
use crate::store::{Dimension, Distribution, Measure, PerformanceFilter, StoreError};

/// Up to so many rows are looked up one by one; if there may be more, all rows of the range are read in order.
const LOOKUPS: i64 = 4_000;
/// The longest range whose trend is told in hours, in seconds: three days. Begun hours at both ends make one hour more.
const HOURLY: i64 = 3 * DAY;

/// A question: which measure, and which dimensions.
pub(super) struct Question<'a> {
    connection: &'a Connection,
    project_id: i64,
    measure: Measure,
    grain: Grain,
    /// The wanted dimensions; none: all of them.
    ids: Option<HashSet<i64>>,
}

/// The distribution of a measure.
pub(super) fn distribution(
    connection: &mut Connection,
    filter: &PerformanceFilter,
    measure: Measure,
) -> Result<Distribution, StoreError> {
    // The rows and the open vitals as of one moment: folding moves values from these to those.
    let snapshot = connection.transaction()?;
    let question = Question::of(&snapshot, filter, measure, &[])?;
    let mut sum = Distribution::default();
    let hours = range::hours(filter.from, filter.to);
    question.read(&question.stretches(hours)?, &mut |_, _, part| part.add_to(&mut sum))?;
    Ok(sum)
}

/// The distributions of a measure over time, oldest first.
pub(super) fn trend(
    connection: &mut Connection,
    filter: &PerformanceFilter,
    measure: Measure,
) -> Result<Vec<(Timestamp, Distribution)>, StoreError> {
    let snapshot = connection.transaction()?;
    let question = Question::of(&snapshot, filter, measure, &[])?;
    trend_of(&question, range::hours(filter.from, filter.to))
}

/// The trend that answers a question.
pub(super) fn trend_of(
    question: &Question<'_>,
    (from, to): (i64, i64),
) -> Result<Vec<(Timestamp, Distribution)>, StoreError> {
    let (width, stretches) = if question.is_hourly((from, to))? {
        (HOUR, vec![Stretch { width: HOUR, from, to }])
    } else {
        (DAY, question.stretches((from, to))?)
    };
    let mut sums: BTreeMap<i64, Distribution> = BTreeMap::new();
    question.read(&stretches, &mut |at, _, part| {
        part.add_to(sums.entry(at.div_euclid(width) * width).or_default())
    })?;
    Ok(sums.into_iter().map(|(at, sum)| (Timestamp(at as f64), sum)).collect())
}

/// The rows of dimensions in which a measure is counted.
pub(super) fn subject(measure: Measure) -> Subject {
    match measure {
        Measure::Vital(_) | Measure::SoftVital(_) | Measure::Duration(_) => Subject::Segment,
        Measure::Resource => Subject::Resource,
    }
}

/// Gets the time, the dimensions and the values of a part of the answer.
pub(super) type Visit<'a> = &'a mut dyn FnMut(i64, i64, &Part<'_>) -> Result<(), StoreError>;

/// A part of the answer.
pub(super) enum Part<'a> {
    Row(&'a Row<'a>),
    Open(&'a OpenVital),
}

impl Part<'_> {
    /// Adds it to a sum.
    pub(super) fn add_to(&self, sum: &mut Distribution) -> Result<(), StoreError> {
        match self {
            Self::Row(row) => add_row(row, sum)?,
            Self::Open(vital) => {
                sum.histogram.add(vital.value);
                sum.extrapolated += 1.0 / vital.sample_rate;
            }
        }
        Ok(())
    }
}

/// The columns after `at` and `dimensions_id`.
pub(super) fn add_row(row: &Row<'_>, sum: &mut Distribution) -> rusqlite::Result<()> {
    sum.histogram.merge_bytes(row.get_ref(5)?.as_blob()?);
    sum.extrapolated += row.get::<_, f64>(2)?;
    sum.failed += row.get::<_, i64>(3)?.unsigned_abs();
    sum.bytes = sum.bytes.saturating_add(row.get::<_, i64>(4)?.unsigned_abs());
    Ok(())
}

pub(super) const COLUMNS: &str = "at, dimensions_id, extrapolated, failed, bytes, histogram";

impl<'a> Question<'a> {
    /// A question about the data of a filter, which tells some dimensions apart.
    pub(super) fn of(
        connection: &'a Connection,
        filter: &PerformanceFilter,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<Self, StoreError> {
        let (from, _) = range::hours(filter.from, filter.to);
        let is_coarse = from >= coarse_since::since(connection)?;
        let grain = if is_coarse { Grain::of(filter, by) } else { Grain::Full };
        let ids = selected_ids(connection, filter, (subject(measure), grain))?;
        Ok(Self { connection, project_id: filter.project_id, measure, grain, ids })
    }

    /// The grain of the distributions that it reads.
    pub(super) fn grain(&self) -> Grain {
        self.grain
    }

    /// The number of these distributions.
    fn code(&self) -> i64 {
        self.grain.measure(measure_code::of_measure(self.measure))
    }

    /// The stretches of a range.
    pub(super) fn stretches(&self, hours: (i64, i64)) -> Result<Vec<Stretch>, StoreError> {
        let edge = |which: &str| {
            let sql = format!(
                "SELECT {which}(at) FROM distributions WHERE project_id = ?1 AND measure = ?2 AND width = {HOUR}"
            );
            let values = [self.project_id, self.code()];
            self.connection.prepare_cached(&sql)?.query_row(values, |row| row.get::<_, Option<i64>>(0))
        };
        Ok(range::stretches(hours, edge("min")?.zip(edge("max")?)))
    }

    /// Whether the trend of a range is told in hours.
    pub(super) fn is_hourly(&self, (from, to): (i64, i64)) -> Result<bool, StoreError> {
        Ok(to - from <= HOURLY + HOUR && self.has_hours(from)?)
    }

    /// Whether the hours since a time are kept. Days from before the first hour say that hours were deleted.
    fn has_hours(&self, from: i64) -> Result<bool, StoreError> {
        let day = from.div_euclid(DAY) * DAY;
        let mut first = self.connection.prepare_cached(
            "SELECT min(at) FROM distributions WHERE project_id = ?1 AND measure = ?2 AND width = ?3 AND at >= ?4",
        )?;
        let measure = self.code();
        let mut first = |width: i64, from: i64| {
            first.query_row([self.project_id, measure, width, from], |row| row.get::<_, Option<i64>>(0))
        };
        let oldest_hour = first(HOUR, i64::MIN)?.unwrap_or(i64::MAX);
        Ok(oldest_hour <= from || first(DAY, day)?.is_none_or(|at| at >= oldest_hour.div_euclid(DAY) * DAY))
    }

    /// Calls a function with the time, the dimensions and the values of each part of the answer.
    pub(super) fn read(&self, stretches: &[Stretch], visit: Visit<'_>) -> Result<(), StoreError> {
        for stretch in stretches {
            let steps = (stretch.to - stretch.from) / stretch.width;
            match &self.ids {
                Some(ids) if (ids.len() as i64).saturating_mul(steps) <= LOOKUPS => {
                    self.look_up(*stretch, ids, visit)?;
                }
                Some(_) | None => self.scan(*stretch, visit)?,
            }
        }
        let is_vital = matches!(self.measure, Measure::Vital(_) | Measure::SoftVital(_));
        if let (true, Some(first), Some(last)) = (is_vital, stretches.first(), stretches.last()) {
            let of = (self.project_id, measure_code::of_measure(self.measure), self.grain);
            open_vitals::each(self.connection, of, (first.from, last.to), &mut |vital| {
                if self.is_wanted(vital.dimensions_id) {
                    visit(vital.start as i64, vital.dimensions_id, &Part::Open(vital))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn is_wanted(&self, id: i64) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.contains(&id))
    }

    /// Reads all rows of a stretch in the order of the table.
    fn scan(&self, it: Stretch, visit: Visit<'_>) -> Result<(), StoreError> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM distributions
             WHERE project_id = ?1 AND measure = ?2 AND width = ?3 AND at >= ?4 AND at < ?5"
        ))?;
        let measure = self.code();
        let mut rows = select.query([self.project_id, measure, it.width, it.from, it.to])?;
        while let Some(row) = rows.next()? {
            let (at, id) = (row.get(0)?, row.get(1)?);
            if self.is_wanted(id) {
                visit(at, id, &Part::Row(row))?;
            }
        }
        Ok(())
    }

    /// Reads the rows of few dimensions one by one.
    fn look_up(&self, it: Stretch, ids: &HashSet<i64>, visit: Visit<'_>) -> Result<(), StoreError> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM distributions
             WHERE project_id = ?1 AND measure = ?2 AND width = ?3 AND at = ?4 AND dimensions_id = ?5"
        ))?;
        let measure = self.code();
        let mut at = it.from;
        while at < it.to {
            for id in ids {
                let mut rows = select.query(params![self.project_id, measure, it.width, at, id])?;
                while let Some(row) = rows.next()? {
                    visit(at, *id, &Part::Row(row))?;
                }
            }
            at += it.width;
        }
        Ok(())
    }
}
