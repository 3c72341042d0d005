//! `GET /api/0/organizations/{organization}/sessions/`: release health as numbers and series:
//! <https://docs.sentry.io/api/releases/retrieve-release-health-session-statistics/>

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::events::{Pairs, project_ids, time_range};
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::store::{Health, HealthCounts, HealthFilter, Reader, StoreError};
use crate::web::json_response;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// Releases in an answer.
const RELEASES: u32 = 100;
/// Releases of each project that are looked at: one may be rare in one project and frequent in another.
const COMPARED: u32 = 1_000;
/// Series of ranges up to this have hours, as the store has it.
const HOURLY_RANGE: f64 = 3.0 * 86_400.0;

/// A number about sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Sessions,
    Users,
    CrashFreeSessions,
    CrashFreeUsers,
    CrashedSessions,
}

impl Field {
    fn parse(name: &str) -> Result<Self, ReadError> {
        match name {
            "sum(session)" => Ok(Self::Sessions),
            "count_unique(user)" => Ok(Self::Users),
            "crash_free_rate(session)" => Ok(Self::CrashFreeSessions),
            "crash_free_rate(user)" => Ok(Self::CrashFreeUsers),
            "crash_rate(session)" => Ok(Self::CrashedSessions),
            other => Err(ReadError::Unsupported(format!(
                "{other} cannot be answered here: known are sum(session), count_unique(user), crash_free_rate(session), \
                 crash_free_rate(user) and crash_rate(session)"
            ))),
        }
    }

    fn value(self, health: &Health) -> Value {
        match self {
            Self::Sessions => health.sessions.total.into(),
            Self::Users => health.users.total.into(),
            Self::CrashFreeSessions => share(&health.sessions, |it| it.total.saturating_sub(it.crashed)),
            Self::CrashFreeUsers => share(&health.users, |it| it.total.saturating_sub(it.crashed)),
            Self::CrashedSessions => share(&health.sessions, |it| it.crashed),
        }
    }

    /// Users are not counted in the intervals of a series.
    fn has_series(self) -> bool {
        !matches!(self, Self::Users | Self::CrashFreeUsers)
    }
}

fn share(counts: &HealthCounts, part: impl Fn(&HealthCounts) -> u64) -> Value {
    if counts.total == 0 { Value::Null } else { json!(part(counts) as f64 / counts.total as f64) }
}

/// What is asked for.
struct Question {
    fields: Vec<(String, Field)>,
    is_by_release: bool,
    projects: Vec<i64>,
    environment: Option<String>,
    from: Timestamp,
    to: Timestamp,
}

impl Question {
    fn of(pairs: &Pairs, store: &dyn Reader, now: Timestamp) -> Result<Self, ReadError> {
        let all = |name: &'static str| {
            pairs.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
        };
        let mut fields = Vec::new();
        for name in all("field").take(10) {
            fields.push((name.to_owned(), Field::parse(name)?));
        }
        if fields.is_empty() {
            return Err(ReadError::Unsupported("field is missing, for example sum(session)".into()));
        }
        if let Some(other) = all("groupBy").find(|name| *name != "release") {
            return Err(ReadError::Unsupported(format!(
                "sessions cannot be grouped by {other} here, but by release"
            )));
        }
        if let Some(query) = all("query").find(|query| !query.trim().is_empty()) {
            return Err(ReadError::Unsupported(format!("the search {query} cannot be answered of sessions")));
        }
        let mut environments = all("environment").filter(|name| !name.is_empty());
        let environment = environments.next().map(str::to_owned);
        if environments.next().is_some() {
            return Err(ReadError::Unsupported(
                "sessions are answered for one environment, or for all".into(),
            ));
        }
        let (from, to) = time_range(pairs, now)?;
        let projects = project_ids(pairs, &store.projects()?)?;
        Ok(Self { fields, is_by_release: all("groupBy").next().is_some(), projects, environment, from, to })
    }

    fn filters(&self, release: Option<&str>) -> Vec<HealthFilter> {
        let filter = |project_id: &i64| HealthFilter {
            project_id: *project_id,
            release: release.map(str::to_owned),
            environment: self.environment.clone(),
            from: self.from,
            to: self.to,
        };
        self.projects.iter().map(filter).collect()
    }
}

/// Groups, each with totals, and with series of those numbers that have them.
pub(super) async fn sessions(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let answer = reading.ask(move |store| {
        let question = Question::of(&pairs, store, Timestamp::now())?;
        Ok(read(store, &question)?)
    });
    Ok(json_response::private(&answer.await?))
}

