//! Answers about transactions, page loads and vitals, out of their distributions.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::aggregate::{Aggregate, Measured};
use super::buckets::Buckets;
use super::cell::{Cell, Group, merge};
use super::group_field::GroupField;
use super::question::{Dataset, Question};
use crate::model::span::SegmentKind;
use crate::model::timestamp::Timestamp;
use crate::store::{Dimension, Distribution, Measure, PerformanceFilter, Reader, StoreError};
use crate::web::read_error::ReadError;

/// The interval of data in distributions.
const HOUR: f64 = 3600.0;
/// Groups that are read; of these the largest are answered.
const GROUPS: u32 = 200;
/// Most distributions, and trends, that are read for one answer.
const READS: usize = 2_000;
/// Trends of up to three days come in hours.
const HOURLY_RANGE: f64 = 3.0 * 86_400.0;
/// The longest range that is answered in hours: hours of older data are not kept.
const LONGEST_HOURLY: f64 = 60.0 * 86_400.0;

/// The shortest interval with data of its own: hours of long ago are not kept.
pub(super) fn shortest(question: &Question, now: Timestamp) -> f64 {
    let is_of_kept_hours = question.from.0 >= now.0 - LONGEST_HOURLY && question.seconds() <= LONGEST_HOURLY;
    if is_of_kept_hours { HOUR } else { 86_400.0 }
}

/// The groups, the largest first.
pub(super) fn groups(
    store: &dyn Reader,
    question: &Question,
    buckets: &Buckets,
) -> Result<Vec<Group>, ReadError> {
    let measures = measures(question)?;
    let filters = filters(question)?;
    let reads = filters.len() * measures.len();
    check_reads(reads)?;
    let names = match question.groups()?.as_slice() {
        [] => vec![(String::new(), None)],
        [field] => names(store, &filters, &measures, field.dimension()?)?,
        _ => return Err(ReadError::Unsupported("performance data is grouped by one field at most".into())),
    };
    let most = question.top.unwrap_or(question.rows).min(names.len());
    check_reads(reads * most * slices(question, buckets))?;
    let mut groups = Vec::new();
    for (name, dimension) in names.into_iter().take(most) {
        let values = dimension.iter().map(|_| name.clone()).collect();
        let mut group = Group::empty(values, buckets.count);
        for filter in &filters {
            let filter = limited(filter, dimension, &name);
            for measure in &measures {
                add(store, &filter, *measure, question.dataset, buckets, &mut group.cells)?;
            }
        }
        groups.push(group);
    }
    Ok(groups)
}

/// A question about many projects and environments by many groups would be many questions to the store.
fn check_reads(reads: usize) -> Result<(), ReadError> {
    if reads <= READS {
        return Ok(());
    }
    Err(ReadError::Unsupported(format!(
        "the answer needs {reads} distributions, and {READS} is the most: ask for fewer projects, environments, \
         aggregates or rows, or for a longer interval"
    )))
}

/// The measures that the aggregates need, each once. Vitals alone are counted where nothing but vitals is asked for.
fn measures(question: &Question) -> Result<Vec<Measure>, ReadError> {
    let mut measures = Vec::new();
    let mut needs_durations = question.aggregates.is_empty();
    for (name, aggregate) in &question.aggregates {
        match aggregate {
            Aggregate::Percentile(_, Measured::Vital(metric)) => {
                let of = if question.search.is_soft { Measure::SoftVital } else { Measure::Vital };
                let measure = of(*metric);
                if !measures.contains(&measure) {
                    measures.push(measure);
                }
            }
            Aggregate::UniqueUsers => {
                return Err(ReadError::Unsupported(format!(
                    "{name} cannot be answered of performance data: its counts name no users"
                )));
            }
            Aggregate::Count
            | Aggregate::CountPerMinute
            | Aggregate::FailureRate
            | Aggregate::Percentile(..) => {
                needs_durations = true;
            }
        }
    }
    if needs_durations && question.search.is_soft {
        return Err(ReadError::Unsupported(
            "soft navigations have vitals alone: ask for measurements.lcp, inp or cls".into(),
        ));
    }
    if needs_durations {
        measures.extend(kinds(question.search.op.as_deref()).into_iter().map(Measure::Duration));
    }
    Ok(measures)
}

