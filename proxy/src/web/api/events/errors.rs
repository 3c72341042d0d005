//! Answers about errors: out of the exact counts by hour, or out of stored events where these do not know a property.

use std::collections::HashMap;

use super::aggregate::Aggregate;
use super::buckets::Buckets;
use super::cell::Group;
use super::group_field::{GroupField, has_value};
use super::question::Question;
use crate::store::{CountedEvents, EventFilter, Reader};
use crate::web::read_error::ReadError;

/// Most stored events that are read for one answer.
const EVENTS: u32 = 20_000;
/// Most counts of an issue in an hour.
const HOURS: u32 = 200_000;

/// The shortest interval with data of its own: of counts by hour an hour, of stored events a minute.
pub(super) fn shortest(question: &Question) -> Result<f64, ReadError> {
    Ok(if needs_events(question)? { 60.0 } else { 3600.0 })
}

/// The groups, the largest first.
pub(super) fn groups(
    store: &dyn Reader,
    question: &Question,
    buckets: &Buckets,
) -> Result<Vec<Group>, ReadError> {
    if let Some((name, _)) = question.aggregates.iter().find(|(_, aggregate)| !is_answered(*aggregate)) {
        return Err(ReadError::Unsupported(format!(
            "{name} cannot be answered of errors, but of the dataset transactions"
        )));
    }
    let fields = question.groups()?;
    // One more than is counted tells that there are more.
    let counted = if needs_events(question)? {
        whole(counted(store, question, EVENTS + 1)?, EVENTS, "stored events")?
    } else {
        whole(counted(store, question, HOURS + 1)?, HOURS, "counts by hour")?
    };
    let mut groups: HashMap<Vec<String>, Group> = HashMap::new();
    for of in counted.iter().filter(|of| matches(question, of)) {
        let Some(n) = buckets.at(of.at) else { continue };
        let values: Vec<String> = fields.iter().map(|field| field.value(of)).collect();
        let group = groups.entry(values.clone()).or_insert_with(|| Group::empty(values, buckets.count));
        if let Some(cell) = group.cells.get_mut(n) {
            cell.count += of.count as f64;
            cell.users
                .extend(of.event.as_ref().map(|event| event.user.clone()).filter(|user| !user.is_empty()));
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by(|a, b| total(b).total_cmp(&total(a)).then_with(|| a.values.cmp(&b.values)));
    Ok(groups)
}

/// All that was found. Numbers made of a part of it would be wrong.
fn whole<T>(found: Vec<T>, most: u32, what: &str) -> Result<Vec<T>, ReadError> {
    if found.len() <= most as usize {
        return Ok(found);
    }
    Err(ReadError::Unsupported(format!(
        "the answer needs more than {most} {what}: ask for a shorter range or fewer projects"
    )))
}

/// The newest events of a question, before its search: the single events.
pub(super) fn newest(store: &dyn Reader, question: &Question) -> Result<Vec<CountedEvents>, ReadError> {
    counted(store, question, EVENTS)
}

fn counted(store: &dyn Reader, question: &Question, most: u32) -> Result<Vec<CountedEvents>, ReadError> {
    let filter = EventFilter {
        projects: question.projects.iter().map(|project| project.id).collect(),
        from: question.from,
        to: question.to,
    };
    if filter.projects.is_empty() {
        return Ok(Vec::new());
    }
    Ok(if needs_events(question)? {
        store.counted_events(&filter, most)?
    } else {
        store.counts_by_hour(&filter, most)?
    })
}

/// Whether an event is within the search.
pub(super) fn matches(question: &Question, of: &CountedEvents) -> bool {
    let search = &question.search;
    let environment = GroupField::Environment.value(of);
    let is_of_environment = question.environments.is_empty() || question.environments.contains(&environment);
    is_of_environment
        && search.fields.iter().all(|(field, value)| has_value(of, *field, value))
        && search.words.iter().all(|word| of.title.to_lowercase().contains(&word.to_lowercase()))
}

fn needs_events(question: &Question) -> Result<bool, ReadError> {
    let is_by_event = |field: &GroupField| !field.is_of_issue();
    let has_users = question.aggregates.iter().any(|(_, aggregate)| *aggregate == Aggregate::UniqueUsers);
    Ok(question.aggregates.is_empty()
        || has_users
        || !question.environments.is_empty()
        || question.groups()?.iter().any(is_by_event)
        || question.search.fields.iter().any(|(field, _)| is_by_event(field)))
}

fn is_answered(aggregate: Aggregate) -> bool {
    matches!(aggregate, Aggregate::Count | Aggregate::CountPerMinute | Aggregate::UniqueUsers)
}

fn total(group: &Group) -> f64 {
    group.cells.iter().map(|cell| cell.count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_no_answer() {
        assert_eq!(whole(vec![1, 2], 2, "counts").unwrap(), [1, 2]);
        let error = whole(vec![1, 2, 3], 2, "counts").unwrap_err();
        assert_eq!(
            (error.status().as_u16(), error.to_string().starts_with("the answer needs more than 2 counts")),
            (400, true)
        );
    }
}
