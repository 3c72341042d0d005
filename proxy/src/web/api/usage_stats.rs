//! `GET /api/0/organizations/{organization}/stats_v2/`: what became of the items that were sent, as Grafana asks it:
//! <https://docs.sentry.io/api/organizations/retrieve-event-counts-for-an-organization-v2/>

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::events::{Pairs, project_ids, seconds, time_range};
use super::list_request::first;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::store::{OutcomeCount, OutcomeQuery, Reader};
use crate::web::json_response;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadOrganization};

/// Length of the shortest interval, in seconds.
const HOUR: f64 = 3_600.0;
/// Most intervals of a series.
const INTERVALS: usize = 1_000;
/// Ranges up to this have an interval of an hour, if none is asked for; longer ones of a day.
const HOURLY_RANGE: f64 = 3.0 * 86_400.0;

/// What groups are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GroupBy {
    Outcome,
    Category,
    Reason,
    Project,
    Key,
}

impl GroupBy {
    fn parse(name: &str) -> Result<Self, ReadError> {
        match name {
            "outcome" => Ok(Self::Outcome),
            "category" => Ok(Self::Category),
            "reason" => Ok(Self::Reason),
            "project" => Ok(Self::Project),
            "key_id" => Ok(Self::Key),
            other => Err(ReadError::Unsupported(format!(
                "outcomes cannot be grouped by {other}: known are outcome, category, reason, project and key_id"
            ))),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Category => "category",
            Self::Reason => "reason",
            Self::Project => "project",
            Self::Key => "key_id",
        }
    }

    fn value(self, project: i64, of: &OutcomeCount) -> Value {
        match self {
            Self::Outcome => of.outcome.as_str().into(),
            Self::Category => of.category.as_str().into(),
            Self::Reason => of.reason.as_str().into(),
            Self::Project => project.into(),
            Self::Key => of.key.as_str().into(),
        }
    }
}

/// The question.
struct Question {
    /// `sum(quantity)` or `sum(times_seen)`, which are the same here.
    fields: Vec<String>,
    groups: Vec<GroupBy>,
    projects: Vec<i64>,
    /// Beginnings of the intervals, in seconds.
    intervals: Vec<f64>,
    /// Length of an interval in hours.
    step: u32,
    /// Allowed values of category, outcome, reason and key; empty: all.
    allowed: [Vec<String>; 4],
}

pub(super) async fn stats(
    _: Permitted<ReadOrganization>,
    State(reading): State<Reading>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let answer = reading.ask(move |store| {
        let question = Question::of(&pairs, store, Timestamp::now())?;
        read(store, &question)
    });
    Ok(json_response::private(&answer.await?))
}

impl Question {
    fn of(pairs: &Pairs, store: &dyn Reader, now: Timestamp) -> Result<Self, ReadError> {
        let all = |name: &'static str| {
            pairs.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.clone())
        };
        let fields: Vec<String> = all("field").take(2).collect();
        if let Some(other) =
            fields.iter().find(|name| !matches!(name.as_str(), "sum(quantity)" | "sum(times_seen)"))
        {
            return Err(ReadError::Unsupported(format!(
                "{other} cannot be answered here: known are sum(quantity) and sum(times_seen)"
            )));
        }
        if fields.is_empty() {
            return Err(ReadError::Unsupported("field is missing, for example sum(quantity)".into()));
        }
        let mut groups = Vec::new();
        for name in all("groupBy") {
            let group = GroupBy::parse(&name)?;
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let (from, to) = time_range(pairs, now)?;
        let (intervals, step) = intervals(from, to, first(pairs, "interval").and_then(seconds))?;
        let projects = project_ids(pairs, &store.projects()?)?;
        let allowed = ["category", "outcome", "reason", "key_id"].map(|name| all(name).collect());
        Ok(Self { fields, groups, projects, intervals, step, allowed })
    }

    /// Whether keys are told apart.
    fn is_by_key(&self) -> bool {
        self.groups.contains(&GroupBy::Key) || self.allowed.last().is_some_and(|keys| !keys.is_empty())
    }

    /// Whether counts are asked for. Sentry counts messages as errors.
    fn is_asked(&self, of: &OutcomeCount) -> bool {
        let values = [&of.category, &of.outcome, &of.reason, &of.key];
        let is_in = |allowed: &Vec<String>, value: &String| allowed.is_empty() || allowed.contains(value);
        self.allowed.iter().zip(values).all(|(allowed, value)| {
            let is_error = matches!(value.as_str(), "default" | "security");
            is_in(allowed, value) || (is_error && allowed.iter().any(|it| it == "error"))
        })
    }
}

