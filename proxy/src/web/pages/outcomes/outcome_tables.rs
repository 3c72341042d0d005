//! Sums of outcomes as tables: by reason, and by key.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::language::t;
use super::outcome_words::{OUTCOMES, category_order, category_words, outcome_words, reason_words};
use crate::store::{OutcomeCount, ProjectKey};
use crate::web::pages::number_format::number;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// The sums by category, outcome and reason.
pub(in crate::web::pages) fn by_reason(counts: &[OutcomeCount]) -> Markup {
    let mut sums: BTreeMap<(_, usize, &str, &str), u64> = BTreeMap::new();
    for count in counts {
        let place = OUTCOMES.iter().position(|outcome| *outcome == count.outcome).unwrap_or(OUTCOMES.len());
        *sums.entry((category_order(&count.category), place, &count.outcome, &count.reason)).or_default() +=
            count.quantity;
    }
    html! {
        table.cells {
            thead { tr {
                th scope="col" { (t("Data")) }
                th scope="col" { (t("Outcome")) }
                th scope="col" { (t("Why")) }
                th.num scope="col" { (t("Items")) }
            } }
            tbody {
                @for (((_, category), _, outcome, reason), sum) in &sums {
                    tr {
                        th scope="row" { (category_words(category)) }
                        td data-label=(t("Outcome")) { (outcome_words(outcome)) }
                        td data-label=(t("Why")) { (reason_cell(outcome, reason)) }
                        td.num data-label=(t("Items")) { (number(*sum as i64)) }
                    }
                }
            }
        }
    }
}

/// A reason in words with its code, which metrics and the web API use.
pub(super) fn reason_cell(outcome: &str, reason: &str) -> Markup {
    html! {
        @match reason_words(outcome, reason) {
            Some(words) => { (words) " " code.quiet { (reason) } }
            None => @if !reason.is_empty() { code { (reason) } }
        }
    }
}

/// The sums of a category by key and outcome. What came with keys that are deleted by now, of which there may be any number,
/// and what came without a known key, stand in the last rows.
pub(in crate::web::pages) fn by_key(counts: &[OutcomeCount], keys: &[ProjectKey], category: &str) -> Markup {
    let mut sums: BTreeMap<&str, [u64; OUTCOMES.len()]> =
        keys.iter().map(|key| (key.key.as_str(), Default::default())).collect();
    // By whether the key was never known.
    let mut others: BTreeMap<bool, [u64; OUTCOMES.len()]> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.category == category) {
        let row = match sums.get_mut(count.key.as_str()) {
            Some(row) => row,
            None => others.entry(count.key.is_empty()).or_default(),
        };
        for (sum, _) in row.iter_mut().zip(OUTCOMES).filter(|(_, outcome)| *outcome == count.outcome) {
            *sum += count.quantity;
        }
    }
    let is_shown =
        |at: usize| at == 0 || sums.values().chain(others.values()).any(|row| row.get(at) > Some(&0));
    let columns: Vec<(usize, &str)> =
        OUTCOMES.into_iter().enumerate().filter(|(at, _)| is_shown(*at)).collect();
    let name = |key: &str| keys.iter().find(|it| it.key == key).map_or("", |it| it.name.as_str()).to_owned();
    let cells = |row: &[u64; OUTCOMES.len()]| {
        html! {
            @for (at, outcome) in &columns {
                td.num data-label=(outcome_words(outcome)) { (number(row.get(*at).map_or(0, |sum| *sum as i64))) }
            }
        }
    };
    html! {
        table.cells {
            thead { tr {
                th scope="col" { (t("Key")) }
                th scope="col" { (t("Name")) }
                @for (_, outcome) in &columns { th.num scope="col" { (outcome_words(outcome)) } }
            } }
            tbody {
                @for (key, row) in &sums {
                    tr {
                        th scope="row" { code { (key) } }
                        td data-label=(t("Name")) translate="no" { (reveal_hidden(&name(key))) }
                        (cells(row))
                    }
                }
                @for (is_unknown, row) in &others {
                    tr {
                        th scope="row" { (if *is_unknown { t("Without a known key") } else { t("Deleted keys") }) }
                        td data-label=(t("Name")) {}
                        (cells(row))
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_a_column_for_each_outcome_that_there_was() {
        let count = |key: &str, category: &str, outcome: &str, quantity| OutcomeCount {
            bucket: 0,
            category: category.into(),
            outcome: outcome.into(),
            reason: String::new(),
            key: key.into(),
            quantity,
        };
        let key =
            |key: &str| ProjectKey { key: key.into(), name: "<b>".into(), is_enabled: true, created: None };
        let counts = [
            count("k1", "error", "accepted", 7),
            count("k1", "error", "filtered", 2),
            count("k1", "error", "filtered", 3),
            count("k1", "span", "rate_limited", 9),
            count("", "error", "client_discard", 4),
            count("gone", "error", "accepted", 1),
            count("gone too", "error", "accepted", 2),
        ];
        let shown = by_key(&counts, &[key("k1"), key("k2")], "error").into_string();
        let cells: Vec<&str> =
            shown.split('<').filter_map(|part| part.rsplit_once('>')).map(|it| it.1).collect();
        let cells: Vec<&str> = cells.into_iter().filter(|text| !text.is_empty()).collect();
        let expect = [
            "Key",
            "Name",
            "Accepted",
            "Filtered",
            "Discarded by clients",
            "k1",
            "&lt;b&gt;",
            "7",
            "5",
            "0",
            "k2",
            "&lt;b&gt;",
            "0",
            "0",
            "0",
            "Deleted keys",
            "3",
            "0",
            "0",
            "Without a known key",
            "0",
            "0",
            "4",
        ];
        assert_eq!(cells, expect);
    }
}