fn read(store: &dyn Reader, question: &Question) -> Result<Value, StoreError> {
    let width = if question.to.0 - question.from.0 <= HOURLY_RANGE { 3600.0 } else { 86_400.0 };
    let first = (question.from.0 / width).floor();
    let count = ((question.to.0 / width).ceil() - first).max(1.0) as usize;
    let intervals: Vec<Timestamp> = (0..count).map(|n| Timestamp((first + n as f64) * width)).collect();
    let totals = if question.is_by_release {
        by_release(store, question)?
    } else {
        vec![(None, whole(store, question)?)]
    };
    let mut groups = Vec::new();
    for (release, total) in totals {
        groups.push(group(store, question, (release.as_deref(), total), &intervals, width)?);
    }
    let intervals: Vec<String> = intervals.into_iter().map(rfc3339::format).collect();
    Ok(json!({
        "start": rfc3339::format(question.from),
        "end": rfc3339::format(question.to),
        "intervals": intervals,
        "groups": groups,
        "query": "",
    }))
}

/// The health of all releases together. Users are read only if there is a question about them.
fn whole(store: &dyn Reader, question: &Question) -> Result<Health, StoreError> {
    let has_users = question.fields.iter().any(|(_, field)| !field.has_series());
    let mut total = Health::default();
    for filter in question.filters(None) {
        let health = if has_users {
            store.health(&filter)?
        } else {
            Health { sessions: store.session_counts(&filter)?, ..Health::default() }
        };
        add_health(&mut total, &health);
    }
    Ok(total)
}

/// The releases with sessions, each once with its health.
fn by_release(store: &dyn Reader, question: &Question) -> Result<Vec<(Option<String>, Health)>, StoreError> {
    let mut found: Vec<(Option<String>, Health)> = Vec::new();
    for filter in question.filters(None) {
        for (release, health) in store.health_by_release(&filter, COMPARED)? {
            let release = Some(release);
            if let Some((_, total)) = found.iter_mut().find(|(it, _)| *it == release) {
                add_health(total, &health);
            } else if found.len() < RELEASES as usize {
                found.push((release, health));
            }
        }
    }
    Ok(found)
}

fn group(
    store: &dyn Reader,
    question: &Question,
    (release, total): (Option<&str>, Health),
    intervals: &[Timestamp],
    width: f64,
) -> Result<Value, StoreError> {
    let mut series = vec![Health::default(); intervals.len()];
    for filter in question.filters(release) {
        for (at, counts) in store.health_trend(&filter)? {
            let n = intervals.iter().position(|start| (start.0..start.0 + width).contains(&at.0));
            if let Some(health) = n.and_then(|n| series.get_mut(n)) {
                add(&mut health.sessions, &counts);
            }
        }
    }
    let totals: Map<String, Value> =
        question.fields.iter().map(|(name, field)| (name.clone(), field.value(&total))).collect();
    let points = |field: &Field| series.iter().map(|health| field.value(health)).collect::<Vec<_>>();
    let with_series = question.fields.iter().filter(|(_, field)| field.has_series());
    let series: Map<String, Value> =
        with_series.map(|(name, field)| (name.clone(), points(field).into())).collect();
    let by = if release.is_some() { json!({ "release": release }) } else { json!({}) };
    let is_estimate = total.is_users_estimate;
    Ok(json!({ "by": by, "totals": totals, "series": series, "isUsersEstimate": is_estimate }))
}

fn add_health(to: &mut Health, from: &Health) {
    add(&mut to.sessions, &from.sessions);
    add(&mut to.users, &from.users);
    to.is_users_estimate |= from.is_users_estimate;
}

fn add(to: &mut HealthCounts, from: &HealthCounts) {
    to.total = to.total.saturating_add(from.total);
    to.errored = to.errored.saturating_add(from.errored);
    to.unhandled = to.unhandled.saturating_add(from.unhandled);
    to.crashed = to.crashed.saturating_add(from.crashed);
    to.abnormal = to.abnormal.saturating_add(from.abnormal);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_with_an_estimate_is_one() {
        let counts = |total| HealthCounts { total, ..HealthCounts::default() };
        let health = |users, is_users_estimate| Health {
            sessions: counts(10),
            users: counts(users),
            is_users_estimate,
        };
        let mut sum = Health::default();
        add_health(&mut sum, &health(7, false));
        assert!(!sum.is_users_estimate);
        add_health(&mut sum, &health(400_000, true));
        add_health(&mut sum, &health(1, false));
        assert_eq!((sum.sessions.total, sum.users.total, sum.is_users_estimate), (30, 400_008, true));
    }
}
