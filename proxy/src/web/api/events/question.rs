//! A question of Sentry's web API, out of the query of an address. Most parameters may stand there several times.

use super::aggregate::Aggregate;
use super::buckets::seconds;
use super::group_field::GroupField;
use super::search::Search;
use crate::model::project::Project;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::web::api::page_size::rows;
use crate::web::parameters::{number, search};
use crate::web::read_error::ReadError;

/// Most aggregates, and most fields.
const FIELDS: usize = 20;
/// Most environments.
const ENVIRONMENTS: usize = 20;
/// Rows: by default, and at most.
const ROWS: (u32, u32) = (50, 100);
/// Groups of a series at most, as in Sentry.
const TOP: u32 = 10;
/// The range without `statsPeriod`, `start` and `end`.
const DEFAULT_RANGE: f64 = 14.0 * 86_400.0;
/// The longest range: distributions are not kept longer by default.
const LONGEST_RANGE: f64 = 400.0 * 86_400.0;

/// The parameters in their order.
pub(in crate::web::api) type Pairs = Vec<(String, String)>;

/// Where the answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dataset {
    Errors,
    /// Counts are those of what was received.
    Transactions,
    /// Counts are extrapolated, as in Sentry.
    Spans,
}

/// A question.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub dataset: Dataset,
    /// As they were written, in their order.
    pub aggregates: Vec<(String, Aggregate)>,
    /// The fields that are no aggregates, as they were written.
    pub fields: Vec<String>,
    pub search: Search,
    pub projects: Vec<Project>,
    pub environments: Vec<String>,
    pub from: Timestamp,
    pub to: Timestamp,
    /// In seconds.
    pub interval: Option<f64>,
    pub top: Option<usize>,
    pub exclude_other: bool,
    pub rows: usize,
    /// The aggregate or field, and whether the largest comes first.
    pub sort: Option<(String, bool)>,
}

impl Question {
    /// Reads the parameters.
    pub(super) fn of(pairs: &Pairs, known: &[Project], now: Timestamp) -> Result<Self, ReadError> {
        let (from, to) = time_range(pairs, now)?;
        let mut question = Self {
            dataset: Dataset::Errors,
            aggregates: Vec::new(),
            fields: Vec::new(),
            search: Search::parse(search(first(pairs, "query"))?.as_deref().unwrap_or_default())?,
            projects: projects(pairs, known)?,
            environments: environments(pairs)?,
            from,
            to,
            interval: first(pairs, "interval").and_then(seconds),
            top: first(pairs, "topEvents").and_then(number).map(|top| top.clamp(1, TOP) as usize),
            exclude_other: first(pairs, "excludeOther") == Some("1"),
            rows: rows(pairs, ROWS)? as usize,
            sort: first(pairs, "sort").map(sort),
        };
        for text in all(pairs, "yAxis").chain(all(pairs, "field")).chain(all(pairs, "groupBy")) {
            question.add(text)?;
        }
        question.dataset = dataset(first(pairs, "dataset"), &question.aggregates, &question.search)?;
        Ok(question)
    }

    fn add(&mut self, text: &str) -> Result<(), ReadError> {
        let is_known =
            self.aggregates.iter().any(|(it, _)| it == text) || self.fields.iter().any(|it| it == text);
        if is_known || text.is_empty() {
            return Ok(());
        }
        if self.aggregates.len() + self.fields.len() >= FIELDS {
            return Err(ReadError::Unsupported(format!("a question has at most {FIELDS} fields")));
        }
        match Aggregate::parse(text) {
            Some(aggregate) => self.aggregates.push((text.to_owned(), aggregate?)),
            None => self.fields.push(text.to_owned()),
        }
        Ok(())
    }

    /// The field by which events are grouped. Of performance data it is one at most.
    pub(super) fn groups(&self) -> Result<Vec<GroupField>, ReadError> {
        self.fields.iter().map(|name| GroupField::parse(name)).collect()
    }

    /// The length of the range.
    pub(super) fn seconds(&self) -> f64 {
        self.to.0 - self.from.0
    }
}

fn all<'a>(pairs: &'a Pairs, name: &'a str) -> impl Iterator<Item = &'a str> {
    pairs.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.trim())
}

fn first<'a>(pairs: &'a Pairs, name: &'a str) -> Option<&'a str> {
    all(pairs, name).find(|value| !value.is_empty())
}

