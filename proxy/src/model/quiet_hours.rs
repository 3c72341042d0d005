//! Hours of the week in which a channel or a rule is quiet: alerts wait for their end.

use std::fmt;

use jiff::civil::{DateTime, Time, Weekday};

use crate::model::time_zone::TimeZone;
use crate::model::timestamp::Timestamp;

/// Most quiet hours that follow each other without a pause: more than a week of days.
const MOST_IN_A_ROW: usize = 16;

/// Quiet hours, as `[alert.quiet_hours.<name>]` sets them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuietHours {
    /// The name in the configuration.
    pub name: String,
    /// The days on which they begin.
    pub days: Days,
    /// When they begin and end, by the clock of the zone. An end that is not later is one of the next day.
    pub between: (Clock, Clock),
    /// The zone of the days and hours.
    pub time_zone: TimeZone,
    /// The channels that they are for; empty: all.
    pub channels: Vec<String>,
    /// The rules that they are for; empty: all.
    pub rules: Vec<String>,
    /// Whether alerts about fatal events are sent all the same.
    pub except_fatal: bool,
}

/// A time of a day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(Time);

impl Clock {
    /// Reads `22:00`. `24:00` is the midnight at the end of a day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.trim().split_once(':')?;
        let is_number = |text: &str, lengths: &[usize]| {
            lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(hours, &[1, 2]) || !is_number(minutes, &[2]) {
            return None;
        }
        let (hours, minutes): (i8, i8) = (hours.parse().ok()?, minutes.parse().ok()?);
        let hours = if (hours, minutes) == (24, 0) { 0 } else { hours };
        Time::new(hours, minutes, 0, 0).ok().map(Self)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

/// Days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(u8);

/// The days as they are written, Monday first.
const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Days {
    /// Every day.
    pub const ALL: Self = Self(0x7f);

    /// Reads days and ranges of days: `mon`, `mon-fri`, `fri-mon`. None: one of them is no day, or there is none.
    #[must_use]
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut days = 0;
        for text in texts {
            let (first, last) = text.split_once('-').unwrap_or((text, text));
            let (mut at, last) = (index(first)?, index(last)?);
            days |= 1 << at;
            while at != last {
                at = (at + 1) % NAMES.len();
                days |= 1 << at;
            }
        }
        (days != 0).then_some(Self(days))
    }

    fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = NAMES.iter().enumerate().filter(|(at, _)| self.0 & (1 << at) != 0);
        f.write_str(&days.map(|(_, name)| *name).collect::<Vec<_>>().join(","))
    }
}

/// The number of a day by its English name, which may be longer: `Mon`, `Monday`.
fn index(text: &str) -> Option<usize> {
    const LONG: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let text = text.trim().to_ascii_lowercase();
    NAMES.iter().zip(LONG).position(|(short, long)| text == *short || text == long)
}

impl QuietHours {
    /// Whether they are for alerts of a rule to a channel.
    #[must_use]
    pub fn concern(&self, channel: &str, rule: &str) -> bool {
        let is_among = |names: &[String], name: &str| names.is_empty() || names.iter().any(|it| it == name);
        is_among(&self.channels, channel) && is_among(&self.rules, rule)
    }

    /// When they end, if they are now.
    #[must_use]
    pub fn end(&self, now: Timestamp) -> Option<Timestamp> {
        let local = self.time_zone.local(now)?;
        // Those of today, and those of yesterday that last beyond midnight.
        let days = [Some(local.date()), local.date().yesterday().ok()];
        days.into_iter().flatten().filter(|day| self.days.has(day.weekday())).find_map(|day| {
            let (from, to) = self.between;
            let last = if to.0 > from.0 { day } else { day.tomorrow().ok()? };
            let begins = DateTime::from_parts(day, from.0);
            let ends = DateTime::from_parts(last, to.0);
            let is_now = begins <= local && local < ends;
            let end = is_now.then(|| self.time_zone.at(ends)).flatten();
            // An end that a change of the clock has skipped, or repeats, is never before now.
            end.filter(|end| end.0 > now.0)
        })
    }
}

/// When the quiet of alerts of a rule to a channel ends, if they are to wait now. Quiet hours that follow each other are one.
#[must_use]
pub fn quiet_until(
    all: &[QuietHours],
    channel: &str,
    rule: &str,
    is_fatal: bool,
    now: Timestamp,
) -> Option<Timestamp> {
    let concerned = |it: &&QuietHours| it.concern(channel, rule) && !(is_fatal && it.except_fatal);
    let end =
        |at| all.iter().filter(concerned).filter_map(|it| it.end(at)).max_by(|a, b| a.0.total_cmp(&b.0));
    let mut until = end(now)?;
    for _ in 0..MOST_IN_A_ROW {
        match end(until) {
            Some(later) => until = later,
            None => break,
        }
    }
    Some(until)
}

#[cfg(test)]
#[path = "quiet_hours_tests.rs"]
mod tests;
