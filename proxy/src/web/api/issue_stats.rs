//! The numbers of issues over time, in Sentry's form: points of a time and a count.

use serde_json::{Map, Value, json};

use super::events::{Pairs, time_range};
use super::list_request::first;
use crate::model::timestamp::Timestamp;
use crate::store::{Reader, StoreError};
use crate::web::read_error::ReadError;

/// Hours of a day.
const DAY: i64 = 24;
/// Ranges up to this have points of an hour, longer ones of a day, in seconds.
const HOURLY_RANGE: f64 = 3.0 * 86_400.0;
/// Most points: of longer ranges the end is shown.
const POINTS: i64 = 366;

/// Points over a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IssueStats {
    /// The name of the range: `24h`, `14d`, `30d` or `auto`.
    name: &'static str,
    /// The hour of the first point, since 1970.
    first: i64,
    /// Hours between two points.
    step: i64,
    points: usize,
}

impl IssueStats {
    /// The last 24 hours.
    pub(super) fn day(now: Timestamp) -> Self {
        Self { name: "24h", first: now.hour() - 23, step: 1, points: 24 }
    }

    /// The last days (UTC), today being one of them.
    fn days(name: &'static str, days: i64, now: Timestamp) -> Self {
        let today = now.hour().div_euclid(DAY) * DAY;
        Self { name, first: today - (days - 1) * DAY, step: DAY, points: days.unsigned_abs() as usize }
    }

    /// The last 30 days.
    pub(super) fn month(now: Timestamp) -> Self {
        Self::days("30d", 30, now)
    }

    /// Those of a range.
    fn range(from: Timestamp, to: Timestamp) -> Self {
        let step = if to.0 - from.0 <= HOURLY_RANGE { 1 } else { DAY };
        let (first, last) = (from.hour().div_euclid(step), to.hour().div_euclid(step));
        let points = (last - first + 1).clamp(1, POINTS);
        Self { name: "auto", first: (last - points + 1) * step, step, points: points.unsigned_abs() as usize }
    }

    /// Those that a list asks for by `groupStatsPeriod`; a list of a project also by `statsPeriod`. The last 24 hours without
    /// a wish, and none if it is empty.
    pub(super) fn asked(
        pairs: &Pairs,
        is_of_project: bool,
        now: Timestamp,
    ) -> Result<Option<Self>, ReadError> {
        let of_project = || first(pairs, "statsPeriod").filter(|_| is_of_project);
        match (first(pairs, "groupStatsPeriod"), of_project()) {
            (Some("24h"), _) => Ok(Some(Self::day(now))),
            (Some("14d"), _) | (None, Some("14d")) => Ok(Some(Self::days("14d", 14, now))),
            (Some("30d"), _) | (None, Some("30d")) => Ok(Some(Self::month(now))),
            (Some("auto"), _) => time_range(pairs, now).map(|(from, to)| Some(Self::range(from, to))),
            (Some(""), _) => Ok(None),
            (Some(other), _) => Err(ReadError::Unsupported(format!(
                "groupStatsPeriod={other} is unknown; known: 24h, 14d, 30d, auto"
            ))),
            (None, _) => Ok(Some(Self::day(now))),
        }
    }

    /// The points of each issue, under the name of the range.
    pub(super) fn read(
        self,
        store: &dyn Reader,
        issues: &[i64],
    ) -> Result<Vec<Map<String, Value>>, StoreError> {
        let all = store.counts_over_time(issues, self.first, self.step, self.points)?;
        Ok(all.into_iter().map(|counts| self.json(&counts)).collect())
    }

    fn json(self, counts: &[u64]) -> Map<String, Value> {
        let time = |at: usize| (self.first + self.step * at as i64) * 3_600;
        let points: Vec<Value> =
            counts.iter().enumerate().map(|(at, count)| json!([time(at), count])).collect();
        Map::from_iter([(self.name.to_owned(), points.into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000.0);

    fn asked(pairs: &[(&str, &str)], is_of_project: bool) -> Result<Option<IssueStats>, ReadError> {
        let pairs: Pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        IssueStats::asked(&pairs, is_of_project, NOW)
    }

    #[test]
    fn names_points_and_the_last_point() {
        let today = NOW.hour() / 24 * 24;
        for (pairs, is_of_project, name, points, last) in [
            (&[][..], false, "24h", 24, NOW.hour()),
            (&[("statsPeriod", "14d")], false, "24h", 24, NOW.hour()),
            (&[("statsPeriod", "14d")], true, "14d", 14, today),
            (&[("statsPeriod", "2h")], true, "24h", 24, NOW.hour()),
            (&[("groupStatsPeriod", "14d")], false, "14d", 14, today),
            (&[("groupStatsPeriod", "30d"), ("statsPeriod", "14d")], true, "30d", 30, today),
            (&[("groupStatsPeriod", "auto"), ("statsPeriod", "6h")], false, "auto", 7, NOW.hour()),
            (&[("groupStatsPeriod", "auto"), ("statsPeriod", "7d")], false, "auto", 8, today),
            (&[("groupStatsPeriod", "auto"), ("statsPeriod", "400d")], false, "auto", 366, today),
        ] {
            let stats = asked(pairs, is_of_project).unwrap().unwrap();
            let end = stats.first + stats.step * (stats.points as i64 - 1);
            assert_eq!((stats.name, stats.points, end), (name, points, last), "{pairs:?}");
        }
        assert_eq!(asked(&[("groupStatsPeriod", "")], false).unwrap(), None);
        assert!(asked(&[("groupStatsPeriod", "1y")], false).is_err());
    }

    #[test]
    fn points_have_a_time_in_seconds() {
        let stats = IssueStats { name: "14d", first: 48, step: 24, points: 2 };
        assert_eq!(Value::Object(stats.json(&[3, 4])), json!({"14d": [[172_800, 3], [259_200, 4]]}));
    }
}
