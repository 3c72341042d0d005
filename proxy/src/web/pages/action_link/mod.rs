//! The links of messages, which do one thing to one issue without a login.
//!
//! Chats open links to preview them, so a link is asked for by GET, which changes nothing, and answered with a button. The
//! page says no more about the issue than the message does, as the whole group can open it.

mod link_handlers;
mod link_page;

use axum::extract::FromRef;
use axum::routing::get;

use super::style;
use crate::model::action_link::LinkKey;
use crate::web::issue_changes::IssueChanges;
use crate::web::routes::Routes;

/// The routes of the links.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    LinkKey: FromRef<S>,
    IssueChanges: FromRef<S>,
{
    Routes::new()
        .open("/links/style.css", get(style::link_style))
        .with_signed_link("/links/{link}/", get(link_handlers::show).post(link_handlers::act))
}
