//! `/alerts/preview/`: what a channel would get for an alert, drawn as its group sees it.

mod chat_markdown;
mod handler;
mod message_view;
mod preview_page;

use axum::extract::FromRef;
use axum::middleware::from_fn;

use super::page_request;
use crate::web::channel_previews::ChannelPreviews;
use crate::web::routes::Routes;

/// The route. It reads the configured channels, so it needs more than what the other pages read.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    ChannelPreviews: FromRef<S>,
{
    Routes::new()
        .get("/alerts/preview/", handler::preview)
        .map_router(|router| router.layer(from_fn(page_request::in_language)))
}
