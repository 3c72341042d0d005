//! Counts values in histograms by hour and by day.
//!
//! A batch sums up in memory, so each row is read and written once however many values it gets.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::range::{DAY, HOUR};
use crate::model::histogram::Histogram;
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::performance_sizes::{self, Sizes};
use crate::store::{Distribution, StoreError};

/// Bytes of a row in the file without its histogram, about.
pub(super) const ROW: i64 = 28;

/// The key of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub project_id: i64,
    pub measure: i64,
    pub width: i64,
    pub at: i64,
    pub dimensions_id: i64,
}

/// A value to be counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub project_id: i64,
    /// As in `measure_code`.
    pub measure: i64,
    pub dimensions_id: i64,
    pub time: Timestamp,
    pub value: f64,
    /// The share of such values that the client sends.
    pub sample_rate: f64,
    pub is_failed: bool,
    /// Bytes that came over the network.
    pub bytes: u64,
}

/// The sums of a batch.
#[derive(Debug, Default)]
pub(super) struct Distributions(BTreeMap<Key, Distribution>);

impl Distributions {
    /// Counts a value in its hour and its day. A value that is not finite is ignored.
    pub(super) fn add(&mut self, counted: &Counted) {
        if !counted.value.is_finite() {
            return;
        }
        for width in [HOUR, DAY] {
            let at = (counted.time.0 / width as f64).floor() as i64 * width;
            let Counted { project_id, measure, dimensions_id, .. } = *counted;
            let sum = self.sum(Key { project_id, measure, width, at, dimensions_id });
            sum.histogram.add(counted.value);
            sum.extrapolated += 1.0 / counted.sample_rate;
            sum.failed += u64::from(counted.is_failed);
            sum.bytes = sum.bytes.saturating_add(counted.bytes);
        }
    }

    /// The sum of a row.
    pub(super) fn sum(&mut self, key: Key) -> &mut Distribution {
        self.0.entry(key).or_default()
    }

    /// The sums of all rows.
    pub(super) fn sums(&self) -> impl Iterator<Item = (&Key, &Distribution)> {
        self.0.iter()
    }

    /// Adds the sums to the rows, within the open transaction.
    pub(super) fn write(&self, connection: &Connection, sizes: &mut Sizes) -> Result<(), StoreError> {
        let mut select = connection.prepare_cached(
            "SELECT extrapolated, failed, bytes, histogram FROM distributions
             WHERE project_id = ?1 AND measure = ?2 AND width = ?3 AND at = ?4 AND dimensions_id = ?5",
        )?;
        let mut replace = connection.prepare_cached(
            "INSERT OR REPLACE INTO distributions (project_id, measure, width, at, dimensions_id, count, extrapolated,
                 failed, bytes, histogram)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for (key, sum) in &self.0 {
            let Key { project_id, measure, width, at, dimensions_id } = *key;
            let mut size = ROW;
            let stored = select
                .query_row([project_id, measure, width, at, dimensions_id], |row| {
                    let bytes = row.get_ref(3)?.as_blob()?;
                    size = -(bytes.len() as i64);
                    let mut histogram = Histogram::default();
                    histogram.merge_bytes(bytes);
                    Ok(Distribution {
                        histogram,
                        extrapolated: row.get(0)?,
                        failed: row.get::<_, i64>(1)?.unsigned_abs(),
                        bytes: row.get::<_, i64>(2)?.unsigned_abs(),
                    })
                })
                .optional()?;
            let is_new = stored.is_none();
            let mut total = stored.unwrap_or_default();
            total.merge(sum);
            let histogram = total.histogram.to_bytes();
            sizes.add(size_kind(width), i64::from(is_new), size + histogram.len() as i64);
            replace.execute(params![
                project_id,
                measure,
                width,
                at,
                dimensions_id,
                integer(total.histogram.count()),
                total.extrapolated,
                integer(total.failed),
                integer(total.bytes),
                histogram
            ])?;
        }
        Ok(())
    }
}

/// The kind under which the bytes of rows of a width count.
pub(super) fn size_kind(width: i64) -> &'static str {
    if width == HOUR { performance_sizes::HOURS } else { performance_sizes::DAYS }
}

fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
