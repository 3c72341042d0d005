//! The pages: server-rendered, without JavaScript, and nothing from an event is markup.

mod address;
mod alerts;
mod breadcrumbs;
mod contexts;
mod empty;
mod event;
mod events;
mod exceptions;
mod facts;
mod issue;
mod issues;
mod layout;
mod plain;
mod request;
mod sparkline;
mod stack;
mod symbols;
mod variables;
mod when;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::Markup;
use serde::Deserialize;

use super::reading::{ReadError, Reading, latest_event, with_lines};
use crate::app::App;
use crate::clock::Timestamp;
use crate::store::{IssueQuery, Store, StoredEvent};

/// Issues on a page.
const PAGE: u32 = 25;
/// Deepest page of a list: what lies deeper is found by a search.
const DEEPEST: u32 = 10_000;
/// Alerts on their page.
const ALERTS: u32 = 100;

/// The routes of the pages.
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
        .route("/", get(issue_list))
        .route("/issues/{id}/", get(issue_page))
        .route("/issues/{id}/events/", get(event_list))
        .route("/issues/{id}/events/{event_id}/", get(event_page))
        .route("/alerts/", get(alert_list))
        .route("/style.css", get(style))
}

#[derive(Debug, Default, Deserialize)]
struct ListQuery {
    project: Option<String>,
    q: Option<String>,
    page: Option<String>,
}

async fn issue_list(State(reading): State<Reading>, Query(query): Query<ListQuery>) -> Page {
    let filled = |text: Option<String>| text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    let (project, text) = (filled(query.project), filled(query.q));
    let page = page_number(query.page.as_deref());
    let public_url = Arc::clone(&reading.public_url);
    let asked = reading.ask(move |store| {
        let now = Timestamp::now();
        let asked = IssueQuery {
            project: project.clone(),
            text: text.clone(),
            offset: (page - 1) * PAGE,
            limit: PAGE + 1,
        };
        let mut issues = store.issues(&asked)?;
        let has_more = issues.len() > PAGE as usize;
        issues.truncate(PAGE as usize);
        let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
        let hours = store.hourly(&ids, now)?;
        let projects = store.projects()?;
        let list = issues::List { projects, project, text, page, has_more, issues, hours };
        Ok(issues::page(&list, &public_url, now))
    });
    Page(asked.await)
}

/// What the address says, within bounds.
fn page_number(page: Option<&str>) -> u32 {
    page.and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, DEEPEST)
}

async fn issue_page(State(reading): State<Reading>, Path(id): Path<String>) -> Page {
    let Ok(id) = id.parse() else { return Page(Err(ReadError::NotFound)) };
    let sources = Arc::clone(&reading.sources);
    let asked = reading.ask(move |store| {
        let latest = latest_event(store, sources.as_ref(), id)?;
        shown(store, id, latest.as_ref(), true)
    });
    Page(asked.await)
}

async fn event_page(State(reading): State<Reading>, Path((id, event_id)): Path<(String, String)>) -> Page {
    let Ok(id) = id.parse() else { return Page(Err(ReadError::NotFound)) };
    let sources = Arc::clone(&reading.sources);
    let asked = reading.ask(move |store| {
        let event = store.event(id, &event_id)?.ok_or(ReadError::NotFound)?;
        shown(store, id, Some(&with_lines(event, sources.as_ref())), false)
    });
    Page(asked.await)
}

/// The page of an issue with one of its events.
fn shown(
    store: &dyn Store,
    id: i64,
    event: Option<&StoredEvent>,
    is_newest: bool,
) -> Result<Markup, ReadError> {
    let now = Timestamp::now();
    let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
    let hours = store.hourly(&[id], now)?.into_iter().next().unwrap_or_default();
    let neighbours = event.map(|event| store.neighbours(event)).transpose()?.unwrap_or_default();
    let tags = store.tags(id)?;
    let shown =
        issue::Shown { issue: &issue, hours: &hours, event, neighbours: &neighbours, tags: &tags, is_newest };
    Ok(issue::page(&shown, now))
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    page: Option<String>,
}

async fn event_list(
    State(reading): State<Reading>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Page {
    let Ok(id) = id.parse() else { return Page(Err(ReadError::NotFound)) };
    let page = page_number(query.page.as_deref());
    let asked = reading.ask(move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let mut events = store.events(id, (page - 1) * PAGE, PAGE + 1)?;
        let has_more = events.len() > PAGE as usize;
        events.truncate(PAGE as usize);
        Ok(events::page(&events::List { issue: &issue, events: &events, page, has_more }, Timestamp::now()))
    });
    Page(asked.await)
}

async fn alert_list(State(reading): State<Reading>) -> Page {
    Page(reading.ask(|store| Ok(alerts::page(&store.alerts(ALERTS)?, Timestamp::now()))).await)
}

/// In this order: the phone's rules change those before them.
const STYLE: &str = concat!(
    include_str!("../../../www/dashboard/base.css"),
    include_str!("../../../www/dashboard/list.css"),
    include_str!("../../../www/dashboard/issue.css"),
    include_str!("../../../www/dashboard/events.css"),
    include_str!("../../../www/dashboard/alerts.css"),
    include_str!("../../../www/dashboard/phone.css"),
);

async fn style() -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    (HEADERS, [kind], STYLE).into_response()
}

/// What every page says about itself: no script, nobody's frame, no trace in a cache.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// A page, or the page that says why there is none.
struct Page(Result<Markup, ReadError>);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        match self.0 {
            Ok(markup) => (HEADERS, markup).into_response(),
            Err(error) => {
                error.log();
                (error.status(), HEADERS, layout::error(&error)).into_response()
            }
        }
    }
}
