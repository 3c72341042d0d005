//! Largest Contentful Paint: the last candidate before the first input or hiding.

use super::navigation::Navigation;

/// The candidate of the running navigation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lcp {
    value: Option<f64>,
    is_final: bool,
}

impl Lcp {
    /// Takes a `largest-contentful-paint` entry; says whether it is the candidate now.
    ///
    /// Each entry is larger than the one before, so the last one counts.
    pub fn paint(&mut self, start_time: f64, navigation: &Navigation) -> bool {
        self.propose(start_time, navigation.since_start(start_time), navigation)
    }

    /// Takes an `interaction-contentful-paint` entry; says whether it is the candidate now. Only paints of the interaction
    /// that began the soft navigation count.
    pub fn interaction_paint(
        &mut self,
        start_time: f64,
        render_time: f64,
        interaction: f64,
        navigation: &Navigation,
    ) -> bool {
        navigation.interaction != 0.0
            && interaction == navigation.interaction
            && self.propose(render_time, (render_time - start_time).max(0.0), navigation)
    }

    fn propose(&mut self, painted: f64, value: f64, navigation: &Navigation) -> bool {
        let is_candidate = !self.is_final && navigation.is_visible_until(painted);
        if is_candidate {
            self.value = Some(value);
        }
        is_candidate
    }

    /// Takes the time from a restore out of the back/forward cache to the next paint: there is no candidate after it.
    pub fn restore(&mut self, value: f64) {
        *self = Self { value: Some(value), is_final: true };
    }

    /// Ends the search: after an input the browser reports no more candidates, and after a hiding none counts.
    pub fn finalize(&mut self) {
        self.is_final = true;
    }

    /// The value, once it is final.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.value.filter(|_| self.is_final)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: f64, hidden: Option<f64>, paints: &[f64], expect: Option<f64>) {
        let mut navigation = Navigation::new(start, 0.0);
        if let Some(at) = hidden {
            navigation.note_hidden(at);
        }
        let mut lcp = Lcp::default();
        for paint in paints {
            lcp.paint(*paint, &navigation);
        }
        assert_eq!(lcp.value(), None, "not final");
        lcp.finalize();
        assert_eq!(lcp.value(), expect);
    }

    #[test]
    fn the_last_candidate_counts() {
        check(0.0, None, &[100.0, 450.0, 800.0], Some(800.0));
    }

    #[test]
    fn a_paint_after_the_first_hiding_does_not_count() {
        check(0.0, Some(500.0), &[100.0, 450.0, 800.0], Some(450.0));
        check(0.0, Some(0.0), &[100.0], None);
    }

    #[test]
    fn a_prerendered_page_counts_from_its_activation() {
        check(1000.0, None, &[300.0], Some(0.0));
        check(1000.0, None, &[300.0, 1250.0], Some(250.0));
    }

    #[test]
    fn a_page_without_a_paint_has_none() {
        check(0.0, None, &[], None);
    }

    #[test]
    fn nothing_counts_after_the_first_input() {
        let navigation = Navigation::new(0.0, 0.0);
        let mut lcp = Lcp::default();
        assert!(lcp.paint(100.0, &navigation));
        lcp.finalize();
        assert!(!lcp.paint(900.0, &navigation));
        assert_eq!(lcp.value(), Some(100.0));
    }

    #[test]
    fn a_soft_navigation_takes_the_paints_of_its_interaction() {
        let navigation = Navigation::new(5000.0, 7.0);
        let mut lcp = Lcp::default();
        assert!(lcp.interaction_paint(5000.0, 5120.0, 7.0, &navigation));
        assert!(!lcp.interaction_paint(6000.0, 6900.0, 14.0, &navigation));
        lcp.finalize();
        assert_eq!(lcp.value(), Some(120.0));
        assert!(!Lcp::default().interaction_paint(1.0, 2.0, 0.0, &Navigation::new(0.0, 0.0)));
    }

    #[test]
    fn a_restore_is_final_at_once() {
        let mut lcp = Lcp::default();
        lcp.restore(33.0);
        assert!(!lcp.paint(90.0, &Navigation::new(0.0, 0.0)));
        assert_eq!(lcp.value(), Some(33.0));
    }
}
