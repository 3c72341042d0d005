//! Sampling of events.

/// Whether an event is sampled, given the sample rate (0 to 1) and a random number (0 to below 1).
#[must_use]
pub fn is_sampled(rate: f64, roll: f64) -> bool {
    roll < rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_none_and_half() {
        assert!(is_sampled(1.0, 0.999_999));
        assert!(!is_sampled(0.0, 0.0));
        assert!(is_sampled(0.5, 0.25) && !is_sampled(0.5, 0.5));
    }
}
