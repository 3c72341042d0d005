//! Charts as inline SVG, made on the server. Each has its numbers in a table, and a name for screen readers.
//!
//! Places are percentages and sizes are attributes, because the pages' policy allows no inline style. Texts keep their
//! size on a phone, as no picture with text in it is scaled.

mod axis;
mod histogram;
mod share_bar;
mod trend;
mod waterfall;

pub(super) use histogram::{Histogram, histogram};
pub(super) use share_bar::{Shares, share_bar};
pub(super) use trend::{Band, Point, Trend, trend};
pub(super) use waterfall::{Bar, Lane, Tone, lane};

/// A place within a chart, from 0 to 100, with two digits: more cannot be seen.
fn percent(share: f64) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    format!("{}", (share * 10_000.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn places_stay_within_the_chart() {
        for (share, text) in
            [(0.0, "0"), (0.123_456, "12.35"), (1.0, "100"), (7.0, "100"), (-1.0, "0"), (f64::NAN, "0")]
        {
            assert_eq!(percent(share), text);
        }
    }
}
