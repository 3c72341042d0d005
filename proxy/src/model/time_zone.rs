//! The time zone of times in messages.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone as Rules};

use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

/// The name of UTC, and the suffix of times in it.
const UTC: &str = "UTC";
/// Largest offset from UTC, in minutes: 14 hours are in use in Kiribati.
const LARGEST_OFFSET: i32 = 14 * 60;

/// A time zone, and its name in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZone {
    name: String,
    rules: Rules,
}

impl Default for TimeZone {
    fn default() -> Self {
        Self { name: UTC.into(), rules: Rules::UTC }
    }
}

impl TimeZone {
    /// Reads an offset (`+08:00`; east of UTC is plus, also in `UTC+8`) or a name of the machine's
    /// [time zone database](https://www.iana.org/time-zones) (`Asia/Shanghai`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match offset(text) {
            Some(0) => Some(Self::default()),
            Some(minutes) => {
                let rules = Rules::fixed(Offset::from_seconds(minutes * 60).ok()?);
                Some(Self { name: offset_text(minutes), rules })
            }
            None => Self::named(text),
        }
    }

    /// Reads the environment's `TZ` as other programs do: a name, the path of a file, or a
    /// [rule](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html) such as `CST-8`, in which west
    /// of UTC is plus.
    #[must_use]
    pub fn of_environment(text: &str) -> Option<Self> {
        let text = text.strip_prefix(':').unwrap_or(text);
        if text.starts_with('/') {
            let rules = Rules::tzif(text, &std::fs::read(text).ok()?).ok()?;
            return Some(Self { name: text.into(), rules });
        }
        let rule = || Some(Self { name: text.into(), rules: Rules::posix(text).ok()? });
        Self::named(text).or_else(rule)
    }

    fn named(name: &str) -> Option<Self> {
        if ["", UTC, "Etc/UTC", "Z", "GMT"].iter().any(|utc| name.eq_ignore_ascii_case(utc)) {
            return (!name.is_empty()).then(Self::default);
        }
        let rules = Rules::get(name).ok()?;
        Some(Self { name: rules.iana_name().unwrap_or(name).to_owned(), rules })
    }

    /// Formats a time for people: `2026-11-28 21:24:36 +08:00`, in UTC `2026-11-28 13:24:36 UTC`.
    #[must_use]
    pub fn format(&self, time: Timestamp) -> String {
        let at = jiff::Timestamp::from_second(time.0 as i64);
        let seconds = at.map_or(0, |at| self.rules.to_offset(at).seconds());
        let local = rfc3339::format(Timestamp(time.0.max(0.0) + f64::from(seconds)));
        let local = local.get(..19).unwrap_or(&local).replace('T', " ");
        if self.rules == Rules::UTC {
            return format!("{local} {UTC}");
        }
        format!("{local} {}", offset_text(seconds / 60))
    }

    /// What clocks in the zone show; none outside of the years that have a calendar.
    #[must_use]
    pub fn local(&self, time: Timestamp) -> Option<DateTime> {
        let at = time.0.is_finite().then(|| jiff::Timestamp::from_second(time.0.floor() as i64).ok())??;
        Some(self.rules.to_datetime(at))
    }

    /// When clocks in the zone show this. A time that is there twice is the first of both, and one that a change of the clock
    /// leaves out is as long after the change.
    #[must_use]
    pub fn at(&self, local: DateTime) -> Option<Timestamp> {
        let at = self.rules.to_timestamp(local).ok()?;
        Some(Timestamp(at.as_second() as f64))
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The offset in minutes, from `+08:00`, `+0800`, `+8`, `UTC+8` or `GMT+8`.
fn offset(text: &str) -> Option<i32> {
    let prefix = text.get(..3).filter(|it| it.eq_ignore_ascii_case("UTC") || it.eq_ignore_ascii_case("GMT"));
    let text = text.get(prefix.map_or(0, str::len)..)?;
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 4) => digits.split_at_checked(2)?,
        (None, _) => (digits, "00"),
    };
    let number = |text: &str, lengths: &[usize]| {
        let is_number = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours, &[1, 2])?, number(minutes, &[2])?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= LARGEST_OFFSET).then_some(sign * all)
}

