//! The pages: server-rendered, without JavaScript, and nothing from an event is markup.

mod address;
mod alerts;
mod breadcrumbs;
mod contexts;
mod dead_letters;
mod empty;
mod event;
mod events;
mod exceptions;
mod facts;
mod issue;
mod issue_routes;
mod issues;
mod layout;
mod plain;
mod request;
mod retention_notices;
mod sparkline;
mod stack;
mod symbols;
mod variables;
mod when;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use self::layout::{PageContent, Site, Standing};
use super::base_path::base_path;
use super::parameters::{self, QueryString, SEARCH};
use super::reading::{ReadError, Reading};
use crate::app::App;
use crate::model::timestamp::Timestamp;
use crate::store::{DeadLetterQuery, IssueQuery, Reader};
use crate::web::ingest::event_id;

/// Issues on a page.
const PAGE: u32 = 25;
/// Deepest page of a list: what lies deeper is found by a search.
const DEEPEST: u32 = 10_000;
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
        .merge(issue_routes::routes())
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

async fn issue_list(
    State(reading): State<Reading>,
    query: Result<QueryString<ListQuery>, ReadError>,
) -> Response {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::refused(&reading, error).into_response(),
    };
    let project = filled(query.project);
    let (text, is_too_long) = match parameters::search(query.q.as_deref()) {
        Ok(text) => (text, false),
        // The form shows what was asked as far as it may go.
        Err(_) => {
            (query.q.map(|text| text.trim().chars().take(SEARCH).filter(|c| *c != '\0').collect()), true)
        }
    };
    let page = page_number(query.page.as_deref());
    if let Some(address) = event_address(&reading, project.clone(), text.as_deref()).await {
        return Redirect::to(&address).into_response();
    }
    let public_url = Arc::clone(&reading.public_url);
    let list = Page::ask(&reading, move |store| {
        let now = Timestamp::now();
        let asked = IssueQuery {
            project: project.clone(),
            text: text.clone(),
            offset: (page - 1) * PAGE,
            limit: PAGE + 1,
        };
        let mut issues = if is_too_long { Vec::new() } else { store.issues(&asked)? };
        let has_more = issues.len() > PAGE as usize;
        issues.truncate(PAGE as usize);
        let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
        let hours = store.hourly(&ids, now)?;
        let projects = store.projects()?;
        let dead_letters = dead_letters::count(store, &projects, project.as_deref())?;
        let list = issues::List {
            projects,
            project,
            text,
            is_too_long,
            page,
            has_more,
            issues,
            hours,
            dead_letters,
        };
        Ok(issues::page(&list, &public_url, now))
    });
    list.await.into_response()
}

/// The page of a list that the address asks for, within bounds.
fn page_number(page: Option<&str>) -> u32 {
    page.and_then(parameters::number).unwrap_or(1).clamp(1, DEEPEST)
}

/// The page of the event whose id was searched for.
async fn event_address(reading: &Reading, project: Option<String>, text: Option<&str>) -> Option<String> {
    let event_id = event_id::plain(text?)?;
    let found = reading.ask(move |store| Ok(store.event(project.as_deref(), &event_id)?)).await;
    // Where this fails, so does the search, which says it.
    let event = found.ok().flatten()?;
    let base = base_path(&reading.public_url);
    Some(format!("{base}{}", address::event(event.issue_id, &event.event_id)))
}

async fn alert_list(State(reading): State<Reading>) -> Page {
    let public_url = Arc::clone(&reading.public_url);
    let asked = Page::ask(&reading, move |store| {
        let alerts = store.alerts(ALERTS)?.into_iter();
        let lines =
            alerts.map(|stored| alerts::AlertRow::of(stored, store)).collect::<Result<Vec<_>, _>>()?;
        Ok(alerts::page(&lines, &public_url, Timestamp::now()))
    });
    asked.await
}

async fn dead_letter_list(
    State(reading): State<Reading>,
    query: Result<QueryString<ListQuery>, ReadError>,
) -> Page {
    let project = match query {
        Ok(QueryString(query)) => filled(query.project),
        Err(error) => return Page::refused(&reading, error),
    };
    let asked = Page::ask(&reading, move |store| {
        let count = dead_letters::count(store, &store.projects()?, project.as_deref())?;
        let letters =
            store.dead_letters(&DeadLetterQuery { project: project.clone(), limit: DEAD_LETTERS })?;
        Ok(dead_letters::page(&letters, count, project.as_deref(), Timestamp::now()))
    });
    asked.await
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
struct Page {
    content: Result<PageContent, ReadError>,
    site: Site,
}

impl Page {
    /// The page that the store gives, with what the operator has to know now.
    async fn ask(
        reading: &Reading,
        question: impl FnOnce(&dyn Reader) -> Result<PageContent, ReadError> + Send + 'static,
    ) -> Self {
        let asked = reading.ask(move |store| Ok((question(store)?, Standing::of(store)?))).await;
        match asked {
            Ok((content, standing)) => Self::with(reading, Ok(content), standing),
            Err(error) => Self::refused(reading, error),
        }
    }

    /// The page that says why there is none.
    fn refused(reading: &Reading, error: ReadError) -> Self {
        Self::with(reading, Err(error), Standing::default())
    }

    fn with(reading: &Reading, content: Result<PageContent, ReadError>, standing: Standing) -> Self {
        let base = base_path(&reading.public_url).to_owned();
        Self { content, site: Site { base, notices: reading.health.notices.list(), standing } }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        match self.content {
            Ok(content) => (HEADERS, layout::render(&content, &self.site)).into_response(),
            Err(error) => {
                error.log();
                (error.status(), HEADERS, layout::render(&layout::error(&error), &self.site)).into_response()
            }
        }
    }
}