/// `-count()` is descending. Sentry also writes `-count` for `count()`.
fn sort(text: &str) -> (String, bool) {
    match text.strip_prefix('-') {
        Some(name) => (name.to_owned(), true),
        None => (text.to_owned(), false),
    }
}

/// `statsPeriod`, or `start` and `end`, which are UTC without a zone.
pub(in crate::web::api) fn time_range(
    pairs: &Pairs,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), ReadError> {
    if let Some(period) = first(pairs, "statsPeriod") {
        let range = seconds(period).ok_or_else(|| {
            let why = "statsPeriod needs a number with s, m, h, d or w, such as 24h or 14d";
            ReadError::Unsupported(why.into())
        })?;
        return Ok((Timestamp(now.0 - range.min(LONGEST_RANGE)), now));
    }
    let time = |name| match first(pairs, name) {
        Some(text) => rfc3339::parse(text).or_else(|| midnight(text)).map(Some).ok_or_else(|| {
            ReadError::Unsupported(format!(
                "{name} needs a time such as 2026-01-31T12:00:00, or a day such as 2026-01-31"
            ))
        }),
        None => Ok(None),
    };
    let to = time("end")?.unwrap_or(now);
    let from = time("start")?.unwrap_or(Timestamp(to.0 - DEFAULT_RANGE));
    if from.0 >= to.0 {
        return Err(ReadError::Unsupported("start is not before end".into()));
    }
    Ok((Timestamp(from.0.max(to.0 - LONGEST_RANGE)), to))
}

/// The beginning of a day.
fn midnight(day: &str) -> Option<Timestamp> {
    (day.len() == 10).then(|| rfc3339::parse(&format!("{day}T00:00:00Z"))).flatten()
}

/// The environments, each once.
pub(in crate::web::api) fn environments(pairs: &Pairs) -> Result<Vec<String>, ReadError> {
    let mut environments: Vec<String> = Vec::new();
    for name in all(pairs, "environment") {
        if environments.iter().any(|known| known == name) {
            continue;
        }
        if environments.len() >= ENVIRONMENTS {
            return Err(ReadError::Unsupported(format!(
                "a question has at most {ENVIRONMENTS} environments"
            )));
        }
        environments.push(name.to_owned());
    }
    Ok(environments)
}

/// The projects by name or number, each once; without any, or with `-1`, all.
fn projects(pairs: &Pairs, known: &[Project]) -> Result<Vec<Project>, ReadError> {
    let asked: Vec<&str> = all(pairs, "project").filter(|it| !it.is_empty()).collect();
    if asked.is_empty() || asked.contains(&"-1") {
        return Ok(known.to_vec());
    }
    let mut found: Vec<Project> = Vec::new();
    for asked in asked {
        let is_it = |it: &&Project| it.slug == asked || it.id.to_string() == asked;
        let project = known.iter().find(is_it).ok_or(ReadError::NotFound)?;
        if !found.iter().any(|it| it.id == project.id) {
            found.push(project.clone());
        }
    }
    Ok(found)
}

/// The numbers of the projects that a query names.
pub(in crate::web::api) fn project_ids(pairs: &Pairs, known: &[Project]) -> Result<Vec<i64>, ReadError> {
    Ok(projects(pairs, known)?.into_iter().map(|project| project.id).collect())
}