fn offset_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-28 13:24:36 UTC.
    const WINTER: Timestamp = Timestamp(1_795_872_276.0);
    /// 2026-07-01 12:00:00 UTC.
    const SUMMER: Timestamp = Timestamp(1_782_907_200.0);

    #[track_caller]
    fn check(zone: Option<TimeZone>, name: &str, winter: &str, summer: &str) {
        let zone = zone.unwrap();
        assert_eq!(
            (zone.to_string().as_str(), zone.format(WINTER).as_str(), zone.format(SUMMER).as_str()),
            (name, winter, summer)
        );
    }

    #[test]
    fn offsets() {
        for text in ["+08:00", "+8", "+08", "+0800", "+8:00", "UTC+8", "gmt+08:00", " +08:00 "] {
            let zone = TimeZone::parse(text);
            check(zone, "+08:00", "2026-11-28 21:24:36 +08:00", "2026-07-01 20:00:00 +08:00");
        }
        check(
            TimeZone::parse("-03:30"),
            "-03:30",
            "2026-11-28 09:54:36 -03:30",
            "2026-07-01 08:30:00 -03:30",
        );
        check(TimeZone::parse("+14"), "+14:00", "2026-11-29 03:24:36 +14:00", "2026-07-02 02:00:00 +14:00");
        for text in ["UTC", "utc", "Z", "GMT", "+00:00", "-0", "UTC+0", "Etc/UTC"] {
            check(TimeZone::parse(text), "UTC", "2026-11-28 13:24:36 UTC", "2026-07-01 12:00:00 UTC");
        }
    }

    #[test]
    fn names() {
        check(
            TimeZone::parse("Asia/Shanghai"),
            "Asia/Shanghai",
            "2026-11-28 21:24:36 +08:00",
            "2026-07-01 20:00:00 +08:00",
        );
        // Summer time depends on the date of the formatted time.
        check(
            TimeZone::parse("Europe/Berlin"),
            "Europe/Berlin",
            "2026-11-28 14:24:36 +01:00",
            "2026-07-01 14:00:00 +02:00",
        );
        check(
            TimeZone::parse("Europe/London"),
            "Europe/London",
            "2026-11-28 13:24:36 +00:00",
            "2026-07-01 13:00:00 +01:00",
        );
    }

    #[test]
    fn refused() {
        for text in [
            "",
            " ",
            "Asia/Nowhere",
            "8",
            "+",
            "+15:00",
            "+08:60",
            "+080",
            "+08:0",
            "+é8",
            "é",
            "../../etc/passwd",
            "/etc/passwd",
            "+99999999999",
        ] {
            assert_eq!(TimeZone::parse(text), None, "{text}");
        }
    }

    #[test]
    fn environment() {
        let (winter, summer) = ("2026-11-28 21:24:36 +08:00", "2026-07-01 20:00:00 +08:00");
        for (text, name) in [
            ("Asia/Shanghai", "Asia/Shanghai"),
            (":Asia/Shanghai", "Asia/Shanghai"),
            ("CST-8", "CST-8"),
            ("<+08>-8", "<+08>-8"),
            ("/usr/share/zoneinfo/Asia/Shanghai", "/usr/share/zoneinfo/Asia/Shanghai"),
        ] {
            check(TimeZone::of_environment(text), name, winter, summer);
        }
        // The rules for the environment make this west of UTC, even if the user meant east.
        let west = TimeZone::of_environment("UTC+8");
        check(west, "UTC+8", "2026-11-28 05:24:36 -08:00", "2026-07-01 04:00:00 -08:00");
        for text in ["", ":", "Asia/Nowhere", "/etc/hostname", "/no/such/file"] {
            assert_eq!(TimeZone::of_environment(text), None, "{text}");
        }
    }

    #[test]
    fn absurd_times() {
        for (seconds, expect) in [
            (0.0, "1970-01-01 00:00:00 UTC"),
            (951_782_400.9, "2000-02-29 00:00:00 UTC"),
            (1_709_251_199.0, "2024-02-29 23:59:59 UTC"),
            (4_107_542_400.0, "2100-03-01 00:00:00 UTC"),
            (-5.0, "1970-01-01 00:00:00 UTC"),
            (f64::NAN, "1970-01-01 00:00:00 UTC"),
            (f64::INFINITY, "9999-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(TimeZone::default().format(Timestamp(seconds)), expect);
            let far = TimeZone::parse("+08:00").unwrap();
            assert!(far.format(Timestamp(seconds)).len() > 19, "{seconds}");
        }
    }
}
