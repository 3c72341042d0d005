//! How often each tag of an issue has each value in a range of time.
//!
//! The store counts tags without their time. For a range the newest events are read, which costs accepting events nothing.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::event_facts::EventFacts;
use crate::store::{EventRange, Reader, StoreError, TagCount};

/// Most events whose tags are counted for a range, the newest ones.
const MOST_COUNTED: u32 = 2_000;
/// Most values of a tag that are counted. An event has at most 60 tags, so the memory has a bound.
const MOST_VALUES: usize = 1_000;
/// Most values of a tag that the store counts.
const MOST_STORED: usize = 100;

/// The values of one tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::web) struct TagValues {
    pub key: String,
    /// Number of events that have the tag.
    pub total: u64,
    /// The most frequent first.
    pub values: Vec<(String, u64)>,
    /// As many values as are counted of a tag were met, so that others may be missing.
    pub most: Option<usize>,
}

/// The tags of an issue's events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::web) struct TagSpread {
    /// By key.
    pub tags: Vec<TagValues>,
    /// Whether only the newest events were counted: then how many were read.
    pub newest: Option<u32>,
}

/// The spread in a range. For the whole time the store's own counts are taken, which have at most a hundred values of a tag.
pub(in crate::web) fn tag_spread(store: &dyn Reader, range: &EventRange) -> Result<TagSpread, StoreError> {
    if *range == EventRange::all(range.issue) {
        return Ok(TagSpread { tags: of_counts(store.tags(range.issue)?), newest: None });
    }
    let mut counts: BTreeMap<String, Counted> = BTreeMap::new();
    let visited = store.visit_events(range, MOST_COUNTED, &mut |event| {
        let facts = EventFacts::of(&event.body);
        for (key, value) in facts.tags() {
            add(&mut counts, key, value, facts.times());
        }
        ControlFlow::Continue(())
    })?;
    let tags = counts.into_iter().map(|(key, values)| sorted(key, values)).collect();
    Ok(TagSpread { tags, newest: (!visited.is_complete).then_some(visited.events) })
}

/// The events of a tag, with those of each counted value.
#[derive(Debug, Default)]
struct Counted {
    total: u64,
    values: HashMap<String, u64>,
}

fn add(counts: &mut BTreeMap<String, Counted>, key: &str, value: &str, times: u64) {
    if !counts.contains_key(key) {
        counts.insert(key.to_owned(), Counted::default());
    }
    let Some(tag) = counts.get_mut(key) else { return };
    tag.total = tag.total.saturating_add(times);
    if let Some(count) = tag.values.get_mut(value) {
        *count = count.saturating_add(times);
    } else if tag.values.len() < MOST_VALUES {
        tag.values.insert(value.to_owned(), times);
    }
}

fn sorted(key: String, Counted { total, values }: Counted) -> TagValues {
    let most = (values.len() >= MOST_VALUES).then_some(MOST_VALUES);
    let mut values: Vec<(String, u64)> = values.into_iter().collect();
    values.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    TagValues { key, total, values, most }
}

/// The store's counts, which are in the order of keys and counts.
fn of_counts(counts: Vec<TagCount>) -> Vec<TagValues> {
    let mut tags: Vec<TagValues> = Vec::new();
    for TagCount { key, value, count, .. } in counts {
        let count = u64::try_from(count).unwrap_or(0);
        if tags.last().is_none_or(|last| last.key != key) {
            tags.push(TagValues { key, ..TagValues::default() });
        }
        if let Some(last) = tags.last_mut() {
            last.total = last.total.saturating_add(count);
            last.values.push((value, count));
        }
    }
    for tag in &mut tags {
        tag.most = (tag.values.len() >= MOST_STORED).then_some(MOST_STORED);
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_count_and_name() {
        let mut counts = BTreeMap::new();
        for (value, times) in [("b", 1), ("a", 1), ("c", 7), ("b", 1)] {
            add(&mut counts, "os", value, times);
        }
        let tag = sorted("os".into(), counts.remove("os").unwrap());
        let expect = [("c".to_owned(), 7), ("b".to_owned(), 2), ("a".to_owned(), 1)];
        assert_eq!((tag.total, tag.values.as_slice()), (10, expect.as_slice()));
    }

    #[test]
    fn values_are_bounded() {
        let mut counts = BTreeMap::new();
        for n in 0..5_000 {
            add(&mut counts, "url", &format!("/{n}"), 1);
        }
        add(&mut counts, "url", "/7", 1);
        let tag = sorted("url".into(), counts.remove("url").unwrap());
        assert_eq!((tag.values.len(), tag.values[0].clone()), (MOST_VALUES, ("/7".to_owned(), 2)));
        // The share of a value is that of all events that have the tag, also of those whose value is not counted.
        assert_eq!((tag.total, tag.most), (5_001, Some(MOST_VALUES)));
    }

    #[test]
    fn counts_of_the_store_by_key() {
        let count = |key: &str, value: &str, count| TagCount {
            key: key.into(),
            value: value.into(),
            count,
            first_seen: None,
            last_seen: None,
        };
        let tags = of_counts(vec![count("a", "x", 3), count("a", "y", 1), count("b", "x", -1)]);
        assert_eq!((tags.len(), tags[0].total, tags[0].values.len(), tags[1].total), (2, 4, 2, 0));
        assert_eq!(of_counts(Vec::new()), Vec::new());
        let full: Vec<TagCount> = (0..MOST_STORED).map(|n| count("a", &n.to_string(), 1)).collect();
        assert_eq!((tags[0].most, of_counts(full)[0].most), (None, Some(MOST_STORED)));
    }
}
