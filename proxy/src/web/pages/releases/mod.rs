//! The pages of releases: which there are, how healthy each is, and what it changed.

mod deploys_section;
mod release_handler;
mod release_list;
mod release_list_handler;
mod release_page;

use axum::extract::FromRef;

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
