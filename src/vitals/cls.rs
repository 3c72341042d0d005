//! Cumulative Layout Shift: the largest sum of shifts in a session window.

/// A session window ends where no shift came for this long, in ms: <https://web.dev/articles/evolving-cls>
const GAP: f64 = 1000.0;
/// Longest session window, in ms.
const LENGTH: f64 = 5000.0;

/// The session window that is running, and the largest one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cls {
    sum: f64,
    first: f64,
    last: f64,
    largest_shift: f64,
    value: f64,
    is_painted: bool,
}

/// What a shift means for the attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Whether it is the largest of its session window.
    pub is_largest: bool,
    /// Whether its session window is the largest one.
    pub is_cls: bool,
}

impl Cls {
    /// Takes a `layout-shift` entry. Nothing comes of one soon after an input, which the visitor expected.
    ///
    /// The largest window is noted at each entry. web-vitals compares after each batch of entries instead, and loses a large
    /// window where a smaller one begins in the same batch; docs/performance.md lists that.
    pub fn shift(&mut self, start_time: f64, value: f64, had_recent_input: bool) -> Option<Shift> {
        if had_recent_input {
            return None;
        }
        if self.sum > 0.0 && start_time - self.last < GAP && start_time - self.first < LENGTH {
            self.sum += value;
        } else {
            self.sum = value;
            self.first = start_time;
            self.largest_shift = 0.0;
        }
        self.last = start_time;
        // The later one of equals.
        let is_largest = value >= self.largest_shift;
        if is_largest {
            self.largest_shift = value;
        }
        let is_cls = self.sum > self.value;
        if is_cls {
            self.value = self.sum;
        }
        Some(Shift { is_largest, is_cls })
    }

    /// Notes that the page has painted something: a page that never did has no layout shift, not even none.
    pub fn note_paint(&mut self) {
        self.is_painted = true;
    }

    /// Begins anew, for the next navigation of a page that has painted.
    pub fn restart(&mut self) {
        *self = Self { is_painted: self.is_painted, ..Self::default() };
    }

    /// The score; 0 for a page without a shift.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.is_painted.then_some(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shifts are (time, value).
    #[track_caller]
    fn check(shifts: &[(f64, f64)], expect: f64) {
        let mut cls = Cls::default();
        cls.note_paint();
        for (at, value) in shifts {
            cls.shift(*at, *value, false);
        }
        let value = cls.value().unwrap_or(-1.0);
        assert!((value - expect).abs() < 1e-9, "{value}");
    }

    #[test]
    fn no_shift_is_zero() {
        check(&[], 0.0);
    }

    #[test]
    fn shifts_within_a_second_add_up() {
        check(&[(100.0, 0.1), (900.0, 0.1), (1899.0, 0.1)], 0.3);
    }

    #[test]
    fn a_gap_of_a_second_begins_a_window() {
        check(&[(100.0, 0.1), (1100.0, 0.15), (2200.0, 0.05)], 0.15);
    }

    #[test]
    fn a_window_is_shorter_than_five_seconds() {
        let each = |n: usize| (100.0 + 900.0 * n as f64, 0.1);
        check(&[each(0), each(1), each(2), each(3), each(4), each(5), each(6)], 0.6);
    }

    #[test]
    fn a_smaller_window_that_follows_changes_nothing() {
        check(&[(100.0, 0.4), (5000.0, 0.1)], 0.4);
    }

    #[test]
    fn a_shift_of_zero_ends_no_window() {
        check(&[(100.0, 0.0), (200.0, 0.2), (300.0, 0.1)], 0.3);
    }

    #[test]
    fn a_shift_after_an_input_is_expected() {
        let mut cls = Cls::default();
        cls.note_paint();
        assert_eq!(cls.shift(100.0, 0.5, true), None);
        assert_eq!(cls.value(), Some(0.0));
    }

    #[test]
    fn a_page_without_a_paint_has_no_value() {
        let mut cls = Cls::default();
        cls.shift(100.0, 0.5, false);
        assert_eq!(cls.value(), None);
        cls.note_paint();
        assert_eq!(cls.value(), Some(0.5));
    }

    #[test]
    fn the_largest_shift_of_the_largest_window_is_told() {
        let mut cls = Cls::default();
        let told = |is_largest, is_cls| Some(Shift { is_largest, is_cls });
        assert_eq!(cls.shift(0.0, 0.1, false), told(true, true));
        assert_eq!(cls.shift(10.0, 0.05, false), told(false, true));
        assert_eq!(cls.shift(20.0, 0.1, false), told(true, true));
        assert_eq!(cls.shift(9000.0, 0.2, false), told(true, false));
        assert_eq!(cls.shift(9010.0, 0.1, false), told(false, true));
    }

    #[test]
    fn the_next_navigation_begins_anew() {
        let mut cls = Cls::default();
        cls.note_paint();
        cls.shift(0.0, 0.3, false);
        cls.restart();
        assert_eq!(cls.value(), Some(0.0));
        // The window of the last navigation is over, though it is less than a second ago.
        cls.shift(100.0, 0.1, false);
        assert_eq!(cls.value(), Some(0.1));
    }
}
