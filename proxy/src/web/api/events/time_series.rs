//! Groups as series in the shape of `events-timeseries/`, which newer clients ask for:
//! <https://docs.sentry.io/api/explore/query-explore-events-in-timeseries-format/>. Times are in ms.

use serde_json::{Value, json};

use super::aggregate::Aggregate;
use super::buckets::Buckets;
use super::cell::{Cell, Group};
use super::question::Question;
use super::rows::{dataset, number};
use super::series::largest;

/// The answer: a series for each group and aggregate, all with the same times.
pub(super) fn json(question: &Question, buckets: &Buckets, groups: Vec<Group>) -> Value {
    let mut series = Vec::new();
    for (order, group) in largest(question, buckets, groups).iter().enumerate() {
        for (name, aggregate) in &question.aggregates {
            series.push(one(question, buckets, group, (name, *aggregate), order));
        }
    }
    json!({
        "meta": {
            "dataset": dataset(question.dataset),
            "start": question.from.0 * 1000.0,
            "end": question.to.0 * 1000.0,
        },
        "timeSeries": series,
    })
}

fn one(
    question: &Question,
    buckets: &Buckets,
    group: &Group,
    (name, aggregate): (&str, Aggregate),
    order: usize,
) -> Value {
    let value = |(n, cell): (usize, &Cell)| {
        json!({
            "timestamp": buckets.start(n) * 1000,
            "value": number(cell.value(aggregate, buckets.width), aggregate),
            "incomplete": buckets.start(n + 1) as f64 > question.to.0,
        })
    };
    let values: Vec<Value> = group.cells.iter().enumerate().map(value).collect();
    let mut series = json!({
        "yAxis": name,
        "values": values,
        "meta": {
            "valueType": aggregate.kind(),
            "valueUnit": aggregate.unit(),
            // A client that reads an integer refuses one with a point, as Grafana's data source does.
            "interval": (buckets.width * 1000.0) as i64,
            "order": order,
            "isOther": group.is_other,
        },
    });
    if !question.fields.is_empty() && !group.is_other {
        let by = |(key, value): (&String, &String)| json!({ "key": key, "value": value });
        series["groupBy"] = question.fields.iter().zip(&group.values).map(by).collect();
    }
    series
}
