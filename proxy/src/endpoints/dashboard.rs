//! The pages: server-rendered, without JavaScript, and nothing from an event is markup.

mod address;
mod alerts;
mod breadcrumbs;
mod contexts;
mod dead_letters;
mod empty;
mod event;
mod exceptions;
mod facts;
mod issue;
mod issues;
mod layout;
mod plain;
mod sparkline;
mod stack;
mod symbols;
mod when;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::Markup;
use serde::Deserialize;

use self::layout::{Nav, Tab};
use super::reading::{ReadError, Reading, latest_event};
use crate::app::App;
use crate::clock::Timestamp;
use crate::store::{DeadLetterQuery, IssueQuery};

/// Issues on a page.
const PAGE: u32 = 25;
/// Alerts on their page.
const ALERTS: u32 = 100;
/// Dead letters on their page.
const DEAD_LETTERS: u32 = 100;

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
        .route("/alerts/", get(alert_list))
        .route("/dead-letters/", get(dead_letter_list))
        .route("/style.css", get(style))
}

#[derive(Debug, Default, Deserialize)]
struct ListQuery {
    project: Option<String>,
    q: Option<String>,
    page: Option<String>,
}

/// A text of a query that says something.
fn filled(text: Option<String>) -> Option<String> {
    text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
}

async fn issue_list(State(reading): State<Reading>, Query(query): Query<ListQuery>) -> Page {
    let (project, text) = (filled(query.project), filled(query.q));
    // Pages deeper than this are a search that was not made.
    let page = query.page.and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 10_000);
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
        let dead_letters = dead_letters::count(store, &projects, project.as_deref())?;
        let list = issues::List { projects, project, text, page, has_more, issues, hours, dead_letters };
        Ok(issues::page(&list, Nav::at(Tab::Issues, store)?, &public_url, now))
    });
    Page(asked.await)
}

async fn issue_page(State(reading): State<Reading>, Path(id): Path<String>) -> Page {
    let Ok(id) = id.parse() else { return Page(Err(ReadError::NotFound)) };
    let sources = Arc::clone(&reading.sources);
    let asked = reading.ask(move |store| {
        let now = Timestamp::now();
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let hours = store.hourly(&[id], now)?.into_iter().next().unwrap_or_default();
        let latest = latest_event(store, sources.as_ref(), id)?;
        let nav = Nav::at(Tab::Issues, store)?;
        Ok(issue::page(&issue, &hours, latest.as_ref(), &store.tags(id)?, nav, now))
    });
    Page(asked.await)
}

async fn alert_list(State(reading): State<Reading>) -> Page {
    let asked = reading.ask(|store| {
        let alerts = store.alerts(ALERTS)?;
        Ok(alerts::page(&alerts, Nav::at(Tab::Alerts, store)?, Timestamp::now()))
    });
    Page(asked.await)
}

async fn dead_letter_list(State(reading): State<Reading>, Query(query): Query<ListQuery>) -> Page {
    let project = filled(query.project);
    let asked = reading.ask(move |store| {
        let count = dead_letters::count(store, &store.projects()?, project.as_deref())?;
        let letters =
            store.dead_letters(&DeadLetterQuery { project: project.clone(), limit: DEAD_LETTERS })?;
        let nav = Nav::at(Tab::DeadLetters, store)?;
        Ok(dead_letters::page(&letters, count, project.as_deref(), nav, Timestamp::now()))
    });
    Page(asked.await)
}

/// In this order: the phone's rules change those before them.
const STYLE: &str = concat!(
    include_str!("../../../www/dashboard/base.css"),
    include_str!("../../../www/dashboard/list.css"),
    include_str!("../../../www/dashboard/issue.css"),
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
