//! `GET /performance/transactions/`: the transactions of a project, or one of them.

use axum::extract::State;

use super::choices::Choices;
use super::project_list;
use super::transactions::{self, Detail, Order, Transactions};
use super::view::{View, ViewQuery};
use crate::model::span::SegmentKind;
use crate::model::timestamp::Timestamp;
use crate::store::{Dimension, Measure, PerformanceFilter, Reader, SegmentOrder, StoreError};
use crate::web::pages::page::Page;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// Transactions that are read, the most frequent ones.
const TRANSACTIONS: u32 = 500;
/// Single ones on the page of one name.
const SLOWEST: u32 = 10;
/// The duration of transactions.
const MEASURE: Measure = Measure::Duration(SegmentKind::Other);

pub(super) async fn transactions(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ViewQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let asked = Page::ask(&reading, move |store| {
        let now = Timestamp::now();
        let projects = store.projects()?;
        let Some(view) = View::of(&query, &projects) else {
            return project_list::instead(store, &query, projects, now);
        };
        let choices = Choices::of(store, view.project.id)?;
        let filter = view.filter(now);
        let detail = view.name.as_ref().map(|_| detail(store, &filter)).transpose()?;
        let rows = match &detail {
            Some(_) => Vec::new(),
            None => store.distributions_by(&filter, MEASURE, Dimension::Name, TRANSACTIONS)?,
        };
        let order = Order::parse(query.order.as_deref());
        Ok(transactions::page(Transactions { projects, view, choices, order, rows, detail, now }))
    });
    asked.await
}

fn detail(store: &dyn Reader, filter: &PerformanceFilter) -> Result<Detail, StoreError> {
    Ok(Detail {
        all: store.distribution(filter, MEASURE)?,
        trend: store.trend(filter, MEASURE)?,
        slowest: store.segments(filter, SegmentKind::Other, SegmentOrder::Slowest, 0, SLOWEST)?,
    })
}
