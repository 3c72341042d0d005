//! The intervals of a series.

use crate::model::timestamp::Timestamp;

/// Most points of a series; a shorter interval is made longer.
const MOST: f64 = 2000.0;

/// Intervals of one length, from a whole number of them since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Buckets {
    /// In seconds.
    pub width: f64,
    /// The beginning of the first.
    pub first: f64,
    pub count: usize,
}

impl Buckets {
    /// The intervals of a range. `least` is the shortest for which there is data.
    pub(super) fn of(from: Timestamp, to: Timestamp, asked: Option<f64>, least: f64) -> Self {
        let range = (to.0 - from.0).max(1.0);
        let asked = asked.unwrap_or(if range > 3.0 * 86_400.0 { 86_400.0 } else { 3600.0 });
        let shortest = asked.max(least).max(range / MOST);
        // Data of hours and days belongs to whole ones.
        let width = (shortest / least).ceil() * least;
        let first = (from.0 / width).floor() * width;
        let count = ((to.0 - first) / width).ceil().clamp(1.0, MOST + 1.0) as usize;
        Self { width, first, count }
    }

    /// The whole range as one.
    pub(super) fn whole(from: Timestamp, to: Timestamp) -> Self {
        // The end belongs to the range, and counts by hour begin with a whole hour.
        let first = (from.0 / 3600.0).floor() * 3600.0;
        Self { width: to.0 - first + 1.0, first, count: 1 }
    }

    /// The number of the interval with this time.
    pub(super) fn at(&self, time: Timestamp) -> Option<usize> {
        let n = ((time.0 - self.first) / self.width).floor();
        (n >= 0.0 && n < self.count as f64).then_some(n as usize)
    }

    /// The beginning of an interval, in seconds since 1970.
    pub(super) fn start(&self, n: usize) -> i64 {
        (self.first + n as f64 * self.width) as i64
    }
}

/// An interval or a range as Sentry writes it: `30s`, `5m`, `24h`, `14d`, `2w`. A number alone is seconds.
pub(in crate::web::api) fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let unit = text.chars().next_back()?;
    let (digits, factor) = match unit {
        's' => (text.strip_suffix('s')?, 1.0),
        'm' => (text.strip_suffix('m')?, 60.0),
        'h' => (text.strip_suffix('h')?, 3600.0),
        'd' => (text.strip_suffix('d')?, 86_400.0),
        'w' => (text.strip_suffix('w')?, 7.0 * 86_400.0),
        _ => (text, 1.0),
    };
    let number = crate::web::parameters::number(digits)?;
    (number > 0).then_some(f64::from(number) * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (text, expect) in [
            ("30s", Some(30.0)),
            ("5m", Some(300.0)),
            ("24h", Some(86_400.0)),
            ("14d", Some(1_209_600.0)),
            ("300", Some(300.0)),
            ("0d", None),
            ("", None),
            ("d", None),
            ("-5m", None),
            ("5é", None),
        ] {
            assert_eq!(seconds(text), expect, "{text}");
        }
    }

    #[test]
    fn intervals_cover_the_range() {
        let buckets = Buckets::of(Timestamp(3600.0 * 10.5), Timestamp(3600.0 * 13.0), Some(3600.0), 3600.0);
        assert_eq!(buckets, Buckets { width: 3600.0, first: 36_000.0, count: 3 });
        assert_eq!(buckets.at(Timestamp(36_000.0)), Some(0));
        assert_eq!(buckets.at(Timestamp(3600.0 * 12.99)), Some(2));
        assert_eq!((buckets.at(Timestamp(35_999.0)), buckets.at(Timestamp(3600.0 * 13.0))), (None, None));
    }

    #[test]
    fn intervals_are_not_too_short_and_not_too_many() {
        let year = 365.0 * 86_400.0;
        let buckets = Buckets::of(Timestamp(0.0), Timestamp(year), Some(1.0), 3600.0);
        assert!(buckets.count <= 2001 && buckets.width % 3600.0 == 0.0, "{buckets:?}");
        let odd = Buckets::of(Timestamp(5.0), Timestamp(1.0), Some(60.0), 60.0);
        assert_eq!(odd.count, 1);
        assert_eq!(Buckets::of(Timestamp(0.0), Timestamp(7200.0), Some(5400.0), 3600.0).width, 7200.0);
    }
}
