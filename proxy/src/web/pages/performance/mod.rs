//! The pages of performance: what the visitors of a project felt, by route, release and device, down to one page load.

mod breakdown;
mod choices;
mod compare;
mod compare_handler;
mod overview;
mod overview_handler;
mod page_load_list;
mod page_load_list_handler;
mod project_list;
mod segment_facts;
mod segment_handler;
mod segment_page;
mod span_tree;
mod summary;
mod transactions;
mod transactions_handler;
mod unnamed;
mod verdict;
mod view;
mod view_form;
mod waterfall;

use axum::extract::FromRef;

pub(super) use summary::judged;
pub(super) use verdict::{Verdict, change};
pub(super) use view::{Range, View, ViewQuery};
pub(super) use view_form::{project_choice, ranges};

use crate::web::reading::Reading;
use crate::web::routes::Routes;

/// The routes of these pages.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/performance/", overview_handler::overview)
        .get("/performance/pageloads/", page_load_list_handler::page_loads)
        .get("/performance/segment/{project}/{span_id}/", segment_handler::segment)
        .get("/performance/compare/", compare_handler::compare)
        .get("/performance/transactions/", transactions_handler::transactions)
}
