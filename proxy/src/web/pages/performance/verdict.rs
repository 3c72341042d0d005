//! Whether one distribution is better than another, with care: a difference that chance explains is none.

use maud::{Markup, html};

use super::summary::JUDGED;
use crate::store::Distribution;
use crate::web::pages::language::t;

/// Fewest samples on both sides of a comparison.
pub(super) const FEWEST: u64 = 30;
/// Half the width of an interval that has the true value in 95 of 100 cases, in standard errors.
const STANDARD_ERRORS: f64 = 1.96;

/// The outcome of a comparison. Less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) enum Verdict {
    Better,
    Worse,
    NoClearDifference,
    TooFewSamples,
}

impl Verdict {
    /// Compares a release with the one before.
    pub(in crate::web::pages) fn of(base: &Distribution, head: &Distribution) -> Self {
        let (Some(base), Some(head)) = (interval(base), interval(head)) else { return Self::TooFewSamples };
        if head.1 < base.0 {
            Self::Better
        } else if head.0 > base.1 {
            Self::Worse
        } else {
            Self::NoClearDifference
        }
    }

    /// In words, with a colour.
    pub(in crate::web::pages) fn markup(self) -> Markup {
        let (class, words) = match self {
            Self::Better => ("good", t("better")),
            Self::Worse => ("poor", t("worse")),
            Self::NoClearDifference => ("same", t("no clear difference")),
            Self::TooFewSamples => ("same", t("too few samples")),
        };
        html! { span class={ "rating " (class) } { (words) } }
    }
}

/// The interval in which the 75th percentile of all visits lies, out of the ranks around it:
/// <https://en.wikipedia.org/wiki/Order_statistic#Confidence_intervals_for_quantiles>. None: too few samples.
fn interval(of: &Distribution) -> Option<(f64, f64)> {
    let count = of.histogram.count();
    if count < FEWEST {
        return None;
    }
    let half = STANDARD_ERRORS * (JUDGED * (1.0 - JUDGED) / count as f64).sqrt();
    Some((of.histogram.percentile(JUDGED - half)?, of.histogram.percentile(JUDGED + half)?))
}

/// The change of the 75th percentile: `+12 %`. None: one side has no samples, or a first value of 0.
pub(in crate::web::pages) fn change(base: &Distribution, head: &Distribution) -> Option<String> {
    let (base, head) = (base.histogram.percentile(JUDGED)?, head.histogram.percentile(JUDGED)?);
    if base <= 0.0 {
        return (head <= 0.0).then(|| "±0 %".to_owned());
    }
    let percent = ((head / base - 1.0) * 100.0).round();
    Some(if percent == 0.0 { "±0 %".into() } else { format!("{percent:+} %").replace('-', "\u{2212}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values from 1 to 2 times the first.
    fn of(first: f64, count: u64) -> Distribution {
        let mut distribution = Distribution::default();
        (0..count).for_each(|n| distribution.histogram.add(first * (1.0 + n as f64 / count as f64)));
        distribution
    }

    #[test]
    fn verdicts() {
        for (base, head, verdict) in [
            (of(1000.0, 29), of(100.0, 1000), Verdict::TooFewSamples),
            (of(1000.0, 1000), of(100.0, 29), Verdict::TooFewSamples),
            (of(1000.0, 30), of(100.0, 30), Verdict::Better),
            (of(1000.0, 30), of(3000.0, 30), Verdict::Worse),
            (of(1000.0, 30), of(1050.0, 30), Verdict::NoClearDifference),
            // The same difference is clear with many samples.
            (of(1000.0, 100_000), of(1050.0, 100_000), Verdict::Worse),
            (of(0.0, 50), of(0.0, 50), Verdict::NoClearDifference),
        ] {
            assert_eq!(Verdict::of(&base, &head), verdict);
        }
    }

    #[test]
    fn changes() {
        for (base, head, text) in [
            (of(1000.0, 50), of(1000.0, 50), Some("±0 %")),
            // Buckets are 1 % wide.
            (of(1000.0, 50), of(2000.0, 50), Some("+101 %")),
            (of(2000.0, 50), of(1000.0, 50), Some("\u{2212}50 %")),
            (of(0.0, 50), of(0.0, 50), Some("±0 %")),
            (of(0.0, 50), of(1.0, 50), None),
            (of(1.0, 0), of(1.0, 50), None),
        ] {
            assert_eq!(change(&base, &head).as_deref(), text);
        }
    }
}
