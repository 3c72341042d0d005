//! The pages about all events of an issue: their trend, their tags, and the users whom they concern.

mod issue_trend;
mod tag_pages;
mod tags_handler;
mod time_range;
mod tracker_links;
mod users_handler;
mod users_page;

use axum::extract::FromRef;

pub(super) use issue_trend::{IssueTrend, trend};
pub(super) use time_range::{TimeRange, choice};
pub(super) use tracker_links::tracker_links;

use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// The routes of these pages.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/issues/{id}/tags/", tags_handler::tags)
        .get("/issues/{id}/tags/{key}/", tags_handler::tag)
        .get("/issues/{id}/users/", users_handler::users)
}
