//! The list of issues: search, filters, saved searches, and the issues found.

mod filter_form;
mod filters;
mod handler;
mod results;
mod saved;
mod saved_handlers;
mod search_error;
mod search_help;
mod table;
mod tabs;

use axum::extract::FromRef;

pub(super) use search_error::sentence as search_error;

use crate::web::issue_changes::IssueChanges;
use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// The routes of the list.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    IssueChanges: FromRef<S>,
{
    Routes::new()
        .get("/", handler::issue_list)
        .post("/searches/", saved_handlers::save)
        .post("/searches/{search}/delete/", saved_handlers::delete)
}
