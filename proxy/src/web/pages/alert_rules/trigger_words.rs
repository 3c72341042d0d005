//! Triggers of rules, and lengths of time, in words.

use std::time::Duration;

use crate::model::alert_rule::{Counted, CrashFreeOf, PerformanceMeasure, Threshold, Trigger};
use crate::model::span::SegmentKind;
use crate::model::vital::Metric;
use crate::web::pages::language::{fill, plural, t};
use crate::web::pages::number_format::number;

/// What fires.
pub(in crate::web::pages) fn trigger_words(trigger: &Trigger) -> String {
    match trigger {
        Trigger::NewIssue => t("an issue has its first event").to_owned(),
        Trigger::Regression => t("a resolved issue has an event again").to_owned(),
        Trigger::ReopenedInNewerRelease => {
            t("an issue that was resolved in a release has an event of a newer one").to_owned()
        }
        Trigger::Escalating => {
            t("an archived issue has many more events than before, or its archiving ends").to_owned()
        }
        Trigger::FirstEventOfRelease => t("a release of a project has its first event").to_owned(),
        Trigger::Requested => t("a page asks for an alert").to_owned(),
        Trigger::Frequency { of, window, threshold: Threshold::Above(above) } => {
            let values = [("n", &*count(*above)), ("span", &*span(*window))];
            match of {
                Counted::Events => fill("an issue has more than {n} events within {span}", &values),
                Counted::Users => fill("an issue has events of more than {n} users within {span}", &values),
            }
        }
        Trigger::Frequency { threshold: Threshold::AgainstWeekBefore { factor, at_least }, .. } => fill(
            "an issue has more than {factor} times the events of the same hour a week before, and at least {n}",
            &[("factor", &factor.to_string()), ("n", &count(*at_least))],
        ),
        Trigger::Spike { factor, at_least } => fill(
            "a project has more than {factor} times its usual events within an hour, and at least {n}",
            &[("factor", &factor.to_string()), ("n", &count(*at_least))],
        ),
        Trigger::Performance { measure, percentile, limit, min_samples, window } => fill(
            "p{percentile} of {measure} over {span} is above {limit}, of at least {n} values",
            &[
                ("percentile", &percentile.to_string()),
                ("measure", &measure_name(*measure)),
                ("span", &span(*window)),
                ("limit", &limit_words(*measure, *limit)),
                ("n", &count(*min_samples)),
            ],
        ),
        Trigger::CrashFree { of, limit, min_samples, window } => {
            let values =
                [("limit", &*limit.to_string()), ("span", &*span(*window)), ("n", &*count(*min_samples))];
            match of {
                CrashFreeOf::Sessions => fill(
                    "fewer than {limit} % of sessions over {span} are without a crash, of at least {n}",
                    &values,
                ),
                CrashFreeOf::Users => fill(
                    "fewer than {limit} % of users over {span} are without a crash, of at least {n}",
                    &values,
                ),
            }
        }
        Trigger::NothingHeard { window } => fill(
            "a project that has sent something before sends nothing for {span}",
            &[("span", &span(*window))],
        ),
    }
}

fn measure_name(measure: PerformanceMeasure) -> String {
    match measure {
        PerformanceMeasure::Vital(metric) => metric.name().to_ascii_uppercase(),
        PerformanceMeasure::Duration(SegmentKind::PageLoad) => t("the duration of page loads").to_owned(),
        PerformanceMeasure::Duration(SegmentKind::Navigation) => t("the duration of navigations").to_owned(),
        PerformanceMeasure::Duration(SegmentKind::Other) => {
            t("the duration of other transactions").to_owned()
        }
    }
}

/// CLS has no unit; all others are in ms.
fn limit_words(measure: PerformanceMeasure, limit: f64) -> String {
    match measure {
        PerformanceMeasure::Vital(Metric::Cls) => limit.to_string(),
        _ => format!("{limit} ms"),
    }
}

fn count(n: u64) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A length of time in the largest unit that it has a whole number of.
pub(super) fn span(length: Duration) -> String {
    let seconds = length.as_secs();
    let has = |unit: u64| seconds >= unit && seconds.is_multiple_of(unit);
    match () {
        () if has(86_400) => plural(seconds / 86_400, "{n} day", "{n} days"),
        () if has(3_600) => plural(seconds / 3_600, "{n} hour", "{n} hours"),
        () if has(60) => plural(seconds / 60, "{n} minute", "{n} minutes"),
        () => plural(seconds, "{n} second", "{n} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::language::Language;

    #[test]
    fn triggers_in_words() {
        let hour = Duration::from_secs(3_600);
        let events = |threshold| Trigger::Frequency { of: Counted::Events, window: hour, threshold };
        for (trigger, expect) in [
            (Trigger::NewIssue, "an issue has its first event"),
            (events(Threshold::Above(1_000)), "an issue has more than 1,000 events within 1 hour"),
            (
                Trigger::Performance {
                    measure: PerformanceMeasure::Vital(Metric::Lcp),
                    percentile: 75,
                    limit: 2_500.0,
                    min_samples: 100,
                    window: hour * 2,
                },
                "p75 of LCP over 2 hours is above 2500 ms, of at least 100 values",
            ),
            (
                Trigger::Performance {
                    measure: PerformanceMeasure::Vital(Metric::Cls),
                    percentile: 90,
                    limit: 0.1,
                    min_samples: 1,
                    window: hour * 24,
                },
                "p90 of CLS over 1 day is above 0.1, of at least 1 values",
            ),
            (
                Trigger::CrashFree { of: CrashFreeOf::Users, limit: 99.5, min_samples: 10, window: hour },
                "fewer than 99.5 % of users over 1 hour are without a crash, of at least 10",
            ),
        ] {
            assert_eq!(trigger_words(&trigger), expect);
        }
        assert_eq!(span(Duration::from_secs(90)), "90 seconds");
        let chinese = Language::Chinese.run(|| trigger_words(&events(Threshold::Above(3))));
        assert_eq!(chinese, "一个问题在 1 小时内超过 3 个事件");
    }
}
