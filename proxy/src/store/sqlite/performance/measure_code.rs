//! The numbers of measures, metrics and kinds in the tables. They never change.

use crate::model::span::SegmentKind;
use crate::model::vital::{Metric, Vital};
use crate::store::Measure;
use crate::store::sqlite::grain::Grain;

/// All measures.
pub(super) const ALL: [i64; 14] = [1, 2, 3, 4, 5, 11, 12, 13, 20, 31, 32, 33, 34, 35];
/// The first number of the vitals of soft navigations, less the one of a metric.
const SOFT: i64 = 30;

/// The numbers of all distributions, for deletion: those of each measure and grain.
pub(super) fn all() -> impl Iterator<Item = i64> {
    Grain::ALL.into_iter().flat_map(|grain| ALL.map(|measure| grain.measure(measure)))
}

/// The number of a measure.
pub(super) fn of_measure(measure: Measure) -> i64 {
    match measure {
        Measure::Vital(metric) => of_metric(metric),
        Measure::SoftVital(metric) => SOFT + of_metric(metric),
        Measure::Duration(kind) => 10 + of_kind(kind),
        Measure::Resource => 20,
    }
}

/// The number under which a vital is stored: that of the measure it is counted in.
pub(super) fn of_vital(vital: &Vital) -> i64 {
    of_measure(if vital.is_of_soft_navigation() {
        Measure::SoftVital(vital.metric)
    } else {
        Measure::Vital(vital.metric)
    })
}

/// The number of a metric.
fn of_metric(metric: Metric) -> i64 {
    match metric {
        Metric::Lcp => 1,
        Metric::Inp => 2,
        Metric::Cls => 3,
        Metric::Fcp => 4,
        Metric::Ttfb => 5,
    }
}

/// The metric of a vital that is stored under this number.
pub(super) fn metric(code: i64) -> Option<Metric> {
    Metric::ALL.into_iter().find(|metric| [0, SOFT].contains(&(code - of_metric(*metric))))
}

/// The number of a kind of segments.
pub(super) fn of_kind(kind: SegmentKind) -> i64 {
    match kind {
        SegmentKind::PageLoad => 1,
        SegmentKind::Navigation => 2,
        SegmentKind::Other => 3,
    }
}

/// The kind with this number.
pub(super) fn kind(code: i64) -> SegmentKind {
    match code {
        1 => SegmentKind::PageLoad,
        2 => SegmentKind::Navigation,
        _ => SegmentKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_has_a_number_of_its_own_that_leads_back() {
        let kinds = [SegmentKind::PageLoad, SegmentKind::Navigation, SegmentKind::Other];
        let vitals = Metric::ALL.map(Measure::Vital);
        let durations = kinds.map(Measure::Duration);
        let soft = Metric::ALL.map(Measure::SoftVital);
        let all: Vec<_> =
            vitals.into_iter().chain(soft).chain(durations).chain([Measure::Resource]).collect();
        let mut codes: Vec<_> = all.into_iter().map(of_measure).collect();
        codes.sort_unstable();
        assert_eq!(codes, ALL);
        for it in Metric::ALL {
            assert_eq!(metric(of_measure(Measure::Vital(it))), Some(it));
            assert_eq!(metric(of_measure(Measure::SoftVital(it))), Some(it));
        }
        assert_eq!([0, 6, 13, 20, 30, 36].map(metric), [None; 6]);
        for it in kinds {
            assert_eq!(kind(of_kind(it)), it);
        }
    }
}
