//! What makes a rule fire, as it is written: `on`, and the keys that belong to a threshold.

use std::time::Duration;

use super::error::{RuleError, problem};
use super::span;
use crate::config::raw::RawRule;
use crate::model::alert_rule::{Counted, CrashFreeOf, PerformanceMeasure, Threshold, Trigger};
use crate::model::span::SegmentKind;
use crate::model::vital::Metric;

const HOUR: u64 = 3_600;
/// The longest window in which the events of an issue are counted by the minute.
const LONGEST_COUNT: Duration = Duration::from_secs(24 * HOUR);
/// The longest window of a measure.
const LONGEST_MEASURE: Duration = Duration::from_secs(7 * 24 * HOUR);
/// Most users that are counted of an issue: each is noted.
const MOST_USERS: f64 = 10_000.0;

/// The triggers of a rule.
pub(super) fn check(raw: &mut RawRule) -> Result<Vec<Trigger>, RuleError> {
    let words = std::mem::take(&mut raw.on.0);
    let mut triggers = Vec::new();
    for word in &words {
        triggers.push(match word.as_str() {
            "new_issue" => Trigger::NewIssue,
            "regression" => Trigger::Regression,
            "reopened_in_newer_release" => Trigger::ReopenedInNewerRelease,
            "escalating" => Trigger::Escalating,
            "first_event_of_release" => Trigger::FirstEventOfRelease,
            "requested" => Trigger::Requested,
            "events" => frequency(raw, Counted::Events)?,
            "users" => frequency(raw, Counted::Users)?,
            "spike" => Trigger::Spike {
                factor: factor(raw.factor.take().unwrap_or(5.0))?,
                at_least: raw.at_least.take().unwrap_or(100),
            },
            "performance" => performance(raw)?,
            "crash_free_sessions" => crash_free(raw, CrashFreeOf::Sessions)?,
            "crash_free_users" => crash_free(raw, CrashFreeOf::Users)?,
            "nothing_heard" => Trigger::NothingHeard { window: window(raw, HOUR, LONGEST_MEASURE, HOUR)? },
            _ => {
                return problem(
                    "on",
                    "has a word that is none of new_issue, regression, reopened_in_newer_release, escalating, \
                     first_event_of_release, requested, events, users, spike, performance, crash_free_sessions, \
                     crash_free_users, nothing_heard",
                );
            }
        });
    }
    if triggers.is_empty() {
        return problem("on", "is missing: say what fires, such as on = [\"new_issue\", \"regression\"]");
    }
    if triggers.len() > 1 && triggers.iter().any(Trigger::is_periodic) {
        return problem("on", "has a threshold beside other triggers: give it a rule of its own");
    }
    // What belongs to a trigger was taken above.
    for (field, is_left) in [
        ("window", raw.window.is_some()),
        ("above", raw.above.is_some()),
        ("below", raw.below.is_some()),
        ("factor", raw.factor.is_some()),
        ("at_least", raw.at_least.is_some()),
        ("metric", raw.metric.is_some()),
        ("percentile", raw.percentile.is_some()),
        ("min_samples", raw.min_samples.is_some()),
    ] {
        if is_left {
            return problem(field, "has no meaning for what the rule is on: leave it out");
        }
    }
    Ok(triggers)
}

fn frequency(raw: &mut RawRule, of: Counted) -> Result<Trigger, RuleError> {
    if let Some(value) = raw.factor.take() {
        let has_conditions = !(raw.environment.0.is_empty()
            && raw.release.0.is_empty()
            && raw.level.0.is_empty()
            && raw.url.0.is_empty()
            && raw.browser.0.is_empty()
            && raw.tag.is_empty()
            && raw.handled.is_none());
        if of == Counted::Users || raw.above.is_some() || raw.window.is_some() || has_conditions {
            return problem(
                "factor",
                "compares the events of an hour with the week before: without above and window, on = \"events\", and \
                 no condition but project",
            );
        }
        let threshold = Threshold::AgainstWeekBefore {
            factor: factor(value)?,
            at_least: raw.at_least.take().unwrap_or(10),
        };
        return Ok(Trigger::Frequency { of, window: Duration::from_secs(HOUR), threshold });
    }
    let Some(above) = raw.above.take() else {
        return problem(
            "above",
            "is missing: how many in a window are too many; or factor, beside the week before",
        );
    };
    if !((1.0..=1e9).contains(&above) && above.fract() == 0.0) {
        return problem("above", "is not a whole number from 1 on");
    }
    if of == Counted::Users && above > MOST_USERS {
        return problem("above", "is more than 10,000 users");
    }
    let window = window(raw, 300, LONGEST_COUNT, 60)?;
    Ok(Trigger::Frequency { of, window, threshold: Threshold::Above(above as u64) })
}

fn performance(raw: &mut RawRule) -> Result<Trigger, RuleError> {
    let measure = match raw.metric.take().as_deref() {
        None => {
            return problem(
                "metric",
                "is missing: one of lcp, inp, cls, fcp, ttfb, pageload, navigation, transaction",
            );
        }
        Some("pageload") => PerformanceMeasure::Duration(SegmentKind::PageLoad),
        Some("navigation") => PerformanceMeasure::Duration(SegmentKind::Navigation),
        Some("transaction") => PerformanceMeasure::Duration(SegmentKind::Other),
        Some(name) => match Metric::from_name(name) {
            Some(metric) => PerformanceMeasure::Vital(metric),
            None => {
                return problem(
                    "metric",
                    "is none of lcp, inp, cls, fcp, ttfb, pageload, navigation, transaction",
                );
            }
        },
    };
    let percentile = raw.percentile.take().unwrap_or(75);
    if !(1..=99).contains(&percentile) {
        return problem("percentile", "is not 1 to 99");
    }
    let Some(limit) = raw.above.take().filter(|limit| limit.is_finite() && *limit > 0.0) else {
        return problem("above", "is missing or not more than 0: the limit in ms, of cls without a unit");
    };
    let min_samples = raw.min_samples.take().unwrap_or(100).max(1);
    let window = window(raw, HOUR, LONGEST_MEASURE, HOUR)?;
    Ok(Trigger::Performance { measure, percentile, limit, min_samples, window })
}

fn crash_free(raw: &mut RawRule, of: CrashFreeOf) -> Result<Trigger, RuleError> {
    let Some(limit) = raw.below.take().filter(|limit| *limit > 0.0 && *limit <= 100.0) else {
        return problem("below", "is missing or not more than 0 and at most 100: the limit in percent");
    };
    let min_samples = raw.min_samples.take().unwrap_or(100).max(1);
    let window = window(raw, 24 * HOUR, LONGEST_MEASURE, HOUR)?;
    Ok(Trigger::CrashFree { of, limit, min_samples, window })
}

fn factor(value: f64) -> Result<f64, RuleError> {
    if value > 1.0 && value <= 1_000.0 {
        Ok(value)
    } else {
        problem("factor", "is not more than 1 and at most 1,000")
    }
}

/// A window in whole units of `unit` seconds.
fn window(raw: &mut RawRule, default: u64, longest: Duration, unit: u64) -> Result<Duration, RuleError> {
    let Some(text) = raw.window.take() else { return Ok(Duration::from_secs(default)) };
    let Some(length) = span::parse(&text) else { return problem("window", span::NOT_A_SPAN) };
    let seconds = length.as_secs();
    if seconds == 0 || !seconds.is_multiple_of(unit) || length > longest {
        return problem(
            "window",
            "is too short or too long: 1m to 24h for events and users, else whole hours from 1h to 7d",
        );
    }
    Ok(length)
}
