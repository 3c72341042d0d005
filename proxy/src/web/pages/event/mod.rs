//! Parts of one event that have addresses of their own: its attachments, and its texts for people and tools.

mod attachment_handler;
mod attachments_section;
mod curl_section;
mod event_tags;
mod server_sections;
mod text_handlers;
mod text_page;

use axum::extract::FromRef;

pub(super) use attachments_section::{MOST_ATTACHMENTS, section as attachments_section};
pub(super) use curl_section::curl_section;
pub(super) use event_tags::event_tags;
pub(super) use server_sections::{modules, threads};
pub(super) use text_page::text_links;

use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// The routes of these parts.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/issues/{id}/events/{event_id}/json/", text_handlers::json)
        .get("/issues/{id}/events/{event_id}/markdown/", text_handlers::markdown_page)
        .get("/issues/{id}/events/{event_id}/event.md", text_handlers::markdown_file)
        .get("/issues/{id}/events/{event_id}/attachments/{attachment}/", attachment_handler::download)
        .get("/issues/{id}/events/{event_id}/attachments/{attachment}/picture/", attachment_handler::picture)
}
