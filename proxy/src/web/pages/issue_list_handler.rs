//! `GET /`: the list of issues, filtered by project and search.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use balefire_protocol::event_id;
use serde::Deserialize;

use super::page::Page;
use super::paging::{PAGE, cut, page_number};
use super::{dead_letters_handler, issue_list, links};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::store::IssueQuery;
use crate::web::base_path::base_path;
use crate::web::parameters::{self, QueryString, SEARCH};
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// The query of a list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    project: Option<String>,
    q: Option<String>,
    page: Option<String>,
    /// The number of the change that led here.
    change: Option<String>,
}

/// A search as the form shows it, whether it was made or not.
struct Search {
    text: Option<String>,
    is_too_long: bool,
}

impl Search {
    fn of(query: Option<String>) -> Self {
        match parameters::search(query.as_deref()) {
            Ok(text) => Self { text, is_too_long: false },
            Err(_) => {
                let begin = |text: String| text.trim().chars().take(SEARCH).filter(|c| *c != '\0').collect();
                Self { text: query.map(begin), is_too_long: true }
            }
        }
    }
}

pub(super) async fn issue_list(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ListQuery>, ReadError>,
) -> Response {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error).into_response(),
    };
    let project = parameters::non_empty(query.project);
    let Search { text, is_too_long } = Search::of(query.q);
    let page = page_number(query.page.as_deref());
    if let Some(address) = event_address(&reading, project.clone(), text.as_deref()).await {
        return Redirect::to(&address).into_response();
    }
    let change = query.change.as_deref().and_then(|text| text.parse().ok());
    let may_change = viewer.lacks_on_pages(Access::ChangeIssues).is_none();
    let public_url = Arc::clone(&reading.public_url);
    let list = Page::ask(&reading, move |store| {
        let now = Timestamp::now();
        let asked = IssueQuery {
            project: project.clone(),
            text: text.clone(),
            offset: (page - 1) * PAGE,
            limit: PAGE + 1,
        };
        let (issues, has_more) = cut(if is_too_long { Vec::new() } else { store.issues(&asked)? });
        let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
        let hours = store.hourly(&ids, now)?;
        let projects = store.projects()?;
        let dead_letters = dead_letters_handler::count(store, &projects, project.as_deref())?;
        let list = issue_list::IssueList {
            projects,
            project,
            text,
            is_too_long,
            page,
            has_more,
            issues,
            hours,
            dead_letters,
            change: change.map(|id| store.change(id)).transpose()?.flatten(),
            may_change,
        };
        Ok(issue_list::page(&list, &public_url, now))
    });
    list.await.into_response()
}

/// The page of the event whose id was searched for.
async fn event_address(reading: &Reading, project: Option<String>, text: Option<&str>) -> Option<String> {
    let event_id = event_id::read(text?)?;
    let found = reading.ask(move |store| Ok(store.event(project.as_deref(), &event_id)?)).await;
    // A failure here shows on the page of the search, which asks the store again.
    let event = found.ok().flatten()?;
    let base = base_path(&reading.public_url);
    Some(format!("{base}{}", links::event(event.issue_id, &event.event_id)))
}
