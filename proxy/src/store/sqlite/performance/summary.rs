//! A measure seen from several sides in one pass: all of it, over time, and by the values of dimensions.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::range::{self, DAY};
use super::read::{self, Question, subject};
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::dimension_groups::{Groups, groups};
use crate::store::{Dimension, Distribution, Measure, PerformanceFilter, StoreError, Summary};

/// All sides of a measure.
pub(super) fn summary(
    connection: &mut Connection,
    filter: &PerformanceFilter,
    measure: Measure,
    dimensions: &[Dimension],
    limit: u32,
) -> Result<Summary, StoreError> {
    // The rows and the open vitals as of one moment: folding moves values from these to those.
    let snapshot = connection.transaction()?;
    let groups = groups(&snapshot, filter, subject(measure), dimensions)?;
    let mut sums = Sums::of(&groups);
    let mut days: BTreeMap<i64, Distribution> = BTreeMap::new();
    let question = Question::of(&snapshot, filter, measure)?;
    let hours = range::hours(filter.from, filter.to);
    question.read(&question.stretches(hours)?, &mut |at, id, part| {
        part.add_to(days.entry(at.div_euclid(DAY) * DAY).or_default())?;
        sums.add(id, |sum| part.add_to(sum))
    })?;
    let mut all = Distribution::default();
    days.values().for_each(|of| all.merge(of));
    let trend = if question.is_hourly(hours)? {
        read::trend_of(&question, hours)?
    } else {
        days.into_iter().map(|(at, sum)| (Timestamp(at as f64), sum)).collect()
    };
    Ok(Summary { all, trend, by: sums.lists(limit) })
}

/// The distributions of a measure by the values of a dimension, the most frequent first.
pub(super) fn by_dimension(
    connection: &mut Connection,
    filter: &PerformanceFilter,
    measure: Measure,
    dimension: Dimension,
    limit: u32,
) -> Result<Vec<(String, Distribution)>, StoreError> {
    let snapshot = connection.transaction()?;
    let groups = groups(&snapshot, filter, subject(measure), &[dimension])?;
    let mut sums = Sums::of(&groups);
    let question = Question::of(&snapshot, filter, measure)?;
    let hours = range::hours(filter.from, filter.to);
    question.read(&question.stretches(hours)?, &mut |_, id, part| sums.add(id, |sum| part.add_to(sum)))?;
    Ok(sums.lists(limit).pop().unwrap_or_default())
}

/// A sum for each value of each dimension.
struct Sums<'a> {
    groups: &'a Groups,
    sums: Vec<Vec<Distribution>>,
}

impl<'a> Sums<'a> {
    fn of(groups: &'a Groups) -> Self {
        let sums = groups.values.iter().map(|values| vec![Distribution::default(); values.len()]);
        Self { groups, sums: sums.collect() }
    }

    /// Adds a part of the answer to the sums of its dimensions.
    fn add(
        &mut self,
        dimensions_id: i64,
        add_to: impl Fn(&mut Distribution) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Some(places) = self.groups.places.get(&dimensions_id) else { return Ok(()) };
        for (sums, place) in self.sums.iter_mut().zip(places) {
            if let Some(sum) = sums.get_mut(*place) {
                add_to(sum)?;
            }
        }
        Ok(())
    }

    /// For each dimension the most frequent values.
    fn lists(self, limit: u32) -> Vec<Vec<(String, Distribution)>> {
        let lists = self.groups.values.iter().zip(self.sums).map(|(values, sums)| {
            let all = values.iter().zip(sums).filter(|(_, sum)| sum.histogram.count() > 0);
            let mut list: Vec<_> = all.map(|(value, sum)| (value.clone(), sum)).collect();
            list.sort_by(|(a, x), (b, y)| {
                y.histogram.count().cmp(&x.histogram.count()).then_with(|| a.cmp(b))
            });
            list.truncate(limit as usize);
            list
        });
        lists.collect()
    }
}
