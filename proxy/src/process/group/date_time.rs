//! Recognizes dates and times in a text.

use super::token::is_digit;
use crate::scan::{all, char_at, run, run_within};

/// Names of days and months in English, by their first three letters, as `Date`, RFC 2822 and syslog write them.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Markers like AM and PM, in languages that put them before the time.
const BEFORE: [&str; 6] = ["上午", "下午", "午前", "午後", "오전", "오후"];
/// Longest checked text, in bytes: `Saturday, November 28, 2026 15:19:25 GMT+0000 (Coordinated Universal Time)`.
const LONGEST: usize = 96;

/// The length of a date or time at the beginning of the text.
pub(super) fn moment(text: &str) -> Option<usize> {
    match text.as_bytes().first()? {
        b'0'..=b'9' => iso(text).or_else(|| day_first(text)).or_else(|| clock(text)),
        b'A'..=b'Z' => day_or_month_first(text),
        byte if byte.is_ascii() => None,
        _ => {
            let half = BEFORE.iter().find(|half| text.starts_with(**half))?;
            let start = half.len() + spaces(&text[half.len()..]);
            Some(start + hours(&text[start..])?)
        }
    }
}

/// `2026-05-02`, `2026-05-02T23:25:00.123Z`, `2026/05/02 23:25`, `20260502T232500Z`.
fn iso(text: &str) -> Option<usize> {
    let year = digits(text, 4)?;
    let bytes = text.as_bytes();
    let date = match bytes.get(year)? {
        sign @ (b'-' | b'/') => {
            let month = year + 1 + digits(text.get(year + 1..)?, 2)?;
            if bytes.get(month)? != sign {
                return None;
            }
            month + 1 + digits(text.get(month + 1..)?, 2)?
        }
        b'0'..=b'9' => {
            let date = digits(text, 8)?;
            if bytes.get(date)? != &b'T' {
                return None;
            }
            let time = date + 1 + digits(text.get(date + 1..)?, 6)?;
            return end(text, time + zone(&text[time..]));
        }
        _ => return None,
    };
    let time = match bytes.get(date) {
        Some(b'T' | b't' | b' ') => hours(&text[date + 1..]).map(|length| date + 1 + length),
        _ => None,
    };
    end(text, time.unwrap_or(date))
}

/// `11:57 p. m.`: a time without an AM or PM marker counts as a number.
fn clock(text: &str) -> Option<usize> {
    let length = hours(text)?;
    text[..length].ends_with(['m', 'M', '.']).then_some(length)
}

/// `23:25`, `23:25:00`, `23:25:00.123+02:00`, with an AM or PM marker and a time zone.
fn hours(text: &str) -> Option<usize> {
    let hour = digits(text, 2).or_else(|| digits(text, 1))?;
    let mut at = hour;
    for part in 0..2 {
        let Some(rest) = text[at..].strip_prefix(':') else {
            if part == 0 {
                return None;
            }
            break;
        };
        at += 1 + digits(rest, 2)?;
    }
    if let Some(rest) = text[at..].strip_prefix(['.', ',']) {
        let fraction = run(rest.as_bytes(), 0, is_digit);
        at += if fraction > 0 { 1 + fraction } else { 0 };
    }
    let half = half_of_day(&text[at..]);
    Some(at + half + zone(&text[at + half..]))
}

/// ` a. m.`, `PM`, with the spaces that locales use.
fn half_of_day(text: &str) -> usize {
    let start = spaces(text);
    let rest = &text[start..];
    if !rest.starts_with(['a', 'A', 'p', 'P']) {
        return 0;
    }
    let mut at = start + 1;
    at += usize::from(text[at..].starts_with('.'));
    at += spaces(&text[at..]);
    if !text[at..].starts_with(['m', 'M']) {
        return 0;
    }
    at += 1;
    at += usize::from(text[at..].starts_with('.'));
    end(text, at).unwrap_or(0)
}

