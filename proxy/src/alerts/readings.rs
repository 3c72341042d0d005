//! Reads the values of rules with a threshold from the store.

use std::collections::BTreeMap;

use crate::alerts::event_rules::minute;
use crate::alerts::threshold::{Reading, last_hour, usual};
use crate::model::alert_rule::{Counted, CrashFreeOf, PerformanceMeasure, Rule, Threshold, Trigger};
use crate::model::firing::{Cause, Measured, Quantity};
use crate::model::project::Project;
use crate::model::span::SegmentKind;
use crate::model::timestamp::Timestamp;
use crate::store::{
    AlertFacts, Dimension, Distribution, HealthFilter, Measure, PerformanceFilter, StoreError,
};

/// Hours in a week.
const WEEK: i64 = 7 * 24;
/// Seconds in an hour.
const HOUR: f64 = 3_600.0;
/// Most environments of a project.
const ENVIRONMENTS: u32 = 200;

/// A reading, and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The project.
    pub project_id: i64,
    /// The issue, if it is about one.
    pub issue_id: Option<i64>,
    /// The value beside its threshold.
    pub reading: Reading,
}

/// The readings of a rule: one for each of its projects, or one for each issue that is beyond the threshold.
/// `started`: when the server did; silence before that is its own.
pub fn readings(
    rule: &Rule,
    projects: &[Project],
    facts: &dyn AlertFacts,
    now: Timestamp,
    started: Timestamp,
) -> Result<Vec<Read>, StoreError> {
    let is_wanted = |project: &&Project| {
        rule.conditions.projects.is_empty() || rule.conditions.projects.matches(&project.slug)
    };
    let projects = projects.iter().filter(is_wanted);
    let of_project = |project: &Project, reading| Read { project_id: project.id, issue_id: None, reading };
    let mut found = Vec::new();
    for trigger in &rule.triggers {
        match trigger {
            Trigger::Frequency { of, window, threshold: Threshold::Above(above) } => {
                found.extend(frequency(rule, *of, window.as_secs(), *above, facts, now)?);
            }
            Trigger::Frequency { threshold: Threshold::AgainstWeekBefore { factor, at_least }, .. } => {
                for project in projects.clone() {
                    found.extend(against_week_before(project.id, *factor, *at_least, facts, now)?);
                }
            }
            Trigger::Spike { factor, at_least } => {
                for project in projects.clone() {
                    let reading = spike(project.id, *factor, *at_least, facts, now)?;
                    found.push(of_project(project, reading));
                }
            }
            Trigger::Performance { measure, percentile, limit, min_samples, window } => {
                for project in projects.clone() {
                    let values = distribution(rule, project.id, *measure, window.as_secs_f64(), facts, now)?;
                    let quantity =
                        Quantity::Percentile { measure: name(*measure).to_owned(), percentile: *percentile };
                    let samples = values.histogram.count();
                    let value = values.histogram.percentile(f64::from(*percentile) / 100.0);
                    let value = value.filter(|_| samples >= *min_samples);
                    let measured = (quantity, value, *limit, window.as_secs_f64(), Some(samples));
                    found.push(of_project(project, beside(measured)));
                }
            }
            Trigger::CrashFree { of, limit, min_samples, window } => {
                for project in projects.clone() {
                    let (total, crashed) = crashes(rule, project.id, *of, window.as_secs_f64(), facts, now)?;
                    let share = 100.0 * (1.0 - crashed as f64 / total.max(1) as f64);
                    let quantity = match of {
                        CrashFreeOf::Sessions => Quantity::CrashFreeSessions,
                        CrashFreeOf::Users => Quantity::CrashFreeUsers,
                    };
                    let value = (total >= *min_samples).then_some(share);
                    let measured = (quantity, value, *limit, window.as_secs_f64(), Some(total));
                    found.push(of_project(project, beside(measured)));
                }
            }
            Trigger::NothingHeard { window } => {
                for project in projects.clone() {
                    let reading = match facts.last_heard(project.id)? {
                        None => Reading::Unknown,
                        Some(since) if now.0 - since.0.max(started.0) <= window.as_secs_f64() => {
                            // The server itself may have been away.
                            if now.0 - since.0 <= window.as_secs_f64() {
                                Reading::Within(None)
                            } else {
                                Reading::Unknown
                            }
                        }
                        Some(since) => {
                            Reading::Beyond(Cause::NothingHeard { since, window: window.as_secs_f64() })
                        }
                    };
                    found.push(of_project(project, reading));
                }
            }
            Trigger::NewIssue
            | Trigger::Regression
            | Trigger::ReopenedInNewerRelease
            | Trigger::Escalating
            | Trigger::FirstEventOfRelease
            | Trigger::Requested => {}
        }
    }
    Ok(found)
}

/// A value beside its limit: quantity, value, limit, window, samples.
fn beside(measured: (Quantity, Option<f64>, f64, f64, Option<u64>)) -> Reading {
    let (quantity, Some(value), limit, window, samples) = measured else { return Reading::Unknown };
    let is_beyond = if quantity.is_floor() { value < limit } else { value > limit };
    if !is_beyond {
        return Reading::Within(Some(value));
    }
    Reading::Beyond(Cause::Threshold(Measured { quantity, value, limit, window, before: None, samples }))
}

