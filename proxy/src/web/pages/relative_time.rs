//! Times relative to now, in words.

use maud::{Markup, html};

use super::language::{fill, plural, t, text};
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

/// A time as `5 min ago`, with the exact time in its attributes.
pub(super) fn ago(time: Timestamp, now: Timestamp) -> Markup {
    element(time, None, &words(now.0 - time.0))
}

/// A time in the future, as `in 5 min`.
pub(super) fn until(time: Timestamp, now: Timestamp) -> Markup {
    element(time, None, &words_until(time.0 - now.0))
}

/// The time of day, to the millisecond: for things that happened within seconds of each other.
pub(super) fn clock(time: Timestamp) -> Markup {
    element(time, Some("clock"), rfc3339::format(time).get(11..23).unwrap_or_default())
}

/// An hour of a chart or a table, in words that the caller has for it in UTC.
pub(super) fn hour(time: Timestamp, words: &str) -> Markup {
    element(time, Some("hour"), words)
}

/// A day of UTC, in words that the caller has for it. In another zone it begins at another hour, so it stays as it is.
pub(super) fn day(time: Timestamp, words: &str) -> Markup {
    element(time, None, words)
}

/// The zone of the times on a page: UTC, or the reader's own where the script runs.
pub(super) fn zone() -> Markup {
    html! { span data-zone translate="no" { "UTC" } }
}

/// The script writes a time with a form (`data-time`, a name of the script's formats) in the reader's zone.
fn element(time: Timestamp, form: Option<&str>, words: &str) -> Markup {
    let exact = rfc3339::format(time);
    html! { time datetime=(exact) title=(readable(&exact)) data-time=[form] { (words) } }
}

fn readable(exact: &str) -> String {
    exact.replacen('T', " ", 1).replace('Z', " UTC")
}

fn words(seconds: f64) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 3600.0;
    const DAY: f64 = 24.0 * HOUR;
    let (unit, words): (f64, fn(u64) -> String) = match seconds {
        s if s < 10.0 => return t("just now").to_owned(),
        s if s < MINUTE => (1.0, |n| plural(n, "{n} sec ago", "{n} sec ago")),
        s if s < HOUR => (MINUTE, |n| plural(n, "{n} min ago", "{n} min ago")),
        s if s < DAY => (HOUR, |n| plural(n, "{n} hour ago", "{n} hours ago")),
        s if s < 60.0 * DAY => (DAY, |n| plural(n, "{n} day ago", "{n} days ago")),
        s if s < 730.0 * DAY => (30.4 * DAY, |n| plural(n, "{n} month ago", "{n} months ago")),
        _ => (365.25 * DAY, |n| plural(n, "{n} year ago", "{n} years ago")),
    };
    words((seconds / unit) as u64)
}

fn words_until(seconds: f64) -> String {
    let (unit, words) = match seconds.ceil() {
        s if s < 120.0 => (1.0, text("in {n} s")),
        s if s < 7200.0 => (60.0, text("in {n} min")),
        s if s < 172_800.0 => (3600.0, text("in {n} hours")),
        _ => (86_400.0, text("in {n} days")),
    };
    fill(words, &[("n", &(seconds.max(0.0).ceil() / unit).ceil().to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_words() {
        for (seconds, expect) in [
            (-5.0, "just now"),
            (59.0, "59 sec ago"),
            (60.0, "1 min ago"),
            (7199.0, "1 hour ago"),
            (86_400.0 * 3.5, "3 days ago"),
            (86_400.0 * 100.0, "3 months ago"),
            (86_400.0 * 800.0, "2 years ago"),
        ] {
            assert_eq!(words(seconds), expect);
        }
    }

    #[test]
    fn to_come() {
        for (seconds, expect) in [
            (-1.0, "in 0 s"),
            (0.2, "in 1 s"),
            (119.0, "in 119 s"),
            (120.0, "in 2 min"),
            (600.5, "in 11 min"),
            (7200.0, "in 2 hours"),
            (172_799.0, "in 48 hours"),
            (172_801.0, "in 3 days"),
        ] {
            assert_eq!(words_until(seconds), expect);
        }
    }
}
