//! Reading in the shape of Sentry's web API: <https://docs.sentry.io/api/events/>

pub(super) mod cursor;
mod entries;
mod event;
mod issue;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};

use super::parameters::{self, PathSegment, QueryString};
use super::reading::{ReadError, Reading, latest_event};
use crate::app::App;
use crate::model::issue::Issue;
use crate::model::scope::Access;
use crate::model::timestamp::Timestamp;
use crate::store::{IssueQuery, Reader};
use crate::web::ingest::event_id;
use crate::web::viewer::token_auth::bearer;
use cursor::Cursor;

/// Issues on a page: as asked for, up to Sentry's bound.
const LIMIT: (u32, u32) = (25, 100);

/// The routes below `/api/0/`.
pub fn router() -> Router<Arc<App>> {
    routes()
}

/// The same, over any state that has what reading needs.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Router::new()
        .route("/api/0/projects/balefire/{project}/issues/", get(list))
        .route("/api/0/issues/{id}/", get(one))
        .route("/api/0/issues/{id}/events/latest/", get(latest))
}

#[derive(Debug, Default, Deserialize)]
struct ListQuery {
    query: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

async fn list(
    State(reading): State<Reading>,
    PathSegment(project): PathSegment,
    QueryString(query): QueryString<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, ReadError> {
    reading.authenticate(bearer(&headers), Access::Events).await?;
    let limit = query.limit.as_deref().and_then(parameters::number).unwrap_or(LIMIT.0).clamp(1, LIMIT.1);
    let at = query.cursor.as_deref().map(Cursor::parse).unwrap_or_default();
    let search = parameters::search(query.query.as_deref())?;
    let public_url = Arc::clone(&reading.public_url);
    let address = format!("{public_url}/api/0/projects/balefire/{}/issues/", cursor::encode(&project));
    let (issues, has_more) = reading
        .ask(move |store| {
            let project = project_slug(store, &project)?;
            let asked =
                IssueQuery { project: Some(project), text: None, offset: at.offset, limit: limit + 1 };
            let Some(asked) = search_for(asked, search.as_deref()) else { return Ok((Vec::new(), false)) };
            let mut issues = match issue_of_event(store, &asked)? {
                Some(issue) if at.offset == 0 => vec![issue],
                _ => store.issues(&asked)?,
            };
            let has_more = issues.len() > limit as usize;
            issues.truncate(limit as usize);
            let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
            let hours = store.hourly(&ids, Timestamp::now())?;
            let mut shown = Vec::with_capacity(issues.len());
            for (issue, hours) in issues.iter().zip(&hours) {
                let event = store.latest_event(issue.id)?;
                shown.push(issue::json(issue, hours, event.as_ref(), &public_url, Timestamp::now()));
            }
            Ok((shown, has_more))
        })
        .await?;
    let link = at.link(&address, limit, query.query.as_deref(), has_more);
    let mut answer = answer(&Value::Array(issues));
    if let Ok(link) = HeaderValue::from_str(&link) {
        answer.headers_mut().insert(header::LINK, link);
    }
    Ok(answer)
}

async fn one(
    State(reading): State<Reading>,
    PathSegment(id): PathSegment,
    headers: HeaderMap,
) -> Result<Response, ReadError> {
    reading.authenticate(bearer(&headers), Access::Events).await?;
    let id = id.parse().map_err(|_| ReadError::NotFound)?;
    let public_url = Arc::clone(&reading.public_url);
    let shown = reading.ask(move |store| {
        let now = Timestamp::now();
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let hours = store.hourly(&[id], now)?.into_iter().next().unwrap_or_default();
        let event = store.latest_event(id)?;
        let mut shown = issue::json(&issue, &hours, event.as_ref(), &public_url, now);
        shown["tags"] = issue::tags(&store.tags(id)?);
        Ok(shown)
    });
    Ok(answer(&shown.await?))
}

async fn latest(
    State(reading): State<Reading>,
    PathSegment(id): PathSegment,
    headers: HeaderMap,
) -> Result<Response, ReadError> {
    reading.authenticate(bearer(&headers), Access::Events).await?;
    let id = id.parse().map_err(|_| ReadError::NotFound)?;
    let sources = Arc::clone(&reading.sources);
    let shown = reading.ask(move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let event = latest_event(store, sources.as_ref(), id)?.ok_or(ReadError::NotFound)?;
        Ok(event::json(&event, &issue))
    });
    Ok(answer(&shown.await?))
}

/// Projects are asked for by name, or, as in Sentry, by number.
pub(super) fn project_slug(store: &dyn Reader, asked: &str) -> Result<String, ReadError> {
    let projects = store.projects()?;
    let by_slug = projects.iter().find(|project| project.slug == asked);
    let found = by_slug.or_else(|| projects.iter().find(|project| project.id.to_string() == asked));
    Ok(found.ok_or(ReadError::NotFound)?.slug.clone())
}

/// The issue of the event whose id is searched for, as Sentry finds it.
fn issue_of_event(store: &dyn Reader, asked: &IssueQuery) -> Result<Option<Issue>, ReadError> {
    let Some(event_id) = asked.text.as_deref().and_then(event_id::plain) else { return Ok(None) };
    let Some(event) = store.event(asked.project.as_deref(), &event_id)? else { return Ok(None) };
    Ok(store.issue(event.issue_id)?)
}

/// Takes `is:` out of a search, as everything here is unresolved; none if only resolved ones are asked for.
fn search_for(asked: IssueQuery, search: Option<&str>) -> Option<IssueQuery> {
    let mut words = Vec::new();
    for word in search.unwrap_or_default().split_whitespace() {
        match word {
            "is:unresolved" => {}
            state if state.starts_with("is:") => return None,
            word => words.push(word),
        }
    }
    Some(IssueQuery { text: (!words.is_empty()).then(|| words.join(" ")), ..asked })
}

const JSON: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

fn answer(value: &Value) -> Response {
    (JSON, value.to_string()).into_response()
}

impl IntoResponse for ReadError {
    fn into_response(self) -> Response {
        self.log();
        (self.status(), JSON, json!({ "detail": self.to_string() }).to_string()).into_response()
    }
}
