//! `GET /projects/{project}/keys/`: the keys of a project.

use axum::extract::State;

use super::project_handler::find;
use super::project_keys_page::{self, KeysPage};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::web::pages::page::Page;
use crate::web::parameters::PathSegment;
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::viewer::{Permitted, ReadPages};

pub(super) async fn keys(
    viewer: Permitted<ReadPages>,
    State(projects): State<ProjectChanges>,
    slug: Result<PathSegment, ReadError>,
) -> Page {
    let reading = &projects.reading;
    let PathSegment(slug) = match slug {
        Ok(slug) => slug,
        Err(error) => return Page::error(reading, error),
    };
    let lacks = viewer.lacks_on_pages(Access::ChangeProjects);
    let config = projects.live.get();
    let asked = Page::ask(reading, move |store| {
        let detail = find(store, &slug)?;
        let shown = KeysPage { detail, config: &config, lacks, now: Timestamp::now() };
        Ok(project_keys_page::page(&shown))
    });
    asked.await
}
