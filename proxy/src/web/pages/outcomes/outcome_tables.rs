//! Sums of outcomes as tables: by reason, and by key.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::language::t;
use super::outcome_words::{OUTCOMES, category_order, category_words, outcome_words, reason_words};
use crate::outcome::RECEIVED;
use crate::store::{OutcomeCount, ProjectKey};
use crate::web::pages::number_format::number;

/// The sums by category, outcome and reason.
pub(in crate::web::pages) fn by_reason(counts: &[OutcomeCount]) -> Markup {
    let mut sums: BTreeMap<(_, usize, &str, &str), u64> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.outcome != RECEIVED) {
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

/// The sums by key. What came without a known key is not in it.
pub(in crate::web::pages) fn by_key(counts: &[OutcomeCount], keys: &[ProjectKey]) -> Markup {
    let mut sums: BTreeMap<&str, (u64, u64)> = keys.iter().map(|key| (key.key.as_str(), (0, 0))).collect();
    for count in counts {
        let (received, refused) = sums.entry(&count.key).or_default();
        match count.outcome.as_str() {
            RECEIVED => *received += count.quantity,
            "rate_limited" | "invalid" | "filtered" if !count.key.is_empty() => *refused += count.quantity,
            _ => {}
        }
    }
    sums.remove("");
    let name = |key: &str| keys.iter().find(|it| it.key == key).map_or("", |it| it.name.as_str()).to_owned();
    html! {
        table.cells {
            thead { tr {
                th scope="col" { (t("Key")) }
                th scope="col" { (t("Name")) }
                th.num scope="col" { (t("Received")) }
                th.num scope="col" { (t("Refused or dropped")) }
            } }
            tbody {
                @for (key, (received, refused)) in &sums {
                    tr {
                        th scope="row" { code { (key) } }
                        td data-label=(t("Name")) { (name(key)) }
                        td.num data-label=(t("Received")) { (number(*received as i64)) }
                        td.num data-label=(t("Refused or dropped")) { (number(*refused as i64)) }
                    }
                }
            }
        }
    }
}
