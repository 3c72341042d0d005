//! Groups as series. All series of an answer have the same times, as Grafana takes those of the first for all.

use serde_json::{Map, Value, json};

use super::aggregate::Aggregate;
use super::buckets::Buckets;
use super::cell::{Cell, Group};
use super::question::Question;
use super::rows::{meta, number};

/// Between the values of several fields in the name of a group, as in Sentry.
const COMMA: &str = ",";
/// The name of the groups beyond the largest, as in Sentry.
const OTHER: &str = "Other";

/// Groups of an answer, if the question does not say.
const DEFAULT_TOP: usize = 5;

/// The question; without an aggregate it is for the number of events.
pub(super) fn with_default(mut question: Question) -> Question {
    if question.aggregates.is_empty() {
        question.aggregates.push(("count()".into(), Aggregate::Count));
    }
    question
}

/// The answer: one series, a series for each aggregate, or these for each group.
pub(super) fn json(question: &Question, buckets: &Buckets, groups: Vec<Group>) -> Value {
    let groups = largest(question, buckets, groups);
    if let (true, Some(all)) = (question.fields.is_empty(), groups.first()) {
        return aggregates(question, buckets, all, 0);
    }
    let mut shown = Map::new();
    for (order, group) in groups.iter().enumerate() {
        let mut name = if group.is_other { OTHER.into() } else { label(&group.values.join(COMMA)) };
        // Values with commas may read the same as others. A series of the same name would replace the one before.
        while shown.contains_key(&name) {
            name.push(' ');
        }
        shown.insert(name, aggregates(question, buckets, group, order));
    }
    Value::Object(shown)
}

/// The groups that are answered. Without a field to group by there is one, also if there are no events.
pub(super) fn largest(question: &Question, buckets: &Buckets, groups: Vec<Group>) -> Vec<Group> {
    if question.fields.is_empty() && groups.is_empty() {
        return vec![Group::empty(Vec::new(), buckets.count)];
    }
    with_other(groups, question.top.unwrap_or(DEFAULT_TOP), question.exclude_other)
}

/// The largest groups, and all others as one.
fn with_other(mut groups: Vec<Group>, most: usize, exclude: bool) -> Vec<Group> {
    let rest = groups.split_off(groups.len().min(most));
    let mut rest = rest.into_iter();
    if let Some(mut other) = rest.next().filter(|_| !exclude) {
        other.is_other = true;
        for group in rest {
            other.cells.iter_mut().zip(&group.cells).for_each(|(cell, more)| cell.merge(more));
        }
        groups.push(other);
    }
    groups
}

/// `data` and `order` are members of a series, so no group may have these names: a client would take it for one.
fn label(name: &str) -> String {
    match name {
        "" => "(none)".into(),
        "data" | "order" | "start" | "end" | "meta" => format!("{name} "),
        name => name.to_owned(),
    }
}

fn aggregates(question: &Question, buckets: &Buckets, group: &Group, order: usize) -> Value {
    if let [(_, aggregate)] = question.aggregates.as_slice() {
        return series(question, buckets, group, *aggregate, order);
    }
    let mut all = Map::new();
    for (order, (name, aggregate)) in question.aggregates.iter().enumerate() {
        all.insert(name.clone(), series(question, buckets, group, *aggregate, order));
    }
    if !question.fields.is_empty() {
        all.insert("order".into(), order.into());
    }
    Value::Object(all)
}

fn series(
    question: &Question,
    buckets: &Buckets,
    group: &Group,
    aggregate: Aggregate,
    order: usize,
) -> Value {
    let point = |(n, cell): (usize, &Cell)| json!([buckets.start(n), [{ "count": number(cell.value(aggregate, buckets.width), aggregate) }]]);
    let points: Vec<Value> = group.cells.iter().enumerate().map(point).collect();
    json!({
        "data": points,
        "order": order,
        "start": question.from.0 as i64,
        "end": question.to.0 as i64,
        "isMetricsData": false,
        "meta": meta(question),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, counts: &[f64]) -> Group {
        let cell = |count: &f64| Cell { count: *count, ..Cell::default() };
        Group { cells: counts.iter().map(cell).collect(), ..Group::empty(vec![name.into()], 0) }
    }

    #[test]
    fn the_rest_is_one_group() {
        let groups = || vec![group("a", &[3.0, 1.0]), group("b", &[1.0, 0.0]), group("c", &[0.0, 1.0])];
        let names = |groups: &[Group]| {
            let name = |it: &Group| if it.is_other { OTHER.to_owned() } else { it.values.join(COMMA) };
            groups.iter().map(name).collect::<Vec<_>>()
        };
        let shown = with_other(groups(), 1, false);
        assert_eq!(names(&shown), ["a", "Other"]);
        assert_eq!(shown[1].cells.iter().map(|cell| cell.count).collect::<Vec<_>>(), [1.0, 1.0]);
        assert_eq!(names(&with_other(groups(), 1, true)), ["a"]);
        assert_eq!(names(&with_other(groups(), 5, false)), ["a", "b", "c"]);
    }

    #[test]
    fn no_group_is_taken_for_a_member() {
        assert_eq!(
            (label("data").as_str(), label("").as_str(), label("x").as_str()),
            ("data ", "(none)", "x")
        );
    }
}
