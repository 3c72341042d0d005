//! Numbers for graphs, as Sentry's web API gives them to Grafana: <https://docs.sentry.io/api/explore/>
//!
//! A question (`question.rs`) names aggregates (`aggregate.rs`), a field to group by (`group_field.rs`) and a search
//! (`search.rs`). It is answered out of errors (`errors.rs`) or performance data (`performance.rs`), as rows or as series.

mod aggregate;
mod buckets;
mod cell;
mod errors;
mod group_field;
mod handlers;
mod performance;
mod question;
mod rows;
mod search;
mod series;
mod single_events;
mod time_series;

pub(super) use buckets::seconds;
pub(super) use handlers::{events, events_stats, events_time_series};
pub(super) use question::{Pairs, environments, project_ids, time_range};