fn frequency(
    rule: &Rule,
    of: Counted,
    window: u64,
    above: u64,
    facts: &dyn AlertFacts,
    now: Timestamp,
) -> Result<Vec<Read>, StoreError> {
    let minutes = i64::try_from(window / 60).unwrap_or(i64::MAX);
    let from = minute(now) - minutes + 1;
    let (quantity, counts) = match of {
        Counted::Events => (Quantity::IssueEvents, facts.events_of_rule(&rule.name, from, above)?),
        Counted::Users => (Quantity::IssueUsers, facts.users_of_rule(&rule.name, from, above)?),
    };
    let read = |count: crate::store::RuleCount| Read {
        project_id: count.project_id,
        issue_id: Some(count.issue_id),
        reading: beside((quantity.clone(), Some(count.count as f64), above as f64, window as f64, None)),
    };
    Ok(counts.into_iter().map(read).collect())
}

fn against_week_before(
    project_id: i64,
    factor: f64,
    at_least: u64,
    facts: &dyn AlertFacts,
    now: Timestamp,
) -> Result<Vec<Read>, StoreError> {
    let hour = now.hour();
    let by_issue = |hour: i64| -> Result<BTreeMap<i64, f64>, StoreError> {
        let mut counts: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
        for (issue, at, count) in facts.issue_counts(project_id, hour - 1, hour)? {
            let (current, previous) = counts.entry(issue).or_default();
            *(if at == hour { current } else { previous }) += count;
        }
        Ok(counts
            .into_iter()
            .map(|(issue, (current, previous))| (issue, last_hour(current, previous, now)))
            .collect())
    };
    let (present, past) = (by_issue(hour)?, by_issue(hour - WEEK)?);
    let mut found = Vec::new();
    for (issue, value) in present {
        let before = past.get(&issue).copied().unwrap_or(0.0);
        // Beside nothing everything is many times more.
        let limit = (factor * before.max(1.0)).max(at_least as f64);
        if value > limit {
            let measured = Measured {
                quantity: Quantity::IssueEvents,
                value,
                limit,
                window: HOUR,
                before: Some(before),
                samples: None,
            };
            let reading = Reading::Beyond(Cause::Threshold(measured));
            found.push(Read { project_id, issue_id: Some(issue), reading });
        }
    }
    Ok(found)
}

fn spike(
    project_id: i64,
    factor: f64,
    at_least: u64,
    facts: &dyn AlertFacts,
    now: Timestamp,
) -> Result<Reading, StoreError> {
    let hour = now.hour();
    let counts = facts.project_counts(project_id, hour - WEEK, hour)?;
    let of = |hour: i64| counts.iter().find(|(at, _)| *at == hour).map_or(0, |(_, count)| *count);
    let value = last_hour(of(hour), of(hour - 1), now);
    let first = counts.first().map_or(hour, |(first, _)| *first);
    let known = counts.iter().filter(|(at, _)| *at < hour - 1).map(|(_, count)| *count).collect();
    let all = usize::try_from(hour - 1 - first).unwrap_or_default();
    let Some(usual) = usual(known, all) else { return Ok(Reading::Unknown) };
    let limit = (factor * usual).max(at_least as f64);
    if value <= limit {
        return Ok(Reading::Within(Some(value)));
    }
    let quantity = Quantity::ProjectEvents;
    let before = Some(usual);
    Ok(Reading::Beyond(Cause::Threshold(Measured {
        quantity,
        value,
        limit,
        window: HOUR,
        before,
        samples: None,
    })))
}

/// The environments that a rule is about; none of them is named: all.
fn environments(
    rule: &Rule,
    project_id: i64,
    facts: &dyn AlertFacts,
) -> Result<Vec<Option<String>>, StoreError> {
    let wanted = &rule.conditions.environments;
    if wanted.is_empty() {
        return Ok(vec![None]);
    }
    let known = facts.dimension_values(project_id, Dimension::Environment, ENVIRONMENTS)?;
    Ok(known.into_iter().filter(|name| wanted.matches(name)).map(Some).collect())
}

fn distribution(
    rule: &Rule,
    project_id: i64,
    measure: PerformanceMeasure,
    window: f64,
    facts: &dyn AlertFacts,
    now: Timestamp,
) -> Result<Distribution, StoreError> {
    let measure = match measure {
        PerformanceMeasure::Vital(metric) => Measure::Vital(metric),
        PerformanceMeasure::Duration(kind) => Measure::Duration(kind),
    };
    let mut all = Distribution::default();
    for environment in environments(rule, project_id, facts)? {
        let from = Timestamp(now.0 - window);
        let filter =
            PerformanceFilter { project_id, from, to: now, environment, ..PerformanceFilter::default() };
        all.merge(&facts.distribution(&filter, measure)?);
    }
    Ok(all)
}

/// The number of sessions or users, and of those that crashed.
fn crashes(
    rule: &Rule,
    project_id: i64,
    of: CrashFreeOf,
    window: f64,
    facts: &dyn AlertFacts,
    now: Timestamp,
) -> Result<(u64, u64), StoreError> {
    let mut sum = (0, 0);
    for environment in environments(rule, project_id, facts)? {
        let from = Timestamp(now.0 - window);
        let filter = HealthFilter { project_id, release: None, environment, from, to: now };
        let counts = match of {
            CrashFreeOf::Sessions => facts.session_counts(&filter)?,
            CrashFreeOf::Users => facts.health(&filter)?.users,
        };
        sum = (sum.0 + counts.total, sum.1 + counts.crashed);
    }
    Ok(sum)
}

fn name(measure: PerformanceMeasure) -> &'static str {
    match measure {
        PerformanceMeasure::Vital(metric) => metric.name(),
        PerformanceMeasure::Duration(SegmentKind::PageLoad) => "pageload",
        PerformanceMeasure::Duration(SegmentKind::Navigation) => "navigation",
        PerformanceMeasure::Duration(SegmentKind::Other) => "transaction",
    }
}
