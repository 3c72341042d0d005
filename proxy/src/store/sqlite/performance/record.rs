//! Stores the performance data of an item within the open transaction, and counts it.

use rusqlite::Connection;

use super::distributions::{Counted, Distributions};
use super::{coarse, measure_code, page_view, page_view_name, segments, spans, vitals};
use crate::model::span::{Resource, Segment, TraceData};
use crate::store::sqlite::believed::{believed, believed_rate, stored_start};
use crate::store::sqlite::dimensions::{DimensionIds, Subject};
use crate::store::sqlite::performance_sizes::Sizes;
use crate::store::{Measure, StoreError, TraceRecorded};

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
        coarse::write(&self.distributions, connection, sizes)
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
        let stored = spans::store(self.connection, data, self.sizes)?;
        recorded.spans = stored.spans;
        recorded.duplicates += stored.duplicates;
        // The resources are among the spans. Without spans they belong to the segments.
        let is_new = |it: &&Resource| {
            stored.new_groups.contains(&spans::group(&it.trace_id, it.segment_id.as_deref()))
        };
        let are_all_new = data.spans.is_empty() && recorded.segments > 0;
        for resource in data.resources.iter().filter(|it| are_all_new || is_new(it)) {
            self.resource(resource)?;
        }
        for (n, vital) in data.vitals.iter().enumerate() {
            let vital = &*page_view::with_page_view(self.connection, data.project_id, vital)?;
            let of_page_load = page_view_name::of_vital(self.connection, data.project_id, vital)?;
            let id = match of_page_load {
                Some(id) => id,
                None => self.id(Subject::Segment, &vital.dimensions)?,
            };
            let start = believed(vital.start, data.received);
            if !vitals::store(self.connection, data, vital, start, id, self.sizes)? {
                recorded.late += u64::from(data.vital_spans.binary_search(&n).is_ok());
            }
        }
        Ok(recorded)
    }

    /// Returns whether the segment is new.
    fn segment(&mut self, segment: &Segment) -> Result<bool, StoreError> {
        let dimensions_id = self.id(Subject::Segment, &segment.dimensions)?;
        let time = believed(segment.start, self.data.received);
        let start = stored_start(segment.start, self.data.received);
        if !segments::store(self.connection, self.data, segment, start, dimensions_id, self.sizes)? {
            return Ok(false);
        }
        page_view::of_segment(self.connection, self.data.project_id, segment)?;
        page_view_name::of_page_load(self.connection, self.data.project_id, segment, dimensions_id)?;
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

    fn resource(&mut self, resource: &Resource) -> Result<(), StoreError> {
        let dimensions_id = self.id(Subject::Resource, &resource.dimensions)?;
        self.distributions.add(&Counted {
            project_id: self.data.project_id,
            measure: measure_code::of_measure(Measure::Resource),
            dimensions_id,
            time: believed(resource.start, self.data.received),
            value: resource.duration,
            sample_rate: believed_rate(resource.sample_rate),
            is_failed: false,
            bytes: resource.transfer_size.unwrap_or(0),
        });
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