/// The beginnings of whole intervals that cover a range, and their length in hours.
fn intervals(from: Timestamp, to: Timestamp, asked: Option<f64>) -> Result<(Vec<f64>, u32), ReadError> {
    let default = if to.0 - from.0 <= HOURLY_RANGE { HOUR } else { 24.0 * HOUR };
    let step = (asked.unwrap_or(default) / HOUR).round().clamp(1.0, 24.0 * 365.0);
    let width = step * HOUR;
    let begin = (from.0 / width).floor() * width;
    let count = ((to.0 - begin) / width).ceil().max(1.0) as usize;
    if count > INTERVALS {
        return Err(ReadError::Unsupported(format!(
            "a series has at most {INTERVALS} intervals: ask for a longer interval"
        )));
    }
    Ok(((0..count).map(|n| begin + n as f64 * width).collect(), step as u32))
}

fn read(store: &dyn Reader, question: &Question) -> Result<Value, ReadError> {
    let begin = question.intervals.first().copied().unwrap_or_default();
    let end = question.intervals.last().map_or(begin, |last| last + f64::from(question.step) * HOUR);
    let mut groups: BTreeMap<String, (Map<String, Value>, Vec<u64>)> = BTreeMap::new();
    for project_id in &question.projects {
        let query = OutcomeQuery {
            project_id: *project_id,
            from: Timestamp(begin),
            // The hour of this time is the last one.
            to: Timestamp(end - 1.0),
            step: question.step,
            by_key: question.is_by_key(),
        };
        for of in store.outcomes(&query)?.iter().filter(|of| question.is_asked(of)) {
            let by =
                question.groups.iter().map(|group| (group.name().to_owned(), group.value(*project_id, of)));
            let by: Map<String, Value> = by.collect();
            let empty = || (by.clone(), vec![0; question.intervals.len()]);
            let (_, series) = groups.entry(Value::Object(by.clone()).to_string()).or_insert_with(empty);
            if let Some(count) = series.get_mut(of.bucket as usize) {
                *count = count.saturating_add(of.quantity);
            }
        }
    }
    let shown: Vec<Value> = groups.into_values().map(|(by, series)| group(question, by, &series)).collect();
    let time = |at: &f64| rfc3339::format(Timestamp(*at));
    Ok(json!({
        "start": time(&begin),
        "end": time(&end),
        "intervals": question.intervals.iter().map(time).collect::<Vec<_>>(),
        "groups": shown,
    }))
}

fn group(question: &Question, by: Map<String, Value>, series: &[u64]) -> Value {
    let total = series.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let totals: Map<String, Value> =
        question.fields.iter().map(|field| (field.clone(), total.into())).collect();
    let series: Map<String, Value> =
        question.fields.iter().map(|field| (field.clone(), series.into())).collect();
    json!({ "by": by, "totals": totals, "series": series })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_intervals_cover_the_range() {
        let hours = |from: f64, to: f64, asked| {
            let (intervals, step) = intervals(Timestamp(from * HOUR), Timestamp(to * HOUR), asked).unwrap();
            (intervals.into_iter().map(|at| at / HOUR).collect::<Vec<_>>(), step)
        };
        assert_eq!(hours(10.5, 12.5, None), (vec![10.0, 11.0, 12.0], 1));
        assert_eq!(hours(30.0, 130.0, None), (vec![24.0, 48.0, 72.0, 96.0, 120.0], 24));
        assert_eq!(hours(0.0, 4.0, Some(2.0 * HOUR)), (vec![0.0, 2.0], 2));
        assert_eq!(hours(0.0, 2.0, Some(60.0)), (vec![0.0, 1.0], 1));
        assert!(intervals(Timestamp(0.0), Timestamp(2_000.0 * HOUR), Some(HOUR)).is_err());
    }
}
