//! The ranges of time of an issue's pages.

use maud::{Markup, html};

use super::super::language::t;
use crate::model::timestamp::Timestamp;
use crate::store::EventRange;

const DAY: f64 = 86_400.0;

/// A range that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) enum TimeRange {
    Day,
    Fortnight,
    Month,
    All,
}

impl TimeRange {
    pub(in crate::web::pages) const ALL: [Self; 4] = [Self::Day, Self::Fortnight, Self::Month, Self::All];

    /// The range that a query asks for, in Sentry's words.
    pub(in crate::web::pages) fn read(text: Option<&str>) -> Option<Self> {
        let text = text?;
        Self::ALL.into_iter().find(|range| range.key() == text)
    }

    /// As it stands in an address.
    pub(in crate::web::pages) const fn key(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Fortnight => "14d",
            Self::Month => "30d",
            Self::All => "all",
        }
    }

    /// As a page says it.
    pub(in crate::web::pages) fn name(self) -> &'static str {
        match self {
            Self::Day => t("24 hours"),
            Self::Fortnight => t("14 days"),
            Self::Month => t("30 days"),
            Self::All => t("All time"),
        }
    }

    const fn seconds(self) -> Option<f64> {
        match self {
            Self::Day => Some(DAY),
            Self::Fortnight => Some(14.0 * DAY),
            Self::Month => Some(30.0 * DAY),
            Self::All => None,
        }
    }

    /// The beginning; none of the whole time.
    pub(in crate::web::pages) fn from(self, now: Timestamp) -> Option<Timestamp> {
        self.seconds().map(|seconds| Timestamp(now.0 - seconds))
    }

    /// The events of an issue in it. The times of events come from the clocks of visitors, so one may be in the future.
    pub(in crate::web::pages) fn events(self, issue: i64, now: Timestamp) -> EventRange {
        let all = EventRange::all(issue);
        self.from(now).map_or(all, |from| EventRange { from, ..all })
    }
}

/// Links to the ranges.
pub(in crate::web::pages) fn choice(current: TimeRange, to: impl Fn(TimeRange) -> String) -> Markup {
    html! {
        nav.toggle aria-label=(t("Time range")) {
            @for range in TimeRange::ALL {
                a href=(to(range)) aria-current=[(range == current).then_some("true")] { (range.name()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for range in TimeRange::ALL {
            assert_eq!(TimeRange::read(Some(range.key())), Some(range));
        }
        assert_eq!((TimeRange::read(None), TimeRange::read(Some("1y"))), (None, None));
        let day = TimeRange::Day.events(7, Timestamp(100_000.0));
        assert_eq!((day.issue, day.from.0), (7, 13_600.0));
        assert_eq!(TimeRange::All.events(7, Timestamp(0.0)), EventRange::all(7));
    }
}
