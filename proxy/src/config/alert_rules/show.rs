//! A rule as `check` and the pages show it: the keys that it has, as they are written.

use std::time::Duration;

use super::span;
use crate::model::alert_rule::{Counted, CrashFreeOf, PerformanceMeasure, Rule, Threshold, Trigger};
use crate::model::message_type::MessageType;
use crate::model::patterns::Patterns;
use crate::model::span::SegmentKind;

/// The keys of a rule and their values; keys without a value are left out.
#[must_use]
pub fn rule_fields(rule: &Rule) -> Vec<(String, String)> {
    let mut fields = vec![("on".to_owned(), listed(rule.triggers.iter().map(word)))];
    for trigger in &rule.triggers {
        fields.extend(details(trigger).into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    let conditions = &rule.conditions;
    for (name, patterns) in [
        ("project", &conditions.projects),
        ("environment", &conditions.environments),
        ("release", &conditions.releases),
        ("level", &conditions.levels),
        ("url", &conditions.urls),
        ("browser", &conditions.browsers),
    ] {
        fields.push((name.to_owned(), written(patterns)));
    }
    fields.extend(conditions.tags.iter().map(|(tag, patterns)| (format!("tag.{tag}"), written(patterns))));
    fields.push(("handled".to_owned(), conditions.handled.map_or_else(String::new, |it| it.to_string())));
    if rule.after.events > 1 || rule.after.users > 0 {
        fields.push(("after_events".to_owned(), rule.after.events.to_string()));
        fields.push(("after_users".to_owned(), rule.after.users.to_string()));
    }
    fields.push(("channels".to_owned(), listed(rule.channels.iter().map(String::as_str))));
    fields.push(("at_mobiles".to_owned(), listed(rule.mention.mobiles.iter().map(String::as_str))));
    fields.push(("at_user_ids".to_owned(), listed(rule.mention.user_ids.iter().map(String::as_str))));
    fields.push(("at_all".to_owned(), if rule.mention.all { "true".to_owned() } else { String::new() }));
    fields.push(("type".to_owned(), rule.message_type.map_or("", MessageType::word).to_owned()));
    fields.push(("severity".to_owned(), rule.severity.name().to_owned()));
    fields.push(("group_wait".to_owned(), span::write(rule.group_wait)));
    fields.push(("group_interval".to_owned(), span::write(rule.group_interval)));
    fields.push(("repeat_interval".to_owned(), span::write(rule.repeat_interval.unwrap_or(Duration::ZERO))));
    fields.retain(|(_, value)| !value.is_empty());
    fields
}

fn listed<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join(",")
}

fn written(patterns: &Patterns) -> String {
    patterns.as_written().join(",")
}

/// The word for a trigger.
fn word(trigger: &Trigger) -> &'static str {
    match trigger {
        Trigger::NewIssue => "new_issue",
        Trigger::Regression => "regression",
        Trigger::ReopenedInNewerRelease => "reopened_in_newer_release",
        Trigger::Escalating => "escalating",
        Trigger::FirstEventOfRelease => "first_event_of_release",
        Trigger::Requested => "requested",
        Trigger::Frequency { of: Counted::Events, .. } => "events",
        Trigger::Frequency { of: Counted::Users, .. } => "users",
        Trigger::Spike { .. } => "spike",
        Trigger::Performance { .. } => "performance",
        Trigger::CrashFree { of: CrashFreeOf::Sessions, .. } => "crash_free_sessions",
        Trigger::CrashFree { of: CrashFreeOf::Users, .. } => "crash_free_users",
        Trigger::NothingHeard { .. } => "nothing_heard",
    }
}

/// The keys that belong to a trigger.
fn details(trigger: &Trigger) -> Vec<(&'static str, String)> {
    match trigger {
        Trigger::NewIssue
        | Trigger::Regression
        | Trigger::ReopenedInNewerRelease
        | Trigger::Escalating
        | Trigger::FirstEventOfRelease
        | Trigger::Requested => Vec::new(),
        Trigger::Frequency { window, threshold: Threshold::Above(above), .. } => {
            vec![("above", above.to_string()), ("window", span::write(*window))]
        }
        Trigger::Frequency { threshold: Threshold::AgainstWeekBefore { factor, at_least }, .. }
        | Trigger::Spike { factor, at_least } => {
            vec![("factor", factor.to_string()), ("at_least", at_least.to_string())]
        }
        Trigger::Performance { measure, percentile, limit, min_samples, window } => vec![
            ("metric", measure_name(*measure).to_owned()),
            ("percentile", percentile.to_string()),
            ("above", limit.to_string()),
            ("min_samples", min_samples.to_string()),
            ("window", span::write(*window)),
        ],
        Trigger::CrashFree { limit, min_samples, window, .. } => vec![
            ("below", limit.to_string()),
            ("min_samples", min_samples.to_string()),
            ("window", span::write(*window)),
        ],
        Trigger::NothingHeard { window } => vec![("window", span::write(*window))],
    }
}

fn measure_name(measure: PerformanceMeasure) -> &'static str {
    match measure {
        PerformanceMeasure::Vital(metric) => metric.name(),
        PerformanceMeasure::Duration(SegmentKind::PageLoad) => "pageload",
        PerformanceMeasure::Duration(SegmentKind::Navigation) => "navigation",
        PerformanceMeasure::Duration(SegmentKind::Other) => "transaction",
    }
}
