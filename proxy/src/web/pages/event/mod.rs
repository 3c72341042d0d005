//! Parts of one event that have addresses of their own: its attachments.

mod attachment_handler;
mod attachments_section;

use axum::extract::FromRef;

pub(super) use attachments_section::{MOST_ATTACHMENTS, section as attachments_section};

use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// The routes of these parts.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/issues/{id}/events/{event_id}/attachments/{attachment}/", attachment_handler::download)
        .get("/issues/{id}/events/{event_id}/attachments/{attachment}/picture/", attachment_handler::picture)
}
