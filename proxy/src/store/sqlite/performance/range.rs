//! Which rows of the distributions make up a range: days, and hours where it begins or ends within a day.

use crate::model::timestamp::Timestamp;

/// Seconds of an hour.
pub(super) const HOUR: i64 = 3_600;
/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;
/// The end of all ranges, in seconds since 1970: the year 5138.
const LATEST: f64 = 1e11;

/// Rows of one width, from a start on and before an end, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// [`HOUR`] or [`DAY`].
    pub width: i64,
    /// The start of the first row.
    pub from: i64,
    /// The end of the last row.
    pub to: i64,
}

/// The hour in which a range begins, and the end of the hour in which it ends, in seconds since 1970.
pub(super) fn hours(from: Timestamp, to: Timestamp) -> (i64, i64) {
    let hour = |time: f64| time.clamp(0.0, LATEST) / HOUR as f64;
    let first = hour(from.0).floor() as i64 * HOUR;
    (first, (hour(to.0).ceil() as i64 * HOUR).max(first))
}

/// The stretches of a range of hours. `kept` is the start of the first and the last hour that have a row.
///
/// Hours are deleted earlier than days, and by whole days. So a range that begins on such a day has all of that day. And
/// where a day has no rows on the other side of an edge, the row of the day says the same as its hours.
pub(super) fn stretches((first, end): (i64, i64), kept: Option<(i64, i64)>) -> Vec<Stretch> {
    let (oldest, newest) = kept.unwrap_or((i64::MAX, i64::MIN));
    let first = if first < oldest { floor_day(first) } else { first };
    let is_beyond = end > newest || floor_day(oldest) >= ceil_day(end);
    let end = if is_beyond { ceil_day(end) } else { end };
    let (days_from, days_to) = (ceil_day(first), floor_day(end));
    if days_from >= days_to {
        return Vec::from_iter(stretch(HOUR, first, end));
    }
    [stretch(HOUR, first, days_from), stretch(DAY, days_from, days_to), stretch(HOUR, days_to, end)]
        .into_iter()
        .flatten()
        .collect()
}

fn stretch(width: i64, from: i64, to: i64) -> Option<Stretch> {
    (from < to).then_some(Stretch { width, from, to })
}

fn floor_day(at: i64) -> i64 {
    at.div_euclid(DAY) * DAY
}

fn ceil_day(at: i64) -> i64 {
    floor_day(at.saturating_add(DAY - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times in hours; stretches as width in hours, from, to.
    #[track_caller]
    fn check(range: (f64, f64), kept: Option<(i64, i64)>, expect: &[(i64, i64, i64)]) {
        let range = hours(Timestamp(range.0 * 3_600.0), Timestamp(range.1 * 3_600.0));
        let found: Vec<_> = stretches(range, kept.map(|(a, b)| (a * HOUR, b * HOUR)))
            .into_iter()
            .map(|it| (it.width / HOUR, it.from / HOUR, it.to / HOUR))
            .collect();
        assert_eq!(found, expect);
    }

    const LONG: Option<(i64, i64)> = Some((0, 10_000));

    #[test]
    fn whole_days_are_days() {
        check((48.0, 120.0), LONG, &[(24, 48, 120)]);
    }

    #[test]
    fn edges_are_hours_and_a_begun_hour_counts_wholly() {
        check((30.5, 100.5), LONG, &[(1, 30, 48), (24, 48, 96), (1, 96, 101)]);
        check((30.5, 40.0), LONG, &[(1, 30, 40)]);
        check((30.5, 50.0), LONG, &[(1, 30, 50)]);
    }

    #[test]
    fn the_present_day_is_read_as_a_day() {
        check((30.0, 100.5), Some((0, 100)), &[(1, 30, 48), (24, 48, 120)]);
        check((96.0, 100.5), Some((0, 100)), &[(24, 96, 120)]);
    }

    #[test]
    fn a_day_whose_hours_are_gone_counts_wholly() {
        check((30.0, 72.0), Some((96, 200)), &[(24, 24, 72)]);
        check((30.0, 40.0), Some((96, 200)), &[(24, 24, 48)]);
        check((30.0, 40.0), None, &[(24, 24, 48)]);
        // The first hours of a project: nothing is before them, but something may be after the range.
        check((30.0, 40.0), Some((33, 200)), &[(1, 24, 40)]);
        check((30.0, 32.0), Some((33, 200)), &[(1, 24, 32)]);
    }

    #[test]
    fn odd_ranges() {
        check((50.0, 50.0), LONG, &[]);
        check((50.0, 10.0), LONG, &[]);
        assert_eq!(stretches(hours(Timestamp(f64::MIN), Timestamp(f64::MAX)), None).len(), 1);
        assert_eq!(stretches(hours(Timestamp(f64::NAN), Timestamp(f64::NAN)), None), []);
    }
}
