//! One distribution in a few words: its 75th percentile, the rating of that, and the shares.

use maud::{Markup, html};

use crate::model::vital::Metric;
use crate::store::Distribution;
use crate::web::pages::charts::{Shares, share_bar};
use crate::web::pages::units;

/// A vital is judged by the 75th percentile: <https://web.dev/articles/defining-core-web-vitals-thresholds>
pub(super) const JUDGED: f64 = 0.75;

/// The 75th percentile with its rating; a dash without samples.
pub(in crate::web::pages) fn judged(metric: Metric, of: &Distribution) -> Markup {
    html! {
        @match of.histogram.percentile(JUDGED) {
            Some(value) => {
                @let rating = metric.rate(value);
                span.p75 { (units::vital(metric, value)) } " "
                span class={ "rating " (units::rating_class(rating)) } { (units::rating(rating)) }
            }
            None => span.quiet { "–" },
        }
    }
}

/// The shares of a distribution.
pub(super) fn shares(metric: Metric, of: &Distribution) -> Shares {
    let (good, fair) = metric.limits();
    Shares::of(of.histogram.share_up_to(good), of.histogram.share_up_to(fair))
}

/// The shares as a bar; nothing without samples.
pub(in crate::web::pages) fn share_of(metric: Metric, of: &Distribution) -> Markup {
    html! { @if of.histogram.count() > 0 { (share_bar(shares(metric, of))) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Distribution {
        let mut distribution = Distribution::default();
        values.iter().for_each(|value| distribution.histogram.add(*value));
        distribution
    }

    #[test]
    fn words_and_bar() {
        let lcp = of(&[1000.0, 2000.0, 3000.0, 9000.0]);
        let html = judged(Metric::Lcp, &lcp).into_string();
        assert!(html.contains("rating fair\">needs work") && html.contains(" s</span>"), "{html}");
        assert!(share_of(Metric::Lcp, &lcp).into_string().contains("50 % good, 25 % needs work, 25 % poor"));
    }

    #[test]
    fn without_samples() {
        assert!(judged(Metric::Cls, &of(&[])).into_string().contains('–'));
        assert_eq!(share_of(Metric::Cls, &of(&[])).into_string(), "");
    }
}
