//! Groups as the rows of a table.

use serde_json::{Map, Value, json};

use super::aggregate::Aggregate;
use super::cell::Group;
use super::question::{Dataset, Question};
use crate::web::read_error::ReadError;

/// The answer.
pub(super) fn json(question: &Question, mut groups: Vec<Group>) -> Result<Value, ReadError> {
    // Numbers without a field to group by are one row, also if there are no events.
    if question.fields.is_empty() && groups.is_empty() {
        groups.push(Group::empty(Vec::new(), 1));
    }
    sort(question, &mut groups)?;
    let rows: Vec<Value> =
        groups.iter().take(question.rows).map(|group| Value::Object(row(question, group))).collect();
    Ok(json!({ "data": rows, "meta": meta(question) }))
}

fn row(question: &Question, group: &Group) -> Map<String, Value> {
    let mut row = Map::new();
    for (field, value) in question.fields.iter().zip(&group.values) {
        row.insert(field.clone(), if value.is_empty() { Value::Null } else { value.as_str().into() });
    }
    for (name, aggregate) in &question.aggregates {
        row.insert(name.clone(), number(value(group, *aggregate, question), *aggregate));
    }
    row
}

fn value(group: &Group, aggregate: Aggregate, question: &Question) -> Option<f64> {
    group.cells.first().and_then(|cell| cell.value(aggregate, question.seconds()))
}

/// A number as JSON. Percentiles of vitals and durations are rounded to what their buckets know.
pub(super) fn number(value: Option<f64>, aggregate: Aggregate) -> Value {
    match value {
        None => Value::Null,
        Some(value) if aggregate.kind() == "integer" => json!(value.round().max(0.0) as u64),
        Some(value) => json!((value * 10_000.0).round() / 10_000.0),
    }
}

/// By the aggregate or the field that is asked for; else the groups are in their own order, the largest first.
fn sort(question: &Question, groups: &mut [Group]) -> Result<(), ReadError> {
    let Some((name, is_descending)) = &question.sort else { return Ok(()) };
    // `-count` stands for `count()`, and `-p75_measurements_lcp` for `p75(measurements.lcp)`.
    let plain = |text: &str| text.replace(['(', '.', ','], "_").replace(')', "").trim_matches('_').to_owned();
    if let Some((_, aggregate)) = question.aggregates.iter().find(|(it, _)| plain(it) == plain(name)) {
        groups.sort_by(|a, b| {
            let (a, b) = (value(a, *aggregate, question), value(b, *aggregate, question));
            a.unwrap_or(f64::NEG_INFINITY).total_cmp(&b.unwrap_or(f64::NEG_INFINITY))
        });
    } else if let Some(n) = question.fields.iter().position(|field| field == name) {
        groups.sort_by(|a, b| a.values.get(n).cmp(&b.values.get(n)).then_with(|| a.values.cmp(&b.values)));
    } else {
        return Err(ReadError::Unsupported(format!(
            "the answer cannot be sorted by {name}: it is not among its fields"
        )));
    }
    if *is_descending {
        groups.reverse();
    }
    Ok(())
}

/// The kinds and units of the fields.
pub(super) fn meta(question: &Question) -> Value {
    let mut fields = Map::new();
    let mut units = Map::new();
    for field in &question.fields {
        fields.insert(field.clone(), "string".into());
        units.insert(field.clone(), Value::Null);
    }
    for (name, aggregate) in &question.aggregates {
        fields.insert(name.clone(), aggregate.kind().into());
        units.insert(name.clone(), aggregate.unit().into());
    }
    json!({ "fields": fields, "units": units, "dataset": dataset(question.dataset), "isMetricsData": false })
}

/// The name of a dataset.
pub(super) fn dataset(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Errors => "errors",
        Dataset::Transactions => "transactions",
        Dataset::Spans => "spans",
    }
}
