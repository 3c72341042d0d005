//! First Contentful Paint.

use super::navigation::Navigation;

/// The time of the first paint with content, unless the page was hidden before.
#[must_use]
pub fn fcp(start_time: f64, navigation: &Navigation) -> Option<f64> {
    navigation.is_visible_until(start_time).then(|| navigation.since_start(start_time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_of_a_page_that_was_not_hidden_before() {
        let mut navigation = Navigation::new(0.0, 0.0);
        assert_eq!(fcp(120.0, &navigation), Some(120.0));
        navigation.note_hidden(100.0);
        assert_eq!(fcp(120.0, &navigation), None);
        assert_eq!(fcp(99.0, &navigation), Some(99.0));
    }

    #[test]
    fn a_prerendered_page_counts_from_its_activation() {
        assert_eq!(fcp(120.0, &Navigation::new(900.0, 0.0)), Some(0.0));
        assert_eq!(fcp(950.0, &Navigation::new(900.0, 0.0)), Some(50.0));
    }
}
