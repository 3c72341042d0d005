//! Reads and writes times as text: `2026-11-23T04:05:06.789Z`.

use crate::model::timestamp::Timestamp;
use crate::scan::{all, run, trim};

const DAY: i64 = 86_400;

/// Reads an RFC 3339 time; a space for the `T` and a missing offset (then UTC) are tolerated, as Sentry does.
///
/// ```
/// use balefire_proxy::model::{timestamp::Timestamp, rfc3339::parse};
/// assert_eq!(parse("1970-01-02T01:00:00.5+01:00"), Some(Timestamp(86_400.5)));
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = trim(text);
    let date = text.get(..10)?;
    let (year, month, day) = (number(date.get(..4)?)?, number(date.get(5..7)?)?, number(date.get(8..10)?)?);
    let separators = (date.get(4..5)?, date.get(7..8)?, text.get(10..11)?);
    if !matches!(separators, ("-", "-", "T" | "t" | " "))
        || !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
    {
        return None;
    }
    let clock = text.get(11..19)?;
    let (hour, minute, second) =
        (number(clock.get(..2)?)?, number(clock.get(3..5)?)?, number(clock.get(6..8)?)?);
    if (clock.get(2..3)?, clock.get(5..6)?) != (":", ":") || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let fraction_end = run(rest.as_bytes(), 0, |byte| byte == b'.' || byte.is_ascii_digit());
    let (fraction, zone) = rest.split_at(fraction_end);
    let fraction: f64 = if fraction.is_empty() { 0.0 } else { format!("0{fraction}").parse().ok()? };
    let whole = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset(zone)?;
    Some(Timestamp(whole as f64 + fraction))
}

/// Writes a time in UTC, with milliseconds.
///
/// ```
/// use balefire_proxy::model::{timestamp::Timestamp, rfc3339::format};
/// assert_eq!(format(Timestamp(86_400.5)), "1970-01-02T00:00:00.500Z");
/// ```
#[must_use]
pub fn format(time: Timestamp) -> String {
    // RFC 3339 ends at the year 9999. Normalised times are always earlier.
    let millis = (time.0 * 1000.0).round().clamp(0.0, 253_402_300_799_999.0) as i64;
    let (seconds, millis) = (millis.div_euclid(1000), millis.rem_euclid(1000));
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let clock = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

fn number(digits: &str) -> Option<i64> {
    let is_number = !digits.is_empty() && all(digits, |byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn offset(zone: &str) -> Option<i64> {
    if zone.is_empty() {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(0),
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let minutes = digits.get(2..)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let minutes = number(minutes).filter(|it| *it < 60)?;
    Some(sign * (number(digits.get(..2)?)? * 3600 + minutes * 60))
}

/// The number of days from 1970 to a date: <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day, counted from 1970: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, seconds: f64) {
        assert_eq!(parse(text), Some(Timestamp(seconds)), "{text}");
    }

    #[test]
    fn read() {
        check("1970-01-01T00:00:00Z", 0.0);
        check("2024-02-29T12:30:45Z", 1_709_209_845.0);
        check("2026-11-23T04:05:06.25Z", 1_795_406_706.25);
        check("2026-11-23T04:05:06.250000+00:00", 1_795_406_706.25);
    }

    #[test]
    fn offsets() {
        check("1970-01-01T02:00:00+02:00", 0.0);
        check("1970-01-01T00:00:00-0130", 5400.0);
    }

    #[test]
    fn space_and_no_zone_are_tolerated() {
        for text in ["1970-01-01 00:00:10Z", "1970-01-01t00:00:10z"] {
            check(text, 10.0);
        }
        assert_eq!(parse("1970-01-01T00:00:10"), Some(Timestamp(10.0)));
    }

    #[test]
    fn refused() {
        for text in
            ["", "now", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T25:00:00Z", "é026-01-01T00:00:00Z"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("2026-01-01T00:00:00.1.2Z"), None);
        assert_eq!(parse("2026-01-01T00:00:00+01:9223372036854775807"), None);
        assert_eq!(parse("2026-01-01T00:00:00+é1:00"), None);
    }

    #[test]
    fn written_is_read_again() {
        for seconds in [0.0, 951_782_400.0, 1_709_209_845.125, 4_102_444_799.999] {
            assert_eq!(parse(&format(Timestamp(seconds))), Some(Timestamp(seconds)));
        }
        assert_eq!(format(Timestamp(f64::INFINITY)), "9999-12-31T23:59:59.999Z");
        assert_eq!(format(Timestamp(f64::NAN)), "1970-01-01T00:00:00.000Z");
    }
}