/// `Z`, ` +02:00`, ` UTC`, ` GMT+0000 (Coordinated Universal Time)`.
fn zone(text: &str) -> usize {
    let mut at = usize::from(text.starts_with(' '));
    if let Some(length) =
        ["Z", "UTC", "GMT"].iter().find(|name| text[at..].starts_with(**name)).map(|it| it.len())
    {
        at += length;
    } else if !text[at..].starts_with(['+', '-']) {
        return 0;
    }
    if let Some(rest) = text[at..].strip_prefix(['+', '-']) {
        let count = run_within(rest.as_bytes(), 0, 5, |byte| is_digit(byte) || byte == b':');
        if count < 2 {
            return 0;
        }
        at += 1 + count;
    }
    if let Some(name) = text[at..].strip_prefix(" (") {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'+' | b'-' | b':');
        let length = run_within(name.as_bytes(), 0, LONGEST, is_of_name);
        if length < LONGEST && name.as_bytes().get(length) == Some(&b')') {
            at += 2 + length + 1;
        }
    }
    end(text, at).unwrap_or(0)
}

/// `28 Nov 2026 15:19:25`, `28-Nov-2026`, `28 November`.
fn day_first(text: &str) -> Option<usize> {
    let day = digits(text, 2).or_else(|| digits(text, 1))?;
    let rest = text[day..].strip_prefix([' ', '-', '/'])?;
    let month = name(rest, &MONTHS)?;
    let at = day + 1 + month;
    Some(at + year_and_time(&text[at..]))
}

/// `Sat Nov 28 2026 15:19:25 GMT+0000 (..)`, `Sat, 28 Nov 2026 ..`, `Nov 28, 2026`.
fn day_or_month_first(text: &str) -> Option<usize> {
    let mut at = 0;
    if let Some(day) = name(text, &DAYS) {
        at = day + usize::from(text[day..].starts_with(','));
        at += spaces(&text[at..]);
        if let Some(length) = day_first(&text[at..]) {
            return Some(at + length);
        }
    }
    at += name(&text[at..], &MONTHS)?;
    let space = spaces(&text[at..]);
    if space == 0 {
        return None;
    }
    at += space;
    at += digits(&text[at..], 2).or_else(|| digits(&text[at..], 1))?;
    end(text, at)?;
    Some(at + year_and_time(&text[at..]))
}

/// The optional rest after a day and a month.
fn year_and_time(text: &str) -> usize {
    let mut at = 0;
    for _ in 0..2 {
        let start = at + usize::from(text[at..].starts_with([',', '-', '/', ':']));
        let start = start + spaces(&text[start..]);
        let next = &text[start..];
        let Some(length) = hours(next).or_else(|| digits(next, 4)) else { break };
        if end(next, length).is_none() {
            break;
        }
        at = start + length;
    }
    at
}

/// The length of a word that begins with one of these names and has at most six letters more: `Nov`, `November`.
fn name(text: &str, names: &[&str]) -> Option<usize> {
    let start = text.get(..3)?;
    if !names.contains(&start) {
        return None;
    }
    let letters = run_within(text.as_bytes(), 0, LONGEST, |byte| byte.is_ascii_alphabetic());
    let is_whole = letters == 3
        || matches!(
            &text[..letters],
            "Monday"
                | "Tuesday"
                | "Wednesday"
                | "Thursday"
                | "Friday"
                | "Saturday"
                | "Sunday"
                | "January"
                | "February"
                | "March"
                | "April"
                | "June"
                | "July"
                | "August"
                | "September"
                | "Sept"
                | "October"
                | "November"
                | "December"
        );
    is_whole.then_some(letters)
}

/// Exactly so many digits.
fn digits(text: &str, count: usize) -> Option<usize> {
    let is_so = all(text.get(..count)?, is_digit);
    (is_so && (count != 2 && count != 1 || !text[count..].starts_with(|it: char| it.is_ascii_digit())))
        .then_some(count)
}

/// The length of a space; a no-break space counts too.
fn spaces(text: &str) -> usize {
    char_at(text, 0)
        .filter(|it| matches!(it, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'))
        .map_or(0, char::len_utf8)
}

/// The position, unless it is within a word.
fn end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    (!rest.starts_with(|it: char| it.is_alphanumeric() || it == '_')).then_some(at)
}
