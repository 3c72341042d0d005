//! The pages of releases: which there are, how healthy each is, and what it changed.

mod health_words;
mod release_handler;
mod release_list;
mod release_list_handler;
mod release_page;
mod version_order;

use axum::extract::FromRef;

pub(super) use health_words::crash_free;

use crate::web::percent_encoding::encode;
use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// The routes of these pages.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/releases/", release_list_handler::releases)
        .get("/releases/{project}/{version}/", release_handler::release)
}

/// The page of a release.
fn release_link(project_id: i64, version: &str) -> String {
    format!("/releases/{project_id}/{}/", encode(version))
}
