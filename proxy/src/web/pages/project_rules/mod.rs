//! `/projects/{project}/rules/`: the alert rules that people write for one project, and the forms for them.

mod change_handlers;
mod form_values;
mod handlers;
mod rule_field;
mod rule_form;
mod rule_kind;
mod rule_problems;
mod rules_page;

use axum::extract::FromRef;
use axum::middleware::from_fn;

use super::page_request;
use crate::web::project_changes::ProjectChanges;
use crate::web::routes::Routes;

/// Longest form, in bytes: a rule of the longest text, percent-encoded, fits.
const FORM: usize = 64 << 10;

/// The routes. They change rules, so they need more than what the other pages read.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    ProjectChanges: FromRef<S>,
{
    Routes::new()
        .get("/projects/{project}/rules/", handlers::rules)
        .post_up_to("/projects/{project}/rules/", FORM, change_handlers::add)
        .get("/projects/{project}/rules/{rule}/", handlers::rule)
        .post_up_to("/projects/{project}/rules/{rule}/", FORM, change_handlers::change)
        .map_router(|router| router.layer(from_fn(page_request::in_language)))
}