/// The dataset by its name. `discover`, or none: what the question is about.
fn dataset(
    name: Option<&str>,
    aggregates: &[(String, Aggregate)],
    search: &Search,
) -> Result<Dataset, ReadError> {
    let found = match name {
        Some("errors") => Ok(Dataset::Errors),
        Some("transactions" | "metrics" | "metricsEnhanced") => Ok(Dataset::Transactions),
        Some("spans" | "spansMetrics" | "spansIndexed") => Ok(Dataset::Spans),
        None | Some("discover") => {
            let is_measured = |(_, it): &(String, Aggregate)| {
                matches!(it, Aggregate::Percentile(..) | Aggregate::FailureRate)
            };
            let is_performance = aggregates.iter().any(is_measured)
                || search.op.is_some()
                || search.is_soft
                || search.is_of_transactions;
            Ok(if is_performance { Dataset::Transactions } else { Dataset::Errors })
        }
        Some(other) => Err(ReadError::Unsupported(format!(
            "the dataset {other} is not known here: known are errors, transactions and spans"
        ))),
    }?;
    // Numbers of the one would stand under the name of the other.
    match found {
        Dataset::Errors if search.is_of_transactions => Err(ReadError::Unsupported(
            "errors have no transactions: ask for the dataset transactions".into(),
        )),
        Dataset::Transactions | Dataset::Spans if search.is_of_errors => {
            Err(ReadError::Unsupported("transactions have no errors: ask for the dataset errors".into()))
        }
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_764_425_400.0);

    fn question(pairs: &[(&str, &str)]) -> Result<Question, ReadError> {
        let pairs: Pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let known =
            [("shop", 1), ("site", 2)].map(|(slug, id)| Project { id, slug: slug.into(), keys: Vec::new() });
        Question::of(&pairs, &known, NOW)
    }

    #[test]
    fn as_grafana_asks() {
        let asked = question(&[
            ("query", "release:a"),
            ("start", "2025-11-29T00:00:00"),
            ("end", "2025-11-29T06:00:00"),
            ("interval", "5m"),
            ("partial", "1"),
            ("excludeOther", "1"),
            ("topEvents", "10"),
            ("field", "title"),
            ("field", "count()"),
            ("yAxis", "count()"),
            ("project", "2"),
            ("environment", "live"),
            ("sort", "-count()"),
        ])
        .unwrap();
        assert_eq!(
            (asked.dataset, asked.seconds(), asked.interval),
            (Dataset::Errors, 21_600.0, Some(300.0))
        );
        assert_eq!(
            (asked.fields, asked.aggregates.len(), asked.top),
            (vec!["title".to_owned()], 1, Some(10))
        );
        assert_eq!((asked.projects[0].slug.as_str(), asked.projects.len()), ("site", 1));
        assert_eq!((asked.exclude_other, asked.sort), (true, Some(("count()".to_owned(), true))));
    }

    #[test]
    fn datasets_and_defaults() {
        for (pairs, dataset) in [
            (&[][..], Dataset::Errors),
            (&[("field", "p75(measurements.lcp)")], Dataset::Transactions),
            (&[("query", "transaction.op:pageload"), ("field", "count()")], Dataset::Transactions),
            (&[("query", "event.type:transaction"), ("field", "count()")], Dataset::Transactions),
            (&[("query", "has:measurements.lcp"), ("field", "count()")], Dataset::Transactions),
            (&[("query", "event.type:error"), ("field", "count()")], Dataset::Errors),
            (&[("dataset", "spans")], Dataset::Spans),
            (&[("dataset", "discover"), ("field", "count()")], Dataset::Errors),
        ] {
            assert_eq!(question(pairs).unwrap().dataset, dataset, "{pairs:?}");
        }
        let asked = question(&[("per_page", "10000"), ("project", "-1"), ("statsPeriod", "900d")]).unwrap();
        assert_eq!((asked.rows, asked.projects.len(), asked.seconds()), (100, 2, LONGEST_RANGE));
        assert_eq!(question(&[]).unwrap().seconds(), DEFAULT_RANGE);
    }

    #[test]
    fn the_same_project_or_environment_twice_is_one() {
        let asked = question(&[
            ("project", "shop"),
            ("project", "1"),
            ("environment", "live"),
            ("environment", ""),
            ("environment", "live"),
        ])
        .unwrap();
        assert_eq!((asked.projects.len(), asked.environments), (1, vec!["live".to_owned(), String::new()]));
        let many: Pairs = (0..21).map(|n| ("environment".to_owned(), format!("e{n}"))).collect();
        let error = Question::of(&many, &[], NOW).unwrap_err().to_string();
        assert_eq!(error, "a question has at most 20 environments");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (pairs, text) in [
            (&[("start", "yesterday")][..], "start needs a time"),
            (&[("start", "2026-02-3")], "start needs a time"),
            (&[("statsPeriod", "1y")], "statsPeriod needs a number"),
            (&[("per_page", "0")], "per_page is no number"),
            (&[("start", "2025-11-29T00:00:00"), ("end", "2025-11-28T00:00:00")], "start is not before end"),
            (&[("dataset", "logs")], "the dataset logs"),
            (&[("dataset", "errors"), ("query", "event.type:transaction")], "the dataset transactions"),
            (&[("dataset", "transactions"), ("query", "event.type:error")], "the dataset errors"),
            (&[("field", "avg(x)")], "avg(x) cannot"),
            (&[("project", "9")], "does not exist"),
            (&[("query", "geo:x")], "for geo cannot"),
        ] {
            let error = question(pairs).unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        }
        let fields: Vec<(String, String)> = (0..21).map(|n| ("field".to_owned(), format!("f{n}"))).collect();
        assert!(Question::of(&fields, &[], NOW).is_err());
    }
}
