//! Times and values along the axes of a chart.

use maud::{Markup, html};

use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::{fill, t, text};
use crate::web::pages::relative_time;

const MONTHS: [&str; 12] = [
    text("Jan"),
    text("Feb"),
    text("Mar"),
    text("Apr"),
    text("May"),
    text("Jun"),
    text("Jul"),
    text("Aug"),
    text("Sep"),
    text("Oct"),
    text("Nov"),
    text("Dec"),
];

/// A day: `29 Nov`.
fn day(time: Timestamp) -> String {
    let exact = rfc3339::format(time);
    let number = |range: std::ops::Range<usize>| exact.get(range).and_then(|text| text.parse::<usize>().ok());
    let month = number(5..7).and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (number(8..10), month) {
        (Some(day), Some(month)) => fill("{day} {month}", &[("day", &day.to_string()), ("month", t(month))]),
        _ => exact,
    }
}

/// An hour or a day as a chart names it: `29 Nov, 14:00`.
pub(in crate::web::pages) fn moment(time: Timestamp, is_hourly: bool) -> Markup {
    if !is_hourly {
        return relative_time::day(time, &day(time));
    }
    relative_time::hour(time, &hour(time))
}

/// An hour: `29 Nov, 14:00`.
fn hour(time: Timestamp) -> String {
    format!("{}, {}", day(time), rfc3339::format(time).get(11..16).unwrap_or_default())
}

/// The zone of the moments of a chart: days are those of UTC.
pub(in crate::web::pages) fn zone(is_hourly: bool) -> Markup {
    if is_hourly {
        relative_time::zone()
    } else {
        html! { "UTC" }
    }
}

/// The end of an axis that shows values up to `largest`: 1, 2, 2.5 or 5 times a power of ten.
pub(super) fn ceiling(largest: f64) -> f64 {
    if !largest.is_finite() || largest <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(largest.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|end| *end >= largest)
        .unwrap_or(largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let time = Timestamp(1_764_425_400.0);
        assert_eq!(day(time), "29 Nov");
        assert_eq!(hour(time), "29 Nov, 14:10");
        assert!(moment(time, true).into_string().contains("data-time=\"hour\">29 Nov, 14:10</time>"));
        assert!(moment(time, false).into_string().ends_with("UTC\">29 Nov</time>"));
        assert_eq!(day(Timestamp(f64::INFINITY)), "31 Dec");
    }

    #[test]
    fn ends_are_round() {
        for (largest, end) in [
            (0.0, 1.0),
            (f64::NAN, 1.0),
            (0.07, 0.1),
            (1.0, 1.0),
            (1.1, 2.0),
            (2100.0, 2500.0),
            (2600.0, 5000.0),
            (7000.0, 10_000.0),
        ] {
            assert!((ceiling(largest) - end).abs() < 1e-9, "{largest}");
        }
        assert!(ceiling(1e300).is_finite());
    }
}
