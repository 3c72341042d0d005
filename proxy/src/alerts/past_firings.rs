//! Reads from the store what a rule would have found in a range of time.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;

use crate::alerts::conditions::hold;
use crate::alerts::event_rules::is_enough;
use crate::alerts::ongoing_issue::OngoingIssue;
use crate::alerts::readings::readings;
use crate::alerts::replay::Past;
use crate::alerts::threshold::{Reading, Step, step};
use crate::model::alert_rule::{Counted, Rule, Severity, Threshold, Trigger};
use crate::model::event::StoredEvent;
use crate::model::firing::{Cause, CauseKind};
use crate::model::issue::Issue;
use crate::model::issue_state::ActivityKind;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertState, EventRange, IssueQuery, IssueSort, PastFacts, StoreError};

/// Most issues that are looked at.
const ISSUES: u32 = 1_000;
/// Most events that are looked at: of one issue, and of all.
const EVENTS: (u32, u32) = (2_000, 20_000);
/// Most steps of an issue's history that are looked at.
const ACTIVITY: u32 = 100;
/// Most releases of a project that are looked at.
const RELEASES: u32 = 100;
/// How often thresholds of projects are looked at, in seconds: what is kept of them is by the hour.
const HOUR: f64 = 3_600.0;

/// What a rule would have found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PastFirings {
    /// All of it, in no order.
    pub found: Vec<Past>,
    /// Why some may be missing.
    pub missing: Vec<Missing>,
}

/// Why something may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// There are more issues or events than are looked at.
    TooMany,
    /// Reading took too long.
    TooSlow,
    /// It is not kept whether a page asked for an alert.
    Requested,
    /// It is not kept in which release an issue was resolved.
    NewerRelease,
    /// It is not kept when a project was silent.
    Silence,
    /// Thresholds are looked at for each hour, and not for each minute.
    ByTheHour,
}

/// What is looked at.
#[derive(Clone, Copy)]
pub struct PastRange<'a> {
    /// The beginning.
    pub from: Timestamp,
    /// The end, which does not belong to it.
    pub to: Timestamp,
    /// Whether the time for reading is over.
    pub is_over: &'a dyn Fn() -> bool,
}

/// What a rule would have found between two times.
pub fn past_firings(
    rule: &Rule,
    facts: &dyn PastFacts,
    range: PastRange<'_>,
) -> Result<PastFirings, StoreError> {
    let mut all = PastFirings::default();
    let is_wanted = |project: &Project| {
        rule.conditions.projects.is_empty() || rule.conditions.projects.matches(&project.slug)
    };
    let projects: Vec<Project> = facts.projects()?.into_iter().filter(is_wanted).collect();
    if rule.triggers.contains(&Trigger::Requested) {
        all.missing.push(Missing::Requested);
    }
    if rule.triggers.contains(&Trigger::ReopenedInNewerRelease) {
        all.missing.push(Missing::NewerRelease);
    }
    if rule.triggers.contains(&Trigger::FirstEventOfRelease) {
        first_events(rule, &projects, facts, range, &mut all)?;
    }
    match rule.triggers.first() {
        Some(Trigger::NothingHeard { .. }) => all.missing.push(Missing::Silence),
        Some(trigger) if trigger.is_of_project() => by_the_hour(rule, &projects, facts, range, &mut all)?,
        Some(Trigger::Frequency { threshold: Threshold::AgainstWeekBefore { .. }, .. }) => {
            by_the_hour(rule, &projects, facts, range, &mut all)?;
        }
        _ => of_issues(rule, &projects, facts, range, &mut all)?,
    }
    Ok(all)
}

fn past(rule: &Rule, at: Timestamp, cause: CauseKind, issue: &Issue) -> Past {
    Past {
        at,
        project: issue.project.clone(),
        cause,
        issue: Some((issue.id, issue.description.title.clone())),
        is_urgent: rule.severity == Severity::Critical || issue.level == "fatal",
    }
}

fn of_issues(
    rule: &Rule,
    projects: &[Project],
    facts: &dyn PastFacts,
    range: PastRange<'_>,
    all: &mut PastFirings,
) -> Result<(), StoreError> {
    let query = IssueQuery {
        projects: Some(projects.iter().map(|project| project.id).collect()),
        from: Some(range.from),
        sort: IssueSort::LastSeen,
        now: range.to,
        limit: ISSUES,
        ..IssueQuery::default()
    };
    let issues = facts.issues(&query)?;
    if issues.len() >= ISSUES as usize {
        all.missing.push(Missing::TooMany);
    }
    let mut events = EVENTS.1;
    for issue in issues {
        if (range.is_over)() {
            all.missing.push(Missing::TooSlow);
            break;
        }
        if let Some(Trigger::Frequency { of, window, threshold: Threshold::Above(above) }) =
            rule.triggers.first()
        {
            let events_range = EventRange { from: range.from, to: range.to, ..EventRange::all(issue.id) };
            let mut found = Vec::new();
            let visited = facts.visit_events(&events_range, EVENTS.0.min(events), &mut |event| {
                found.push(event);
                ControlFlow::Continue(())
            })?;
            events = events.saturating_sub(visited.events);
            if !visited.is_complete && !all.missing.contains(&Missing::TooMany) {
                all.missing.push(Missing::TooMany);
            }
            found.reverse();
            let window = window.as_secs_f64();
            all.found.extend(frequency(rule, &issue, *of, window, *above, found));
            continue;
        }
        of_issue(rule, issue, facts, range, all)?;
    }
    Ok(())
}

