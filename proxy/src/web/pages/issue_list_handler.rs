//! `GET /`: the list of issues, filtered by project and search.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::page::Page;
use super::paging::{PAGE, cut, page_number};
use super::{dead_letters_handler, issue_list, links};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::search::Search;
use crate::store::IssueQuery;
use crate::web::base_path::base_path;
use crate::web::issue_search;
use crate::web::parameters::{self, QueryString};
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
    let now = Timestamp::now();
    let text = query.q;
    let search = issue_search::read(text.as_deref(), viewer.identity(), now);
    let page = page_number(query.page.as_deref());
    if let Ok(search) = &search
        && let Some(address) = event_address(&reading, project.clone(), search.clone()).await
    {
        return Redirect::to(&address).into_response();
    }
    let change = query.change.as_deref().and_then(|text| text.parse().ok());
    let may_change = viewer.lacks_on_pages(Access::ChangeIssues).is_none();
    let list = Page::ask(&reading, move |store| {
        let projects = store.projects()?;
        let ids_of = |slug: &String| projects.iter().filter(|it| it.slug == *slug).map(|it| it.id).collect();
        let (found, error) = match search {
            Ok(search) => {
                let asked = IssueQuery {
                    projects: project.as_ref().map(ids_of),
                    search,
                    now,
                    offset: (page - 1) * PAGE,
                    limit: PAGE + 1,
                    ..IssueQuery::default()
                };
                (store.issues(&asked)?, None)
            }
            Err(error) => (Vec::new(), Some(error)),
        };
        let (issues, has_more) = cut(found);
        let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
        let hours = store.hourly(&ids, now)?;
        let dead_letters = dead_letters_handler::count(store, &projects, project.as_deref())?;
        let list = issue_list::IssueList {
            projects,
            project,
            text,
            error,
            page,
            has_more,
            issues,
            hours,
            dead_letters,
            change: change.map(|id| store.change(id)).transpose()?.flatten(),
            may_change,
        };
        Ok(issue_list::page(&list, now))
    });
    list.await.into_response()
}

/// The page of the event whose id was searched for.
async fn event_address(reading: &Reading, project: Option<String>, search: Search) -> Option<String> {
    search.single_word()?;
    let found = reading.ask(move |store| Ok(issue_search::event(store, &search, project.as_deref())?)).await;
    // A failure here shows on the page of the search, which asks the store again.
    let event = found.ok().flatten()?;
    let base = base_path(&reading.public_url);
    Some(format!("{base}{}", links::event(event.issue_id, &event.event_id)))
}
