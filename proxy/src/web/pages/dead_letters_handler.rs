//! `GET /dead-letters/`: the newest dead letters of a project or of all.

use axum::extract::State;
use serde::Deserialize;

use super::dead_letter_list;
use super::page::Page;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{DeadLetterQuery, Reader, StoreError};
use crate::web::parameters::{self, QueryString};
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// Dead letters on the page.
const DEAD_LETTERS: u32 = 100;

#[derive(Debug, Default, Deserialize)]
pub(super) struct ProjectQuery {
    project: Option<String>,
}

pub(super) async fn dead_letters(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ProjectQuery>, ReadError>,
) -> Page {
    let project = match query {
        Ok(QueryString(query)) => parameters::non_empty(query.project),
        Err(error) => return Page::error(&reading, error),
    };
    let asked = Page::ask(&reading, move |store| {
        let count = count(store, &store.projects()?, project.as_deref())?;
        let letters =
            store.dead_letters(&DeadLetterQuery { project: project.clone(), limit: DEAD_LETTERS })?;
        Ok(dead_letter_list::page(&letters, count, project.as_deref(), Timestamp::now()))
    });
    asked.await
}

/// The number of dead letters of a project, or of all projects.
pub(super) fn count(
    store: &dyn Reader,
    projects: &[Project],
    project: Option<&str>,
) -> Result<u64, StoreError> {
    let Some(slug) = project else { return Ok(store.dead_letter_totals()?.count) };
    let Some(project) = projects.iter().find(|it| it.slug == slug) else { return Ok(0) };
    Ok(store.dead_letter_counts()?.get(&project.id).copied().unwrap_or(0))
}
