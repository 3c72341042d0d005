//! How many events an issue had over a range of time, with the releases that began in it.

use maud::{Markup, html};

use super::super::charts::{Counts, counts};
use super::super::language::t;
use super::super::links;
use super::time_range::{TimeRange, choice};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{EventRange, Reader, StoreError};

const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
/// Most bars. Older events of the whole time are not shown once the bars are weeks.
const MOST_BARS: usize = 120;
/// Most releases that are marked, the newest ones.
const MOST_MARKS: u32 = 30;

/// The trend.
pub(in crate::web::pages) struct IssueTrend {
    range: TimeRange,
    from: Timestamp,
    step: f64,
    counts: Vec<u64>,
    releases: Vec<(String, Timestamp)>,
}

impl IssueTrend {
    /// Reads the trend of an issue up to now.
    pub(in crate::web::pages) fn read(
        store: &dyn Reader,
        issue: &Issue,
        range: TimeRange,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let (from, step, bars) = bars(range, issue.first_seen, now);
        let hours = store.events_by_hour(&EventRange { from, ..EventRange::all(issue.id) })?;
        let counts = sums(&hours, from, step, bars);
        let releases = store.first_events_of_releases(issue.project_id, from, now, MOST_MARKS)?;
        Ok(Self { range, from, step, counts, releases })
    }
}

/// The beginning of the first bar, the seconds of a bar, and their number. Bars are whole hours, days or weeks of UTC.
fn bars(range: TimeRange, first_seen: Timestamp, now: Timestamp) -> (Timestamp, f64, usize) {
    let asked = range.from(now).unwrap_or(Timestamp(first_seen.0.clamp(0.0, now.0)));
    let is_long = (now.0 - asked.0) / DAY > MOST_BARS as f64 - 1.0;
    let step = match range {
        TimeRange::Day => HOUR,
        TimeRange::Fortnight | TimeRange::Month => DAY,
        TimeRange::All if is_long => 7.0 * DAY,
        TimeRange::All => DAY,
    };
    let end = (now.0 / step).floor();
    let first = match range {
        // As many bars as the name says, of which the last is not over yet.
        TimeRange::Day | TimeRange::Fortnight | TimeRange::Month => (asked.0 / step).floor() + 1.0,
        // One day alone would be a bar as wide as the page.
        TimeRange::All => ((asked.0 / step).floor()).min(end - 13.0),
    };
    let first = first.max(end - (MOST_BARS as f64 - 1.0));
    (Timestamp(first * step), step, (end - first) as usize + 1)
}

/// The sums of hours in bars.
fn sums(hours: &[(Timestamp, u64)], from: Timestamp, step: f64, bars: usize) -> Vec<u64> {
    let mut counts = vec![0_u64; bars];
    for (at, count) in hours {
        let bar = (at.0 - from.0) / step;
        if bar >= 0.0
            && let Some(sum) = counts.get_mut(bar as usize)
        {
            *sum = sum.saturating_add(*count);
        }
    }
    counts
}

/// The chart, with links to the other ranges.
pub(in crate::web::pages) fn trend(issue: &Issue, trend: &IssueTrend) -> Markup {
    let chart = Counts {
        name: t("Events"),
        from: trend.from,
        step: trend.step,
        counts: &trend.counts,
        marks: &trend.releases,
    };
    html! {
        section.panel.issue-trend #trend {
            div.head {
                h2 { (t("Events over time")) }
                (choice(trend.range, |range| format!("{}?range={}#trend", links::issue(issue.id), range.key())))
            }
            (counts(&chart))
            @if !trend.releases.is_empty() { p.quiet { (t("A dashed line marks the first event of a release.")) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_764_425_400.0);

    #[test]
    fn numbers_of_bars() {
        let since = |days: f64| Timestamp(NOW.0 - days * DAY);
        for (range, first_seen, step, count) in [
            (TimeRange::Day, since(1.0), HOUR, 24),
            (TimeRange::Fortnight, since(1.0), DAY, 14),
            (TimeRange::Month, since(1.0), DAY, 30),
            (TimeRange::All, since(0.0), DAY, 14),
            (TimeRange::All, since(60.0), DAY, 61),
            (TimeRange::All, since(400.0), 7.0 * DAY, 58),
            (TimeRange::All, since(20_000.0), 7.0 * DAY, MOST_BARS),
            (TimeRange::All, Timestamp(-1e300), 7.0 * DAY, MOST_BARS),
        ] {
            let (from, found, bars) = bars(range, first_seen, NOW);
            assert_eq!((found, bars), (step, count), "{range:?} {first_seen:?}");
            let last = from.0 + (bars - 1) as f64 * step;
            assert!(last <= NOW.0 && NOW.0 < last + step, "{range:?}");
        }
    }

    #[test]
    fn hours_add_up_in_their_bars() {
        let from = Timestamp(20_000.0 * DAY);
        let at = |hours: f64| Timestamp(from.0 + hours * HOUR);
        let hours = [(at(-1.0), 9), (at(0.0), 1), (at(23.0), 2), (at(24.0), 4), (at(99.0), 9)];
        assert_eq!(sums(&hours, from, DAY, 2), [3, 4]);
    }
}
