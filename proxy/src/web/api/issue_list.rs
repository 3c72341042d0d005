//! The issues of the organization or of a project, page by page:
//! <https://docs.sentry.io/api/events/list-an-organizations-issues/>

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::list_request::{Entries, ListRequest};
use super::{issue_json, issue_search};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{IssueQuery, Reader, StoreError};
use crate::web::parameters::{self, PathSegments};
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// `GET /api/0/organizations/{organization}/issues/`
pub(super) async fn of_organization(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    answer(&reading, None, request).await
}

/// `GET /api/0/projects/{organization}/{project}/issues/`
pub(super) async fn of_project(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    answer(&reading, Some(project), request).await
}

async fn answer(
    reading: &Reading,
    project: Option<String>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let page = request.page;
    let search = parameters::search(request.get("query"))?;
    let public_url = Arc::clone(&reading.public_url);
    let found = reading.ask(move |store| {
        let project = project.map(|project| project_slug(store, &project)).transpose()?;
        let asked = IssueQuery { project, text: None, offset: page.offset, limit: page.limit + 1 };
        let (issues, has_more) = found(store, asked, search.as_deref())?;
        Ok(Entries { entries: shown(store, &issues, &public_url)?, has_more })
    });
    Ok(request.answer(&reading.public_url, found.await?))
}

/// The issues of a page, and whether there are more. One more than the page's limit is asked for.
fn found(
    store: &dyn Reader,
    asked: IssueQuery,
    search: Option<&str>,
) -> Result<(Vec<Issue>, bool), StoreError> {
    let Some(asked) = issue_search::with_text(asked, search) else { return Ok((Vec::new(), false)) };
    let mut issues = match issue_search::issue_of_event(store, &asked)? {
        Some(issue) if asked.offset == 0 => vec![issue],
        _ => store.issues(&asked)?,
    };
    let has_more = issues.len() >= asked.limit as usize;
    issues.truncate(asked.limit.saturating_sub(1) as usize);
    Ok((issues, has_more))
}

fn shown(store: &dyn Reader, issues: &[Issue], public_url: &str) -> Result<Vec<Value>, StoreError> {
    let now = Timestamp::now();
    let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
    let hours = store.hourly(&ids, now)?;
    let shown = issues.iter().zip(&hours).map(|(issue, hours)| {
        let event = store.latest_event(issue.id)?;
        Ok(issue_json::json(issue, hours, event.as_ref(), public_url, now))
    });
    shown.collect()
}
