//! Measured values for people: each with its unit.

use maud::{Markup, html};

use super::language::{fill, plural, t};
use super::number_format::number;
use crate::model::vital::{Metric, Rating};
use crate::store::Distribution;

/// A duration in ms: `0.4 ms`, `823 ms`, `2.51 s`, `1.5 min`, `2.0 h`.
pub(super) fn duration(ms: f64) -> String {
    match ms {
        ms if !ms.is_finite() => t("unknown").to_owned(),
        ms if ms.abs() < 0.05 => "0 ms".into(),
        ms if ms.abs() < 9.95 => format!("{ms:.1} ms"),
        ms if ms.abs() < 999.5 => format!("{ms:.0} ms"),
        ms if ms.abs() < 59_995.0 => format!("{:.2} s", ms / 1000.0),
        ms if ms.abs() < 3_597_000.0 => format!("{:.1} min", ms / 60_000.0),
        ms => format!("{:.1} h", ms / 3_600_000.0),
    }
}

/// The value of a vital: a duration, or the score of CLS with three digits.
pub(super) fn vital(metric: Metric, value: f64) -> String {
    match metric {
        Metric::Cls => format!("{}", (value * 1000.0).round() / 1000.0),
        Metric::Lcp | Metric::Inp | Metric::Fcp | Metric::Ttfb => duration(value),
    }
}

/// A size: `512 B`, `30 KB`, `1.2 MB`.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// A share from 0 to 1 as a percentage. Only all is 100 %, and only nothing is 0 %.
pub(super) fn rate(share: f64) -> String {
    let hundredths = share * 10_000.0;
    let hundredths = match hundredths {
        all if all >= 10_000.0 => 10_000.0,
        high if high > 9_999.0 => 9_999.0,
        none if none <= 0.0 || none.is_nan() => 0.0,
        low if low < 1.0 => 1.0,
        other => other.round(),
    };
    format!("{} %", hundredths / 100.0)
}

/// A large or small number of something that happens again and again: `0.02`, `3.1`, `1,204`.
pub(super) fn pace(value: f64) -> String {
    match value {
        value if value >= 99.5 => number(value.round() as i64),
        value if value >= 0.995 => format!("{value:.1}"),
        value if value > 0.0 => format!("{}", (value * 1000.0).ceil() / 1000.0),
        _ => "0".into(),
    }
}

/// The number of samples, and of what they stand for where clients send only a share: `310 samples, about 12,400 page loads`.
pub(super) fn samples(of: &Distribution, one: &'static str, many: &'static str) -> String {
    let received = of.histogram.count();
    let about = of.extrapolated.round();
    if about <= received as f64 {
        return plural(received, one, many);
    }
    fill(
        "{samples}, about {things}",
        &[
            ("samples", &plural(received, "{n} sample", "{n} samples")),
            ("things", &plural(about as u64, one, many)),
        ],
    )
}

/// The samples of a vital. A page view has one more after each return out of the back/forward cache.
pub(super) fn vital_samples(of: &Distribution) -> String {
    samples(of, "{n} page view", "{n} page views")
}

/// The samples of a vital of soft navigations.
pub(super) fn soft_samples(of: &Distribution) -> String {
    samples(of, "{n} soft navigation", "{n} soft navigations")
}

/// The number of samples in a column of that name, and below it what they stand for.
pub(super) fn samples_cell(of: &Distribution) -> Markup {
    let received = of.histogram.count();
    let about = of.extrapolated.round();
    html! {
        (number(i64::try_from(received).unwrap_or(i64::MAX)))
        @if about > received as f64 { div.quiet { (fill("about {n}", &[("n", &number(about as i64))])) } }
    }
}

/// A rating in words.
pub(super) fn rating(rating: Rating) -> &'static str {
    match rating {
        Rating::Good => t("good"),
        Rating::NeedsImprovement => t("needs work"),
        Rating::Poor => t("poor"),
    }
}

/// The class of a rating in the style sheet.
pub(super) fn rating_class(rating: Rating) -> &'static str {
    match rating {
        Rating::Good => "good",
        Rating::NeedsImprovement => "fair",
        Rating::Poor => "poor",
    }
}

/// The short and the long name of a vital.
pub(super) fn metric_names(metric: Metric) -> (&'static str, &'static str) {
    match metric {
        Metric::Lcp => ("LCP", "Largest Contentful Paint"),
        Metric::Inp => ("INP", "Interaction to Next Paint"),
        Metric::Cls => ("CLS", "Cumulative Layout Shift"),
        Metric::Fcp => ("FCP", "First Contentful Paint"),
        Metric::Ttfb => ("TTFB", "Time to First Byte"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::histogram::Histogram;

    #[test]
    fn durations() {
        for (ms, text) in [
            (0.0, "0 ms"),
            (0.37, "0.4 ms"),
            (9.99, "10 ms"),
            (823.4, "823 ms"),
            (999.6, "1.00 s"),
            (2514.0, "2.51 s"),
            (59_999.0, "1.0 min"),
            (90_000.0, "1.5 min"),
            (7_200_000.0, "2.0 h"),
            (-12.0, "-12 ms"),
            (f64::NAN, "unknown"),
            (f64::INFINITY, "unknown"),
        ] {
            assert_eq!(duration(ms), text);
        }
    }

    #[test]
    fn scores() {
        for (value, text) in [(0.0, "0"), (0.1, "0.1"), (0.104_6, "0.105"), (0.000_2, "0"), (1.0, "1")] {
            assert_eq!(vital(Metric::Cls, value), text);
        }
        assert_eq!(vital(Metric::Lcp, 2500.0), "2.50 s");
    }

    #[test]
    fn sizes() {
        for (bytes, text) in [(0, "0 B"), (999, "999 B"), (30_649, "31 KB"), (1_234_567, "1.2 MB")] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn rates_are_whole_only_if_nothing_is_missing() {
        for (share, text) in [
            (1.0, "100 %"),
            (0.999_999, "99.99 %"),
            (0.998_24, "99.82 %"),
            (0.5, "50 %"),
            (0.000_001, "0.01 %"),
            (0.0, "0 %"),
            (f64::NAN, "0 %"),
        ] {
            assert_eq!(rate(share), text);
        }
    }

    #[test]
    fn paces() {
        for (value, text) in
            [(0.0, "0"), (0.000_01, "0.001"), (0.5, "0.5"), (3.17, "3.2"), (1203.6, "1,204"), (f64::NAN, "0")]
        {
            assert_eq!(pace(value), text);
        }
    }

    #[test]
    fn samples_and_what_they_stand_for() {
        let of = |received: u64, extrapolated: f64| {
            let mut histogram = Histogram::default();
            (0..received).for_each(|_| histogram.add(1.0));
            samples(
                &Distribution { histogram, extrapolated, ..Distribution::default() },
                "{n} page load",
                "{n} page loads",
            )
        };
        assert_eq!(of(0, 0.0), "0 page loads");
        assert_eq!(of(1, 1.0), "1 page load");
        assert_eq!(of(310, 12_400.0), "310 samples, about 12,400 page loads");
        assert_eq!(of(1, 4.0), "1 sample, about 4 page loads");
        // Of rows that an older server counted.
        assert_eq!(of(2, 0.0), "2 page loads");
    }
}
