//! `/alerts/rules/`: the rules that are in force, what each found, and what each would have sent.

mod condition_words;
mod decision_counts;
mod handler;
pub(super) mod replay_section;
mod rule_facts;
mod rule_list;
mod rule_page;
mod trigger_words;

pub(super) use trigger_words::trigger_words;

use axum::extract::FromRef;
use axum::middleware::from_fn;

use super::page_request;
use crate::web::routes::Routes;
use crate::web::rules_in_force::RulesInForce;

/// The routes. They read the configuration, so they need more than what the other pages read.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    RulesInForce: FromRef<S>,
{
    Routes::new()
        .get("/alerts/rules/", handler::list)
        .get("/alerts/rules/{rule}/", handler::rule)
        .get("/alerts/rules/{project}/{rule}/", handler::rule_of_project)
        .map_router(|router| router.layer(from_fn(page_request::in_language)))
}