fn kinds(op: Option<&str>) -> Vec<SegmentKind> {
    match op {
        Some(op) => vec![SegmentKind::of_op(op)],
        None => vec![SegmentKind::PageLoad, SegmentKind::Navigation, SegmentKind::Other],
    }
}

/// One filter for each project and environment.
fn filters(question: &Question) -> Result<Vec<PerformanceFilter>, ReadError> {
    if let Some(word) = question.search.words.first() {
        return Err(ReadError::Unsupported(format!(
            "performance data cannot be searched for the text {word}"
        )));
    }
    let environments: Vec<Option<String>> = if question.environments.is_empty() {
        vec![None]
    } else {
        question.environments.iter().cloned().map(Some).collect()
    };
    let mut filters = Vec::new();
    for project in &question.projects {
        for environment in &environments {
            let mut filter = PerformanceFilter {
                project_id: project.id,
                from: question.from,
                to: question.to,
                environment: environment.clone(),
                ..PerformanceFilter::default()
            };
            let mut is_possible = true;
            for (field, value) in &question.search.fields {
                if *field == GroupField::Project {
                    is_possible &= *value == project.slug || *value == project.id.to_string();
                    continue;
                }
                let dimension = field.dimension()?;
                is_possible &= get(&filter, dimension).is_none_or(|known| known == value);
                filter = limited(&filter, Some(dimension), value);
            }
            filters.extend(is_possible.then_some(filter));
        }
    }
    Ok(filters)
}

fn get(filter: &PerformanceFilter, dimension: Dimension) -> Option<&String> {
    match dimension {
        Dimension::Name => filter.name.as_ref(),
        Dimension::Release => filter.release.as_ref(),
        Dimension::Environment => filter.environment.as_ref(),
        Dimension::Device => filter.device.as_ref(),
        Dimension::Browser => filter.browser.as_ref(),
    }
}

fn limited(filter: &PerformanceFilter, dimension: Option<Dimension>, value: &str) -> PerformanceFilter {
    let mut filter = filter.clone();
    let value = Some(value.to_owned());
    match dimension {
        None => {}
        Some(Dimension::Name) => filter.name = value,
        Some(Dimension::Release) => filter.release = value,
        Some(Dimension::Environment) => filter.environment = value,
        Some(Dimension::Device) => filter.device = value,
        Some(Dimension::Browser) => filter.browser = value,
    }
    filter
}

/// The values of a dimension in all projects, the most frequent first.
fn names(
    store: &dyn Reader,
    filters: &[PerformanceFilter],
    measures: &[Measure],
    dimension: Dimension,
) -> Result<Vec<(String, Option<Dimension>)>, StoreError> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for filter in filters {
        for measure in measures {
            for (name, of) in store.distributions_by(filter, *measure, dimension, GROUPS)? {
                *counts.entry(name).or_default() += of.histogram.count();
            }
        }
    }
    let mut names: Vec<(String, u64)> = counts.into_iter().collect();
    names.sort_by_key(|(_, count)| Reverse(*count));
    Ok(names.into_iter().map(|(name, _)| (name, Some(dimension))).collect())
}

/// Adds a measure to the cells of its intervals.
fn add(
    store: &dyn Reader,
    filter: &PerformanceFilter,
    measure: Measure,
    dataset: Dataset,
    buckets: &Buckets,
    cells: &mut [Cell],
) -> Result<(), StoreError> {
    let parts = if buckets.count == 1 {
        vec![(filter.from, store.distribution(filter, measure)?)]
    } else {
        trend(store, filter, measure, buckets)?
    };
    for (at, of) in parts {
        // The first hour or day of a range may begin before it.
        let n = buckets.at(Timestamp(at.0.max(buckets.first)));
        let Some(cell) = n.and_then(|n| cells.get_mut(n)) else { continue };
        match measure {
            Measure::Vital(metric) | Measure::SoftVital(metric) => {
                merge(cell.vitals.entry(metric).or_insert_with(Distribution::default), &of)
            }
            Measure::Duration(_) | Measure::Resource => {
                cell.count += count(&of, dataset);
                merge(&mut cell.durations, &of);
            }
        }
    }
    Ok(())
}

