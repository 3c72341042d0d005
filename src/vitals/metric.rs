//! The five metrics, their ratings, and whether a value is news.

/// A web vital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Largest Contentful Paint, in milliseconds.
    Lcp,
    /// Cumulative Layout Shift, a score without a unit.
    Cls,
    /// Interaction to Next Paint, in milliseconds.
    Inp,
    /// First Contentful Paint, in milliseconds.
    Fcp,
    /// Time to First Byte, in milliseconds.
    Ttfb,
}

impl Metric {
    /// By number; `js/on_demand/performance/vitals/metric_names.js` has the same order.
    pub const ALL: [Self; 5] = [Self::Lcp, Self::Cls, Self::Inp, Self::Fcp, Self::Ttfb];

    /// The metric of a number.
    #[must_use]
    pub fn of(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }

    /// Largest good value, and largest value that is not yet poor: <https://web.dev/articles/vitals>.
    #[must_use]
    pub fn thresholds(self) -> (f64, f64) {
        match self {
            Self::Lcp => (2500.0, 4000.0),
            Self::Cls => (0.1, 0.25),
            Self::Inp => (200.0, 500.0),
            Self::Fcp => (1800.0, 3000.0),
            Self::Ttfb => (800.0, 1800.0),
        }
    }

    /// How good a value is.
    #[must_use]
    pub fn rating(self, value: f64) -> Rating {
        let (good, fair) = self.thresholds();
        if value > fair {
            Rating::Poor
        } else if value > good {
            Rating::NeedsImprovement
        } else {
            Rating::Good
        }
    }
}

/// How good a value is; the numbers are those of `metric_names.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    /// Not above the first threshold.
    Good = 0,
    /// Between the thresholds.
    NeedsImprovement = 1,
    /// Above the second threshold.
    Poor = 2,
}

/// The value that was reported last, so that the same value is not reported again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reported(Option<f64>);

impl Reported {
    /// The value, if it is news.
    pub fn take(&mut self, value: Option<f64>) -> Option<f64> {
        if value == self.0 {
            return None;
        }
        self.0 = value.or(self.0);
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_itself_is_still_the_better_rating() {
        for (metric, value, rating) in [
            (Metric::Lcp, 2500.0, Rating::Good),
            (Metric::Lcp, 2500.1, Rating::NeedsImprovement),
            (Metric::Lcp, 4000.0, Rating::NeedsImprovement),
            (Metric::Lcp, 4000.1, Rating::Poor),
            (Metric::Cls, 0.1, Rating::Good),
            (Metric::Cls, 0.2501, Rating::Poor),
            (Metric::Inp, 200.0, Rating::Good),
            (Metric::Inp, 504.0, Rating::Poor),
            (Metric::Fcp, 1801.0, Rating::NeedsImprovement),
            (Metric::Ttfb, 0.0, Rating::Good),
            (Metric::Ttfb, 1800.5, Rating::Poor),
        ] {
            assert_eq!(metric.rating(value), rating, "{metric:?} {value}");
        }
    }

    #[test]
    fn a_value_is_reported_once_and_zero_is_a_value() {
        let mut reported = Reported::default();
        assert_eq!(reported.take(None), None);
        assert_eq!(reported.take(Some(0.0)), Some(0.0));
        assert_eq!(reported.take(Some(0.0)), None);
        assert_eq!(reported.take(None), None);
        assert_eq!(reported.take(Some(0.2)), Some(0.2));
        assert_eq!(reported.take(Some(0.1)), Some(0.1));
    }

    #[test]
    fn numbers_name_metrics() {
        assert_eq!(Metric::of(2), Some(Metric::Inp));
        assert_eq!(Metric::of(5), None);
    }

    /// The numbers that cross to JavaScript, and the words that stand behind them there.
    #[test]
    fn the_words_of_the_page_have_the_same_order() {
        fn check<T: std::fmt::Debug>(list: &str, all: &[T], number: impl Fn(&T) -> usize) {
            let script = include_str!("../../js/on_demand/performance/vitals/metric_names.js");
            let expect: Vec<_> = all.iter().map(|it| js_list::kebab(&format!("{it:?}"))).collect();
            assert_eq!(js_list::words(script, list), expect);
            assert!(all.iter().enumerate().all(|(at, it)| number(it) == at), "{list}");
        }
        use crate::js_list;
        use crate::vitals::attribution::LoadState as Load;
        use crate::vitals::long_frames::Subpart;
        use crate::vitals::navigation::NavigationType as Type;
        check("METRICS", &Metric::ALL, |it| *it as usize);
        check("RATINGS", &[Rating::Good, Rating::NeedsImprovement, Rating::Poor], |it| *it as usize);
        let types = [
            Type::Navigate,
            Type::Reload,
            Type::BackForward,
            Type::BackForwardCache,
            Type::Prerender,
            Type::Restore,
            Type::SoftNavigation,
        ];
        check("NAVIGATION_TYPES", &types, |it| *it as usize);
        let states = [Load::Loading, Load::DomInteractive, Load::DomContentLoaded, Load::Complete];
        check("LOAD_STATES", &states, |it| *it as usize);
        let subparts = [Subpart::InputDelay, Subpart::ProcessingDuration, Subpart::PresentationDelay];
        check("SUBPARTS", &subparts, |it| *it as usize);
    }
}
