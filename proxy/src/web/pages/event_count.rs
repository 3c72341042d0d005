//! The number of an issue's events, and the number that there would be if pages had sampled none.

use maud::{Markup, html};

use super::language::fill;
use super::number_format::number;
use crate::model::issue::Issue;

/// The number of events; where pages sample, also the extrapolated one.
pub(super) fn event_count(issue: &Issue) -> Markup {
    html! { (number(issue.count)) @if let Some(about) = about(issue.count, issue.extrapolated_count) { " " span.about { (about) } } }
}

/// `about 148 (sampled at 25 %)`, where that differs from the count. Pages with different rates share one: that of all events
/// together.
fn about(count: i64, extrapolated: f64) -> Option<String> {
    let rounded = extrapolated.round();
    if rounded <= count as f64 {
        return None;
    }
    let rate = percent(count as f64 / extrapolated);
    Some(fill("about {n} (sampled at {rate} %)", &[("n", &number(rounded as i64)), ("rate", &rate)]))
}

/// A share as a percentage, with a digit that is not zero.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let digits = if percent >= 10.0 {
        0
    } else if percent >= 1.0 {
        1
    } else {
        2
    };
    let text = format!("{percent:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(count: i64, extrapolated_count: f64, expect: Option<&str>) {
        assert_eq!(about(count, extrapolated_count).as_deref(), expect);
    }

    #[test]
    fn only_where_pages_sample() {
        check(1, 1.0, None);
        check(3, 3.000_000_1, None);
        check(37, 148.0, Some("about 148 (sampled at 25 %)"));
        check(1_000, 1_000_000.0, Some("about 1,000,000 (sampled at 0.1 %)"));
        check(1, 10_000.0, Some("about 10,000 (sampled at 0.01 %)"));
        check(3, 201.0, Some("about 201 (sampled at 1.5 %)"));
        check(100, 100.4, None);
        check(10, 11.0, Some("about 11 (sampled at 91 %)"));
        // Of an issue that an older server counted.
        check(5, 0.0, None);
    }
}
