//! The feedback of visitors: a list of all of it, and a section of the page of an issue.

mod feedback_handler;
mod feedback_list;
mod feedback_section;

use axum::extract::FromRef;

pub(super) use feedback_section::{MOST_ON_PAGE, section};

use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// The routes of feedback.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new().get("/feedback/", feedback_handler::feedback)
}
