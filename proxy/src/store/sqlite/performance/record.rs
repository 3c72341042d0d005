//! Stores the performance data of an item within the open transaction, and counts it.

use rusqlite::Connection;

use super::dimensions::{DimensionIds, Subject};
use super::distributions::{Counted, Distributions};
use super::sizes::Sizes;
use super::{measure_code, segments, spans, vitals};
use crate::model::span::{Segment, TraceData};
use crate::model::timestamp::Timestamp;
use crate::store::{Measure, StoreError, TraceRecorded};

/// How long before its arrival data may have begun, in seconds: a week. SDKs keep what they cannot send for some days.
const OLDEST: f64 = 7.0 * 86_400.0;
/// How long after its arrival data may claim to have begun, in seconds: an hour, as clocks differ.
const NEWEST: f64 = 3_600.0;
/// The smallest sample rate that is believed: a value then stands for ten thousand.
const SMALLEST_RATE: f64 = 0.000_1;

/// The sums of a batch.
#[derive(Debug, Default)]
pub(in crate::store::sqlite) struct TraceSums {
    distributions: Distributions,
}

/// What the data of an item has in common, and the parts of the batch that it goes to.
struct Recorder<'a> {
    connection: &'a Connection,
    data: &'a TraceData,
    ids: &'a mut DimensionIds,
    sizes: &'a mut Sizes,
    distributions: &'a mut Distributions,
}

impl TraceSums {
    /// Stores the data of an item.
    pub(in crate::store::sqlite) fn record(
        &mut self,
        connection: &Connection,
        data: &TraceData,
        ids: &mut DimensionIds,
        sizes: &mut Sizes,
    ) -> Result<TraceRecorded, StoreError> {
        let distributions = &mut self.distributions;
        Recorder { connection, data, ids, sizes, distributions }.record()
    }

    /// Writes the distributions.
    pub(in crate::store::sqlite) fn write(
        &self,
        connection: &Connection,
        sizes: &mut Sizes,
    ) -> Result<(), StoreError> {
        self.distributions.write(connection, sizes)
    }
}

impl Recorder<'_> {
    fn record(&mut self) -> Result<TraceRecorded, StoreError> {
        let data = self.data;
        let mut recorded = TraceRecorded::default();
        for segment in &data.segments {
            if self.segment(segment)? {
                recorded.segments += 1;
            } else {
                recorded.duplicates += 1;
            }
        }
        let (stored, duplicates) = spans::store(self.connection, data, self.sizes)?;
        recorded.spans = stored;
        recorded.duplicates += duplicates;
        // The resources are among the spans. Without spans they belong to the segments.
        let has_new = if data.spans.is_empty() { recorded.segments > 0 } else { stored > 0 };
        if has_new {
            self.resources()?;
        }
        for vital in &data.vitals {
            let id = self.id(Subject::Segment, &vital.dimensions)?;
            let start = believed(vital.start, data.received);
            if !vitals::store(self.connection, data, vital, start, id, self.sizes)? {
                recorded.late += 1;
            }
        }
        Ok(recorded)
    }

    /// Returns whether the segment is new.
    fn segment(&mut self, segment: &Segment) -> Result<bool, StoreError> {
        let dimensions_id = self.id(Subject::Segment, &segment.dimensions)?;
        let time = believed(segment.start, self.data.received);
        if !segments::store(self.connection, self.data, segment, time, dimensions_id, self.sizes)? {
            return Ok(false);
        }
        self.distributions.add(&Counted {
            project_id: self.data.project_id,
            measure: measure_code::of_measure(Measure::Duration(segment.kind)),
            dimensions_id,
            time,
            value: segment.duration,
            sample_rate: believed_rate(segment.sample_rate),
            is_failed: segment.is_failed,
            bytes: 0,
        });
        Ok(true)
    }

    fn resources(&mut self) -> Result<(), StoreError> {
        let data = self.data;
        // An item is of one page view, which was sampled as a whole.
        let rates = data.segments.iter().map(|it| it.sample_rate);
        let mut rates = rates.chain(data.vitals.iter().map(|it| it.sample_rate));
        let sample_rate = believed_rate(rates.next().unwrap_or(1.0));
        for resource in &data.resources {
            let dimensions_id = self.id(Subject::Resource, &resource.dimensions)?;
            self.distributions.add(&Counted {
                project_id: data.project_id,
                measure: measure_code::of_measure(Measure::Resource),
                dimensions_id,
                time: believed(resource.start, data.received),
                value: resource.duration,
                sample_rate,
                is_failed: false,
                bytes: resource.transfer_size.unwrap_or(0),
            });
        }
        Ok(())
    }

    fn id(
        &mut self,
        subject: Subject,
        dimensions: &std::sync::Arc<crate::model::span::Dimensions>,
    ) -> Result<i64, StoreError> {
        let day = self.data.received.hour().div_euclid(24);
        self.ids.id(self.connection, self.data.project_id, subject, dimensions, day)
    }
}

/// When data began; its arrival, if the time that it claims is absurd. Each hour is a row, so absurd times would make
/// rows without end.
pub(in crate::store::sqlite) fn believed(start: Timestamp, received: Timestamp) -> Timestamp {
    let range = received.0 - OLDEST..=received.0 + NEWEST;
    if range.contains(&start.0) { start } else { received }
}

/// A sample rate between the smallest that is believed and 1.
pub(super) fn believed_rate(rate: f64) -> f64 {
    if rate.is_finite() && rate > 0.0 { rate.clamp(SMALLEST_RATE, 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_times_are_those_of_the_arrival() {
        let received = Timestamp(1_800_000_000.0);
        for (offset, is_believed) in [
            (0.0, true),
            (-604_800.0, true),
            (-604_801.0, false),
            (3_600.0, true),
            (3_601.0, false),
            (f64::NAN, false),
        ] {
            let start = Timestamp(received.0 + offset);
            assert_eq!(believed(start, received) == start, is_believed, "{offset}");
            assert!(is_believed || believed(start, received) == received);
        }
    }

    #[test]
    fn absurd_rates_count_once_or_ten_thousand_times() {
        for (rate, expect) in
            [(0.25, 0.25), (0.0, 1.0), (-1.0, 1.0), (f64::NAN, 1.0), (7.0, 1.0), (1e-9, 0.000_1)]
        {
            assert_eq!(believed_rate(rate), expect);
        }
    }
}
