//! `GET /api/0/projects/balefire/{project}/issues/`: the issues of a project, page by page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

use super::cursor::Cursor;
use super::{issue_json, issue_search};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{IssueQuery, Reader, StoreError};
use crate::web::json_response;
use crate::web::parameters::{self, PathSegment, QueryString};
use crate::web::percent_encoding::encode;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// Issues on a page: by default, and at most, as in Sentry.
const LIMIT: (u32, u32) = (25, 100);

#[derive(Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    query: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

pub(super) async fn issues(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegment(project): PathSegment,
    QueryString(query): QueryString<ListQuery>,
) -> Result<Response, ReadError> {
    let limit = query.limit.as_deref().and_then(parameters::number).unwrap_or(LIMIT.0).clamp(1, LIMIT.1);
    let at = query.cursor.as_deref().map(Cursor::parse).unwrap_or_default();
    let search = parameters::search(query.query.as_deref())?;
    let public_url = Arc::clone(&reading.public_url);
    let address = format!("{public_url}/api/0/projects/balefire/{}/issues/", encode(&project));
    let (issues, has_more) = reading
        .ask(move |store| {
            let project = Some(project_slug(store, &project)?);
            let asked = IssueQuery { project, text: None, offset: at.offset, limit: limit + 1 };
            let (issues, has_more) = found(store, asked, search.as_deref())?;
            Ok((shown(store, &issues, &public_url)?, has_more))
        })
        .await?;
    let link = at.link(&address, limit, query.query.as_deref(), has_more);
    let mut answer = json_response::private(&Value::Array(issues));
    if let Ok(link) = HeaderValue::from_str(&link) {
        answer.headers_mut().insert(header::LINK, link);
    }
    Ok(answer)
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
