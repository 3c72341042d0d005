//! The pages: rendered on the server, whole without JavaScript, and all text from events escaped.

mod action_link;
mod alert_decisions;
mod alert_preview;
mod alert_rules;
mod alerts;
mod alerts_handler;
mod bare_page;
mod breadcrumbs;
mod charts;
mod contexts;
mod current_address;
mod dead_letter_list;
mod dead_letters_handler;
mod event;
mod event_count;
mod event_list;
mod event_sections;
mod exceptions;
mod failing_channels;
mod feedback;
mod first_start;
mod fitting;
mod health_words;
mod held_reason;
mod issue;
mod issue_handlers;
mod issue_list;
mod issue_moves;
mod issue_page;
mod issue_work;
mod json_text;
mod keys;
mod language;
mod language_handler;
mod layout;
mod level_badge;
mod links;
mod missing_symbols;
mod number_format;
mod operator_notices;
mod outcomes;
mod page;
mod page_request;
mod paging;
mod performance;
mod project_rules;
mod projects;
pub(in crate::web) mod refusal_page;
mod refused_page;
mod relative_time;
mod release_link;
mod releases;
mod request_section;
mod retention_notices;
mod return_path;
mod reveal_hidden;
mod script;
mod sentry_links;
mod sidebar;
mod silences;
mod sparkline;
mod stack;
mod stack_budget;
mod style;
mod trace_section;
mod units;
mod variables;

use axum::extract::FromRef;
use axum::middleware::from_fn;

use super::issue_changes::IssueChanges;
use super::issue_moves::IssueMover;
use super::issue_trackers::IssueTrackers;
use super::reading::Reading;
use super::routes::Routes;
use crate::model::action_link::LinkKey;

pub use alert_preview::routes as alert_preview_routes;
pub use alert_rules::routes as alert_rule_routes;
pub use project_rules::routes as project_rule_routes;
pub use projects::routes as project_routes;

/// The routes of the pages, over any state that holds the reading parts.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    IssueChanges: FromRef<S>,
    IssueMover: FromRef<S>,
    LinkKey: FromRef<S>,
    IssueTrackers: FromRef<S>,
{
    Routes::new()
        .get("/issues/{id}/", issue_handlers::issue)
        .get("/issues/{id}/events/", issue_handlers::event_list)
        .get("/issues/{id}/events/{event_id}/", issue_handlers::event)
        .get("/organizations/{organization}/issues/", sentry_links::issues)
        .get("/organizations/{organization}/issues/{id}/events/{event}/", sentry_links::event)
        .get("/organizations/{organization}/explore/discover/{query}/", sentry_links::discover)
        .get("/organizations/{organization}/issues/{id}", sentry_links::issue)
        .get("/organizations/{organization}/issues/{id}/", sentry_links::issue)
        .get("/alerts/", alerts_handler::alerts)
        .get("/dead-letters/", dead_letters_handler::dead_letters)
        .get("/language/", language_handler::choose)
        .get("/pages.js", script::script)
        .get("/style.css", style::style)
        .merge(action_link::routes())
        .merge(event::routes())
        .merge(feedback::routes())
        .merge(issue::routes())
        .merge(issue_list::routes())
        .merge(issue_moves::routes())
        .merge(issue_work::routes())
        .merge(performance::routes())
        .merge(releases::routes())
        .merge(silences::routes())
        .map_router(|router| router.layer(from_fn(page_request::in_language)))
}
