//! Addresses of Sentry's pages, which its clients make of the server's address by themselves: they lead to ours.

use axum::extract::State;
use axum::response::Redirect;

use super::issue::TimeRange;
use super::links;
use crate::web::base_path::base_path;
use crate::web::issue_lookup::{self, IssuePath};
use crate::web::parameters::{PathSegments, QueryString};
use crate::web::percent_encoding::encode;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

type Pairs = Vec<(String, String)>;

/// Sentry's orders of issues, and ours.
const SORTS: [(&str, &str); 5] =
    [("new", "first"), ("freq", "events"), ("user", "users"), ("trends", "trend"), ("recommended", "trend")];

/// `GET /organizations/{organization}/issues/`: the list of issues.
pub(super) async fn issues(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Redirect, ReadError> {
    to_list(&reading, &pairs, value(&pairs, "query")).await
}

/// `GET /organizations/{organization}/issues/{id}/`: the page of an issue, by its number or short id.
pub(super) async fn issue(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
) -> Result<Redirect, ReadError> {
    let id = number(&reading, path.id).await?;
    Ok(to(&reading, &links::issue(id)))
}

/// `GET /organizations/{organization}/issues/{id}/events/{event}/`: the page of an event.
pub(super) async fn event(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    PathSegments((_, id, event)): PathSegments<(String, String, String)>,
) -> Result<Redirect, ReadError> {
    let id = number(&reading, id).await?;
    Ok(to(&reading, &links::event(id, &event)))
}

/// `GET /organizations/{organization}/explore/discover/{query}/`: the events of the issue that the search names, else the
/// issues that it finds.
pub(super) async fn discover(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Redirect, ReadError> {
    let query = value(&pairs, "query").unwrap_or_default();
    let (named, others): (Vec<&str>, Vec<&str>) =
        query.split_whitespace().partition(|term| term.starts_with("issue:"));
    let id = match named.first().and_then(|term| term.strip_prefix("issue:")) {
        Some(asked) => number(&reading, asked.to_owned()).await,
        None => Err(ReadError::NotFound),
    };
    let Ok(id) = id else { return to_list(&reading, &pairs, Some(query)).await };
    let range = TimeRange::read(value(&pairs, "statsPeriod")).unwrap_or(TimeRange::All);
    let others = others.join(" ");
    Ok(to(&reading, &links::events_search(id, (Some(&others), None), range.key(), 1)))
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

async fn number(reading: &Reading, asked: String) -> Result<i64, ReadError> {
    reading.ask(move |store| Ok(issue_lookup::issue(store, &asked)?.id)).await
}

/// The list with the search, project, environment, range and order of an address of Sentry's.
async fn to_list(reading: &Reading, pairs: &Pairs, query: Option<&str>) -> Result<Redirect, ReadError> {
    let project = match value(pairs, "project").filter(|asked| *asked != "-1") {
        Some(asked) => {
            let asked = asked.to_owned();
            Some(reading.ask(move |store| project_slug(store, &asked)).await?)
        }
        None => None,
    };
    let range = TimeRange::read(value(pairs, "statsPeriod")).filter(|range| *range != TimeRange::All);
    let sort = SORTS.iter().find(|(sentry, _)| value(pairs, "sort") == Some(sentry));
    let parameters = [
        ("project", project.as_deref()),
        ("environment", value(pairs, "environment")),
        ("q", query),
        ("range", range.map(TimeRange::key)),
        ("sort", sort.map(|(_, ours)| *ours)),
    ];
    let parameters: Vec<String> = parameters
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", encode(value))))
        .collect();
    Ok(to(reading, &format!("/?{}", parameters.join("&"))))
}

fn to(reading: &Reading, path: &str) -> Redirect {
    Redirect::to(&format!("{}{path}", base_path(&reading.public_url)))
}
