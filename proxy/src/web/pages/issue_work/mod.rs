//! Work on issues: their states, who works on them, comments, and what happened.

mod activity_list;
mod activity_words;
mod change_form;
mod comment_handlers;
mod handlers;
mod issue_work_view;
mod list_actions;
mod panel;
mod refusal;
mod state_words;
mod undo_notice;

use axum::extract::FromRef;

pub(super) use issue_work_view::IssueWorkView;
pub(super) use list_actions::{issue_list_actions, issue_list_checkbox};
pub(super) use state_words::state_badge;
pub(super) use undo_notice::undo_notice;

use crate::web::issue_changes::IssueChanges;
use crate::web::routes::Routes;

/// Longest form, in bytes: a comment of [`crate::model::issue_state::COMMENT`] characters, percent-encoded.
const FORM: usize = 150_000;

/// The routes of the changes.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    IssueChanges: FromRef<S>,
{
    Routes::new()
        .post_up_to("/issues/changes/", FORM, handlers::change)
        .post_up_to("/issues/changes/{change}/undo/", FORM, handlers::undo)
        .post_up_to("/issues/{id}/comments/", FORM, comment_handlers::add)
        .post_up_to("/issues/{id}/comments/{comment}/delete/", FORM, comment_handlers::delete)
}