/// What events made known of an issue.
fn of_issue(
    rule: &Rule,
    issue: Issue,
    facts: &dyn PastFacts,
    range: PastRange<'_>,
    all: &mut PastFirings,
) -> Result<(), StoreError> {
    if !is_enough(rule.after, issue.count, issue.users) {
        return Ok(());
    }
    let holds = |event: Option<StoredEvent>| {
        let ongoing = OngoingIssue::new(issue.clone(), event.map(|event| event.body).unwrap_or_default());
        hold(&rule.conditions, &ongoing.subject())
    };
    let within = |at: Timestamp| at >= range.from && at < range.to;
    if rule.triggers.contains(&Trigger::NewIssue)
        && within(issue.first_seen)
        && holds(facts.oldest_event(issue.id)?)
    {
        all.found.push(past(rule, issue.first_seen, CauseKind::NewIssue, &issue));
    }
    if !(rule.triggers.contains(&Trigger::Regression) || rule.triggers.contains(&Trigger::Escalating)) {
        return Ok(());
    }
    for activity in facts.activity(issue.id, 0, ACTIVITY)? {
        let (trigger, cause) = match activity.kind {
            ActivityKind::Regressed { .. } => (Trigger::Regression, CauseKind::Regression),
            ActivityKind::Escalated { .. } => (Trigger::Escalating, CauseKind::Escalating),
            ActivityKind::Unarchived => (Trigger::Escalating, CauseKind::Unarchived),
            _ => continue,
        };
        if within(activity.at) && rule.triggers.contains(&trigger) && holds(facts.latest_event(issue.id)?) {
            all.found.push(past(rule, activity.at, cause, &issue));
        }
    }
    Ok(())
}

/// When an issue would have been beyond a frequency, by its stored events, oldest first.
fn frequency(
    rule: &Rule,
    issue: &Issue,
    of: Counted,
    window: f64,
    above: u64,
    events: Vec<StoredEvent>,
) -> Vec<Past> {
    let mut within: VecDeque<(Timestamp, Option<String>)> = VecDeque::new();
    let mut told: Option<Timestamp> = None;
    let mut found = Vec::new();
    for event in events {
        let at = event.received;
        let ongoing = OngoingIssue::new(issue.clone(), event.body);
        if !hold(&rule.conditions, &ongoing.subject()) {
            continue;
        }
        within.push_back((at, ongoing.user()));
        while within.front().is_some_and(|(first, _)| at.0 - first.0 >= window) {
            within.pop_front();
        }
        let count = match of {
            Counted::Events => within.len(),
            Counted::Users => {
                let users: std::collections::HashSet<_> =
                    within.iter().filter_map(|(_, user)| user.as_ref()).collect();
                users.len()
            }
        };
        let is_beyond = count as u64 > above;
        let is_again = told.is_none_or(|told| {
            rule.repeat_interval.is_some_and(|interval| at.0 - told.0 >= interval.as_secs_f64())
        });
        if is_beyond && is_again {
            told = Some(at);
            found.push(past(rule, at, CauseKind::Threshold, issue));
        }
    }
    found
}

fn first_events(
    rule: &Rule,
    projects: &[Project],
    facts: &dyn PastFacts,
    range: PastRange<'_>,
    all: &mut PastFirings,
) -> Result<(), StoreError> {
    for project in projects {
        for (release, at) in facts.first_events_of_releases(project.id, range.from, range.to, RELEASES)? {
            let releases = &rule.conditions.releases;
            if releases.is_empty() || releases.matches(&release) {
                all.found.push(Past {
                    at,
                    project: project.slug.clone(),
                    cause: CauseKind::FirstEventOfRelease,
                    issue: None,
                    is_urgent: false,
                });
            }
        }
    }
    Ok(())
}

/// Thresholds of projects, as they were at the end of each hour.
fn by_the_hour(
    rule: &Rule,
    projects: &[Project],
    facts: &dyn PastFacts,
    range: PastRange<'_>,
    all: &mut PastFirings,
) -> Result<(), StoreError> {
    all.missing.push(Missing::ByTheHour);
    let mut states: BTreeMap<(i64, Option<i64>), AlertState> = BTreeMap::new();
    let mut now = range.from;
    while now < range.to {
        if (range.is_over)() {
            all.missing.push(Missing::TooSlow);
            break;
        }
        now = Timestamp(now.0 + HOUR);
        let mut unread: Vec<_> = states.keys().copied().collect();
        let mut reads = readings(rule, projects, facts, now, Timestamp(0.0))?;
        unread.retain(|key| !reads.iter().any(|read| (read.project_id, read.issue_id) == *key));
        reads.extend(unread.into_iter().map(|(project_id, issue_id)| crate::alerts::readings::Read {
            project_id,
            issue_id,
            reading: Reading::Within(None),
        }));
        for read in reads {
            let key = (read.project_id, read.issue_id);
            let cause = match step(&read.reading, states.get(&key), rule.repeat_interval, now) {
                Step::Nothing | Step::Retry => continue,
                Step::Fire | Step::Repeat => CauseKind::Threshold,
                Step::Recover => CauseKind::Recovered,
            };
            let since = states.get(&key).map_or(now, |state| state.since);
            if cause == CauseKind::Recovered {
                states.remove(&key);
            } else {
                let state = AlertState {
                    rule: rule.name.clone(),
                    project_id: read.project_id,
                    issue_id: read.issue_id,
                    since,
                    told: Some(now),
                    cause: Cause::Requested,
                    environment: None,
                };
                states.insert(key, state);
            }
            let project = projects.iter().find(|project| project.id == read.project_id);
            let issue = match read.issue_id {
                Some(id) => facts.issue(id)?.map(|issue| (id, issue.description.title)),
                None => None,
            };
            all.found.push(Past {
                at: now,
                project: project.map(|project| project.slug.clone()).unwrap_or_default(),
                cause,
                issue,
                is_urgent: rule.severity == Severity::Critical,
            });
        }
    }
    Ok(())
}
