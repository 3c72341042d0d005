//! `GET /feedback/`

use axum::extract::State;
use serde::Deserialize;

use super::super::page::Page;
use super::super::paging::{PAGE, cut, page_number};
use super::feedback_list::{self, FeedbackList};
use crate::model::timestamp::Timestamp;
use crate::store::FeedbackFilter;
use crate::web::parameters::{QueryString, non_empty};
use crate::web::project_lookup;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

#[derive(Debug, Default, Deserialize)]
pub(super) struct FeedbackQuery {
    project: Option<String>,
    issue: Option<String>,
    page: Option<String>,
}

/// The list of feedback, of a project or of an issue.
pub(super) async fn feedback(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<FeedbackQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let page = page_number(query.page.as_deref());
    let issue = query.issue.and_then(|text| text.parse().ok());
    let project = non_empty(query.project);
    let asked = Page::ask(&reading, move |store| {
        let projects = store.projects()?;
        project_lookup::check_slug(&projects, project.as_deref())?;
        let filter = issue.map_or(FeedbackFilter::Project(project.as_deref()), FeedbackFilter::Issue);
        let (feedback, has_more) = cut(store.feedback(&filter, (page - 1) * PAGE, PAGE + 1)?);
        let list = FeedbackList { projects, project: project.clone(), issue, page, has_more, feedback };
        Ok(feedback_list::page(&list, Timestamp::now()))
    });
    asked.await
}
