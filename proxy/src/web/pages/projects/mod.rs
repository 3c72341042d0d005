//! The pages of projects: all of them, one with its DSN and what became of its items, its settings and its keys.

mod change_handlers;
mod keys_handler;
mod needed_scope;
mod project_handler;
mod project_keys_page;
mod project_list;
mod project_list_handler;
mod project_page;
mod project_settings_page;
mod setting_fields;
mod settings_handler;
mod snippets;

use axum::extract::FromRef;
use axum::middleware::from_fn;

pub(super) use needed_scope::needs;
pub(super) use project_handler::{has_sent, id_of};
pub(super) use project_page::{Section, head};

use super::page_request;
use crate::web::project_changes::ProjectChanges;
use crate::web::routes::Routes;

/// Largest form, in bytes: the longest lists of patterns.
const FORM: usize = 256 << 10;

/// The routes. They change projects, so they need more than what the other pages read.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    ProjectChanges: FromRef<S>,
{
    Routes::new()
        .get("/projects/", project_list_handler::project_list)
        .post_up_to("/projects/", FORM, change_handlers::create)
        .get("/projects/{project}/", project_handler::project)
        .get("/projects/{project}/settings/", settings_handler::settings)
        .post_up_to("/projects/{project}/settings/", FORM, settings_handler::change)
        .get("/projects/{project}/keys/", keys_handler::keys)
        .post_up_to("/projects/{project}/keys/", FORM, change_handlers::add_key)
        .post_up_to("/projects/{project}/keys/{key}/", FORM, change_handlers::change_key)
        .map_router(|router| router.layer(from_fn(page_request::in_language)))
}