fn count(of: &Distribution, dataset: Dataset) -> f64 {
    let received = of.histogram.count() as f64;
    if dataset == Dataset::Spans { of.extrapolated.round().max(received) } else { received }
}

/// The trend in hours where the intervals are shorter than a day. The store answers in hours for three days at once.
fn trend(
    store: &dyn Reader,
    filter: &PerformanceFilter,
    measure: Measure,
    buckets: &Buckets,
) -> Result<Vec<(Timestamp, Distribution)>, StoreError> {
    if !is_sliced(filter.to.0 - filter.from.0, buckets) {
        return store.trend(filter, measure);
    }
    let mut all = Vec::new();
    let mut from = filter.from.0;
    while from < filter.to.0 {
        // Whole hours: the first hour of a slice is not in the slice before.
        let next = ((from + HOURLY_RANGE) / HOUR).floor() * HOUR;
        let to = (next - 1.0).min(filter.to.0);
        let slice = PerformanceFilter { from: Timestamp(from), to: Timestamp(to), ..filter.clone() };
        all.extend(store.trend(&slice, measure)?);
        from = next;
    }
    Ok(all)
}

/// Whether hours are needed of a range whose trend the store tells in days.
fn is_sliced(range: f64, buckets: &Buckets) -> bool {
    let is_of_days = buckets.width >= 86_400.0 && buckets.width % 86_400.0 == 0.0;
    buckets.count > 1 && !is_of_days && (HOURLY_RANGE..=LONGEST_HOURLY).contains(&range)
}

/// Number of trends that are read for each group and measure.
fn slices(question: &Question, buckets: &Buckets) -> usize {
    let range = question.seconds();
    if is_sliced(range, buckets) { (range / HOURLY_RANGE).ceil() as usize } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vital::Metric;

    fn question(pairs: &[(&str, &str)], now: Timestamp) -> Question {
        let pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Question::of(&pairs, &[], now).unwrap()
    }

    #[test]
    fn old_ranges_come_in_days() {
        let now = Timestamp(1_764_425_400.0);
        for (start, end, width) in [
            ("2025-11-28T00:00:00", "2025-11-29T00:00:00", HOUR),
            ("2025-10-01T00:00:00", "2025-10-02T00:00:00", HOUR),
            ("2025-09-20T00:00:00", "2025-09-21T00:00:00", 86_400.0),
            ("2025-07-01T00:00:00", "2025-11-29T00:00:00", 86_400.0),
        ] {
            assert_eq!(shortest(&question(&[("start", start), ("end", end)], now), now), width, "{start}");
        }
        let question = question(&[("statsPeriod", "60d")], now);
        assert_eq!(shortest(&question, now), HOUR);
        let buckets = Buckets::of(question.from, question.to, Some(HOUR), HOUR);
        assert_eq!(slices(&question, &buckets), 20);
    }

    #[test]
    fn each_measure_is_read_once() {
        let fields = ["p75(measurements.lcp)", "p75(measurements.cls)", "p95(measurements.lcp)"]
            .map(|it| ("field", it));
        let measures = measures(&question(&fields, Timestamp(1_764_425_400.0))).unwrap();
        assert_eq!(measures, [Metric::Lcp, Metric::Cls].map(Measure::Vital));
    }

    #[test]
    fn soft_navigations_have_vitals_alone() {
        let of = |field: &str| {
            let asked = [("field", field), ("query", "browser.navigation.type:soft-navigation")];
            measures(&question(&asked, Timestamp(1_764_425_400.0)))
        };
        assert_eq!(of("p75(measurements.lcp)").unwrap(), [Measure::SoftVital(Metric::Lcp)]);
        assert!(of("count()").unwrap_err().to_string().contains("measurements.lcp"));
    }

    #[test]
    fn operations() {
        assert_eq!(kinds(Some("pageload")), [SegmentKind::PageLoad]);
        assert_eq!(kinds(Some("http.server")), [SegmentKind::Other]);
        assert_eq!(kinds(None).len(), 3);
    }
}
