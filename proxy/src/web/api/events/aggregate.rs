//! Aggregates of Sentry's web API: `count()`, `p75(measurements.lcp)`, ...

use crate::model::vital::Metric;
use crate::web::read_error::ReadError;

/// A measured quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measured {
    /// Of transactions, page loads and navigations, in ms.
    Duration,
    /// A web vital.
    Vital(Metric),
}

/// A number made of many events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Aggregate {
    Count,
    /// `tpm()` and `epm()`.
    CountPerMinute,
    UniqueUsers,
    /// The share, from 0 to 1, and of what.
    Percentile(f64, Measured),
    FailureRate,
}

impl Aggregate {
    /// Reads a function. None: the text is no function, but a field.
    pub(super) fn parse(text: &str) -> Option<Result<Self, ReadError>> {
        let (name, arguments) = text.trim().strip_suffix(')')?.split_once('(')?;
        let arguments: Vec<&str> =
            arguments.split(',').map(str::trim).filter(|argument| !argument.is_empty()).collect();
        let known = match (name, arguments.as_slice()) {
            ("count", [] | ["span.duration" | "transaction.duration"]) => Some(Self::Count),
            ("tpm" | "epm", []) => Some(Self::CountPerMinute),
            ("count_unique", ["user"]) => Some(Self::UniqueUsers),
            ("failure_rate", []) => Some(Self::FailureRate),
            ("percentile", [of, share]) => {
                let share = share.parse().ok().filter(|share| (0.0..=1.0).contains(share));
                measured(of).zip(share).map(|(of, share)| Self::Percentile(share, of))
            }
            (name, []) => share(name).map(|share| Self::Percentile(share, Measured::Duration)),
            (name, [of]) => share(name).zip(measured(of)).map(|(share, of)| Self::Percentile(share, of)),
            _ => None,
        };
        Some(known.ok_or_else(|| unsupported(text)))
    }

    /// The kind of the number, in `meta`.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Count | Self::UniqueUsers => "integer",
            Self::CountPerMinute | Self::Percentile(_, Measured::Vital(Metric::Cls)) => "number",
            Self::Percentile(..) => "duration",
            Self::FailureRate => "percentage",
        }
    }

    /// The unit of the number, in `meta`.
    pub(super) fn unit(self) -> Option<&'static str> {
        (self.kind() == "duration").then_some("millisecond")
    }
}

fn share(name: &str) -> Option<f64> {
    match name {
        "p50" | "median" => Some(0.5),
        "p75" => Some(0.75),
        "p90" => Some(0.9),
        "p95" => Some(0.95),
        "p99" => Some(0.99),
        "p100" => Some(1.0),
        _ => None,
    }
}

fn measured(text: &str) -> Option<Measured> {
    match text {
        "transaction.duration" | "span.duration" => Some(Measured::Duration),
        vital => Metric::from_name(vital.strip_prefix("measurements.")?).map(Measured::Vital),
    }
}

fn unsupported(text: &str) -> ReadError {
    ReadError::Unsupported(format!(
        "{text} cannot be answered here: known are count(), count_unique(user), failure_rate(), tpm(), p50, p75, p90, p95, \
         p99 and percentile() of transaction.duration, span.duration or measurements.lcp, inp, cls, fcp, ttfb"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions() {
        let lcp = Measured::Vital(Metric::Lcp);
        for (text, expect) in [
            ("count()", Aggregate::Count),
            ("count(span.duration)", Aggregate::Count),
            ("count_unique(user)", Aggregate::UniqueUsers),
            ("p75(measurements.lcp)", Aggregate::Percentile(0.75, lcp)),
            ("p95()", Aggregate::Percentile(0.95, Measured::Duration)),
            ("p50(span.duration)", Aggregate::Percentile(0.5, Measured::Duration)),
            ("percentile(measurements.lcp, 0.9)", Aggregate::Percentile(0.9, lcp)),
            ("failure_rate()", Aggregate::FailureRate),
            ("epm()", Aggregate::CountPerMinute),
        ] {
            assert_eq!(Aggregate::parse(text).unwrap().unwrap(), expect, "{text}");
        }
    }

    #[test]
    fn fields_and_unknown_functions() {
        for field in ["release", "measurements.lcp", "", ")", "p75"] {
            assert!(Aggregate::parse(field).is_none(), "{field}");
        }
        for text in [
            "avg(span.duration)",
            "p75(x)",
            "count_unique(ip)",
            "percentile(measurements.lcp,7)",
            "x()",
            "p75(measurements.)",
        ] {
            let error = Aggregate::parse(text).unwrap().unwrap_err();
            assert!(error.to_string().starts_with(text), "{text}");
        }
    }
}
