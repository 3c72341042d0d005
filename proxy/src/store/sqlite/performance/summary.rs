//! A measure seen from several sides: all of it, over time, and by the values of dimensions.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::range::{self, DAY};
use super::read::{self, Question, subject};
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::dimension_groups::{Groups, groups};
use crate::store::sqlite::grain::Grain;
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
    let question = Question::of(&snapshot, filter, measure, &[])?;
    let hours = range::hours(filter.from, filter.to);
    let mut days: BTreeMap<i64, Distribution> = BTreeMap::new();
    question.read(&question.stretches(hours)?, &mut |at, _, part| {
        part.add_to(days.entry(at.div_euclid(DAY) * DAY).or_default())
    })?;
    let mut all = Distribution::default();
    days.values().for_each(|of| all.merge(of));
    let trend = if question.is_hourly(hours)? {
        read::trend_of(&question, hours)?
    } else {
        days.into_iter().map(|(at, sum)| (Timestamp(at as f64), sum)).collect()
    };
    Ok(Summary { all, trend, by: by_dimensions(&snapshot, filter, measure, dimensions, limit)? })
}

/// The distributions of a measure by the values of each dimension. Those that the same rows tell are read in one pass.
fn by_dimensions(
    connection: &Connection,
    filter: &PerformanceFilter,
    measure: Measure,
    dimensions: &[Dimension],
    limit: u32,
) -> Result<Vec<Vec<(String, Distribution)>>, StoreError> {
    let mut lists = vec![Vec::new(); dimensions.len()];
    for grain in Grain::ALL {
        let of_grain = dimensions.iter().enumerate().filter(|(_, it)| Grain::of(filter, &[**it]) == grain);
        let (places, by): (Vec<usize>, Vec<Dimension>) = of_grain.map(|(place, it)| (place, *it)).unzip();
        if by.is_empty() {
            continue;
        }
        let question = Question::of(connection, filter, measure, &by)?;
        let groups = groups(connection, filter, (subject(measure), question.grain()), &by)?;
        let mut sums = Sums::of(&groups);
        let hours = range::hours(filter.from, filter.to);
        question
            .read(&question.stretches(hours)?, &mut |_, id, part| sums.add(id, |sum| part.add_to(sum)))?;
        for (place, list) in places.into_iter().zip(sums.lists(limit)) {
            if let Some(it) = lists.get_mut(place) {
                *it = list;
            }
        }
    }
    Ok(lists)
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
    let mut lists = by_dimensions(&snapshot, filter, measure, &[dimension], limit)?;
    Ok(lists.pop().unwrap_or_default())
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
