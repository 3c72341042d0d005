//! Merging, dividing, deleting and discarding issues: the groups of an issue with the reasons for them, the pages that
//! ask again, and the list of what is discarded.

mod confirm_pages;
mod discard_list;
mod discard_words;
mod groups_section;
mod handlers;
mod reasons;
mod refusal;

use axum::extract::FromRef;

pub(super) use groups_section::{GroupsView, groups_section};

use crate::web::issue_moves::IssueMover;
use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// Longest form, in bytes: the numbers of a thousand issues, and a path.
const FORM: usize = 64_000;

/// The routes of these pages.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    IssueMover: FromRef<S>,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/issues/merge/", handlers::ask_merge)
        .post_up_to("/issues/merge/", FORM, handlers::merge)
        .get("/issues/delete/", handlers::ask_delete)
        .post_up_to("/issues/delete/", FORM, handlers::delete)
        .post_up_to("/issues/{id}/unmerge/", FORM, handlers::unmerge)
        .get("/discarded/", handlers::discarded)
        .post_up_to("/discarded/{id}/end/", FORM, handlers::end_discard)
}
