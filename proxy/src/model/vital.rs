//! Web vitals: <https://web.dev/articles/vitals>.

use std::sync::Arc;

use super::dimensions::Dimensions;
use super::timestamp::Timestamp;

/// A metric with its own distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Largest Contentful Paint, in ms.
    Lcp,
    /// Cumulative Layout Shift, without unit.
    Cls,
    /// Interaction to Next Paint, in ms.
    Inp,
    /// First Contentful Paint, in ms.
    Fcp,
    /// Time to First Byte, in ms.
    Ttfb,
}

/// How a value is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rating {
    /// Up to the first limit.
    Good,
    /// Between both limits.
    NeedsImprovement,
    /// Above the second limit.
    Poor,
}

impl Metric {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 5] = [Self::Lcp, Self::Inp, Self::Cls, Self::Fcp, Self::Ttfb];

    /// The name on the wire, in the store and in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lcp => "lcp",
            Self::Cls => "cls",
            Self::Inp => "inp",
            Self::Fcp => "fcp",
            Self::Ttfb => "ttfb",
        }
    }

    /// The metric with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.name() == name)
    }

    /// The largest good value, and the largest value that is not poor: <https://web.dev/articles/defining-core-web-vitals-thresholds>
    #[must_use]
    pub fn limits(self) -> (f64, f64) {
        match self {
            Self::Lcp => (2500.0, 4000.0),
            Self::Cls => (0.1, 0.25),
            Self::Inp => (200.0, 500.0),
            Self::Fcp => (1800.0, 3000.0),
            Self::Ttfb => (800.0, 1800.0),
        }
    }

    /// The largest value that is believed. Sentry's SDK drops LCP and INP above a minute.
    #[must_use]
    pub fn largest(self) -> f64 {
        match self {
            Self::Cls => 100.0,
            Self::Lcp | Self::Inp | Self::Fcp | Self::Ttfb => 60_000.0,
        }
    }

    /// The rating of a value.
    #[must_use]
    pub fn rate(self, value: f64) -> Rating {
        let (good, fair) = self.limits();
        if value <= good {
            Rating::Good
        } else if value <= fair {
            Rating::NeedsImprovement
        } else {
            Rating::Poor
        }
    }
}

/// A value of a page view. A later value of the same page view, metric and navigation replaces it.
#[derive(Debug, Clone, PartialEq)]
pub struct Vital {
    /// The metric.
    pub metric: Metric,
    /// In ms; CLS without unit.
    pub value: f64,
    /// The page view: the span id of its page-load segment. It is the trace id where the client does not say it; the
    /// store then takes the page load or navigation of the trace.
    pub page_view: String,
    /// The navigation within the page view: `browser.navigation.id`, or empty for the page load itself.
    pub navigation: String,
    /// 32 lower-case hex digits.
    pub trace_id: String,
    /// When the page view or the navigation began.
    pub start: Timestamp,
    /// When it was measured: the end of its span; of INP, which may be that of an earlier interaction than before, when it
    /// was reported. A value that was measured earlier replaces none.
    pub measured: Timestamp,
    /// `navigate`, `reload`, `back-forward`, `back-forward-cache`, `prerender`, `restore`, `soft-navigation`, or empty.
    pub navigation_type: String,
    /// The element of LCP, the target of INP, the largest shift's source of CLS; empty if unknown.
    pub element: String,
    /// Route and the rest. The name is empty where the client does not say it: Sentry's SDK sends vitals by themselves,
    /// with the id of the page view, whose segment has the name.
    pub dimensions: Arc<Dimensions>,
    /// The share of page views that the client sends, above 0 and at most 1.
    pub sample_rate: f64,
}

/// The kind of navigation of a click that changes address and page without a load.
pub const SOFT_NAVIGATION: &str = "soft-navigation";

impl Vital {
    /// Whether it is of a soft navigation within its page view.
    #[must_use]
    pub fn is_of_soft_navigation(&self) -> bool {
        self.navigation_type == SOFT_NAVIGATION
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_belong_to_the_better_rating() {
        for metric in Metric::ALL {
            let (good, fair) = metric.limits();
            assert_eq!(metric.rate(0.0), Rating::Good);
            assert_eq!(metric.rate(good), Rating::Good);
            assert_eq!(metric.rate(good * 1.001), Rating::NeedsImprovement);
            assert_eq!(metric.rate(fair), Rating::NeedsImprovement);
            assert_eq!(metric.rate(fair * 1.001), Rating::Poor);
            assert_eq!(Metric::from_name(metric.name()), Some(metric));
        }
    }
}
