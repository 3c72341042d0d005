//! Places within a chart, as percentages of its width or height.

/// A place within a chart, from 0 to 100, with two digits: more cannot be seen.
pub(in crate::web::pages) fn percent(share: f64) -> String {
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
