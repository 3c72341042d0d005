//! Time to First Byte.

use super::navigation::Navigation;

/// The time of the first byte of the page. Browsers report 0 to protect a visitor, and some have reported a negative time or
/// one yet to come: <https://github.com/GoogleChrome/web-vitals/issues/137>, `/162`, `/275`
#[must_use]
pub fn ttfb(response_start: f64, now: f64, navigation: &Navigation) -> Option<f64> {
    is_valid(response_start, now).then(|| navigation.since_start(response_start))
}

/// Whether the navigation entry can be believed.
#[must_use]
pub fn is_valid(response_start: f64, now: f64) -> bool {
    response_start > 0.0 && response_start < now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_cannot_be_are_none() {
        let navigation = Navigation::new(0.0, 0.0);
        for (response_start, expect) in
            [(80.0, Some(80.0)), (0.0, None), (-3.0, None), (1000.0, None), (f64::NAN, None)]
        {
            assert_eq!(ttfb(response_start, 1000.0, &navigation), expect, "{response_start}");
        }
    }

    #[test]
    fn a_prerendered_page_had_its_first_byte_before() {
        assert_eq!(ttfb(80.0, 1000.0, &Navigation::new(500.0, 0.0)), Some(0.0));
    }
}
