//! Numbers and times in searches.

use super::term::{Bound, Condition, NumberField, TimeField};
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

const DAY: f64 = 86_400.0;
/// A time without a comparison means these minutes around it, as in Sentry, in seconds:
/// <https://github.com/getsentry/sentry/blob/master/src/sentry/search/utils.py>
const AROUND: (f64, f64) = (5.0 * 60.0, 6.0 * 60.0);

/// Takes a comparison from the beginning of a value.
fn comparison(value: &str) -> (Option<Bound>, &str) {
    for (sign, bound) in
        [(">=", Bound::AtLeast), ("<=", Bound::AtMost), (">", Bound::Above), ("<", Bound::Below)]
    {
        if let Some(rest) = value.strip_prefix(sign) {
            return (Some(bound), rest.trim_start());
        }
    }
    (None, value)
}

/// `10`, `>10`, `<=2k`.
pub(super) fn number(field: NumberField, value: &str) -> Option<Condition> {
    let (bound, digits) = comparison(value);
    let (digits, factor) = match digits.as_bytes().last()? {
        b'k' | b'K' => (&digits[..digits.len() - 1], 1_000),
        b'm' | b'M' => (&digits[..digits.len() - 1], 1_000_000),
        b'b' | b'B' => (&digits[..digits.len() - 1], 1_000_000_000),
        _ => (digits, 1),
    };
    let number = whole(digits)?.saturating_mul(factor);
    Some(Condition::Number(field, bound.unwrap_or(Bound::Equal), number))
}

/// `-24h` (since then), `+30d` (before then), `2026-11-29` (that day), `>2026-11-29T12:00:00`.
pub(super) fn time(field: TimeField, value: &str, now: Timestamp) -> Option<Condition> {
    let (bound, text) = comparison(value);
    if let Some(ago) = text.strip_prefix('-').and_then(duration) {
        return Some(Condition::Time(field, bound.unwrap_or(Bound::AtLeast), Timestamp(now.0 - ago)));
    }
    if let Some(ago) = text.strip_prefix('+').and_then(duration) {
        return Some(Condition::Time(field, bound.unwrap_or(Bound::AtMost), Timestamp(now.0 - ago)));
    }
    let day = (text.len() == 10).then(|| rfc3339::parse(&format!("{text}T00:00:00Z"))).flatten();
    Some(match (bound, day, rfc3339::parse(text)) {
        (None, Some(day), _) => Condition::Within(field, day, Timestamp(day.0 + DAY)),
        // After a day means after its end, and up to a day includes the day.
        (Some(Bound::Above), Some(day), _) => Condition::Time(field, Bound::AtLeast, Timestamp(day.0 + DAY)),
        (Some(Bound::AtMost), Some(day), _) => Condition::Time(field, Bound::Below, Timestamp(day.0 + DAY)),
        (Some(bound), Some(day), _) => Condition::Time(field, bound, day),
        (None, None, Some(time)) => {
            Condition::Within(field, Timestamp(time.0 - AROUND.0), Timestamp(time.0 + AROUND.1))
        }
        (Some(bound), None, Some(time)) => Condition::Time(field, bound, time),
        (_, None, None) => return None,
    })
}

/// The age of an issue: as [`time`], and also `<24h` and `>7d`.
pub(super) fn age(value: &str, now: Timestamp) -> Option<Condition> {
    let (bound, text) = comparison(value);
    let Some((bound, age)) = bound.zip(duration(text)) else {
        return time(TimeField::FirstSeen, value, now);
    };
    // A larger age is an earlier time.
    let bound = match bound {
        Bound::Equal => Bound::Equal,
        Bound::Above => Bound::Below,
        Bound::AtLeast => Bound::AtMost,
        Bound::Below => Bound::Above,
        Bound::AtMost => Bound::AtLeast,
    };
    Some(Condition::Time(TimeField::FirstSeen, bound, Timestamp(now.0 - age)))
}

/// `30m`, `24h`, `14d`, `2w`, in seconds.
fn duration(text: &str) -> Option<f64> {
    let unit = match text.as_bytes().last()? {
        b's' => 1.0,
        b'm' => 60.0,
        b'h' => 3600.0,
        b'd' => DAY,
        b'w' => 7.0 * DAY,
        _ => return None,
    };
    Some(whole(&text[..text.len() - 1])? as f64 * unit)
}

/// At most twelve digits.
fn whole(digits: &str) -> Option<i64> {
    let is_number = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
