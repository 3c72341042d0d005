//! The issues of the organization or of a project, page by page:
//! <https://docs.sentry.io/api/events/list-an-organizations-issues/>

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value};

use super::events::{Pairs, environments, project_ids, time_range};
use super::issue_json;
use super::issue_stats::IssueStats;
use super::list_request::{Entries, ListRequest, first};
use crate::model::issue::Issue;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::search::{Condition, Pattern, Term};
use crate::store::{IssueQuery, IssueSort, Reader, StoreError};
use crate::web::issue_search;
use crate::web::parameters::PathSegments;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Identity, Permitted, ReadEvents};

/// `GET /api/0/organizations/{organization}/issues/`
pub(super) async fn of_organization(
    viewer: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    answer(&reading, None, request, viewer.identity()).await
}

/// `GET /api/0/projects/{organization}/{project}/issues/`
pub(super) async fn of_project(
    viewer: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    answer(&reading, Some(project), request, viewer.identity()).await
}

async fn answer(
    reading: &Reading,
    project: Option<String>,
    request: ListRequest,
    viewer: &Identity,
) -> Result<Response, ReadError> {
    let (page, now) = (request.page, Timestamp::now());
    let query = query(first(&request.pairs, "query"), &request.pairs, viewer, now)?;
    let stats = IssueStats::asked(&request.pairs, project.is_some(), now)?;
    let query = IssueQuery { offset: page.offset, limit: page.limit + 1, ..query };
    let pairs = request.pairs.clone();
    let public_url = Arc::clone(&reading.public_url);
    let found = reading.ask(move |store| {
        let known = store.projects()?;
        let projects = match project {
            Some(project) => {
                let slug = project_slug(store, &project)?;
                known.iter().filter(|project| project.slug == slug).map(|project| project.id).collect()
            }
            None => project_ids(&pairs, &known)?,
        };
        let asked = IssueQuery { projects: Some(projects), ..query };
        let (issues, has_more) = found(store, &asked, &known)?;
        Ok(Entries { entries: shown(store, &issues, stats, &public_url, now)?, has_more })
    });
    Ok(request.answer(&reading.public_url, found.await?))
}

/// The search with this text, and the environments, range and order that a request asks for. As at Sentry, without a text
/// only unresolved issues are found.
pub(super) fn query(
    text: Option<&str>,
    pairs: &Pairs,
    viewer: &Identity,
    now: Timestamp,
) -> Result<IssueQuery, ReadError> {
    let mut search = issue_search::read(text, viewer, now)?;
    let environments = environments(pairs)?;
    if !environments.is_empty() {
        let names = environments.iter().map(|name| Pattern::whole(name)).collect();
        let condition = Condition::Tag("environment".to_owned(), names);
        search.terms.push(Term { is_negated: false, condition });
    }
    let is_asked = |name: &&str| first(pairs, name).is_some();
    let (from, to) = match ["statsPeriod", "start", "end"].iter().any(is_asked) {
        true => time_range(pairs, now).map(|(from, to)| (Some(from), Some(to)))?,
        false => (None, None),
    };
    // A range up to now has no end: clocks differ.
    let to = to.filter(|to| to.0 < now.0);
    Ok(IssueQuery { search, from, to, sort: sort(first(pairs, "sort"))?, now, ..IssueQuery::default() })
}

/// The order, by Sentry's words.
fn sort(word: Option<&str>) -> Result<IssueSort, ReadError> {
    Ok(match word {
        None | Some("" | "date") => IssueSort::LastSeen,
        Some("new") => IssueSort::FirstSeen,
        Some("freq") => IssueSort::Events,
        Some("user") => IssueSort::Users,
        Some("trends" | "recommended" | "priority" | "inbox") => IssueSort::Trend,
        Some(other) => {
            let known = "date, new, freq, user, trends, recommended";
            return Err(ReadError::Unsupported(format!("sort={other} is unknown; known: {known}")));
        }
    })
}

/// The issues of a page, and whether there are more. One more than the page's limit is asked for.
fn found(store: &dyn Reader, asked: &IssueQuery, known: &[Project]) -> Result<(Vec<Issue>, bool), ReadError> {
    let named = if asked.offset == 0 { named_issue(store, asked, known)? } else { None };
    let mut issues = match named {
        Some(issue) => vec![issue],
        None => store.issues(asked)?,
    };
    let has_more = issues.len() >= asked.limit as usize;
    issues.truncate(asked.limit.saturating_sub(1) as usize);
    Ok((issues, has_more))
}

/// The issue whose short id is all of the search, or the id of one of its events, if it is of a project that is asked for.
fn named_issue(
    store: &dyn Reader,
    asked: &IssueQuery,
    known: &[Project],
) -> Result<Option<Issue>, ReadError> {
    let is_number_asked = |id: i64| asked.projects.as_ref().is_none_or(|projects| projects.contains(&id));
    let is_asked = |project: &Project| is_number_asked(project.id);
    let named = issue_search::issue(store, &asked.search)?;
    if let Some(issue) = named.filter(|issue| is_number_asked(issue.project_id)) {
        return Ok(Some(issue));
    }
    if known.iter().all(is_asked) {
        let event = issue_search::event(store, &asked.search, None)?;
        return Ok(event.map(|event| store.issue(event.issue_id)).transpose()?.flatten());
    }
    for project in known.iter().filter(|project| is_asked(project)) {
        if let Some(event) = issue_search::event(store, &asked.search, Some(&project.slug))? {
            return Ok(store.issue(event.issue_id)?);
        }
    }
    Ok(None)
}

fn shown(
    store: &dyn Reader,
    issues: &[Issue],
    stats: Option<IssueStats>,
    public_url: &str,
    now: Timestamp,
) -> Result<Vec<Value>, StoreError> {
    let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
    let stats = match stats {
        Some(stats) => stats.read(store, &ids)?,
        None => vec![Map::new(); ids.len()],
    };
    let json = |(issue, stats): (&Issue, Map<String, Value>)| {
        issue_json::json(issue, Value::Object(stats), public_url, now)
    };
    Ok(issues.iter().zip(stats).map(json).collect())
}
