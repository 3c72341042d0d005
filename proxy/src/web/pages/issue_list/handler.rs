//! `GET /`: the list of issues.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::filters::{Filters, ListQuery};
use super::results::{self, COUNTED, IssueList};
use super::tabs;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::search::{Condition, Pattern, Search, Term};
use crate::store::IssueQuery;
use crate::web::base_path::base_path;
use crate::web::pages::first_start::{has_issue, setup_path};
use crate::web::pages::page::Page;
use crate::web::pages::paging::{PAGE, cut};
use crate::web::pages::{dead_letters_handler, links};
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};
use crate::web::{issue_search, project_lookup};

/// Most environments to choose from.
const ENVIRONMENTS: u32 = 50;

pub(super) async fn issue_list(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ListQuery>, ReadError>,
) -> Response {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error).into_response(),
    };
    let change = query.change.as_deref().and_then(|text| text.parse().ok());
    let now = Timestamp::now();
    let search = issue_search::read(query.q.as_deref(), viewer.identity(), now);
    let filters = Filters::of(query);
    if filters.is_default()
        && let Some(path) = reading.ask(move |store| Ok(setup_path(store, now)?)).await.ok().flatten()
    {
        // A failure here shows on the page of the list, which asks the store again.
        return Redirect::to(&format!("{}{path}", base_path(&reading.public_url))).into_response();
    }
    if let Ok(search) = &search
        && let Some(address) = named_address(&reading, filters.project.clone(), search.clone()).await
    {
        return Redirect::to(&address).into_response();
    }
    let may_change = viewer.lacks_on_pages(Access::ChangeIssues).is_none();
    let list = Page::ask(&reading, move |store| {
        let projects = store.projects()?;
        project_lookup::check_slug(&projects, filters.project.as_deref())?;
        let (found, count, error) = match search {
            Ok(search) => {
                let asked = asked(&filters, search, &projects, now);
                (store.issues(&asked)?, store.count_issues(&asked, COUNTED + 1)?, None)
            }
            Err(error) => (Vec::new(), 0, Some(error)),
        };
        let (issues, has_more) = cut(found);
        let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
        let (width, end) = filters.range.trend(now);
        let state_counts = tabs::count(store, &asked(&filters, Search::default(), &projects, now))?;
        let list = IssueList {
            state_counts,
            environments: store.tag_values("environment", ENVIRONMENTS)?,
            saved: store.saved_searches()?,
            error,
            has_more,
            is_unused: issues.is_empty() && !has_issue(store, now)?,
            count,
            issues,
            trends: store.trends(&ids, width, end)?,
            dead_letters: dead_letters_handler::count(store, &projects, filters.project.as_deref())?,
            change: change.map(|id| store.change(id)).transpose()?.flatten(),
            may_change,
            filters,
            projects,
        };
        Ok(results::page(&list, now))
    });
    list.await.into_response()
}

/// The question to the store.
fn asked(filters: &Filters, mut search: Search, projects: &[Project], now: Timestamp) -> IssueQuery {
    let ids = |slug: &String| {
        projects.iter().filter(|project| project.slug == *slug).map(|project| project.id).collect()
    };
    if let Some(environment) = &filters.environment {
        let condition = Condition::Tag("environment".to_owned(), vec![Pattern::whole(environment)]);
        search.terms.push(Term { is_negated: false, condition });
    }
    let (from, to) = filters.range.bounds(now);
    IssueQuery {
        projects: filters.project.as_ref().map(ids),
        search,
        from,
        to,
        sort: filters.sort,
        now,
        offset: (filters.page - 1) * PAGE,
        limit: PAGE + 1,
    }
}

/// The page of the event or issue whose id was searched for.
async fn named_address(reading: &Reading, project: Option<String>, search: Search) -> Option<String> {
    search.single_word()?;
    let found = reading.ask(move |store| {
        if let Some(event) = issue_search::event(store, &search, project.as_deref())? {
            return Ok(Some(links::event(event.issue_id, &event.event_id)));
        }
        Ok(issue_search::issue(store, &search)?.map(|issue| links::issue(issue.id)))
    });
    // A failure here shows on the page of the search, which asks the store again.
    let path = found.await.ok().flatten()?;
    Some(format!("{}{path}", base_path(&reading.public_url)))
}
