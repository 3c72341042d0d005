//! Implements the roles of performance data on SQLite.

use super::{coarse, expire, fold, read, segment_list, segments, spans, summary, trace_errors, vitals};
use crate::model::span::{Segment, SegmentKind, Span};
use crate::model::timestamp::Timestamp;
use crate::model::vital::Vital;
use crate::store::sqlite::{Sqlite, dimensions, performance_sizes};
use crate::store::{
    Dimension, Distribution, FoldVitals, Measure, Performance, PerformanceFilter, PerformanceSize,
    PerformanceStep, PerformanceUse, RetainPerformance, SegmentOrder, StoreError, Summary, TraceError,
};

impl Performance for Sqlite {
    fn distribution(&self, filter: &PerformanceFilter, measure: Measure) -> Result<Distribution, StoreError> {
        read::distribution(&mut self.readers.one(), filter, measure)
    }

    fn distributions_by(
        &self,
        filter: &PerformanceFilter,
        measure: Measure,
        dimension: Dimension,
        limit: u32,
    ) -> Result<Vec<(String, Distribution)>, StoreError> {
        summary::by_dimension(&mut self.readers.one(), filter, measure, dimension, limit)
    }

    fn summary(
        &self,
        filter: &PerformanceFilter,
        measure: Measure,
        dimensions: &[Dimension],
        limit: u32,
    ) -> Result<Summary, StoreError> {
        summary::summary(&mut self.readers.one(), filter, measure, dimensions, limit)
    }

    fn trend(
        &self,
        filter: &PerformanceFilter,
        measure: Measure,
    ) -> Result<Vec<(Timestamp, Distribution)>, StoreError> {
        read::trend(&mut self.readers.one(), filter, measure)
    }

    fn dimension_values(
        &self,
        project_id: i64,
        dimension: Dimension,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        dimensions::values(&self.readers.one(), project_id, dimension, limit)
    }

    fn segments(
        &self,
        filter: &PerformanceFilter,
        kind: SegmentKind,
        order: SegmentOrder,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Segment>, StoreError> {
        segment_list::list(&self.readers.one(), filter, kind, order, (offset, limit))
    }

    fn segment(&self, project_id: i64, span_id: &str) -> Result<Option<Segment>, StoreError> {
        segments::one(&self.readers.one(), project_id, span_id)
    }

    fn trace(&self, trace_id: &str, limit: u32) -> Result<Vec<(i64, Segment)>, StoreError> {
        segments::of_trace(&self.readers.one(), trace_id, limit)
    }

    fn spans(&self, project_id: i64, segment: &Segment, limit: u32) -> Result<Vec<Span>, StoreError> {
        spans::of_segment(&self.readers.one(), project_id, segment, limit)
    }

    fn span_count(&self, project_id: i64, segment: &Segment) -> Result<u64, StoreError> {
        spans::count(&self.readers.one(), project_id, segment)
    }

    fn page_view_vitals(&self, project_id: i64, page_view: &str) -> Result<Vec<Vital>, StoreError> {
        vitals::of_page_view(&self.readers.one(), project_id, page_view)
    }

    fn trace_errors(&self, trace_id: &str, limit: u32) -> Result<Vec<TraceError>, StoreError> {
        trace_errors::of_trace(&self.readers.one(), trace_id, limit)
    }

    fn dimension_overflow(&self, project_id: i64) -> Result<u64, StoreError> {
        dimensions::overflow(&self.readers.one(), project_id)
    }
}

impl FoldVitals for Sqlite {
    fn fold_vitals(&self, opened_before: Timestamp, most: u32) -> Result<u64, StoreError> {
        fold::fold(&mut self.writer(), opened_before, most)
    }

    fn prepare_older_day(&self) -> Result<bool, StoreError> {
        coarse::add_day(&mut self.writer())
    }
}

impl RetainPerformance for Sqlite {
    fn expire_performance(&self, before: Timestamp, ahead: Timestamp) -> Result<PerformanceStep, StoreError> {
        expire::by_age(&mut self.writer(), before, ahead)
    }

    fn thin_performance(&self, before: Timestamp) -> Result<PerformanceStep, StoreError> {
        expire::oldest(&mut self.writer(), before)
    }

    fn expire_sessions(
        &self,
        before: Timestamp,
        ahead: Timestamp,
        most: u64,
    ) -> Result<PerformanceStep, StoreError> {
        expire::sessions(&mut self.writer(), before, ahead, most)
    }

    fn oldest_distributions(&self) -> Result<[Option<Timestamp>; 2], StoreError> {
        expire::oldest_distributions(&self.readers.one())
    }

    fn expire_distributions(&self, hours: Timestamp, days: Timestamp) -> Result<PerformanceStep, StoreError> {
        expire::distributions(&mut self.writer(), hours, days)
    }
}

impl PerformanceUse for Sqlite {
    fn performance_size(&self) -> Result<PerformanceSize, StoreError> {
        performance_sizes::all(&self.readers.one())
    }
}
