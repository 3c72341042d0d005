//! A range of time in buckets of hours or days (UTC).

use super::super::language::t;
use crate::model::timestamp::Timestamp;
use crate::store::OutcomeQuery;

/// A range that ends now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::web::pages) enum OutcomeRange {
    #[default]
    Day,
    TwoWeeks,
    Month,
}

/// Hours of a day.
const DAY: i64 = 24;

impl OutcomeRange {
    pub(in crate::web::pages) const ALL: [Self; 3] = [Self::Day, Self::TwoWeeks, Self::Month];

    /// The range of this name in an address; the shortest for any other.
    pub(in crate::web::pages) fn named(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|range| Some(range.name()) == name).unwrap_or_default()
    }

    /// In addresses.
    pub(in crate::web::pages) fn name(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::TwoWeeks => "14d",
            Self::Month => "30d",
        }
    }

    /// For people.
    pub(in crate::web::pages) fn words(self) -> &'static str {
        match self {
            Self::Day => t("Last 24 hours"),
            Self::TwoWeeks => t("Last 14 days"),
            Self::Month => t("Last 30 days"),
        }
    }

    /// Whether a bucket is an hour; else it is a day.
    pub(in crate::web::pages) fn is_hourly(self) -> bool {
        self == Self::Day
    }

    /// The number of buckets, with the one that is not over yet.
    pub(in crate::web::pages) fn buckets(self) -> usize {
        match self {
            Self::Day => 24,
            Self::TwoWeeks => 14,
            Self::Month => 30,
        }
    }

    /// The question for the counts of a project.
    pub(in crate::web::pages) fn query(self, project_id: i64, now: Timestamp) -> OutcomeQuery {
        let step = if self.is_hourly() { 1 } else { DAY };
        let last = now.hour().div_euclid(step) * step;
        let first = last - step * (self.buckets() as i64 - 1);
        let from = Timestamp(first as f64 * 3_600.0);
        OutcomeQuery { project_id, from, to: now, step: step as u32, by_key: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bucket_is_the_one_of_now() {
        let now = Timestamp(1_800_000_000.0);
        for range in OutcomeRange::ALL {
            let query = range.query(1, now);
            let last = (now.hour() - query.from.hour()) / i64::from(query.step);
            assert_eq!(last as usize + 1, range.buckets(), "{range:?}");
            assert_eq!(OutcomeRange::named(Some(range.name())), range);
        }
        assert_eq!(OutcomeRange::named(Some("1y")), OutcomeRange::Day);
    }
}
