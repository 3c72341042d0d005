//! `GET /api/0/organizations/{organization}/events/` and `events-stats/`, `events-timeseries/`.

use axum::extract::State;
use axum::response::Response;

use super::buckets::Buckets;
use super::cell::Group;
use super::question::{Dataset, Pairs, Question};
use super::{errors, performance, rows, series, single_events, time_series};
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::web::json_response;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// A table: one row for each group, or single events where nothing is aggregated.
pub(in crate::web::api) async fn events(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let answer = reading.ask(move |store| {
        let question = Question::of(&pairs, &store.projects()?, Timestamp::now())?;
        if question.aggregates.is_empty() {
            return single_events::json(store, &question);
        }
        let buckets = Buckets::whole(question.from, question.to);
        rows::json(&question, groups(store, &question, &buckets)?)
    });
    Ok(json_response::private(&answer.await?))
}

/// Series of numbers.
pub(in crate::web::api) async fn events_stats(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let answer = reading.ask(move |store| {
        let (question, buckets, groups) = read_series(store, &pairs)?;
        Ok(series::json(&question, &buckets, groups))
    });
    Ok(json_response::private(&answer.await?))
}

/// The same in the newer shape.
pub(in crate::web::api) async fn events_time_series(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let answer = reading.ask(move |store| {
        let (question, buckets, groups) = read_series(store, &pairs)?;
        Ok(time_series::json(&question, &buckets, groups))
    });
    Ok(json_response::private(&answer.await?))
}

fn read_series(store: &dyn Reader, pairs: &Pairs) -> Result<(Question, Buckets, Vec<Group>), ReadError> {
    let now = Timestamp::now();
    let question = series::with_default(Question::of(pairs, &store.projects()?, now)?);
    let shortest = match question.dataset {
        Dataset::Errors => errors::shortest(&question)?,
        Dataset::Transactions | Dataset::Spans => performance::shortest(&question, now),
    };
    let buckets = Buckets::of(question.from, question.to, question.interval, shortest);
    let groups = groups(store, &question, &buckets)?;
    Ok((question, buckets, groups))
}

fn groups(store: &dyn Reader, question: &Question, buckets: &Buckets) -> Result<Vec<Group>, ReadError> {
    match question.dataset {
        Dataset::Errors => errors::groups(store, question, buckets),
        Dataset::Transactions | Dataset::Spans => performance::groups(store, question, buckets),
    }
}
