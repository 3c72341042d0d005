//! Silences: the list, and the forms that make and end them.

mod mute;
mod silence_form;
mod silence_handlers;
mod silence_list;
mod silence_times;
mod silence_words;

use axum::extract::FromRef;

pub(super) use mute::{muted, muting};

use crate::web::issue_changes::IssueChanges;
use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// Longest form, in bytes: the matchers at their bounds, percent-encoded.
const FORM: usize = 256 << 10;

/// The routes of silences.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    IssueChanges: FromRef<S>,
{
    Routes::new()
        .get("/alerts/silences/", silence_handlers::list)
        .post_up_to("/alerts/silences/", FORM, silence_handlers::add)
        .post_up_to("/alerts/silences/{id}/expire/", FORM, silence_handlers::expire)
}
