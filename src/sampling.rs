//! Which events are kept by chance.

/// Whether to keep an event, given the share to keep (0 to 1) and a roll of the dice (0 to below 1).
#[must_use]
pub fn keep(rate: f64, roll: f64) -> bool {
    roll < rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_none_and_half() {
        assert!(keep(1.0, 0.999_999));
        assert!(!keep(0.0, 0.0));
        assert!(keep(0.5, 0.25) && !keep(0.5, 0.5));
    }
}
