//! The events of a project: <https://docs.sentry.io/api/events/list-a-projects-error-events/>

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::event_list;
use super::list_request::{Entries, ListRequest};
use crate::web::parameters::PathSegments;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// `GET /api/0/projects/{organization}/{project}/events/`
pub(super) async fn of_project(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let page = request.page;
    let is_full = event_list::is_full(&request);
    let sources = Arc::clone(&reading.sources);
    let found = reading.ask(move |store| {
        let slug = project_slug(store, &project)?;
        let project = store.projects()?.into_iter().find(|project| project.slug == slug);
        let project = project.ok_or(ReadError::NotFound)?;
        let mut events = store.events_of_project(project.id, page.offset, page.limit.saturating_add(1))?;
        let has_more = events.len() > page.limit as usize;
        events.truncate(page.limit as usize);
        let entries = event_list::shown(store, sources.as_ref(), events.into_iter(), is_full)?;
        Ok(Entries { entries, has_more })
    });
    Ok(request.answer(&reading.public_url, found.await?))
}
