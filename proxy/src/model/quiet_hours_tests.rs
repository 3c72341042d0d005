use super::*;
use crate::model::rfc3339;

fn time(text: &str) -> Timestamp {
    rfc3339::parse(text).unwrap()
}

fn hours(days: &[&str], from: &str, to: &str, zone: &str) -> QuietHours {
    QuietHours {
        name: "night".into(),
        days: Days::parse(days.iter().copied()).unwrap(),
        between: (Clock::parse(from).unwrap(), Clock::parse(to).unwrap()),
        time_zone: TimeZone::parse(zone).unwrap(),
        channels: Vec::new(),
        rules: Vec::new(),
        except_fatal: false,
    }
}

#[track_caller]
fn check(hours: &QuietHours, now: &str, end: Option<&str>) {
    assert_eq!(hours.end(time(now)), end.map(time), "{now}");
}

#[test]
fn a_night_in_shanghai() {
    let night = hours(&["mon-sun"], "22:00", "08:00", "Asia/Shanghai");
    // 22:00 in Shanghai is 14:00 UTC, 08:00 is 00:00 UTC.
    check(&night, "2026-11-28T13:59:59Z", None);
    check(&night, "2026-11-28T14:00:00Z", Some("2026-11-29T00:00:00Z"));
    check(&night, "2026-11-28T20:00:00Z", Some("2026-11-29T00:00:00Z"));
    check(&night, "2026-11-28T23:59:59Z", Some("2026-11-29T00:00:00Z"));
    check(&night, "2026-11-29T00:00:00Z", None);
}

#[test]
fn days_are_those_of_the_beginning() {
    // 2026-11-28 is a Saturday.
    let night = hours(&["sat"], "22:00", "08:00", "UTC");
    check(&night, "2026-11-28T07:00:00Z", None);
    check(&night, "2026-11-28T23:00:00Z", Some("2026-11-29T08:00:00Z"));
    check(&night, "2026-11-29T07:00:00Z", Some("2026-11-29T08:00:00Z"));
    check(&night, "2026-11-29T23:00:00Z", None);
    let day = hours(&["sat", "Sunday"], "00:00", "24:00", "UTC");
    check(&day, "2026-11-27T23:59:59Z", None);
    check(&day, "2026-11-28T00:00:00Z", Some("2026-11-29T00:00:00Z"));
    check(&day, "2026-11-29T12:00:00Z", Some("2026-11-30T00:00:00Z"));
    check(&day, "2026-11-30T00:00:00Z", None);
}

#[test]
fn summer_time_changes_the_length_of_a_night() {
    // In Berlin the clock goes from 02:00 to 03:00 on 2026-03-29, and from 03:00 to 02:00 on 2026-10-25.
    let night = hours(&["mon-sun"], "22:00", "06:00", "Europe/Berlin");
    check(&night, "2026-03-28T21:00:00Z", Some("2026-03-29T04:00:00Z"));
    check(&night, "2026-10-24T20:00:00Z", Some("2026-10-25T05:00:00Z"));
    // An end within the hour that is left out, and one within the hour that is there twice.
    let skipped = hours(&["mon-sun"], "22:00", "02:30", "Europe/Berlin");
    check(&skipped, "2026-03-29T00:59:59Z", Some("2026-03-29T01:30:00Z"));
    let twice = hours(&["mon-sun"], "22:00", "02:30", "Europe/Berlin");
    check(&twice, "2026-10-25T00:15:00Z", Some("2026-10-25T00:30:00Z"));
    // The second 02:15 is past the first 02:30.
    check(&twice, "2026-10-25T01:15:00Z", None);
}

#[test]
fn for_channels_and_rules_and_with_fatal_ones() {
    let night = QuietHours {
        channels: vec!["ops".into()],
        rules: vec!["new".into(), "slow".into()],
        except_fatal: true,
        ..hours(&["mon-sun"], "22:00", "08:00", "UTC")
    };
    let now = time("2026-11-28T23:00:00Z");
    let until =
        |channel, rule, is_fatal| quiet_until(std::slice::from_ref(&night), channel, rule, is_fatal, now);
    assert_eq!(until("ops", "new", false), Some(time("2026-11-29T08:00:00Z")));
    assert_eq!(until("ops", "slow", false), Some(time("2026-11-29T08:00:00Z")));
    assert_eq!(until("ops", "new", true), None);
    assert_eq!(until("ops", "other", false), None);
    assert_eq!(until("dev", "new", false), None);
}

#[test]
fn hours_that_follow_each_other_are_one() {
    let all = [hours(&["mon-sun"], "22:00", "08:00", "UTC"), hours(&["sat", "sun"], "00:00", "24:00", "UTC")];
    // Friday evening until Monday morning.
    let until = quiet_until(&all, "ops", "new", false, time("2026-11-27T22:30:00Z"));
    assert_eq!(until, Some(time("2026-11-30T08:00:00Z")));
    // Hours without an end are held to a bound.
    let always = [hours(&["mon-sun"], "00:00", "24:00", "UTC")];
    assert!(quiet_until(&always, "ops", "new", false, time("2026-11-27T22:30:00Z")).is_some());
}

#[test]
fn texts() {
    for (text, expect) in [
        (&["mon-fri"][..], Some("mon,tue,wed,thu,fri")),
        (&["sat-mon"], Some("mon,sat,sun")),
        (&[" Tue ", "Wednesday"], Some("tue,wed")),
        (&["mon-sun"], Some("mon,tue,wed,thu,fri,sat,sun")),
        (&[], None),
        (&["mo"], None),
        (&["mon-"], None),
        (&["mon-fri-sun"], None),
    ] {
        let days = Days::parse(text.iter().copied());
        assert_eq!(days.map(|days| days.to_string()).as_deref(), expect, "{text:?}");
    }
    assert_eq!(Days::parse(["mon-sun"]), Some(Days::ALL));
    for (text, expect) in [
        ("22:00", Some("22:00")),
        ("7:05", Some("07:05")),
        ("24:00", Some("00:00")),
        ("24:01", None),
        ("25:00", None),
        ("12:60", None),
        ("12", None),
        ("12:5", None),
        ("-1:00", None),
        ("é:00", None),
    ] {
        assert_eq!(Clock::parse(text).map(|clock| clock.to_string()).as_deref(), expect, "{text}");
    }
}

#[test]
fn absurd_times() {
    let night = hours(&["mon-sun"], "22:00", "08:00", "UTC");
    for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
        assert_eq!(night.end(Timestamp(seconds)), None, "{seconds}");
    }
}
